// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/economics.h"
#include "cost/scenariofile.h"

#include <QtTest/QTest>

using namespace cacheledger;

static Money inr(qint64 units)
{
    return Money::ofUnits(currencies::inr(), units);
}

static Money usd(const QString& text)
{
    return Money::parse(text, currencies::usd()).value();
}

static Decimal decimal(const QString& text)
{
    return Decimal::parse(text).value();
}

static Scenario preset(const char* name)
{
    return scenariofile::preset(name).value();
}

/// 10,000 questions a day at $0.0001 and $0.002 a call, 30 % answered in full.
static Scenario questions()
{
    Scenario scenario;
    scenario.name = "Questions";
    scenario.currency = currencies::usd();
    scenario.implementationCost = Money(currencies::usd());
    CallModel calls;
    calls.requestsPerDay = Decimal(10'000);
    calls.hitRatio = decimal("0.3");
    calls.calls = {{"Embedding", usd("0.0001")}, {"Generation", usd("0.002")}};
    scenario.calls = calls;
    return scenario;
}

class TestEconomics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStartUpIsExact() // test vector B
    {
        const Economics economics = economicsOf(preset("startup"));
        QCOMPARE(economics.before, inr(250'000));
        QCOMPARE(economics.after, inr(190'000));
        QCOMPARE(economics.monthlySaving, inr(60'000));
        QCOMPARE(economics.annualSaving, inr(720'000));
        QCOMPARE(economics.paybackMonths, Decimal(5));
        QCOMPARE(economics.threeYearSaving, inr(1'860'000));
        QCOMPARE(economics.threeYearRoiPercent, Decimal(620));
        QCOMPARE(economics.monthlyReturnPercent, Decimal(20));
        QCOMPARE(economics.savingPercent, Decimal(24));
    }

    void theOtherPresets_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("monthly");
        QTest::addColumn<qint64>("annual");
        QTest::addColumn<QString>("payback");
        QTest::addColumn<qint64>("threeYears");
        QTest::addColumn<QString>("roi");
        QTest::newRow("growth") << "growth" << qint64(755'000) << qint64(9'060'000) << "2.65" << qint64(25'180'000)
                                << "1259";
        QTest::newRow("enterprise") << "enterprise" << qint64(15'300'000) << qint64(183'600'000) << "3.27"
                                    << qint64(500'800'000) << "1001.6";
    }
    void theOtherPresets()
    {
        QFETCH(QString, name);
        QFETCH(qint64, monthly);
        QFETCH(qint64, annual);
        QFETCH(qint64, threeYears);
        const Economics economics = economicsOf(scenariofile::preset(name).value());
        QCOMPARE(economics.monthlySaving, inr(monthly));
        QCOMPARE(economics.annualSaving, inr(annual));
        QCOMPARE(economics.threeYearSaving, inr(threeYears));
        QTEST(economics.paybackMonths->rounded(2).toString(), "payback");
        QTEST(economics.threeYearRoiPercent->rounded(2).toString(), "roi");
    }

    void callsAreExact() // test vector A
    {
        const Economics economics = economicsOf(questions());
        QCOMPARE(economics.before, usd("630"));
        QCOMPARE(economics.after, usd("441"));
        QCOMPARE(economics.monthlySaving, usd("189"));
        QCOMPARE(economics.savingPercent, Decimal(30));
    }

    void linesAddUp()
    {
        Scenario scenario = questions();
        scenario.before = {{"Servers", usd("100"), CostKind::Fixed}};
        scenario.after = {{"Servers", usd("90"), CostKind::Fixed}, {"Redis", usd("20"), CostKind::Cache}};
        const auto sum = [](const std::vector<EconomicsLine>& lines) {
            Money total(currencies::usd());
            for (const EconomicsLine& line : lines)
                total += line.perMonth;
            return total;
        };
        QCOMPARE(allLinesBefore(scenario).size(), std::size_t(3));
        QCOMPARE(allLinesBefore(scenario)[2].perMonth, usd("600"));
        QCOMPARE(allLinesAfter(scenario)[3].perMonth, usd("420"));
        QCOMPARE(sum(allLinesBefore(scenario)), economicsOf(scenario).before);
        QCOMPARE(sum(allLinesAfter(scenario)), economicsOf(scenario).after);
    }

    void withoutImplementationCostThereIsNoReturnOnIt()
    {
        const Economics economics = economicsOf(questions());
        QCOMPARE(economics.paybackMonths, Decimal(0));
        QVERIFY(!economics.threeYearRoiPercent && !economics.monthlyReturnPercent);
    }

    void aLossIsToldAsOne()
    {
        Scenario scenario = questions();
        scenario.implementationCost = usd("1000");
        scenario.after = {{"Redis", usd("200"), CostKind::Cache}};
        const Economics economics = economicsOf(scenario);
        QCOMPARE(economics.monthlySaving, usd("-11"));
        QCOMPARE(economics.annualSaving, usd("-132"));
        QVERIFY(!economics.paybackMonths);
        QCOMPARE(economics.threeYearSaving, usd("-1396"));
        QCOMPARE(economics.threeYearRoiPercent, decimal("-139.6"));
    }

    void savingNothingIsNoPayback()
    {
        Scenario scenario = questions();
        scenario.implementationCost = usd("1");
        scenario.after = {{"Redis", usd("189"), CostKind::Cache}};
        QCOMPARE(economicsOf(scenario).monthlySaving, usd("0"));
        QVERIFY(!economicsOf(scenario).paybackMonths);
    }

    void nothingBeforeIsNoPercentage()
    {
        Scenario scenario;
        scenario.currency = currencies::eur();
        scenario.implementationCost = Money(currencies::eur());
        QVERIFY(!economicsOf(scenario).savingPercent);
        QCOMPARE(economicsOf(scenario).monthlySaving, Money(currencies::eur()));
    }

    void mixedCurrenciesAreNoAmount()
    {
        Scenario scenario = questions();
        scenario.before = {{"Servers", inr(1), CostKind::Fixed}};
        QTest::ignoreMessage(QtCriticalMsg, "USD and INR were mixed without a rate of exchange");
        const Economics economics = economicsOf(scenario);
        QVERIFY(!economics.monthlySaving.isValid() && !economics.paybackMonths && !economics.threeYearRoiPercent);
    }

    void sensitivityChangesOneDriverEach_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<QStringList>("monthly"); // hit ratio -20 %, +20 %, volume, price
        // What is avoided of the start-up's costs: volume 55,000, fixed 20,000; the cache costs 15,000.
        QTest::newRow("lines") << "startup" << QStringList{"45000", "75000", "49000", "71000", "45000", "75000"};
        // Calls vary with all three alike: 189 of 630.
        QTest::newRow("calls") << "questions" << QStringList{"151.2", "226.8", "151.2", "226.8", "151.2", "226.8"};
    }
    void sensitivityChangesOneDriverEach()
    {
        QFETCH(QString, scenario);
        QFETCH(QStringList, monthly);
        const auto rows = sensitivityOf(scenario == "questions" ? questions() : preset("startup"));
        QCOMPARE(rows.size(), std::size_t(6));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i].percent, i % 2 == 0 ? -20 : 20);
            QCOMPARE(static_cast<std::size_t>(rows[i].driver), i / 2);
            QCOMPARE(rows[i].outcome.monthlySaving.toDecimalString(), monthly[static_cast<int>(i)]);
        }
    }

    void noMoreThanEverythingIsAvoided()
    {
        Scenario scenario = questions();
        scenario.calls->hitRatio = decimal("0.9");
        WhatIf more;
        more.hitRatio = decimal("1.2");
        QCOMPARE(economicsOf(scenario, more).after, usd("0"));
        Scenario lines = questions();
        lines.calls.reset();
        lines.before = {{"API", usd("100"), CostKind::Volume}};
        lines.after = {{"API", usd("10"), CostKind::Volume}, {"Redis", usd("5"), CostKind::Cache}};
        QCOMPARE(economicsOf(lines, more).after, usd("5"));
    }

    void whatIfLeavesTheCacheCostAlone()
    {
        WhatIf tenfold;
        tenfold.volume = Decimal(10);
        tenfold.price = decimal("0.5");
        const Economics economics = economicsOf(preset("startup"), tenfold);
        QCOMPARE(economics.before, inr((1'500'000 + 100'000) / 2));
        QCOMPARE(economics.after, inr((950'000 + 80'000) / 2 + 15'000));
    }

    void cumulativeSavingCrossesZeroAtPayback()
    {
        const auto months = cumulativeSaving(economicsOf(preset("startup")));
        QCOMPARE(months.size(), std::size_t(37));
        QCOMPARE(months.front(), inr(-300'000));
        QCOMPARE(months[5], inr(0));
        QCOMPARE(months.back(), inr(1'860'000));
    }

    void aThousandCroreStaysExact()
    {
        Scenario scenario = preset("startup");
        for (auto* lines : {&scenario.before, &scenario.after})
            for (EconomicsLine& line : *lines)
                line.perMonth = line.perMonth * 1'000'000;
        scenario.implementationCost = scenario.implementationCost * 1'000'000;
        const Economics economics = economicsOf(scenario);
        QCOMPARE(economics.annualSaving, inr(720'000'000'000));
        QCOMPARE(economics.threeYearRoiPercent, Decimal(620));
    }
};

QTEST_APPLESS_MAIN(TestEconomics)
#include "tst_economics.moc"
