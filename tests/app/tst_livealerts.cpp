// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/livealerts.h"

#include "app/collector.h"
#include "history/historyrecorder.h"
#include "redis/localredis.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr int patienceMs = 90'000;

/// What a page sees of alerts, over a real server, a real history and both threads.
class TestLiveAlerts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anAlertIsShownAndActedOn();
    void aSilenceAndDoNotDisturbAreShown();
    void rulesAreChangedWhileTheyHold();
    void theLogIsAsked();
    void aRuleIsTriedOverHistory();
    void whatWasCancelledIsNotAnswered();

private:
    void collect();
    void stopCollecting();
    void killServer();
    std::optional<Alert> first() const
    {
        const std::vector<Alert> active = m_alerts->active();
        return active.empty() ? std::nullopt : std::optional(active.front());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LocalRedis> m_redis;
    std::shared_ptr<const Clock> m_clock = std::make_shared<SystemClock>();
    std::unique_ptr<HistoryRecorder> m_recorder;
    std::unique_ptr<LiveAlerts> m_alerts;
    std::unique_ptr<Collector> m_collector;
};

void TestLiveAlerts::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_redis = std::make_unique<LocalRedis>();
    QVERIFY(m_redis->start().ok());
    const auto path = [this](const QString& name) { return m_folder->filePath(name); };
    m_recorder = std::make_unique<HistoryRecorder>(path(u"history.sqlite"_s));
    QSignalSpy opened(m_recorder.get(), &HistoryRecorder::opened);
    m_recorder->start();
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, patienceMs);
    m_alerts = std::make_unique<LiveAlerts>(
        LiveAlerts::Files{path(u"alerts.sqlite"_s), path(u"rules.json"_s), path(u"history.sqlite"_s)}, m_clock);
    m_alerts->start();
    collect();
}

void TestLiveAlerts::cleanup()
{
    stopCollecting();
    m_alerts.reset();
    m_recorder.reset();
}

void TestLiveAlerts::collect()
{
    CacheConfig cache;
    cache.id = CacheId{u"shop-id"_s};
    cache.name = u"shop"_s;
    cache.intervalMs = 250;
    cache.nodes = {{NodeId{u"node-id"_s}, m_redis->endpoint()}};
    m_collector = std::make_unique<Collector>(m_recorder.get(), m_clock);
    QSignalSpy statuses(m_collector.get(), &Collector::judged);
    m_alerts->attach(m_collector.get(), m_recorder.get(), {cache.nodes.front().id});
    m_collector->setCache(cache, {});
    QTRY_VERIFY_WITH_TIMEOUT(statuses.count() >= 3, patienceMs); // rules, nodes, admitted
}

void TestLiveAlerts::stopCollecting()
{
    m_collector.reset();
    m_alerts->detach();
}

void TestLiveAlerts::killServer()
{
    m_redis->kill();
    QTRY_VERIFY_WITH_TIMEOUT(first() && first()->state == AlertState::Firing, patienceMs);
}

void TestLiveAlerts::anAlertIsShownAndActedOn()
{
    killServer();
    QCOMPARE(first()->key.rule, u"node-unavailable"_s);
    const qint64 id = first()->id;
    m_alerts->acknowledge(id);
    QTRY_VERIFY_WITH_TIMEOUT(first()->acknowledgedMs, patienceMs);
    m_alerts->snooze(id, m_clock->nowMs() + 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(first()->snoozedUntilMs, patienceMs);
    m_alerts->markFalsePositive(id, true);
    QTRY_VERIFY_WITH_TIMEOUT(first()->falsePositive, patienceMs);
    m_alerts->setIncident(id, u"2026-1"_s);
    QTRY_COMPARE_WITH_TIMEOUT(first()->incident, u"2026-1"_s, patienceMs);
    stopCollecting();
    QTRY_VERIFY_WITH_TIMEOUT(first() && first()->acknowledgedMs, patienceMs); // read from the log now
    QSignalSpy failed(m_alerts.get(), &AlertClient::failed);
    m_alerts->markFalsePositive(id, false); // asked of whoever collects next
    collect();
    QTRY_VERIFY_WITH_TIMEOUT(first() && first()->id == id && !first()->falsePositive, patienceMs);
    QCOMPARE(failed.count(), 0);
    QVERIFY(m_redis->restart().ok());
    QTRY_VERIFY_WITH_TIMEOUT(m_alerts->active().empty(), 2 * patienceMs);
}

void TestLiveAlerts::aSilenceAndDoNotDisturbAreShown()
{
    const TimeMs nowMs = m_clock->nowMs();
    m_alerts->addSilence({u"s"_s, {{u"shop"_s}, {}, {}}, {}, nowMs - 1, nowMs + 600'000, u"Deploy"_s});
    QTRY_COMPARE_WITH_TIMEOUT(m_alerts->silences().size(), std::size_t(1), patienceMs);
    killServer();
    QCOMPARE(first()->silence, u"s"_s);
    QVERIFY(!first()->told);
    m_alerts->setDoNotDisturb(nowMs + 600'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_alerts->doNotDisturbUntilMs(), nowMs + 600'000, patienceMs);
    m_alerts->endSilence(u"s"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_alerts->silences().empty(), patienceMs);
    QVERIFY(!first()->told);
    m_alerts->setDoNotDisturb({});
    QTRY_VERIFY_WITH_TIMEOUT(first()->told, patienceMs);
}

void TestLiveAlerts::rulesAreChangedWhileTheyHold()
{
    Rule rule;
    rule.id = rule.name = u"mine"_s;
    rule.metric = "connected_clients";
    rule.threshold = 0;
    m_alerts->saveRule(rule);
    QTRY_VERIFY_WITH_TIMEOUT(first() && first()->key.rule == u"mine"_s, patienceMs);
    m_alerts->removeRule(u"mine"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_alerts->active().empty(), patienceMs);
    QSignalSpy failed(m_alerts.get(), &AlertClient::failed);
    m_alerts->removeRule(u"mine"_s);
    rule.id = u"No Id"_s;
    m_alerts->saveRule(rule);
    QCOMPARE(failed.count(), 2);
}

void TestLiveAlerts::theLogIsAsked()
{
    killServer();
    QSignalSpy logs(m_alerts.get(), &AlertClient::logReady);
    QSignalSpy statistics(m_alerts.get(), &AlertClient::statisticsReady);
    AlertQuery query;
    query.toMs = m_clock->nowMs() + 1000;
    const quint64 log = m_alerts->requestLog(query);
    const quint64 numbers = m_alerts->requestStatistics(7);
    QTRY_COMPARE_WITH_TIMEOUT(statistics.count(), 1, patienceMs);
    QCOMPARE(logs.first().first().value<quint64>(), log);
    QCOMPARE(logs.first().at(1).value<std::vector<Alert>>().size(), std::size_t(1));
    QCOMPARE(statistics.first().first().value<quint64>(), numbers);
    QCOMPARE(statistics.first().at(1).value<AlertStatistics>().total, 1);
}

void TestLiveAlerts::aRuleIsTriedOverHistory()
{
    killServer();
    QSignalSpy tried(m_alerts.get(), &AlertClient::backtestReady);
    Rule rule;
    rule.id = rule.name = u"clients"_s;
    rule.metric = "connected_clients";
    rule.threshold = 0;
    const TimeMs nowMs = m_clock->nowMs();
    const auto found = [&] {
        return !tried.isEmpty() && !tried.last().at(1).value<std::vector<BacktestEpisode>>().empty();
    };
    const auto ask = [&] {
        m_alerts->requestBacktest(rule, nowMs - 60'000, m_clock->nowMs());
        return QTest::qWaitFor([&, before = tried.count()] { return tried.count() > before; }, patienceMs) && found();
    };
    QTRY_VERIFY_WITH_TIMEOUT(ask(), patienceMs); // until the polls are on disk
}

void TestLiveAlerts::whatWasCancelledIsNotAnswered()
{
    QSignalSpy logs(m_alerts.get(), &AlertClient::logReady);
    QSignalSpy tried(m_alerts.get(), &AlertClient::backtestReady);
    QSignalSpy failed(m_alerts.get(), &AlertClient::failed);
    Rule rule;
    rule.id = u"clients"_s;
    rule.metric = "connected_clients";
    m_alerts->cancel(m_alerts->requestLog({}));
    m_alerts->cancel(m_alerts->requestBacktest(rule, 0, m_clock->nowMs()));
    const quint64 last = m_alerts->requestLog({});
    QTRY_COMPARE_WITH_TIMEOUT(logs.count(), 1, patienceMs);
    QCOMPARE(logs.first().first().value<quint64>(), last);
    QVERIFY(tried.isEmpty() && failed.isEmpty());
}

QTEST_GUILESS_MAIN(TestLiveAlerts)
#include "tst_livealerts.moc"
