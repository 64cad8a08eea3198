// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/headline.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr double absent = std::numeric_limits<double>::quiet_NaN();

static Frame frameOf(std::initializer_list<std::pair<const char*, double>> values)
{
    Frame frame;
    frame.times = {1000};
    frame.breakBefore = {false};
    for (const auto& [metric, value] : values) {
        FrameSeries series;
        series.metric = metric;
        series.value = {value};
        frame.series.push_back(series);
    }
    return frame;
}

static HeadlineSpec spec(const QString& id)
{
    for (const HeadlineSpec& each : headlineSpecs()) {
        if (each.id == id)
            return each;
    }
    return {};
}

class TestHeadline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsGoldenSignalsInOrder()
    {
        QStringList ids;
        for (const HeadlineSpec& each : headlineSpecs())
            ids << each.id;
        QCOMPARE(ids,
                 QStringList({u"hit_ratio"_s, u"latency"_s, u"memory"_s, u"evictions"_s, u"errors"_s, u"traffic"_s}));
    }

    void nothingKnownIsNeverZeroOrNormal()
    {
        for (const HeadlineSpec& each : headlineSpecs()) {
            const TileContent content = headlineContent(each, nullptr, nullptr);
            QCOMPARE(content.number, u"unknown"_s);
            QCOMPARE(content.severity, Severity::Unknown);
            QVERIFY(!content.known);
        }
    }

    void hitRatioWithoutLookupsIsNoTraffic()
    {
        const Frame quiet = frameOf({{"hit_ratio", absent}, {"lookups_per_second", 0}});
        QCOMPARE(headlineContent(spec(u"hit_ratio"_s), &quiet, nullptr).number, u"no traffic"_s);
        const Frame unknown = frameOf({{"hit_ratio", absent}, {"lookups_per_second", absent}});
        QCOMPARE(headlineContent(spec(u"hit_ratio"_s), &unknown, nullptr).number, u"unknown"_s);
    }

    void judgesByThresholds_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<int>("severity");
        QTest::newRow("a good ratio") << 0.93 << int(Severity::Normal);
        QTest::newRow("below 85 per cent") << 0.84 << int(Severity::Warning);
        QTest::newRow("below 80 per cent") << 0.714 << int(Severity::Critical);
    }

    void judgesByThresholds()
    {
        QFETCH(double, ratio);
        const Frame frame = frameOf({{"hit_ratio", ratio}});
        QTEST(int(headlineContent(spec(u"hit_ratio"_s), &frame, nullptr).severity), "severity");
    }

    void memoryWithoutLimitReadsNoLimit()
    {
        const Frame frame = frameOf({{"used_memory", 1024.0 * 1024}, {"maxmemory", 0}, {"memory_used_ratio", absent}});
        const TileContent content = headlineContent(spec(u"memory"_s), &frame, nullptr);
        QVERIFY(content.note.contains(u"no limit"_s));
        QCOMPARE(content.severity, Severity::Normal);
        QCOMPARE(memoryText(&frame), u"1 MiB, no limit"_s.replace(u"1 "_s, u"1\u00a0"_s));
    }

    void memoryNearItsLimitIsCritical()
    {
        const Frame frame = frameOf({{"used_memory", 3.71}, {"maxmemory", 4}, {"memory_used_ratio", 0.927}});
        QCOMPARE(headlineContent(spec(u"memory"_s), &frame, nullptr).severity, Severity::Critical);
    }

    void comparesWithThePeriodBefore_data()
    {
        QTest::addColumn<QString>("tile");
        QTest::addColumn<double>("now");
        QTest::addColumn<double>("before");
        QTest::addColumn<QString>("change");
        QTest::newRow("ratios in points") << u"hit_ratio"_s << 0.90 << 0.925 << u"−2.5 pt"_s;
        QTest::newRow("ratios that stand") << u"hit_ratio"_s << 0.9 << 0.9 << u"no change"_s;
        QTest::newRow("rates in per cent") << u"traffic"_s << 150.0 << 100.0 << u"+50\u00a0%"_s;
        QTest::newRow("small changes with a decimal") << u"traffic"_s << 102.0 << 100.0 << u"+2.0\u00a0%"_s;
        QTest::newRow("from nothing") << u"evictions"_s << 3.0 << 0.0 << u"was 0"_s;
        QTest::newRow("many times over") << u"traffic"_s << 5000.0 << 10.0 << u"×500"_s;
        QTest::newRow("nothing before") << u"traffic"_s << 5.0 << absent << QString();
    }

    void comparesWithThePeriodBefore()
    {
        QFETCH(QString, tile);
        QFETCH(double, now);
        QFETCH(double, before);
        const HeadlineSpec each = spec(tile);
        const Frame current = frameOf({{each.metric.c_str(), now}});
        const Frame previous = frameOf({{each.metric.c_str(), before}});
        QTEST(headlineContent(each, &current, &previous).change, "change");
    }

    void evictionsAreAMinute()
    {
        const Frame frame = frameOf({{"evictions_per_second", 20}});
        const TileContent content = headlineContent(spec(u"evictions"_s), &frame, nullptr);
        QCOMPARE(content.number, u"1,200"_s);
        QCOMPARE(content.unit, u"/min"_s);
        QCOMPARE(content.severity, Severity::Warning); // over 1,000 a minute
    }
};

QTEST_GUILESS_MAIN(TestHeadline)
#include "tst_headline.moc"
