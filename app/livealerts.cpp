// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/livealerts.h"

#include "alerts/notificationtext.h"
#include "app/collector.h"
#include "app/nodereplay.h"
#include "history/historyrecorder.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QPointer>
#include <QtCore/QThreadPool>

namespace cacheledger
{

LiveAlerts::LiveAlerts(Files files, std::shared_ptr<const Clock> clock, QObject* parent)
    : AlertClient(parent),
      m_files(std::move(files)),
      m_rules(m_files.rules),
      m_desk(new AlertDesk(m_files.log, m_files.history, std::move(clock)))
{
    qRegisterMetaType<std::optional<qint64>>();
    m_thread.setObjectName(QStringLiteral("alerts"));
    m_desk->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_desk, &QObject::deleteLater);
    connect(&m_rules, &RuleStore::changed, this, &LiveAlerts::onRulesChanged);
    connectDesk();
}

LiveAlerts::~LiveAlerts()
{
    for (const auto& [id, cancelled] : m_backtests)
        cancelled->store(true);
    if (m_thread.isRunning())
        QMetaObject::invokeMethod(
            m_desk, [desk = m_desk] { desk->stop(); }, Qt::BlockingQueuedConnection);
    else
        delete m_desk; // the thread never began
    m_thread.quit();
    m_thread.wait();
}

void LiveAlerts::connectDesk()
{
    connect(m_desk, &AlertDesk::activeChanged, this, [this](const std::vector<Alert>& active) {
        m_active = active;
        Q_EMIT activeChanged();
    });
    connect(m_desk, &AlertDesk::silencesChanged, this, [this](const std::vector<Silence>& silences) {
        if (std::exchange(m_silences, silences) != silences)
            Q_EMIT silencesChanged();
    });
    connect(m_desk, &AlertDesk::doNotDisturbChanged, this, [this](std::optional<qint64> untilMs) {
        if (std::exchange(m_doNotDisturbUntilMs, untilMs) != untilMs)
            Q_EMIT doNotDisturbChanged();
    });
    connect(m_desk, &AlertDesk::happened, this, &LiveAlerts::remember);
    connect(m_desk, &AlertDesk::stored, this, &LiveAlerts::stored);
    connect(m_desk, &AlertDesk::storingPaused, this, &LiveAlerts::storingPaused);
    connect(m_desk, &AlertDesk::storingResumed, this, &LiveAlerts::storingResumed);
    connect(m_desk, &AlertDesk::damagedSetAside, this, &LiveAlerts::damagedSetAside);
    connect(m_desk, &AlertDesk::failed, this, [this](quint64 id, const Error& error) {
        if (id == 0 || m_requests.erase(id) > 0)
            Q_EMIT failed(id, error);
    });
    connect(m_desk, &AlertDesk::logReady, this, [this](quint64 id, const std::vector<Alert>& alerts) {
        if (m_requests.erase(id) > 0)
            Q_EMIT logReady(id, alerts);
    });
    connect(m_desk, &AlertDesk::statisticsReady, this, [this](quint64 id, const AlertStatistics& statistics) {
        if (m_requests.erase(id) > 0)
            Q_EMIT statisticsReady(id, statistics);
    });
}

template <typename Call>
void LiveAlerts::tellDesk(const Call& call)
{
    QMetaObject::invokeMethod(
        m_desk, [desk = m_desk, call] { call(*desk); }, Qt::QueuedConnection);
}

template <typename Call>
quint64 LiveAlerts::askDesk(const Call& call)
{
    const quint64 id = ++m_lastRequest;
    m_requests.insert(id);
    tellDesk([call, id](AlertDesk& desk) { call(desk, id); });
    return id;
}

void LiveAlerts::start()
{
    m_thread.start();
    m_rules.load();
    if (!m_collector)
        tellDesk([](AlertDesk& desk) { desk.startReading(); });
}

void LiveAlerts::attach(Collector* collector, HistoryRecorder* recorder, const std::set<NodeId>& nodes)
{
    m_collector = collector;
    m_recorder = recorder;
    tellDesk([nodes](AlertDesk& desk) { desk.startWriting(nodes); });
    connect(collector, &Collector::nodesAppeared, m_desk, &AlertDesk::onNodesAppeared);
    connect(collector, &Collector::judged, m_desk, &AlertDesk::onJudged);
    // Through this thread, which knows whether the collector is still there.
    connect(m_desk, &AlertDesk::pastsRead, collector,
            [collector](const std::vector<NodePast>& pasts) { collector->admit(pasts); });
    collector->setRules(m_rules.rules());
    Q_EMIT keepingChanged(true);
}

void LiveAlerts::detach()
{
    if (!m_collector)
        return;
    m_collector = nullptr;
    QMetaObject::invokeMethod(
        m_desk, [desk = m_desk] { desk->stop(); }, Qt::BlockingQueuedConnection);
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall); // what happened last
    m_recorder = nullptr;
    tellDesk([](AlertDesk& desk) { desk.startReading(); });
    Q_EMIT keepingChanged(false);
}

void LiveAlerts::onRulesChanged()
{
    if (m_collector)
        m_collector->setRules(m_rules.rules());
    Q_EMIT rulesChanged();
}

void LiveAlerts::remember(const std::vector<AlertNews>& news)
{
    if (m_recorder)
        for (const AlertNews& each : news)
            m_recorder->record(
                Event{each.alert.key.node, each.alert.cache, each.entry.timeMs, EventKind::Alert, alertNewsText(each)});
    Q_EMIT happened(news);
}

QString alertNewsText(const AlertNews& news)
{
    const Alert& alert = news.alert;
    if (news.entry.to == AlertState::Firing)
        return LiveAlerts::tr("%1: %2").arg(notificationtext::tierName(alert.tier), alert.message);
    const qint64 lastedMs = alert.endedMs.value_or(news.entry.timeMs) - alert.firedMs.value_or(news.entry.timeMs);
    return LiveAlerts::tr("Ended after %1: %2 at %3 (%4).")
        .arg(format::duration(lastedMs), alert.ruleName, alert.address, alert.cacheName);
}

void LiveAlerts::acknowledge(qint64 alert)
{
    tellDesk([alert](AlertDesk& desk) { desk.acknowledge(alert); });
}

void LiveAlerts::snooze(qint64 alert, TimeMs untilMs)
{
    tellDesk([alert, untilMs](AlertDesk& desk) { desk.snooze(alert, untilMs); });
}

void LiveAlerts::markFalsePositive(qint64 alert, bool on)
{
    tellDesk([alert, on](AlertDesk& desk) { desk.markFalsePositive(alert, on); });
}

void LiveAlerts::setIncident(qint64 alert, const QString& incident)
{
    tellDesk([alert, incident](AlertDesk& desk) { desk.setIncident(alert, incident); });
}

void LiveAlerts::addSilence(const Silence& silence)
{
    tellDesk([silence](AlertDesk& desk) { desk.addSilence(silence); });
}

void LiveAlerts::endSilence(const QString& id)
{
    tellDesk([id](AlertDesk& desk) { desk.endSilence(id); });
}

void LiveAlerts::setDoNotDisturb(std::optional<TimeMs> untilMs)
{
    tellDesk([untilMs](AlertDesk& desk) { desk.setDoNotDisturb(untilMs); });
}

void LiveAlerts::saveRule(const Rule& rule)
{
    if (const auto saved = m_rules.save(rule); !saved)
        Q_EMIT failed(0, saved.error());
}

void LiveAlerts::removeRule(const QString& id)
{
    if (const auto removed = m_rules.remove(id); !removed)
        Q_EMIT failed(0, removed.error());
}

quint64 LiveAlerts::requestLog(const AlertQuery& query)
{
    return askDesk([query](AlertDesk& desk, quint64 id) { desk.readLog(id, query); });
}

quint64 LiveAlerts::requestStatistics(int days)
{
    return askDesk([days](AlertDesk& desk, quint64 id) { desk.readStatistics(id, days); });
}

/// In a thread of the pool: it may read days of polls.
quint64 LiveAlerts::requestBacktest(const Rule& rule, TimeMs fromMs, TimeMs toMs)
{
    const quint64 id = ++m_lastRequest;
    const auto cancelled = std::make_shared<std::atomic_bool>(false);
    m_backtests[id] = cancelled;
    QThreadPool::globalInstance()->start(
        [guard = QPointer<LiveAlerts>(this), id, rule, fromMs, toMs, cancelled, path = m_files.history] {
            Result<std::vector<BacktestEpisode>> found(std::vector<BacktestEpisode>{});
            if (const auto file = HistoryFile::open(path); !file)
                found = file.error();
            else if (const auto nodes = (*file)->nodes(); !nodes)
                found = nodes.error();
            else
                found = backtestOver(**file, rule, *nodes, fromMs, toMs, cancelled.get());
            QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, id, found, cancelled] {
                if (!guard || guard->m_backtests.erase(id) == 0 || cancelled->load())
                    return;
                if (found)
                    Q_EMIT guard->backtestReady(id, *found);
                else
                    Q_EMIT guard->failed(id, found.error());
            });
        });
    return id;
}

void LiveAlerts::cancel(quint64 id)
{
    if (const auto backtest = m_backtests.extract(id))
        backtest.mapped()->store(true);
    else
        m_requests.erase(id);
}

} // namespace cacheledger
