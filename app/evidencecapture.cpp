// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evidencecapture.h"

#include "app/evidencetables.h"
#include "incidents/evidencefile.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "metrics/infoparser.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cacheledger
{

static constexpr qint64 evidenceBeforeMs = 30 * 60'000;
/// A value "half an hour before" may be so much older: a cache may be polled every few minutes.
static constexpr qint64 toleranceMs = 10 * 60'000;
static constexpr int chartColumns = 360;

static const std::vector<std::string>& chartMetrics()
{
    static const std::vector<std::string> metrics{"hit_ratio",
                                                  "memory_used_ratio",
                                                  "commands_per_second",
                                                  "used_memory",
                                                  "maxmemory",
                                                  "evictions_per_second",
                                                  "connected_clients",
                                                  "blocked_clients",
                                                  "probe.p95",
                                                  "errors_per_second",
                                                  "keys",
                                                  "fragmentation_ratio"};
    return metrics;
}

/// What history may be asked for by name.
static std::vector<std::string> plainMetrics()
{
    std::vector<std::string> ids;
    for (const MetricInfo& info : catalogue::all()) {
        if (info.id.find('*') == std::string_view::npos && !derived::isDerived(info.id))
            ids.emplace_back(info.id);
    }
    return ids;
}

static std::map<std::string, double> valuesOf(const Frame& frame)
{
    std::map<std::string, double> values;
    for (const FrameSeries& series : frame.series) {
        for (const double value : series.value) {
            if (std::isfinite(value))
                values[series.metric] = value; // the newest one stays
        }
    }
    return values;
}

static std::map<std::string, double> numbersIn(const QByteArray& info)
{
    const InfoValues read = InfoParser().parse({info.constData(), static_cast<std::size_t>(info.size())});
    std::map<std::string, double> values;
    for (std::size_t i = 0; i < read.values.size(); ++i) {
        if (std::isfinite(read.values[i]))
            values[read.layout->name(i)] = read.values[i];
    }
    return values;
}

static EvidenceCharts chartsOf(const Frame& frame)
{
    EvidenceCharts charts{frame.times, frame.breakBefore, {}};
    for (const FrameSeries& series : frame.series)
        charts.series.push_back({series.metric, series.value});
    return charts;
}

EvidenceCapture::EvidenceCapture(Parts parts, QObject* parent) : QObject(parent), m_parts(std::move(parts))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (!m_isAnswered)
            answered(EvidenceAnswer(Error{ErrorCode::CommandTimeout, tr("The node did not answer in time."), {}}));
        m_historyProblem = tr("the history did not answer in time");
        finish();
    });
    connect(m_parts.history, &HistoryClient::frameReady, this, &EvidenceCapture::onFrame);
    connect(m_parts.history, &HistoryClient::failed, this, &EvidenceCapture::onFailed);
}

void EvidenceCapture::start()
{
    m_patience.start();
    askForCharts(m_parts.openedMs - evidenceBeforeMs);
}

void EvidenceCapture::askForCharts(TimeMs fromMs)
{
    std::vector<std::string> metrics = chartMetrics();
    for (const std::string& metric : m_parts.metrics)
        if (std::ranges::find(metrics, metric) == metrics.end())
            metrics.push_back(metric);
    ask(Ask::Charts, std::move(metrics), fromMs, m_parts.nowMs + 1, chartColumns);
}

void EvidenceCapture::onCharts(const FramePtr& frame)
{
    const TimeMs fromMs = m_parts.openedMs - evidenceBeforeMs;
    const qint64 lengthMs = m_parts.nowMs - fromMs;
    const bool isYoung = !frame->times.empty() && frame->times.front() - fromMs > lengthMs / 2;
    if (isYoung && !std::exchange(m_looksCloser, true)) {
        // A cache that is watched since a minute ago: half an hour in so many columns would be a dot or two.
        askForCharts(frame->times.front() - lengthMs / chartColumns);
        return;
    }
    m_hasCharts = true;
    if (frame->times.empty())
        add(EvidenceKind::Charts, {}, tr("history has no samples of this time"));
    else
        add(EvidenceKind::Charts, evidencefile::toCsv(chartsOf(*frame)));
}

void EvidenceCapture::ask(Ask what, std::vector<std::string> metrics, TimeMs fromMs, TimeMs toMs, int columns)
{
    FrameRequest request;
    request.nodes = {m_parts.node};
    request.metrics = std::move(metrics);
    request.fromMs = fromMs;
    request.toMs = toMs;
    request.columns = columns;
    request.withEvents = false;
    m_asked[m_parts.history->request(request)] = what;
}

template <typename T>
void EvidenceCapture::addTable(EvidenceKind kind, const Result<T>& told, EvidenceTable (*table)(const T&))
{
    if (told)
        add(kind, evidencefile::toCsv(table(*told)));
    else
        add(kind, {}, told.error().text());
}

void EvidenceCapture::answered(const EvidenceAnswer& answer)
{
    if (std::exchange(m_isAnswered, true) || m_finished)
        return;
    if (answer.info)
        m_now = numbersIn(*answer.info);
    add(EvidenceKind::Info, answer.info ? *answer.info : QByteArray(),
        answer.info ? QString() : answer.info.error().text());
    addTable(EvidenceKind::SlowLog, answer.slowLog, &evidencetables::slowLog);
    addTable(EvidenceKind::Clients, answer.clients, &evidencetables::clients);
    addTable(EvidenceKind::Latency, answer.latency, &evidencetables::latency);
    askForDifferences();
}

void EvidenceCapture::askForDifferences()
{
    const TimeMs thenMs = m_parts.openedMs - evidenceBeforeMs;
    ask(Ask::Before, plainMetrics(), thenMs - toleranceMs, thenMs + 1, 1);
    if (m_now.empty()) // a dead server: what it was like when it was last seen
        ask(Ask::Now, plainMetrics(), m_parts.openedMs - toleranceMs, m_parts.nowMs + 1, 1);
}

void EvidenceCapture::onFrame(quint64 id, const FramePtr& frame)
{
    const auto asked = m_asked.find(id);
    if (asked == m_asked.end())
        return;
    const Ask what = asked->second;
    m_asked.erase(asked);
    if (what == Ask::Charts)
        onCharts(frame);
    else
        (what == Ask::Before ? m_before : m_now) = valuesOf(*frame);
    finishWhenDone();
}

void EvidenceCapture::onFailed(quint64 id, const Error& error)
{
    if (m_asked.erase(id) == 0)
        return;
    m_historyProblem = error.text();
    finishWhenDone();
}

void EvidenceCapture::addDifferences()
{
    if (std::exchange(m_differs, true))
        return;
    if (m_before.empty() || m_now.empty())
        add(EvidenceKind::Differences, {},
            !m_historyProblem.isEmpty() ? m_historyProblem
            : m_before.empty()          ? tr("history has no samples from 30 min before")
                                        : tr("nothing is known of the present"));
    else
        add(EvidenceKind::Differences, evidencefile::toCsv(infoDifferences(m_before, m_now)));
}

void EvidenceCapture::add(EvidenceKind kind, const QByteArray& content, const QString& reason)
{
    m_captured.push_back({{kind, m_parts.node, m_parts.address, m_parts.nowMs, {}, reason}, content});
}

void EvidenceCapture::finishWhenDone()
{
    if (m_isAnswered && m_asked.empty())
        finish();
}

void EvidenceCapture::finish()
{
    if (std::exchange(m_finished, true))
        return;
    m_patience.stop();
    addDifferences();
    if (!m_hasCharts)
        add(EvidenceKind::Charts, {}, m_historyProblem);
    Q_EMIT finished(m_captured);
}

} // namespace cacheledger
