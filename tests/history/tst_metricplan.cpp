// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/metricplan.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestMetricPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inputsAreReadOnce();
    void aMetricOfTheFileNeedsNoCatalogue();
    void anUnknownMetricNamesTheNearest();
    void anUnknownMetricMayHaveNoValues();
    void aDerivedMetricWithoutInputsHasNoValues();
    void increasesAreBounded_data();
    void increasesAreBounded();
};

void TestMetricPlan::inputsAreReadOnce()
{
    const std::vector<std::string> metrics{"keyspace_hits", "hit_ratio", "hits_per_second", "keyspace_hits"};
    const auto plan = MetricPlan::make(metrics, {});
    QVERIFY(plan);
    QCOMPARE(plan->inputIds(), (std::vector<std::string>{"keyspace_hits", "keyspace_misses"}));
    QCOMPARE(plan->outputs().size(), metrics.size());
    for (std::size_t i = 0; i < metrics.size(); ++i)
        QCOMPARE(plan->outputs()[i].metric, metrics[i]);
    QVERIFY(plan->outputs()[0].isRaw());
    QVERIFY(!plan->outputs()[1].momentary);
}

void TestMetricPlan::aMetricOfTheFileNeedsNoCatalogue()
{
    const std::vector<std::string> metrics{"of_our_own_module"};
    const auto plan = MetricPlan::make(metrics, metrics);
    QVERIFY(plan);
    QVERIFY(plan->outputs()[0].isRaw());
}

void TestMetricPlan::anUnknownMetricNamesTheNearest()
{
    const std::vector<std::string> metrics{"used_memory", "used_memroy"};
    const auto plan = MetricPlan::make(metrics, {});
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::UnknownMetric);
    QVERIFY(plan.error().message.contains(u"used_memroy"_s));
    QVERIFY(plan.error().hint.contains(u"\"used_memory\""_s));
}

void TestMetricPlan::anUnknownMetricMayHaveNoValues()
{
    const std::vector<std::string> metrics{"zzzzzzzzzzzzzzzzzz"};
    QVERIFY(!MetricPlan::make(metrics, {}));
    QVERIFY(MetricPlan::make(metrics, {}).error().hint.isEmpty());
    QVERIFY(MetricPlan::make(metrics, {}, MetricPlan::Unknown::Accept));
}

void TestMetricPlan::aDerivedMetricWithoutInputsHasNoValues()
{
    const std::vector<std::string> metrics{"keys", "bytes_per_key", "replication_lag_bytes"};
    const auto plan = MetricPlan::make(metrics, {});
    QVERIFY(plan);
    const std::vector<WindowStat> nothing(plan->inputs().size());
    for (const MetricPlan::Output& output : plan->outputs())
        QVERIFY(std::isnan(plan->point(output, nothing, {}, 1).value));
}

void TestMetricPlan::increasesAreBounded_data()
{
    QTest::addColumn<double>("increase");
    QTest::addColumn<double>("maxRate");
    QTest::addColumn<double>("expected");
    QTest::newRow("without a reset nothing changes") << 30.0 << 10.0 << 30.0;
    QTest::newRow("rounding is no excess") << 30.000000001 << 10.0 << 30.000000001;
    QTest::newRow("a life before is cut") << 1e9 << 10.0 << 30.0;
    QTest::newRow("nothing but a reset is unknown") << 5.0 << WindowStat::nan << WindowStat::nan;
}

void TestMetricPlan::increasesAreBounded()
{
    QFETCH(double, increase);
    QFETCH(double, maxRate);
    QFETCH(double, expected);
    WindowStat stat;
    stat.count = 3;
    stat.increase = increase;
    stat.minRate = stat.maxRate = maxRate;
    boundIncrease(stat, 3);
    QVERIFY(std::isnan(expected) ? std::isnan(stat.increase) : stat.increase == expected);
}

QTEST_APPLESS_MAIN(TestMetricPlan)
#include "tst_metricplan.moc"
