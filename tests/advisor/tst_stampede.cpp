// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/stampede.h"

#include <QtTest/QTest>

#include <limits>

using namespace cacheledger;

class TestStampede : public QObject
{
    Q_OBJECT

    /// So much in each of twelve steps, then something else.
    static std::vector<double> steps(double usual, double now)
    {
        std::vector<double> series(stampedeSteps, usual);
        series.back() = now;
        return series;
    }

private Q_SLOTS:
    void missesThatJumpAloneAreOne_data()
    {
        QTest::addColumn<double>("misses");  // 20 a second before
        QTest::addColumn<double>("lookups"); // 200
        QTest::addColumn<double>("clients"); // 40
        QTest::addColumn<double>("p99");     // 800 µs
        QTest::addColumn<int>("state");
        const int found = int(AdviceState::Found), fine = int(AdviceState::Fine);
        QTest::newRow("misses and connections") << 90.0 << 210.0 << 80.0 << 800.0 << found;
        QTest::newRow("misses and latency") << 90.0 << 210.0 << 40.0 << 2500.0 << found;
        QTest::newRow("exactly twice and a quarter") << 40.0 << 200.0 << 50.0 << 800.0 << found;
        QTest::newRow("misses alone: new keys") << 90.0 << 210.0 << 41.0 << 820.0 << fine;
        QTest::newRow("more traffic") << 90.0 << 900.0 << 80.0 << 2500.0 << fine;
        QTest::newRow("no jump") << 30.0 << 200.0 << 80.0 << 2500.0 << fine;
        QTest::newRow("latency that nobody feels") << 90.0 << 200.0 << 40.0 << 900.0 << fine;
        QTest::newRow("as ever") << 20.0 << 200.0 << 40.0 << 800.0 << fine;
    }

    void missesThatJumpAloneAreOne()
    {
        QFETCH(double, misses);
        QFETCH(double, lookups);
        QFETCH(double, clients);
        QFETCH(double, p99);
        const AdviceFinding finding =
            stampedeRisk({steps(20, misses), steps(200, lookups), steps(40, clients), steps(800, p99)});
        QCOMPARE(finding.id, std::string("stampede-risk"));
        QTEST(int(finding.state), "state");
        QVERIFY(!finding.evidence.isEmpty());
        QCOMPARE(finding.action.isEmpty(), finding.state != AdviceState::Found);
    }

    void aFewMissesAreNoStampede()
    {
        QCOMPARE(stampedeRisk({steps(0, 5), steps(200, 200), steps(4, 40), steps(800, 800)}).state, AdviceState::Fine);
    }

    void whatIsNotKnownIsNotFine()
    {
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(stampedeRisk({}).state, AdviceState::NotCheckable);
        QCOMPARE(stampedeRisk({steps(20, unknown), steps(200, 200), {}, {}}).state, AdviceState::NotCheckable);
        std::vector<double> young = steps(unknown, 90);
        std::fill(young.end() - 6, young.end() - 1, 20.0); // five steps, one too few
        QCOMPARE(stampedeRisk({young, steps(200, 200), {}, {}}).state, AdviceState::NotCheckable);
        young[6] = 20;
        QCOMPARE(stampedeRisk({young, steps(200, 200), steps(4, 40), {}}).state, AdviceState::Found);
        QCOMPARE(stampedeRisk({young, steps(200, 200), {}, {}}).state, AdviceState::Fine); // neither sign is known
    }
};

QTEST_APPLESS_MAIN(TestStampede)
#include "tst_stampede.moc"
