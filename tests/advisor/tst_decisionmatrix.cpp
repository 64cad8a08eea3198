// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/decisionmatrix.h"

#include <QtCore/QStringList>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestDecisionMatrix : public QObject
{
    Q_OBJECT

    /// "fits does_not_fit unknown any" of one factor.
    static QString fitsOf(const DecisionInput& input, const char* id)
    {
        for (const DecisionFactor& factor : decisionMatrix(input)) {
            if (QByteArray(factor.id) != id)
                continue;
            QStringList fits;
            for (const DecisionFactor::Cell& cell : factor.cells)
                fits << QString::fromLatin1(placeFitName(cell.fit));
            return fits.join(u' ');
        }
        return {};
    }

private Q_SLOTS:
    void eachFactorIsHeldAgainstItsLimits_data()
    {
        QTest::addColumn<QByteArray>("factor");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("fits"); // Redis, in memory, CDN, no cache
        QTest::newRow("400 requests") << QByteArray("volume") << 400.0 << u"does_not_fit fits does_not_fit any"_s;
        QTest::newRow("500 are not more") << QByteArray("volume") << 500.0 << u"does_not_fit fits does_not_fit any"_s;
        QTest::newRow("800 requests") << QByteArray("volume") << 800.0 << u"fits fits does_not_fit any"_s;
        QTest::newRow("1,000 are not fewer")
            << QByteArray("volume") << 1000.0 << u"fits does_not_fit does_not_fit any"_s;
        QTest::newRow("20,000 requests") << QByteArray("volume") << 20'000.0 << u"fits does_not_fit fits any"_s;
        QTest::newRow("80 % distinct") << QByteArray("similarity") << 0.8
                                       << u"does_not_fit does_not_fit does_not_fit fits"_s;
        QTest::newRow("65 % distinct") << QByteArray("similarity") << 0.65
                                       << u"fits does_not_fit does_not_fit does_not_fit"_s;
        QTest::newRow("40 % distinct") << QByteArray("similarity") << 0.4 << u"fits fits fits does_not_fit"_s;
        QTest::newRow("one server") << QByteArray("servers") << 1.0 << u"does_not_fit fits does_not_fit any"_s;
        QTest::newRow("three servers") << QByteArray("servers") << 3.0 << u"fits does_not_fit fits any"_s;
        QTest::newRow("80 dollars") << QByteArray("cost") << 80.0 << u"fits any any any"_s;
        QTest::newRow("100 dollars") << QByteArray("cost") << 100.0 << u"fits any any any"_s;
        QTest::newRow("5,000 dollars") << QByteArray("cost") << 5000.0 << u"does_not_fit any any any"_s;
    }

    void eachFactorIsHeldAgainstItsLimits()
    {
        QFETCH(QByteArray, factor);
        QFETCH(double, value);
        DecisionInput input;
        input.requestsPerDay = value;
        input.distinctShare = value;
        input.servers = int(value);
        input.costPerMonth = Money::ofUnits(currencies::usd(), qint64(value));
        QTEST(fitsOf(input, factor.constData()), "fits");
    }

    void aHitRatioIsALowerBound()
    {
        DecisionInput input;
        input.hitRatio = 0.45;
        QCOMPARE(fitsOf(input, "similarity"), u"fits fits unknown does_not_fit"_s);
        input.hitRatio = 0.1;
        QCOMPARE(fitsOf(input, "similarity"), u"unknown unknown unknown unknown"_s);
        input.distinctShare = 0.05; // what was said goes first
        QCOMPARE(fitsOf(input, "similarity"), u"fits fits fits does_not_fit"_s);
    }

    void whatIsNotKnownIsSaid()
    {
        for (const DecisionFactor& factor : decisionMatrix({})) {
            QVERIFY2(!factor.isKnown, factor.id);
            QVERIFY2(factor.measured.contains(u"not"_s), qPrintable(factor.measured));
            QVERIFY(factor.cells.front().fit == PlaceFit::Unknown); // of Redis
        }
    }

    void countsOfLessThanADayDecideNothing()
    {
        Ledger ledger;
        ledger.currency = currencies::usd();
        ledger.total.toMs = 86'400'000;
        ledger.total.coverage = 1;
        ledger.total.requests = 600;
        ledger.total.answered = 300;
        TrafficFacts said;
        QCOMPARE(decisionInputOf(ledger, said).requestsPerDay, std::optional(600.0));
        QCOMPARE(decisionInputOf(ledger, said).hitRatio, std::optional(0.5));
        ledger.total.toMs = 2000; // 600 in two seconds are not 25 million a day
        said.distinctShare = 0.2;
        QVERIFY(!decisionInputOf(ledger, said).requestsPerDay);
        QVERIFY(!decisionInputOf(ledger, said).hitRatio);
        QCOMPARE(decisionInputOf(ledger, said).distinctShare, std::optional(0.2));
    }

    void otherCurrenciesAreNotHeldAgainstDollars()
    {
        DecisionInput input;
        input.costPerMonth = Money::ofUnits(currencies::inr(), 50);
        QCOMPARE(fitsOf(input, "cost"), u"unknown any any any"_s);
        QVERIFY(decisionMatrix(input).back().isKnown);
    }
};

QTEST_APPLESS_MAIN(TestDecisionMatrix)
#include "tst_decisionmatrix.moc"
