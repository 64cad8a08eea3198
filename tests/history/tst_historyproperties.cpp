// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold for any samples: nothing is lost or changed, and tiers say exactly what raw samples do.
#include "historyfixture.h"
#include "plaintiers.h"
#include "trace/trace.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

const NodeId node1{u"node-1"_s};

bool sameWindow(const WindowStat& a, const WindowStat& b)
{
    return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
           same(a.first, b.first) && same(a.last, b.last) && same(a.increase, b.increase) &&
           same(a.minRate, b.minRate) && same(a.maxRate, b.maxRate);
}

QString firstDifference(const HistoryFile& file, std::span<const SnapshotPtr> samples, const NodeId& node,
                        const std::string& metric)
{
    const QString name = QString::fromStdString(metric);
    const auto raw = readRaw(file, node, metric);
    for (const SnapshotPtr& snapshot : samples) {
        const double value = snapshot->value(metric).value_or(WindowStat::nan);
        if (const auto at = raw.find(snapshot->timeMs); at == raw.end() ? !std::isnan(value) : !same(at->second, value))
            return u"%1 at %2 is not what was stored"_s.arg(name).arg(snapshot->timeMs);
    }
    for (const Tier tier : {Tier::Minute, Tier::Hour}) {
        const auto expected = plainTier(samples, tier, metric);
        auto found = readTier(file, node, tier, metric);
        for (const auto& [start, stat] : expected)
            if (!sameWindow(found[start], stat))
                return u"%1 %2 at %3 is not what its samples say"_s.arg(tierName(tier), name).arg(start);
        if (found.size() != expected.size())
            return u"%1 %2 has %3 buckets instead of %4"_s.arg(tierName(tier), name)
                .arg(found.size())
                .arg(expected.size());
    }
    return {};
}

/// Values that whole-number and decimal codings cannot hold, among others that they can.
double oddValue(std::mt19937_64& random)
{
    static const double odd[] = {
        0.0,        -0.0, 5e-324,  -2.5e-310, 0x1p63, -0x1p63, 0x1p64,    1.7976931348623157e308, -1e300, 0x1p53,
        0x1p53 + 2, 0.1,  1.0 / 3, -7,        1e-9,   12.34,   1e15 + 0.3};
    return odd[random() % std::size(odd)];
}

/// Random polls of several kinds of series, in order of time.
std::vector<SnapshotPtr> randomPolls(std::mt19937_64& random, int count, int intervalMs)
{
    std::vector<SnapshotPtr> polls;
    TimeMs time = noon + static_cast<TimeMs>(random() % 7'200'000) - 3'600'000;
    double hits = 0;
    double cpu = 0;
    double huge = 0x1p53;
    int run = 0;
    for (int i = 0; i < count; ++i) {
        if (random() % 400 == 0) {
            ++run;
            hits = static_cast<double>(random() % 3000); // at times beyond the old value already
            cpu = huge = 0;
        }
        hits += random() % 40 ? static_cast<double>(random() % 900) : 0;
        cpu += static_cast<double>(random() % 5000) / 1e6;
        huge += static_cast<double>(random() % 7) * 0x1p20;
        if (random() % 500 == 0)
            hits = 3; // CONFIG RESETSTAT
        std::map<std::string, double> values{{"keyspace_hits", hits},
                                             {"used_cpu_user", cpu},
                                             {"total_net_output_bytes", huge},
                                             {"used_memory", 1e9 + static_cast<double>(random() % 4096) * 512},
                                             {"mem_fragmentation_ratio", static_cast<double>(random() % 300) / 100},
                                             {"maxmemory", 4e9}};
        if (random() % 3)
            values["made_up"] = oddValue(random);
        if (random() % 7 == 0)
            values.erase("keyspace_hits");
        if (i > count / 2)
            values["evicted_keys"] = i;
        polls.push_back(sample(time, std::move(values), intervalMs, u"run-%1"_s.arg(run)));
        time += random() % 50 ? intervalMs + static_cast<int>(random() % 5) - 2
                              : static_cast<TimeMs>(random() % 10) * intervalMs + 1;
        if (random() % 900 == 0)
            time += 5'000'000;
    }
    return polls;
}

/// Most in order, some a little late, some very late.
std::vector<SnapshotPtr> inArrivalOrder(const std::vector<SnapshotPtr>& polls, std::mt19937_64& random)
{
    std::vector<std::pair<double, SnapshotPtr>> arrivals;
    for (std::size_t i = 0; i < polls.size(); ++i) {
        const std::uint64_t late = random() % 100;
        const std::uint64_t by = late == 0 ? random() % 2500 : late < 4 ? random() % 5 : 0;
        arrivals.emplace_back(static_cast<double>(i + by) + (by ? 0.5 : 0), polls[i]);
    }
    std::ranges::stable_sort(arrivals, {}, [](const auto& arrival) { return arrival.first; });
    std::vector<SnapshotPtr> ordered;
    for (const auto& arrival : arrivals)
        ordered.push_back(arrival.second);
    return ordered;
}

} // namespace

class HistoryPropertiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomSamplesComeBackAndTiersAreExact_data();
    void randomSamplesComeBackAndTiersAreExact();
    void theTraceComesBackAndItsTiersAreExact();
    void theTracesTextIsTheTrace();
};

void HistoryPropertiesTest::randomSamplesComeBackAndTiersAreExact_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("intervalMs");
    for (int seed = 1; seed <= 6; ++seed)
        QTest::addRow("every second, order %d", seed) << seed << 2500 << 1000;
    for (int seed = 7; seed <= 9; ++seed)
        QTest::addRow("four a second, order %d", seed) << seed << 2500 << 250;
    QTest::newRow("every 40 s, enough minutes for long blocks") << 10 << 3000 << 40'000;
}

void HistoryPropertiesTest::randomSamplesComeBackAndTiersAreExact()
{
    QFETCH(int, seed);
    QFETCH(int, count);
    QFETCH(int, intervalMs);
    std::mt19937_64 random(static_cast<unsigned>(seed));
    const std::vector<SnapshotPtr> polls = randomPolls(random, count, intervalMs);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"history.db"_s);
    auto writer = HistoryWriter::open(path);
    std::vector<SnapshotPtr> batch;
    for (const SnapshotPtr& poll : inArrivalOrder(polls, random)) {
        batch.push_back(poll);
        if (random() % (1 + random() % 60))
            continue;
        QVERIFY((*writer)->append(batch).ok());
        batch.clear();
        if (random() % 3 == 0)
            QVERIFY((*writer)->compact().ok());
        if (random() % 40 == 0) {
            writer->reset();
            writer = HistoryWriter::open(path);
            QVERIFY(writer.ok());
        }
    }
    QVERIFY((*writer)->append(batch).ok());
    QVERIFY((*writer)->compact().ok());
    const auto file = HistoryFile::open(path);
    for (const char* metric : {"keyspace_hits", "used_cpu_user", "total_net_output_bytes", "used_memory",
                               "mem_fragmentation_ratio", "maxmemory", "made_up", "evicted_keys"}) {
        const QString difference = firstDifference(**file, polls, node1, metric);
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }
}

void HistoryPropertiesTest::theTraceComesBackAndItsTiersAreExact()
{
    const std::vector<SnapshotPtr> polls = trace::load();
    QVERIFY(polls.size() > 2000);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"history.db"_s);
    auto writer = HistoryWriter::open(path);
    for (std::size_t at = 0; at < polls.size(); at += 100) {
        QVERIFY((*writer)->append(std::span(polls).subspan(at, std::min<std::size_t>(100, polls.size() - at))).ok());
        QVERIFY((*writer)->compact().ok());
    }
    const auto file = HistoryFile::open(path);
    const NodeId node = polls.front()->node;
    const auto names = (*file)->metricNames(node, 0, polls.back()->timeMs + 1);
    QVERIFY(names->size() > 250);
    for (const std::string& name : *names) {
        const QString difference = firstDifference(**file, polls, node, name);
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }
}

void HistoryPropertiesTest::theTracesTextIsTheTrace()
{
    std::mt19937_64 random(3);
    const std::vector<SnapshotPtr> polls = randomPolls(random, 300, 1000);
    const std::vector<SnapshotPtr> again = trace::parse(trace::format(polls));
    QCOMPARE(again.size(), polls.size());
    for (std::size_t i = 0; i < polls.size(); ++i) {
        QCOMPARE(again[i]->timeMs, polls[i]->timeMs);
        QCOMPARE(again[i]->text("run_id"), polls[i]->text("run_id"));
        QCOMPARE(again[i]->layout->size(), polls[i]->layout->size());
        for (const std::string& name : polls[i]->layout->names())
            QVERIFY2(same(*again[i]->value(name), *polls[i]->value(name)), name.c_str());
    }
}

QTEST_APPLESS_MAIN(HistoryPropertiesTest)
#include "tst_historyproperties.moc"
