// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/performancescore.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestPerformanceScore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePartsMakeTheScore_data()
    {
        using Value = std::optional<double>;
        QTest::addColumn<Value>("hitRatio");
        QTest::addColumn<Value>("p99Ms");
        QTest::addColumn<Value>("errorRatio");
        QTest::addColumn<double>("points");
        QTest::addColumn<double>("of");
        QTest::newRow("the best there is") << Value(1) << Value(0) << Value(0) << 100.0 << 100.0;
        QTest::newRow("the worst there is") << Value(0) << Value(20) << Value(0.1) << 0.0 << 100.0;
        QTest::newRow("beyond the worst") << Value(0) << Value(500) << Value(1) << 0.0 << 100.0;
        QTest::newRow("in the middle") << Value(0.5) << Value(10) << Value(0.05) << 50.0 << 100.0;
        QTest::newRow("without traffic, the rest counts") << Value() << Value(10) << Value(0) << 45.0 << 60.0;
        QTest::newRow("nothing is known") << Value() << Value() << Value() << 0.0 << 0.0;
    }
    void thePartsMakeTheScore()
    {
        QFETCH(std::optional<double>, hitRatio);
        QFETCH(std::optional<double>, p99Ms);
        QFETCH(std::optional<double>, errorRatio);
        const PerformanceScore score = PerformanceScore::of(hitRatio, p99Ms, errorRatio);
        QTEST(score.points(), "points");
        QTEST(score.outOf(), "of");
    }
};

QTEST_GUILESS_MAIN(TestPerformanceScore)
#include "tst_performancescore.moc"
