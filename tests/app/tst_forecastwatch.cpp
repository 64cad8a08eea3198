// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be expected of a cache, from its history before its rules, while it is collected from a real server.
#include "app/forecast/forecastwatch.h"

#include "app/targets.h"
#include "history/historyrecorder.h"
#include "history/historywriter.h"
#include "redis/localredis.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr qint64 anHourMs = 3'600'000;
static constexpr double limit = 1.5e6;
static constexpr int patienceMs = 90'000;

class TestForecastWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rulesJudgeWhatIsToBeExpected();
    void withoutAPastNothingIs();
    void endingWhileItReadsIsClean();

private:
    void writeDays(int days);
    void start();
    std::optional<double> judged(const std::string& metric);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<LocalRedis> m_redis;
    CacheConfig m_cache;
    std::shared_ptr<SystemClock> m_clock = std::make_shared<SystemClock>();
    std::unique_ptr<HistoryRecorder> m_recorder;
    std::unique_ptr<Collector> m_collector;
    std::unique_ptr<ForecastWatch> m_watch;
};

void TestForecastWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"history.sqlite"_s);
    m_redis = std::make_unique<LocalRedis>();
    QVERIFY(m_redis->start({u"--maxmemory"_s, QString::number(qint64(limit))}).ok());
    m_cache = adHocCache(m_redis->endpoint());
    m_cache.intervalMs = CacheConfig::minIntervalMs;
}

void TestForecastWatch::cleanup()
{
    m_watch.reset();
    m_collector.reset();
    m_recorder.reset();
}

/// Up to what an empty server uses, at 5 kB an hour; hits and answers as ever.
void TestForecastWatch::writeDays(int days)
{
    const auto writer = HistoryWriter::open(m_path);
    QVERIFY(writer.ok());
    const NodeId node = m_cache.nodes.front().id;
    QVERIFY((*writer)->registerNode({m_cache.id, node, m_cache.name, m_cache.nodes.front().endpoint.address()}).ok());
    const auto layout = std::make_shared<const SeriesLayout>(std::vector<std::string>{"maxmemory", "used_memory"});
    const TimeMs nowMs = m_clock->nowMs();
    std::vector<SnapshotPtr> batch;
    for (int hour = days * 24; hour > 0; --hour) {
        auto sample = std::make_shared<Snapshot>();
        sample->node = node;
        sample->timeMs = nowMs - hour * anHourMs;
        sample->intervalMs = static_cast<int>(anHourMs);
        sample->layout = layout;
        sample->values = {limit, 0.95e6 - 5e3 * hour};
        batch.push_back(std::move(sample));
    }
    QVERIFY((*writer)->append(batch).ok());
}

void TestForecastWatch::start()
{
    m_recorder = std::make_unique<HistoryRecorder>(m_path, nullptr, RecorderLimits{.batchMs = 50});
    m_recorder->start();
    m_collector = std::make_unique<Collector>(m_recorder.get(), m_clock);
    m_collector->setCache(m_cache, {});
    ForecastWatch::Parts parts{m_path, m_clock, [this] { return std::vector<CacheConfig>{m_cache}; }};
    parts.everyMs = 100;
    parts.firstAfterMs = 0;
    m_watch = std::make_unique<ForecastWatch>(parts);
    m_watch->setCollector(m_collector.get());
}

/// What a rule on the metric was given; nothing: it had no value while the node was judged for some polls.
std::optional<double> TestForecastWatch::judged(const std::string& metric)
{
    std::optional<double> value;
    bool hasNone = false;
    connect(m_collector.get(), &Collector::nodesAppeared, this, [this](const std::vector<WatchedNode>& nodes) {
        for (const WatchedNode& node : nodes)
            m_collector->admit({NodePast{node.node, {}, {}, 0}});
    });
    connect(m_collector.get(), &Collector::judged, this, [&](const AlertReport& report) {
        for (const AlertTransition& transition : report.transitions) {
            if (transition.to != AlertState::Firing)
                continue;
            hasNone |= transition.key.rule == u"none"_s;
            value = transition.key.rule == u"some"_s ? transition.value : value;
        }
    });
    Rule some;
    some.id = some.name = u"some"_s;
    some.metric = metric;
    some.comparison = Comparison::Above;
    some.threshold = -1e9;
    Rule none = some;
    none.id = none.name = u"none"_s;
    none.function = RuleFunction::Absence;
    none.windowMs = 10'000;
    none.forMs = 2000;
    m_collector->setRules({some, none});
    const bool told = QTest::qWaitFor([&] { return value || hasNone; }, patienceMs);
    m_collector->disconnect(this);
    return told ? value : std::nan("");
}

void TestForecastWatch::rulesJudgeWhatIsToBeExpected()
{
    writeDays(5);
    start();
    const std::optional<double> seconds = judged("forecast.memory_full");
    QVERIFY(seconds);
    const double truth = (limit - 0.95e6) / 5e3 * 3600;
    QVERIFY2(std::abs(*seconds - truth) < 0.15 * truth, qPrintable(QString::number(*seconds)));
}

void TestForecastWatch::withoutAPastNothingIs()
{
    start();
    for (const char* metric :
         {"forecast.memory_full", "forecast.memory_growth", "anomaly.hit_ratio", "anomaly.latency"})
        QVERIFY2(!judged(metric), metric);
}

void TestForecastWatch::endingWhileItReadsIsClean()
{
    writeDays(20);
    for (int round = 0; round < 5; ++round) {
        start();
        for (int turn = 0; turn < 20 * round; ++turn) // ends at several moments of it
            QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        cleanup();
    }
    QVERIFY(m_redis->isRunning());
}

QTEST_GUILESS_MAIN(TestForecastWatch)
#include "tst_forecastwatch.moc"
