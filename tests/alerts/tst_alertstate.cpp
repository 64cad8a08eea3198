// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertstate.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

using namespace cacheledger;

/// Evaluations once a second: M met, . not met, _ left out. States: i, p, F, R.
class TestAlertState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesFollowTheEvaluations_data()
    {
        QTest::addColumn<int>("forS");
        QTest::addColumn<int>("keepS");
        QTest::addColumn<QString>("verdicts");
        QTest::addColumn<QString>("states");
        QTest::newRow("without for it fires at once") << 0 << 0 << "..M"
                                                      << "iiF";
        QTest::newRow("for counts from the first evaluation that met it") << 3 << 0 << "MMMMM"
                                                                          << "pppFF";
        QTest::newRow("an evaluation that does not meet it ends pending") << 3 << 0 << "MM.MMMM"
                                                                          << "ppipppF";
        QTest::newRow("resolved at once without keep_firing_for") << 0 << 0 << "M..M"
                                                                  << "FRRF";
        QTest::newRow("resolved alerts become pending again") << 1 << 0 << "MM.MM"
                                                              << "pFRpF";
        QTest::newRow("keep_firing_for counts from the first that did not meet it") << 0 << 3 << "M....."
                                                                                    << "FFFFRR";
        QTest::newRow("keep_firing_for begins anew when it is met between") << 0 << 3 << "M..M...."
                                                                            << "FFFFFFFR";
        QTest::newRow("keep_firing_for does not keep pending") << 2 << 5 << "MM..."
                                                               << "ppiii";
        QTest::newRow("an evaluation left out is time that passes") << 3 << 0 << "M__M"
                                                                    << "pppF";
        QTest::newRow("flapping faster than for never fires") << 2 << 0 << "M.M.M.M."
                                                              << "pipipipi";
    }

    void statesFollowTheEvaluations()
    {
        QFETCH(int, forS);
        QFETCH(int, keepS);
        QFETCH(QString, verdicts);
        QFETCH(QString, states);
        AlertProgress progress;
        QString found;
        TimeMs atMs = 1'700'000'000'000;
        for (const QChar verdict : verdicts) {
            const AlertState before = progress.state;
            if (verdict != u'_') {
                const bool changed = progress.evaluate(verdict == u'M' ? Verdict::Met : Verdict::NotMet, atMs,
                                                       {forS * 1000, keepS * 1000});
                QCOMPARE(changed, before != progress.state);
            }
            found += QStringLiteral("ipFR")[static_cast<int>(progress.state)];
            atMs += 1000;
        }
        QCOMPARE(found, states);
    }

    void momentsAreThoseOfTheEvaluations()
    {
        AlertProgress progress;
        const HoldTimes times{2000, 1000};
        for (const TimeMs atMs : {1000, 2000, 3000})
            progress.evaluate(Verdict::Met, atMs, times);
        QCOMPARE(progress.activeSinceMs, std::optional<TimeMs>(1000));
        QCOMPARE(progress.firedMs, std::optional<TimeMs>(3000));
        progress.evaluate(Verdict::NotMet, 4000, times);
        QCOMPARE(progress.keepFiringSinceMs, std::optional<TimeMs>(4000));
        progress.evaluate(Verdict::NotMet, 5000, times);
        QCOMPARE(progress.resolvedMs, std::optional<TimeMs>(5000));
        QVERIFY(!progress.keepFiringSinceMs);
        progress.evaluate(Verdict::Met, 6000, times);
        QCOMPARE(progress.activeSinceMs, std::optional<TimeMs>(6000));
        QVERIFY(!progress.firedMs && !progress.resolvedMs);
    }

    void unseenTimeCountsForNoHoldTime_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<qint64>("unseenMs");
        QTest::addColumn<qint64>("activeMs");
        QTest::addColumn<qint64>("keepMs");
        const int pending = static_cast<int>(AlertState::Pending), firing = static_cast<int>(AlertState::Firing);
        QTest::newRow("pending: since when it was met moves on") << pending << 5'000LL << 15'000LL << 20'000LL;
        QTest::newRow("firing: since when it was not met moves on") << firing << 5'000LL << 10'000LL << 25'000LL;
        QTest::newRow("nothing begins later than now") << pending << 500'000LL << 100'000LL << 20'000LL;
        QTest::newRow("a clock that was set back") << firing << -50'000LL << 10'000LL << -30'000LL;
    }

    void unseenTimeCountsForNoHoldTime()
    {
        QFETCH(int, state);
        QFETCH(qint64, unseenMs);
        QFETCH(qint64, activeMs);
        QFETCH(qint64, keepMs);
        AlertProgress progress{static_cast<AlertState>(state), 10'000, 15'000, {}, 20'000};
        progress.leaveOut(unseenMs, 100'000);
        QCOMPARE(*progress.activeSinceMs, activeMs);
        QCOMPARE(*progress.keepFiringSinceMs, keepMs);
        QCOMPARE(*progress.firedMs, 15'000LL);
    }

    void statesHaveNames()
    {
        QCOMPARE(alertStateName(AlertState::Inactive), "inactive");
        QCOMPARE(alertStateName(AlertState::Pending), "pending");
        QCOMPARE(alertStateName(AlertState::Firing), "firing");
        QCOMPARE(alertStateName(AlertState::Resolved), "resolved");
    }
};

QTEST_GUILESS_MAIN(TestAlertState)
#include "tst_alertstate.moc"
