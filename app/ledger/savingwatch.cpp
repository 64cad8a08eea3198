// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ledger/savingwatch.h"

#include "app/forecast/forecastreader.h"
#include "app/ledger/ledgerinputfiles.h"
#include "cost/ledgerrate.h"

#include <QtCore/QFile>
#include <QtCore/QThread>

#include <map>
#include <optional>

namespace cacheledger
{

static constexpr const char* metricId = "ledger.net_per_month";
static constexpr const char* monthMetricId = "forecast.savings_month";
static constexpr qint64 windowMs = 24 * 3'600'000LL;
static constexpr qint64 minuteMs = 60'000;
/// A figure is left out of the samples when so many of its successors did not come.
static constexpr int goodForTimes = 3;

struct SavingWatch::Found {
    std::vector<Error> errors;
    std::map<CacheId, std::optional<double>> savings; ///< of caches that have a cost plan
    std::map<CacheId, std::optional<double>> months;  ///< likewise; where they were looked for
};

SavingWatch::SavingWatch(Parts parts, QObject* parent)
    : QObject(parent),
      m_parts(std::move(parts)),
      m_files(std::make_shared<LedgerInputFiles>(m_parts.profile)),
      m_thread(std::make_unique<QThread>()),
      m_worker(new QObject)
{
    m_thread->setObjectName(QStringLiteral("savings"));
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread->start(QThread::LowPriority);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SavingWatch::ask);
}

SavingWatch::~SavingWatch()
{
    m_cancelled = true;
    m_thread->quit();
    m_thread->wait();
}

void SavingWatch::setCollector(Collector* collector)
{
    m_collector = collector;
    if (collector)
        m_timer.start(m_parts.firstAfterMs);
    else
        m_timer.stop();
}

void SavingWatch::ask()
{
    m_timer.start(m_parts.everyMs);
    if (!m_collector || m_asked)
        return;
    m_asked = true;
    QMetaObject::invokeMethod(
        m_worker,
        [this, files = m_files, parts = m_parts, caches = m_parts.caches(),
         withMonths = m_times++ % m_parts.forecastEvery == 0] {
            const Found found = findAll(*files, parts, caches, withMonths, m_cancelled);
            QMetaObject::invokeMethod(
                this, [this, found] { take(found); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

/// Over whole minutes, so that no polls have to be read at the ends.
static std::optional<double> savingOf(const HistoryFile& file, const LedgerInputs& inputs, const CacheId& cache,
                                      TimeMs nowMs, const std::atomic_bool& cancelled)
{
    const TimeMs toMs = nowMs - nowMs % minuteMs;
    const auto ledger =
        readLedger(file, inputs, {cache, toMs - windowMs, toMs, LedgerStep::Month, "UTC"}, toMs, &cancelled);
    return ledger && !ledger->entries.empty() ? netPerMonth(*ledger) : std::nullopt;
}

static std::optional<double> monthOf(const HistoryFile& file, const LedgerInputs& inputs, const CacheId& cache,
                                     TimeMs nowMs, const std::atomic_bool& cancelled)
{
    const auto forecast = readSavingsForecast(file, inputs, cache, nowMs - nowMs % minuteMs, &cancelled);
    return forecast && forecast->expected.isValid() ? std::optional(forecast->expected.toDouble()) : std::nullopt;
}

SavingWatch::Found SavingWatch::findAll(LedgerInputFiles& files, const Parts& parts, const std::vector<CacheId>& caches,
                                        bool withMonths, const std::atomic_bool& cancelled)
{
    Found found;
    found.errors = files.refresh();
    std::unique_ptr<HistoryFile> history;
    for (const CacheId& cache : caches) {
        const std::optional<LedgerInputs> inputs = files.inputsOf(cache);
        if (!inputs || cancelled)
            continue;
        if (!history && QFile::exists(parts.profile.historyFile()))
            if (auto opened = HistoryFile::open(parts.profile.historyFile()))
                history = std::move(opened).value();
        found.savings[cache] =
            history ? savingOf(*history, *inputs, cache, parts.clock->nowMs(), cancelled) : std::nullopt;
        if (withMonths)
            found.months[cache] =
                history ? monthOf(*history, *inputs, cache, parts.clock->nowMs(), cancelled) : std::nullopt;
    }
    return found;
}

void SavingWatch::take(const Found& found)
{
    m_asked = false;
    for (const Error& error : found.errors)
        Q_EMIT failed(error);
    if (!m_collector)
        return;
    const TimeMs untilMs = m_parts.clock->nowMs() + goodForTimes * qint64(m_parts.everyMs);
    for (const auto& [cache, saving] : found.savings)
        m_collector->setFigure(cache, metricId, saving, untilMs);
    const TimeMs monthUntilMs = untilMs + goodForTimes * qint64(m_parts.everyMs) * m_parts.forecastEvery;
    for (const auto& [cache, saving] : found.months)
        m_collector->setFigure(cache, monthMetricId, saving, monthUntilMs);
    for (const CacheId& cache : m_known)
        if (!found.savings.contains(cache)) // its cost plan was taken away
            for (const char* each : {metricId, monthMetricId})
                m_collector->setFigure(cache, each, std::nullopt, untilMs);
    m_known.clear();
    for (const auto& [cache, saving] : found.savings)
        m_known.insert(cache);
}

} // namespace cacheledger
