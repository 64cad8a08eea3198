// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/fleetfeed.h"

#include "ui/headline.h"
#include "ui/timerange.h"

#include <algorithm>

namespace cacheledger
{

static constexpr qint64 fleetValuesWindowMs = 5 * 60'000;
static constexpr qint64 fleetValuesEveryMs = 5000;
static constexpr qint64 fleetStripEveryMs = 10'000;
static constexpr qint64 fleetPerNodeMs = 25; ///< so much longer a question rests for each node of a group
static constexpr std::size_t fleetAtOnce = 2;

FleetFeed::FleetFeed(const PageContext& context, FleetModel* model, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_model(model),
      m_live(context.range->isLive() && !context.range->isPaused())
{
    m_elapsed.start();
    m_soon.setSingleShot(true);
    m_period.setInterval(1000);
    connect(&m_soon, &QTimer::timeout, this, &FleetFeed::pump);
    connect(&m_period, &QTimer::timeout, this, &FleetFeed::pump);
    connect(context.range, &TimeRange::changed, this, &FleetFeed::onRangeChanged);
    connect(context.services.history, &HistoryClient::frameReady, this, &FleetFeed::onFrame);
    connect(context.services.history, &HistoryClient::failed, this, &FleetFeed::onFailed);
}

FleetFeed::~FleetFeed()
{
    drop();
}

void FleetFeed::drop()
{
    for (const auto& [id, running] : m_running)
        m_context.services.history->cancel(id);
    m_running.clear();
}

void FleetFeed::setVisible(int firstRow, int lastRow)
{
    m_first = firstRow;
    m_last = lastRow;
    if (m_active)
        m_soon.start(0);
}

void FleetFeed::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active) {
        m_period.start();
        m_soon.start(0);
    } else {
        m_period.stop();
        m_soon.stop();
        drop();
    }
}

void FleetFeed::refresh()
{
    drop();
    m_asked.clear();
    if (m_active)
        m_soon.start(0);
}

void FleetFeed::onRangeChanged()
{
    const bool live = m_context.range->isLive() && !m_context.range->isPaused();
    const bool onlyPaused = m_live && !live && m_context.range->isPaused();
    m_live = live;
    if (onlyPaused)
        return; // what is shown stays
    m_model->forgetFigures();
    refresh();
}

bool FleetFeed::isRunning(Kind kind, const QString& key) const
{
    return std::any_of(m_running.begin(), m_running.end(),
                       [&](const auto& running) { return running.second.kind == kind && running.second.key == key; });
}

/// A range that has ended, or is paused, is asked about once.
bool FleetFeed::isDue(const std::optional<qint64>& askedMs, qint64 periodMs) const
{
    return !askedMs || (m_live && m_elapsed.elapsed() - *askedMs >= periodMs);
}

/// In turns: where answers take long, the first rows must not be asked about again before the last ones were at all.
void FleetFeed::pump()
{
    if (!m_active)
        return;
    const int first = std::max(0, m_first);
    const int count = std::min(m_last, m_model->rowCount() - 1) - first + 1;
    const int turn = m_turn;
    for (int i = 0; i < count && m_running.size() < fleetAtOnce; ++i) {
        const int place = (turn + i) % count;
        const FleetSubject subject = m_model->subjectAt(first + place);
        while (m_running.size() < fleetAtOnce && askFor(subject))
            m_turn = place + 1;
    }
}

/// False: nothing of it is due.
bool FleetFeed::askFor(const FleetSubject& subject)
{
    const Asked& asked = m_asked[subject.key];
    const qint64 restMs = fleetPerNodeMs * static_cast<qint64>(subject.nodes.size() - 1);
    const qint64 valuesMs = std::max<qint64>(fleetValuesEveryMs, subject.intervalMs) + restMs;
    const qint64 cellMs = m_context.range->span().lengthMs() / FleetModel::stripCells;
    if (isDue(asked.valuesMs, valuesMs) && !isRunning(Kind::Values, subject.key))
        ask(Kind::Values, subject);
    else if (isDue(asked.stripMs, std::max(fleetStripEveryMs, cellMs) + 4 * restMs) &&
             !isRunning(Kind::Strip, subject.key))
        ask(Kind::Strip, subject);
    else
        return false;
    return true;
}

void FleetFeed::ask(Kind kind, const FleetSubject& subject)
{
    const TimeSpan range = m_context.range->span();
    FrameRequest request;
    request.nodes = subject.nodes;
    request.withEvents = false;
    request.nowMs = m_context.services.clock->nowMs();
    request.toMs = range.toMs;
    if (kind == Kind::Values) {
        request.metrics = headlineMetrics();
        request.columns = 1;
        request.fromMs = range.toMs - fleetValuesWindowMs;
        request.tier = Tier::Raw;
    } else {
        for (const Threshold& threshold : m_model->thresholds(subject.cache)) {
            if (std::find(request.metrics.begin(), request.metrics.end(), threshold.metric) == request.metrics.end())
                request.metrics.push_back(threshold.metric);
        }
        request.columns = FleetModel::stripCells;
        request.fromMs = range.fromMs;
    }
    Asked& asked = m_asked[subject.key];
    (kind == Kind::Values ? asked.valuesMs : asked.stripMs) = m_elapsed.elapsed();
    const quint64 id = m_context.services.history->request(request);
    m_running[id] = {kind, subject.key, subject.cache};
}

void FleetFeed::onFrame(quint64 id, const FramePtr& frame)
{
    const auto running = m_running.find(id);
    if (running == m_running.end())
        return;
    const Running question = running->second;
    m_running.erase(running);
    if (question.kind == Kind::Values)
        m_model->setValues(question.key, frame);
    else
        m_model->setStrip(question.key,
                          FleetFigures::stripOf(*frame, FleetModel::stripCells, m_model->thresholds(question.cache)));
    m_soon.start(0);
}

/// It is asked again when its time comes.
void FleetFeed::onFailed(quint64 id)
{
    if (m_running.erase(id) > 0)
        m_soon.start(0);
}

} // namespace cacheledger
