// SPDX-License-Identifier: GPL-3.0-or-later
#include "frametext.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <map>

using namespace cacheledger;
using namespace cacheledger::frametext;
using namespace Qt::StringLiterals;

namespace
{
constexpr TimeMs farNow = 1'000'000'000'000;

QString fold(const QString& metric, const QString& text, TimeMs from, TimeMs to, int columns, int intervalMs = 1000)
{
    auto frames = builder(request({metric.toStdString()}, from, to, columns));
    for (const QString& run : text.split(u';', Qt::SkipEmptyParts))
        frames->addSamples(0, samples(run, intervalMs), from, to);
    return frametext::text(frames->build(to));
}
} // namespace

class TestFrameBuilder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aColumnHoldsLastMinAndMax_data();
    void aColumnHoldsLastMinAndMax();
    void aMeanIsOfTheSamples();
    void aRateIsThatOfItsSteps_data();
    void aRateIsThatOfItsSteps();
    void aRatioIsOverItsWindow_data();
    void aRatioIsOverItsWindow();
    void gapsAreTold_data();
    void gapsAreTold();
    void nothingIsToldOfTheFuture_data();
    void nothingIsToldOfTheFuture();
    void nodesBecomeOneCache_data();
    void nodesBecomeOneCache();
    void aReplicaHoldsTheSameDataAgain_data();
    void aReplicaHoldsTheSameDataAgain();
    void aReplicaDoesNotStandForASilentPrimary_data();
    void aReplicaDoesNotStandForASilentPrimary();
    void nodesShareTheirGaps_data();
    void nodesShareTheirGaps();
    void bucketsFoldLikeSamples_data();
    void bucketsFoldLikeSamples();
    void aBucketThatTheRangeCutsCounts();
    void bucketsTellTheirGaps_data();
    void bucketsTellTheirGaps();
    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void columnsAreBounded();
    void anEmptiedDatabaseIsNoLongerCounted();
    void extremesAreThoseOfTheSamples();
    void bucketsGiveWhatTheirSamplesGive();
};

void TestFrameBuilder::aColumnHoldsLastMinAndMax_data()
{
    QTest::addColumn<QString>("samples");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one sample a column") << u"0=5 1000=7 2000=6"_s << 0 << 3000 << 3 << u"0:5 1000:7 2000:6"_s;
    QTest::newRow("a spike survives") << u"0=5 1000=99 2000=6 3000=7"_s << 0 << 4000 << 1 << u"3000:7[5,99]"_s;
    QTest::newRow("a dip survives") << u"0=5 1000=0 2000=6 3000=7"_s << 0 << 4000 << 2 << u"1000:0[0,5] 3000:7[6,7]"_s;
    QTest::newRow("more columns than samples") << u"0=5 1000=7"_s << 0 << 2000 << 100 << u"0:5 1000:7"_s;
    QTest::newRow("the end is exclusive") << u"0=5 1000=7 2000=8"_s << 0 << 2000 << 2 << u"0:5 1000:7"_s;
    QTest::newRow("the sample before only begins") << u"0=5 1000=7"_s << 1000 << 2000 << 1 << u"1000:7"_s;
    QTest::newRow("a column edge belongs to the later column")
        << u"0=1 999=2 1000=3 1999=4"_s << 0 << 2000 << 2 << u"999:2[1,2] 1999:4[3,4]"_s;
    QTest::newRow("columns that do not divide the range")
        << u"0=1 1000=2 2000=3"_s << 0 << 3000 << 2 << u"1000:2[1,2] 2000:3"_s;
    QTest::newRow("absent is not 0") << u"0=5 1000=- 2000=7"_s << 0 << 3000 << 3 << u"0:5 1000:- 2000:7"_s;
    QTest::newRow("absent beside present") << u"0=5 1000=-"_s << 0 << 2000 << 1 << u"1000:5"_s;
    QTest::newRow("always absent") << u"0=- 1000=-"_s << 0 << 2000 << 1 << u"1000:-"_s;
    QTest::newRow("negative and huge") << u"0=-1e300 1000=1e300"_s << 0 << 2000 << 1
                                       << u"1000:1e+300[-1e+300,1e+300]"_s;
    QTest::newRow("before 1970") << u"-2000=1 -1000=2"_s << -2000 << 0 << 2 << u"-2000:1 -1000:2"_s;
    QTest::newRow("runs that overlap") << u"0=1 1000=2;1000=2 2000=3"_s << 0 << 3000 << 3 << u"0:1 1000:2 2000:3"_s;
    QTest::newRow("no samples") << u""_s << 0 << 3000 << 3 << u""_s;
}

void TestFrameBuilder::aColumnHoldsLastMinAndMax()
{
    QFETCH(QString, samples);
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(int, columns);
    QTEST(fold(u"used_memory"_s, samples, from, to, columns), "expected");
}

void TestFrameBuilder::aMeanIsOfTheSamples()
{
    auto frames = builder(request({"used_memory"}, 0, 4000, 1));
    frames->addSamples(0, samples(u"0=1 1000=2 2000=- 3000=9"_s), 0, 4000);
    QCOMPARE(frames->build(4000).series[0].mean, std::vector<double>{4.0});
}

void TestFrameBuilder::aRateIsThatOfItsSteps_data()
{
    QTest::addColumn<QString>("samples");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one step a column") << u"0=10 1000=15 2000=35"_s << 1000 << 3000 << 2 << u"1000:5 2000:20"_s;
    QTest::newRow("the first sample has no step") << u"0=10 1000=15"_s << 0 << 2000 << 2 << u"0:- 1000:5"_s;
    QTest::newRow("per second, not per sample") << u"0=10 500=15"_s << 1 << 1000 << 1 << u"500:10"_s;
    QTest::newRow("a spike survives") << u"0=0 1000=1 2000=101 3000=102"_s << 1000 << 4000 << 1 << u"3000:34[1,100]"_s;
    QTest::newRow("no traffic is 0") << u"0=7 1000=7"_s << 1000 << 2000 << 1 << u"1000:0"_s;
    QTest::newRow("none after a gap") << u"0=0 1000=1 9000=90 10000=91"_s << 0 << 11000 << 11
                                      << u"0:- 1000:1 | 9000:- 10000:1"_s;
    QTest::newRow("a gap inside a column does not count")
        << u"0=0 1000=1 9000=900 10000=901"_s << 0 << 11000 << 1 << u"10000:1"_s;
    QTest::newRow("none across a counter that fell")
        << u"0=100 1000=101 2000=3 3000=4"_s << 1000 << 4000 << 3 << u"1000:1 2000:- 3000:1"_s;
    QTest::newRow("none across a restart to a higher value")
        << u"0=100 1000=101 2000=9000r 3000=9001"_s << 1000 << 4000 << 3 << u"1000:1 2000:- 3000:1"_s;
    QTest::newRow("no spike from a long life before a failover")
        << u"0=100 1000=101 2000=9000r 3000=9002"_s << 1000 << 4000 << 1 << u"3000:2[1,2]"_s;
    QTest::newRow("what was counted since a restart counts")
        << u"0=100 1000=110 2000=5r 3000=10"_s << 1000 << 4000 << 1 << u"3000:6.666666667[5,10]"_s;
    QTest::newRow("across an absent value, over its time")
        << u"0=0 1000=- 2000=10"_s << 0 << 3000 << 3 << u"0:- 1000:- 2000:5"_s;
}

void TestFrameBuilder::aRateIsThatOfItsSteps()
{
    QFETCH(QString, samples);
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(int, columns);
    QTEST(fold(u"evictions_per_second"_s, samples, from, to, columns), "expected");
}

void TestFrameBuilder::aRatioIsOverItsWindow_data()
{
    QTest::addColumn<QString>("samples"); // hits,misses
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("of the step") << u"0=0,0 1000=3,1 2000=4,4"_s << 3 << u"0:- 1000:0.75 2000:0.25"_s;
    QTest::newRow("of all steps, with the steps' extremes")
        << u"0=0,0 1000=9,1 2000=9,11"_s << 1 << u"2000:0.45[0,0.9]"_s;
    QTest::newRow("no traffic is no ratio") << u"0=5,5 1000=5,5 2000=5,5"_s << 1 << u"2000:-"_s;
    QTest::newRow("a quiet step has no extreme") << u"0=0,0 1000=1,1 2000=1,1"_s << 1 << u"2000:0.5"_s;
    QTest::newRow("one counter is absent") << u"0=0,- 1000=1,- 2000=2,-"_s << 1 << u"2000:-"_s;
    QTest::newRow("not across a reset") << u"0=0,0 1000=50,50r 2000=51,50"_s << 3 << u"0:- 1000:- 2000:1"_s;
}

void TestFrameBuilder::aRatioIsOverItsWindow()
{
    QFETCH(QString, samples);
    QFETCH(int, columns);
    QTEST(fold(u"hit_ratio"_s, samples, 0, 3000, columns), "expected");
}

void TestFrameBuilder::gapsAreTold_data()
{
    QTest::addColumn<QString>("samples");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("gaps");
    QTest::addColumn<QString>("line");
    // The range is 10000 to 20000.
    QTest::newRow("no data: one gap") << u""_s << 10 << u"10000-20000"_s << u""_s;
    QTest::newRow("between") << u"9900=0 10900=1 11900=2 15900=3 16900=4 17900=5 18900=6 19900=7"_s << 2
                             << u"11900-15900"_s << u"11900:2[1,2] | 19900:7[3,7]"_s;
    QTest::newRow("inside a column") << u"9900=0 10900=1 11900=2 15900=3 16900=4 17900=5 18900=6 19900=7"_s << 1
                                     << u"11900-15900"_s << u"19900:7[1,7]"_s;
    QTest::newRow("before the first sample")
        << u"13000=1 14000=2 15000=3 16000=4 17000=5 18000=6 19000=7"_s << 1 << u"10000-13000"_s << u"19000:7[1,7]"_s;
    QTest::newRow("after the last sample")
        << u"9000=0 10000=1 11000=2"_s << 10 << u"11000-20000"_s << u"10000:1 11000:2"_s;
    QTest::newRow("just late enough to be no gap")
        << u"9999=0 11898=1 13797=2 15696=3 17595=4 19494=5"_s << 1 << u""_s << u"19494:5[1,5]"_s;
    QTest::newRow("one poll missed") << u"9999=0 10999=1 12900=2 13900=3 14900=4 15900=5 16900=6 17900=7 18900=8"_s << 1
                                     << u"10999-12900"_s << u"18900:8[1,8]"_s;
    QTest::newRow("only the sample before") << u"9999=0"_s << 1 << u"10000-20000"_s << u""_s;
}

void TestFrameBuilder::gapsAreTold()
{
    QFETCH(QString, samples);
    QFETCH(int, columns);
    auto frames = builder(request({"used_memory"}, 10000, 20000, columns));
    frames->addSamples(0, frametext::samples(samples), 10000, 20000);
    const Frame frame = frames->build(farNow);
    QTEST(gapsText(frame), "gaps");
    QTEST(frametext::text(frame), "line");
}

void TestFrameBuilder::nothingIsToldOfTheFuture_data()
{
    QTest::addColumn<QString>("samples");
    QTest::addColumn<int>("now");
    QTest::addColumn<QString>("gaps");
    QTest::newRow("the newest is fresh") << u"0=1 1000=1"_s << 2000 << u""_s;
    QTest::newRow("the newest is stale") << u"0=1 1000=1"_s << 5000 << u"1000-5000"_s;
    QTest::newRow("no data yet") << u""_s << 5000 << u"0-5000"_s;
    QTest::newRow("the range has not begun") << u""_s << -1 << u""_s;
    QTest::newRow("the clock was set back") << u"0=1 1000=1 2000=2"_s << 500 << u""_s;
}

void TestFrameBuilder::nothingIsToldOfTheFuture()
{
    QFETCH(QString, samples);
    QFETCH(int, now);
    auto frames = builder(request({"used_memory"}, 0, 60000, 60));
    SampleRun run = frametext::samples(u"-1000=1 "_s + samples);
    if (!samples.isEmpty())
        frames->addSamples(0, run, 0, 60000);
    QTEST(gapsText(frames->build(now)), "gaps");
}

void TestFrameBuilder::nodesBecomeOneCache_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("gauges add up") << u"used_memory"_s << u"0=1 1000=2 2000=3"_s << u"1=10 1001=20 2001=30"_s << 3
                                   << u"1:11 1001:22 2001:33"_s;
    QTest::newRow("bounds of a sum") << u"used_memory"_s << u"0=1 1000=2 2000=3"_s << u"1=10 1001=50 2001=30"_s << 1
                                     << u"2001:33[11,53]"_s;
    QTest::newRow("the worst latency") << u"probe.rtt"_s << u"0=1 1000=9 2000=3"_s << u"1=2 1001=4 2001=6"_s << 1
                                       << u"2001:6[2,9]"_s;
    QTest::newRow("rates add up") << u"evictions_per_second"_s << u"0=0 1000=1 2000=3"_s << u"1=50 1001=60 2001=60"_s
                                  << 3 << u"1:- 1001:11 2001:2"_s;
    QTest::newRow("a ratio is that of the summed counters")
        << u"hit_ratio"_s << u"0=0,0 1000=90,10"_s << u"0=0,0 1000=1,299"_s << 3 << u"0:- 1000:0.2275"_s;
    QTest::newRow("a ratio of one node is its own")
        << u"hit_ratio"_s << u"0=0,0 1000=90,10"_s << u"0=-,- 1000=-,-"_s << 3 << u"0:- 1000:0.9"_s;
    QTest::newRow("a ratio that may not be summed is the worst")
        << u"memory_used_ratio"_s << u"0=10,100 1000=20,100"_s << u"0=90,100 1000=80,100"_s << 3 << u"0:0.9 1000:0.8"_s;
    QTest::newRow("rates in different narrow columns")
        << u"evictions_per_second"_s << u"-1000=0 0=1 1000=2 2000=3"_s << u"-500=0 500=10 1500=20 2500=30"_s << 6
        << u"0:11 500:11 1000:11 1500:11 2000:11 2500:11"_s;
    QTest::newRow("a node asked less often")
        << u"used_memory"_s << u"0=1 1000=2 2000=3"_s << u"500=10"_s << 3 << u"500:11 1000:12 2000:13"_s;
    QTest::newRow("samples in different narrow columns")
        << u"used_memory"_s << u"0=1 1000=2 2000=3"_s << u"500=10 1500=20 2500=30"_s << 6
        << u"0:1 500:11 1000:12 1500:22 2000:23 2500:33"_s;
    QTest::newRow("one node has ended") << u"used_memory"_s << u"0=1 1000=2 2000=3"_s << u"0=10"_s << 3
                                        << u"0:11 1000:12 2000:3"_s;
    QTest::newRow("one node has ended within the column")
        << u"used_memory"_s << u"0=1 1000=2 2000=3"_s << u"0=10"_s << 1 << u"2000:3[3,13]"_s;
    QTest::newRow("the latency of one that has ended")
        << u"probe.rtt"_s << u"0=1 1000=2 2000=3"_s << u"0=10"_s << 1 << u"2000:3[3,10]"_s;
    QTest::newRow("what one has counted that has ended")
        << u"evictions_per_second"_s << u"0=1 1000=2 2000=3"_s << u"-1000=0 0=10"_s << 1 << u"2000:11"_s;
    QTest::newRow("absent in one node") << u"used_memory"_s << u"0=1 1000=2"_s << u"0=- 1000=-"_s << 3
                                        << u"0:1 1000:2"_s;
    QTest::newRow("absent in both") << u"used_memory"_s << u"0=-"_s << u"0=-"_s << 1 << u"0:-"_s;
    QTest::newRow("a node without data") << u"used_memory"_s << u"0=1 1000=2"_s << u""_s << 3 << u"0:1 1000:2"_s;
    QTest::newRow("a reset of one node") << u"evictions_per_second"_s << u"0=0 1000=1 2000=2"_s
                                         << u"0=50 1000=60 2000=1r"_s << 3 << u"0:- 1000:11 2000:1"_s;
}

void TestFrameBuilder::nodesBecomeOneCache()
{
    QFETCH(QString, metric);
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(int, columns);
    auto frames = builder(request({metric.toStdString()}, 0, 3000, columns, 2));
    frames->addSamples(0, samples(a), 0, 3000);
    if (!b.isEmpty())
        frames->addSamples(1, samples(b), 0, 3000);
    QTEST(frametext::text(frames->build(3000)), "expected");
}

void TestFrameBuilder::aReplicaHoldsTheSameDataAgain_data()
{
    // The second value of a sample is slave_repl_offset, which only replicas have.
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<QString>("expected");
    QTest::newRow("memory is the primary's") << u"used_memory"_s << u"0=5,-"_s << u"0=9,100"_s << u"0:5"_s;
    QTest::newRow("memory of two primaries") << u"used_memory"_s << u"0=5,-"_s << u"0=9,-"_s << u"0:14"_s;
    QTest::newRow("replicas alone") << u"used_memory"_s << u"0=5,7"_s << u"0=9,100"_s << u"0:14"_s;
    QTest::newRow("clients are everybody's") << u"connected_clients"_s << u"0=5,-"_s << u"0=9,100"_s << u"0:14"_s;
}

void TestFrameBuilder::aReplicaHoldsTheSameDataAgain()
{
    QFETCH(QString, metric);
    QFETCH(QString, a);
    QFETCH(QString, b);
    auto frames = builder(request({metric.toStdString()}, 0, 1000, 1, 2), {metric.toStdString(), "slave_repl_offset"});
    frames->addSamples(0, samples(a), 0, 1000);
    frames->addSamples(1, samples(b), 0, 1000);
    QTEST(frametext::text(frames->build(1000)), "expected");
}

void TestFrameBuilder::aReplicaDoesNotStandForASilentPrimary_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    const QString primary = u"0=5,- 1000=6,-"_s;
    const QString replica = u"0=9,1 1000=9,1 2000=9,1 3000=9,1 4000=9,1"_s;
    QTest::newRow("its line ends") << u"used_memory"_s << primary << replica << 5
                                   << u"0:5 1000:6 2000:6 3000:- 4000:-"_s;
    QTest::newRow("within one column there is no value at the end")
        << u"used_memory"_s << primary << replica << 1 << u"4000:-[5,6]"_s;
    QTest::newRow("never heard") << u"used_memory"_s << QString() << replica << 1 << u"4000:-"_s;
    QTest::newRow("a formula over it") << u"bytes_per_key"_s << primary << replica << 1 << u"4000:-"_s;
    QTest::newRow("clients are those of the others")
        << u"connected_clients"_s << primary << replica << 5 << u"0:14 1000:15 2000:15 3000:9 4000:9"_s;
    QTest::newRow("it is promoted") << u"used_memory"_s << primary << u"0=9,1 1000=9,1 2000=9,1 3000=8,- 4000=7,-"_s
                                    << 5 << u"0:5 1000:6 2000:6 3000:8 4000:7"_s;
    QTest::newRow("it is promoted within the column")
        << u"used_memory"_s << primary << u"0=9,1 1000=9,1 2000=9,1 3000=8,- 4000=7,-"_s << 1 << u"4000:7[7,15]"_s;
    QTest::newRow("the primary comes back")
        << u"used_memory"_s << u"0=5,- 4000=6,-"_s << replica << 5 << u"0:5 1000:5 2000:- 3000:- 4000:6"_s;
}

void TestFrameBuilder::aReplicaDoesNotStandForASilentPrimary()
{
    QFETCH(QString, metric);
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(int, columns);
    auto frames =
        builder(request({metric.toStdString()}, 0, 5000, columns, 2), {metric.toStdString(), "slave_repl_offset"});
    frames->addSamples(0, samples(a), 0, 5000);
    frames->addSamples(1, samples(b), 0, 5000);
    QTEST(frametext::text(frames->build(5000)), "expected");
}

void TestFrameBuilder::nodesShareTheirGaps_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<QString>("gaps");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one misses: no gap") << u"0=1 1000=1 2000=1 3000=1 4000=1 5000=1"_s << u"0=1 5000=1"_s << u""_s
                                        << u"0:2 1000:2 2000:1 3000:1 4000:1 5000:2"_s;
    QTest::newRow("both miss: what they share")
        << u"0=1 1000=1 5000=1"_s << u"0=1 4000=1 5000=1"_s << u"1000-4000"_s << u"0:2 1000:2 | 4000:1 5000:2"_s;
    QTest::newRow("the edges") << u"2000=1 3000=1"_s << u"1000=1 2000=1"_s << u"0-1000 3000-6000"_s
                               << u"1000:1 2000:2 3000:2"_s;
    QTest::newRow("gaps that only touch") << u"0=1 3000=1 4000=1 5000=1"_s << u"0=1 1000=1 2000=1 3000=1 5000=1"_s
                                          << u""_s << u"0:2 1000:2 2000:1 3000:2 4000:2 5000:2"_s;
}

void TestFrameBuilder::nodesShareTheirGaps()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    auto frames = builder(request({"used_memory"}, 0, 6000, 6, 2));
    frames->addSamples(0, samples(a), 0, 6000);
    frames->addSamples(1, samples(b), 0, 6000);
    const Frame frame = frames->build(6000);
    QTEST(gapsText(frame), "gaps");
    QTEST(frametext::text(frame), "expected");
}

namespace
{
/// A minute's bucket of a gauge.
struct Bucket {
    int minute;
    double last, min, max;
    int coveredS = 60;
    bool gapBefore = false;
    bool gapInside = false;
};

BucketRun buckets(std::initializer_list<Bucket> list)
{
    BucketRun run;
    run.intervalMs = 1000;
    run.columns.resize(1);
    for (const Bucket& bucket : list) {
        run.starts.push_back(bucket.minute * 60'000LL);
        run.samples.push_back(60);
        run.coveredMs.push_back(bucket.coveredS * 1000LL);
        run.gapBefore.push_back(bucket.gapBefore);
        run.gapInside.push_back(bucket.gapInside);
        run.columns[0].push_back({60, bucket.min, bucket.max, 60 * bucket.last, bucket.last, bucket.last});
    }
    return run;
}
} // namespace

Q_DECLARE_METATYPE(cacheledger::BucketRun)

void TestFrameBuilder::bucketsFoldLikeSamples_data()
{
    QTest::addColumn<BucketRun>("run");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a bucket a column") << buckets({{0, 5, 1, 9}, {1, 6, 2, 8}}) << 2 << u"0:5[1,9] 60000:6[2,8]"_s;
    QTest::newRow("two buckets a column") << buckets({{0, 5, 1, 9}, {1, 6, 2, 8}}) << 1 << u"60000:6[1,9]"_s;
    QTest::newRow("more columns than buckets")
        << buckets({{0, 5, 1, 9}, {1, 6, 2, 8}}) << 100 << u"0:5[1,9] 60000:6[2,8]"_s;
    QTest::newRow("none") << BucketRun{} << 2 << u""_s;
}

void TestFrameBuilder::bucketsFoldLikeSamples()
{
    QFETCH(BucketRun, run);
    QFETCH(int, columns);
    auto frames = builder(request({"used_memory"}, 0, 120'000, columns));
    frames->addBuckets(0, Tier::Minute, run);
    QTEST(frametext::text(frames->build(120'000)), "expected");
}

void TestFrameBuilder::aBucketThatTheRangeCutsCounts()
{
    for (const std::size_t nodes : {1U, 2U}) {
        const FrameRequest asked = request({"used_memory"}, 30'000, 60'000, 1, nodes);
        auto frames = builder(asked, {"used_memory", "slave_repl_offset"});
        for (std::size_t n = 0; n < nodes; ++n)
            frames->addBuckets(n, Tier::Minute, buckets({{0, 5, 1, 9}}));
        QCOMPARE(frametext::text(frames->build(60'000)), nodes == 1 ? u"30000:5[1,9]"_s : u"30000:10[2,18]"_s);
    }
}

void TestFrameBuilder::bucketsTellTheirGaps_data()
{
    QTest::addColumn<BucketRun>("run");
    QTest::addColumn<QString>("gaps");
    QTest::addColumn<QString>("line");
    // Ten minutes.
    QTest::newRow("all there")
        << buckets({{0, 1, 1, 1},
                    {1, 1, 1, 1},
                    {2, 1, 1, 1},
                    {3, 1, 1, 1},
                    {4, 1, 1, 1},
                    {5, 1, 1, 1},
                    {6, 1, 1, 1},
                    {7, 1, 1, 1},
                    {8, 1, 1, 1},
                    {9, 1, 1, 1}})
        << u""_s << u"0:1 60000:1 120000:1 180000:1 240000:1 300000:1 360000:1 420000:1 480000:1 540000:1"_s;
    QTest::newRow("buckets are missing, the edges partly covered")
        << buckets({{0, 1, 1, 1}, {1, 1, 1, 1, 20}, {8, 1, 1, 1, 50, true}, {9, 1, 1, 1}}) << u"80000-490000"_s
        << u"0:1 60000:1 | 480000:1 540000:1"_s;
    QTest::newRow("a gap between neighbours")
        << buckets({{0, 1, 1, 1}, {1, 1, 1, 1, 40}, {2, 1, 1, 1, 50, true}, {3, 1, 1, 1}})
        << u"100000-130000 240000-600000"_s << u"0:1 60000:1 | 120000:1 180000:1"_s;
    QTest::newRow("a gap inside a bucket breaks nothing")
        << buckets({{8, 1, 1, 1, 30, false, true}, {9, 1, 1, 1}}) << u"495000-525000"_s << u"480000:1 540000:1"_s;
    QTest::newRow("a gap before the first")
        << buckets({{8, 1, 1, 1, 40, true}, {9, 1, 1, 1}}) << u"0-500000"_s << u"480000:1 540000:1"_s;
    QTest::newRow("ends within its last bucket")
        << buckets({{0, 1, 1, 1}, {1, 1, 1, 1, 15}}) << u"75000-600000"_s << u"0:1 60000:1"_s;
}

void TestFrameBuilder::bucketsTellTheirGaps()
{
    QFETCH(BucketRun, run);
    auto frames = builder(request({"used_memory"}, 0, 600'000, 10));
    frames->addBuckets(0, Tier::Minute, run);
    const Frame frame = frames->build(farNow);
    QTEST(gapsText(frame), "gaps");
    QTEST(frametext::text(frame), "line");
}

void TestFrameBuilder::badRequestsAreRefused_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<int>("columns");
    QTest::newRow("reversed") << qint64(2) << qint64(1) << 10;
    QTest::newRow("empty") << qint64(1) << qint64(1) << 10;
    QTest::newRow("longer than a long") << std::numeric_limits<qint64>::min() << std::numeric_limits<qint64>::max()
                                        << 10;
    QTest::newRow("a million years") << qint64(0) << qint64(8'640'000'000'000'000) << 10;
    QTest::newRow("no columns") << qint64(0) << qint64(1) << 0;
    QTest::newRow("fewer than no columns") << qint64(0) << qint64(1) << -5;
}

void TestFrameBuilder::badRequestsAreRefused()
{
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    QFETCH(int, columns);
    const FrameRequest bad = request({"used_memory"}, from, to, columns);
    auto made = FrameBuilder::make(bad, MetricPlan::make(bad.metrics, {}).value());
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!made.error().message.isEmpty());
}

void TestFrameBuilder::columnsAreBounded()
{
    const Frame wide = builder(request({"used_memory"}, 0, 10'000'000, std::numeric_limits<int>::max()))->build(farNow);
    QCOMPARE(wide.columnMs, 10'000'000 / FrameBuilder::maxColumns);
    const Frame narrow = builder(request({"used_memory"}, 0, 10, 1200))->build(farNow);
    QCOMPARE(narrow.columnMs, 1);
}

void TestFrameBuilder::anEmptiedDatabaseIsNoLongerCounted()
{
    const std::vector<std::string> names{"db0.keys", "db1.keys", "keyspace_hits", "used_memory"};
    auto frames = builder(request({"keys"}, 0, 2000, 1), names);
    std::vector<std::string> order = frames->plan().inputIds();
    const auto place = [&](const char* id) { return std::find(order.begin(), order.end(), id) - order.begin(); };
    SampleRun run;
    run.intervalMs = 1000;
    run.times = {0, 1000};
    run.resetBefore = {false, false};
    run.columns.resize(order.size());
    run.columns[std::size_t(place("db0.keys"))] = {10, 11};
    run.columns[std::size_t(place("db1.keys"))] = {100, WindowStat::nan};
    run.columns[std::size_t(place("keyspace_hits"))] = {0, 0};
    frames->addSamples(0, run, 0, 2000);
    QCOMPARE(frametext::text(frames->build(2000)), u"1000:11[11,110]"_s);
}

void TestFrameBuilder::extremesAreThoseOfTheSamples()
{
    QRandomGenerator random(20240501);
    for (int round = 0; round < 50; ++round) {
        const qint64 length = random.bounded(1000, 100'000);
        const int columns = random.bounded(1, 300);
        SampleRun run;
        run.intervalMs = 500;
        run.columns.resize(1);
        std::map<qint64, std::vector<double>> expected; // in exact arithmetic: the column's number by time * columns
        for (TimeMs time = 0; time < length; time += random.bounded(1, 2000)) {
            const double value = random.bounded(10) == 0 ? WindowStat::nan : random.bounded(1000.0);
            run.times.push_back(time);
            run.resetBefore.push_back(false);
            run.columns[0].push_back(value);
            expected[time * std::min<qint64>(columns, length) / length].push_back(value);
        }
        auto frames = builder(request({"used_memory"}, 0, length, columns));
        frames->addSamples(0, run, 0, length);
        const Frame frame = frames->build(length);
        QCOMPARE(frame.times.size(), expected.size());
        QCOMPARE(frame.samplesRead, qint64(run.times.size()));
        std::size_t at = 0;
        for (const auto& [column, values] : expected) {
            double min = WindowStat::nan, max = WindowStat::nan;
            for (double value : values)
                min = std::fmin(min, value), max = std::fmax(max, value);
            QCOMPARE(number(frame.series[0].min[at]), number(min));
            QCOMPARE(number(frame.series[0].max[at]), number(max));
            ++at;
        }
    }
}

void TestFrameBuilder::bucketsGiveWhatTheirSamplesGive()
{
    // Two counters over ten minutes with a restart and an outage, read as samples and as the buckets made of them.
    QRandomGenerator random(7);
    SampleRun raw;
    raw.intervalMs = 1000;
    raw.columns.resize(2);
    BucketRun tier;
    tier.intervalMs = 1000;
    tier.columns.resize(2);
    WindowAccumulator accumulators[] = {WindowAccumulator(true), WindowAccumulator(true)};
    double counters[] = {500, 300};
    for (TimeMs time = 0; time < 600'000; time += 1000) {
        if (time >= 200'000 && time < 290'000)
            continue;
        const bool restart = time == 400'000;
        const bool gap = time == 0 || time == 290'000;
        raw.times.push_back(time);
        raw.resetBefore.push_back(restart);
        if (tier.starts.empty() || time >= tier.starts.back() + 60'000) {
            tier.starts.push_back(time / 60'000 * 60'000);
            tier.samples.push_back(0);
            tier.coveredMs.push_back(0);
            tier.gapBefore.push_back(gap);
            tier.gapInside.push_back(false);
            for (std::size_t i = 0; i < 2; ++i)
                tier.columns[i].emplace_back();
        } else if (gap) {
            tier.gapInside.back() = true;
        }
        tier.samples.back()++;
        tier.coveredMs.back() += gap ? 0 : 1000;
        for (std::size_t i = 0; i < 2; ++i) {
            counters[i] = restart ? 3 : counters[i] + random.bounded(20);
            raw.columns[i].push_back(counters[i]);
            accumulators[i].add(time, counters[i], gap, restart);
            tier.columns[i].back().append(accumulators[i].take());
        }
    }
    for (const int columns : {1, 2, 5, 10}) {
        const FrameRequest asked = request({"hits_per_second", "misses_per_second", "hit_ratio"}, 0, 600'000, columns);
        auto ofRaw = builder(asked);
        ofRaw->addSamples(0, raw, 0, 600'000);
        auto ofTier = builder(asked);
        ofTier->addBuckets(0, Tier::Minute, tier);
        const Frame a = ofRaw->build(600'000);
        const Frame b = ofTier->build(600'000);
        QCOMPARE(a.times.size(), b.times.size());
        for (std::size_t s = 0; s < a.series.size(); ++s)
            for (std::size_t i = 0; i < a.times.size(); ++i) {
                QCOMPARE(number(b.series[s].value[i]), number(a.series[s].value[i]));
                if (s < 2) { // a rate's extremes are exact in every tier, a ratio's only to the bucket
                    QCOMPARE(number(b.series[s].min[i]), number(a.series[s].min[i]));
                    QCOMPARE(number(b.series[s].max[i]), number(a.series[s].max[i]));
                }
            }
    }
}

QTEST_APPLESS_MAIN(TestFrameBuilder)
#include "tst_framebuilder.moc"
