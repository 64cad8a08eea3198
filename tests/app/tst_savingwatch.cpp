// SPDX-License-Identifier: GPL-3.0-or-later
// What a cache saves a month, from its history into its history, while it is collected from a real server.
#include "app/ledger/savingwatch.h"

#include "app/collector.h"
#include "app/targets.h"
#include "cost/coststore.h"
#include "history/historyrecorder.h"
#include "history/historywriter.h"
#include "redis/localredis.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const std::string metric = "ledger.net_per_month";
static constexpr int pollMs = 15'000;
static constexpr qint64 hour = 3'600'000;
static constexpr int patienceMs = 90'000;

class SavingWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theSavingOfTheLastHoursGoesIntoHistory();
    void whatTheMonthWillHaveSavedGoesIntoHistory();
    void rulesJudgeIt();
    void aCostPlanThatChangesCountsWithoutARestart();
    void aFileThatCannotBeReadKeepsTheOldOneAndIsToldOnce();
    void withoutACostPlanThereIsNone();
    void theFirstNodeThatAnswersHasIt();

private:
    void writeHours(int hours, int everyMs = pollMs);
    Result<void> setPlan(const QString& perHit);
    void start();
    std::vector<double> stored(int node = 0) const; ///< in order of time; NaN: absent
    double newest(int node = 0) const
    {
        const std::vector<double> values = stored(node);
        return values.empty() ? std::nan("") : values.back();
    }

    // In the order in which they are made; the last goes first.
    std::unique_ptr<QTemporaryDir> m_folder;
    Profile m_profile;
    std::unique_ptr<LocalRedis> m_redis;
    CacheConfig m_cache;
    std::shared_ptr<SystemClock> m_clock = std::make_shared<SystemClock>();
    std::unique_ptr<HistoryRecorder> m_recorder;
    std::unique_ptr<Collector> m_collector;
    std::unique_ptr<SavingWatch> m_watch;
};

void SavingWatchTest::init()
{
    m_watch.reset();
    m_collector.reset();
    m_recorder.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_profile = Profile::under(m_folder->path());
    QVERIFY(m_profile.create().ok());
    m_redis = std::make_unique<LocalRedis>();
    QVERIFY(m_redis->start().ok());
    m_cache = adHocCache(m_redis->endpoint());
    m_cache.intervalMs = CacheConfig::minIntervalMs;
    writeHours(5);
}

/// Three hits every poll up to now.
void SavingWatchTest::writeHours(int hours, int everyMs)
{
    const auto writer = HistoryWriter::open(m_profile.historyFile());
    QVERIFY(writer.ok());
    const NodeId source{u"source-1"_s};
    QVERIFY((*writer)->registerNode({m_cache.id, source, m_cache.name, m_cache.name + u"/app"_s}).ok());
    const auto layout = std::make_shared<const SeriesLayout>(
        std::vector<std::string>{"stage.response.hits", "stage.response.requests"});
    const TimeMs now = m_clock->nowMs();
    std::vector<SnapshotPtr> batch;
    int polls = 0;
    for (TimeMs time = now - hours * hour; time <= now; time += everyMs, ++polls) {
        auto sample = std::make_shared<Snapshot>();
        sample->node = source;
        sample->timeMs = time;
        sample->intervalMs = everyMs;
        sample->layout = layout;
        sample->values = {polls * 3.0, polls * 10.0};
        batch.push_back(sample);
    }
    QVERIFY((*writer)->append(batch).ok());
}

Result<void> SavingWatchTest::setPlan(const QString& perHit)
{
    CostStore costs(m_profile.costsFile());
    if (const auto loaded = costs.load(); !loaded)
        return loaded;
    CostPlan plan;
    plan.cache = m_cache.id;
    plan.currency = currencies::usd();
    StageValue value;
    value.stage = u"response"_s;
    value.costPerHit = *Money::parse(perHit, plan.currency);
    plan.values = {value};
    return costs.setPlan(plan);
}

void SavingWatchTest::start()
{
    m_recorder = std::make_unique<HistoryRecorder>(m_profile.historyFile(), nullptr, RecorderLimits{.batchMs = 50});
    m_recorder->start();
    m_collector = std::make_unique<Collector>(m_recorder.get(), m_clock);
    m_collector->setCache(m_cache, {});
    SavingWatch::Parts parts{m_profile, m_clock, [this] { return std::vector<CacheId>{m_cache.id}; }};
    parts.everyMs = 100;
    parts.forecastEvery = 2; // of what may each take seconds on a loaded machine
    parts.firstAfterMs = 0;
    m_watch = std::make_unique<SavingWatch>(parts);
    m_watch->setCollector(m_collector.get());
}

std::vector<double> SavingWatchTest::stored(int node) const
{
    std::vector<double> values;
    const auto file = HistoryFile::open(m_profile.historyFile());
    if (!file)
        return values;
    (void)(*file)->readRaw(m_cache.nodes[static_cast<std::size_t>(node)].id, std::vector<std::string>{metric}, 0,
                           m_clock->nowMs() + 60'000, [&values](const SampleRun& run) {
                               for (std::size_t i = 0; i < run.times.size(); ++i)
                                   values.push_back(run.columns[0].empty() ? std::nan("") : run.columns[0][i]);
                               return true;
                           });
    return values;
}

void SavingWatchTest::theSavingOfTheLastHoursGoesIntoHistory()
{
    QVERIFY(setPlan(u"0.01"_s).ok());
    start();
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(newest()), patienceMs);
    // Three cents every 15 s; at the ends of the five hours a poll more or less.
    const double month = 0.03 * 365.2425 / 12 * 86'400 / 15;
    QVERIFY2(std::abs(newest() - month) < month / 200, qPrintable(QString::number(newest())));
}

void SavingWatchTest::whatTheMonthWillHaveSavedGoesIntoHistory()
{
    QVERIFY(QFile::remove(m_profile.historyFile())); // in order of time
    constexpr int everyMs = 300'000;
    writeHours(9 * 24, everyMs);
    QVERIFY(setPlan(u"0.01"_s).ok());
    start();
    const auto expected = [this] {
        double value = std::nan("");
        const auto file = HistoryFile::open(m_profile.historyFile());
        if (file)
            (void)(*file)->readRaw(m_cache.nodes.front().id, std::vector<std::string>{"forecast.savings_month"}, 0,
                                   m_clock->nowMs() + 60'000, [&value](const SampleRun& run) {
                                       // The newest may have none: the figure holds for less than a loaded
                                       // machine takes to work it out again.
                                       for (const double each : run.columns[0])
                                           value = std::isnan(each) ? value : each;
                                       return true;
                                   });
        return value;
    };
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(expected()), patienceMs);
    const double day = 0.03 * 86'400'000 / everyMs;
    // All of the month that goes on, as far as it was measured: how many days that are depends on the date.
    QVERIFY2(expected() > 6 * day && expected() < 32 * day, qPrintable(QString::number(expected() / day)));
}

void SavingWatchTest::rulesJudgeIt()
{
    QVERIFY(setPlan(u"0.01"_s).ok());
    start();
    Rule rule;
    rule.id = u"saves-little"_s;
    rule.name = rule.id;
    rule.metric = metric;
    rule.comparison = Comparison::Below;
    rule.threshold = 1e9;
    std::optional<double> judged;
    connect(m_collector.get(), &Collector::nodesAppeared, this, [this](const std::vector<WatchedNode>& nodes) {
        for (const WatchedNode& node : nodes)
            m_collector->admit({NodePast{node.node, {}, {}, 0}});
    });
    connect(m_collector.get(), &Collector::judged, this, [&judged](const AlertReport& report) {
        for (const AlertTransition& transition : report.transitions)
            judged = transition.to == AlertState::Firing ? transition.value : judged;
    });
    m_collector->setRules({rule});
    QTRY_VERIFY_WITH_TIMEOUT(judged.has_value(), patienceMs);
    QVERIFY(*judged > 0);
}

void SavingWatchTest::aCostPlanThatChangesCountsWithoutARestart()
{
    QVERIFY(setPlan(u"0.01"_s).ok());
    start();
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(newest()), patienceMs);
    const double before = newest();
    QVERIFY(setPlan(u"0.0200"_s).ok());
    QTRY_VERIFY_WITH_TIMEOUT(newest() > 1.9 * before, patienceMs);
    QVERIFY(QFile::remove(m_profile.costsFile()));
    QTRY_VERIFY_WITH_TIMEOUT(std::isnan(newest()), patienceMs);
}

void SavingWatchTest::aFileThatCannotBeReadKeepsTheOldOneAndIsToldOnce()
{
    QVERIFY(setPlan(u"0.01"_s).ok());
    start();
    QSignalSpy failed(m_watch.get(), &SavingWatch::failed);
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(newest()), patienceMs);
    QFile prices(m_profile.pricesFile());
    QVERIFY(prices.open(QIODevice::WriteOnly) && prices.write("{") == 1);
    prices.close();
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patienceMs);
    QVERIFY(failed.front().front().value<Error>().message.contains(u"prices.json"_s));
    const std::size_t then = stored().size();
    QTRY_VERIFY_WITH_TIMEOUT(stored().size() > then + 4, patienceMs);
    QVERIFY(!std::isnan(newest()));
    QCOMPARE(failed.count(), 1);
}

void SavingWatchTest::withoutACostPlanThereIsNone()
{
    start();
    QTRY_VERIFY_WITH_TIMEOUT(stored().size() > 4, patienceMs);
    for (const double value : stored())
        QVERIFY(std::isnan(value));
}

void SavingWatchTest::theFirstNodeThatAnswersHasIt()
{
    LocalRedis replica;
    QVERIFY(replica.start().ok());
    NodeConfig second;
    second.id = NodeId{u"second"_s};
    second.endpoint = replica.endpoint();
    m_cache.nodes.push_back(second);
    m_redis->kill();
    QVERIFY(setPlan(u"0.01"_s).ok());
    start();
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(newest(1)), patienceMs);
    QVERIFY(stored(0).empty());
    QVERIFY(m_redis->restart());
    QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(newest(0)), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(std::isnan(newest(1)), patienceMs); // with one node at a time
}

QTEST_GUILESS_MAIN(SavingWatchTest)
#include "tst_savingwatch.moc"
