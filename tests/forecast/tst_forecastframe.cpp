// SPDX-License-Identifier: GPL-3.0-or-later
// From a real history to what is expected.
#include "forecast/forecastframe.h"
#include "forecast/forecastwords.h"
#include "history/historyreader.h"
#include "history/historywriter.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>
#include <functional>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using Answer = MemoryForecast::Answer;

static constexpr TimeMs aMinuteMs = 60'000;
static constexpr TimeMs anHourMs = 60 * aMinuteMs;
static constexpr TimeMs nowMs = 1'790'000'400'000 / anHourMs * anHourMs + 40 * aMinuteMs;
static const NodeId node{u"node"_s};

/// What a node tells `hoursAgo`.
struct Told {
    double usedMemory = 500;
    double hitRatio = 0.9;
    double probeUs = 300;
    double evictedAnHour = 0;
};

class TestForecastFrame : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void memoryThatGrowsWillBeFull();
    void memoryThatEvictsIsEvictingAlready();
    void anHourIsComparedWithItsPastWeeks_data();
    void anHourIsComparedWithItsPastWeeks();
    void theCacheIsFullWhenItsFirstNodeIs();

private:
    void write(int hours, const std::function<Told(double hoursAgo)>& told);
    Frame frameOf(const FrameRequest& request) const
    {
        return *readFrame(**HistoryFile::open(m_folder->filePath(u"history.sqlite"_s)), request);
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

/// A poll every ten minutes up to now.
void TestForecastFrame::write(int hours, const std::function<Told(double hoursAgo)>& told)
{
    const auto writer = HistoryWriter::open(m_folder->filePath(u"history.sqlite"_s));
    QVERIFY(writer.ok());
    QVERIFY((*writer)->registerNode({CacheId{u"shop"_s}, node, u"shop"_s, u"127.0.0.1:1"_s}).ok());
    const auto layout = std::make_shared<const SeriesLayout>(
        std::vector<std::string>{"used_memory", "maxmemory", "evicted_keys", "keyspace_hits", "keyspace_misses",
                                 "probe.p95", "total_commands_processed"});
    double evicted = 0, hits = 0, misses = 0;
    std::vector<SnapshotPtr> batch;
    for (TimeMs time = nowMs - hours * anHourMs; time <= nowMs; time += 10 * aMinuteMs) {
        const Told now = told(double(nowMs - time) / anHourMs);
        evicted += now.evictedAnHour / 6;
        hits += 2000 * now.hitRatio;
        misses += 2000 * (1 - now.hitRatio);
        auto sample = std::make_shared<Snapshot>();
        sample->node = node;
        sample->timeMs = time;
        sample->intervalMs = 600'000;
        sample->layout = layout;
        sample->values = {now.usedMemory, 1000, evicted, hits, misses, now.probeUs, hits + misses};
        batch.push_back(std::move(sample));
    }
    QVERIFY((*writer)->append(batch).ok());
    QVERIFY((*writer)->compact().ok());
}

void TestForecastFrame::memoryThatGrowsWillBeFull()
{
    write(200, [](double hoursAgo) { return Told{900 - hoursAgo + std::sin(hoursAgo)}; });
    const auto hours = forecastframe::memoryHours(frameOf(forecastframe::memoryRequest(node, nowMs)));
    QVERIFY2(hours.size() >= 200 && hours.size() <= 202, qPrintable(QString::number(hours.size())));
    QCOMPARE(hours.back().limitBytes, 1000.0);
    const MemoryForecast made = forecastMemory(hours);
    QCOMPARE(made.answer, Answer::Full);
    QVERIFY2(std::abs(*made.inHours - 100) < 8, qPrintable(QString::number(*made.inHours)));
    QVERIFY(forecastwords::memoryText(made).startsWith(u"Full in 4"));
}

void TestForecastFrame::memoryThatEvictsIsEvictingAlready()
{
    write(72, [](double hoursAgo) { return Told{990, 0.9, 300, hoursAgo < 5 ? 100.0 : 0}; });
    const auto hours = forecastframe::memoryHours(frameOf(forecastframe::memoryRequest(node, nowMs)));
    QCOMPARE(forecastMemory(hours).answer, Answer::EvictingAlready);
}

void TestForecastFrame::anHourIsComparedWithItsPastWeeks_data()
{
    QTest::addColumn<int>("weeks");
    QTest::addColumn<double>("hitRatio");
    QTest::addColumn<double>("probeUs");
    QTest::addColumn<QString>("hitRatioIs"); // how its sentence begins
    QTest::addColumn<QString>("latencyIs");
    QTest::newRow("two weeks tell nothing") << 2 << 0.5 << 900.0 << u"Not known yet"_s << u"Not known yet"_s;
    QTest::newRow("as usual") << 4 << 0.9 << 300.0 << u"As usual"_s << u"As usual"_s;
    QTest::newRow("a low hit ratio") << 4 << 0.5 << 300.0 << u"Unusually low"_s << u"As usual"_s;
    QTest::newRow("slow answers") << 4 << 0.9 << 900.0 << u"As usual"_s << u"Unusually high"_s;
}

void TestForecastFrame::anHourIsComparedWithItsPastWeeks()
{
    QFETCH(int, weeks);
    QFETCH(double, hitRatio);
    QFETCH(double, probeUs);
    QFETCH(QString, hitRatioIs);
    QFETCH(QString, latencyIs);
    write(weeks * 7 * 24 + 3, [&](double hoursAgo) {
        return hoursAgo < 0.7 ? Told{500, hitRatio, probeUs} : Told{500, 0.9, 300 + 5 * std::sin(hoursAgo)};
    });
    const Frame frame = frameOf(forecastframe::usualRequest({node}, nowMs));
    const QString ratioText = forecastwords::hitRatioText(forecastframe::hitRatioAnomaly(frame));
    const QString latencyText = forecastwords::latencyText(forecastframe::latencyAnomaly(frame));
    QVERIFY2(ratioText.startsWith(hitRatioIs), qPrintable(ratioText));
    QVERIFY2(latencyText.startsWith(latencyIs), qPrintable(latencyText));
    QVERIFY(!ratioText.contains(u'%') || !ratioText.contains(u"%1"));
}

void TestForecastFrame::theCacheIsFullWhenItsFirstNodeIs()
{
    CacheForecast forecast;
    QVERIFY(!forecast.fullInSeconds());
    MemoryForecast full;
    full.answer = Answer::Full;
    full.inHours = 50;
    forecast.memory = {{node, {}}, {node, full}};
    QCOMPARE(forecast.fullInSeconds(), std::optional(50 * 3600.0));
    full.inHours = 10;
    forecast.memory.emplace_back(node, full);
    QCOMPARE(forecast.fullInSeconds(), std::optional(10 * 3600.0));
}

QTEST_GUILESS_MAIN(TestForecastFrame)
#include "tst_forecastframe.moc"
