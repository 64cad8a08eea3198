// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;

/// `cacheledger economics` as a process.
class TestCliEconomics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void presetsAsJson_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QByteArray>("monthly");
        QTest::addColumn<QByteArray>("annual");
        QTest::addColumn<double>("payback");
        QTest::addColumn<QByteArray>("threeYears");
        QTest::addColumn<double>("roi");
        QTest::newRow("startup") << "startup" << QByteArray("60000") << QByteArray("720000") << 5.0
                                 << QByteArray("1860000") << 620.0;
        QTest::newRow("growth") << "growth" << QByteArray("755000") << QByteArray("9060000") << 2.65
                                << QByteArray("25180000") << 1259.0;
        QTest::newRow("enterprise") << "enterprise" << QByteArray("15300000") << QByteArray("183600000") << 3.27
                                    << QByteArray("500800000") << 1001.6;
    }
    void presetsAsJson()
    {
        QFETCH(QString, preset);
        QFETCH(QByteArray, monthly);
        QFETCH(QByteArray, annual);
        QFETCH(double, payback);
        QFETCH(QByteArray, threeYears);
        QFETCH(double, roi);
        const CliResult result = CliRunner().run({"economics", "--preset", preset, "--json"});
        QVERIFY2(result.exitCode == 0, result.err);
        const auto json = nlohmann::json::parse(result.out.toStdString());
        QCOMPARE(json["currency"].get<std::string>(), "INR");
        QCOMPARE(json["monthly_saving"].get<std::string>(), monthly.toStdString());
        QCOMPARE(json["annual_saving"].get<std::string>(), annual.toStdString());
        QCOMPARE(json["payback_months"].get<double>(), payback);
        QCOMPARE(json["three_year_saving"].get<std::string>(), threeYears.toStdString());
        QCOMPARE(json["three_year_roi_percent"].get<double>(), roi);
        QCOMPARE(json["sensitivity"].size(), std::size_t(6));
    }

    void textIsForPeople()
    {
        const CliResult result = CliRunner().run({"economics", "--preset", "startup"});
        QVERIFY2(result.exitCode == 0, result.err);
        for (const char* part :
             {"₹60,000, 24 %", "₹7,20,000 (₹7.2 L)", "5.0 months", "₹18,60,000 (₹18.6 L)",
              "620 % of the implementation cost", "Redis hosting", "hit ratio -20 %", "its own formula gives 620 %"})
            QVERIFY2(result.out.contains(part), result.out + part);
    }

    void aLossIsPlain()
    {
        const CliRunner cli;
        const QString file = cli.writeFile("loss.json", R"({"version": 1, "name": "Loss", "currency": "USD",
            "implementationCost": "100", "before": [{"name": "API", "perMonth": "10"}],
            "after": [{"name": "Redis", "perMonth": "15", "kind": "cache"}]})");
        const CliResult text = cli.run({"economics", "--file", file});
        QVERIFY2(text.exitCode == 0, text.err);
        QVERIFY2(text.out.contains("-$5, -50 %"), text.out);
        QVERIFY2(text.out.contains("not reached: caching saves nothing here"), text.out);
        const auto json = nlohmann::json::parse(cli.run({"economics", "--file", file, "--json"}).out.toStdString());
        QCOMPARE(json["monthly_saving"].get<std::string>(), "-5");
        QVERIFY(json["payback_months"].is_null());
        QCOMPARE(json["three_year_roi_percent"].get<double>(), -280.0);
    }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("nothing") << QStringList{} << QByteArray("either --preset or --file");
        QTest::newRow("both") << QStringList{"--preset", "growth", "--file", "x"}
                              << QByteArray("either --preset or --file");
        QTest::newRow("unknown preset") << QStringList{"--preset", "unicorn"} << QByteArray("startup");
        QTest::newRow("empty file name") << QStringList{"--file", ""} << QByteArray("either --preset or --file");
        QTest::newRow("an argument") << QStringList{"growth"} << QByteArray("does not take");
    }
    void usageErrors()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, said);
        const CliResult result = CliRunner().run(QStringList{"economics"} + words);
        QCOMPARE(result.exitCode, 64);
        QVERIFY2(result.err.contains(said), result.err);
        QVERIFY(result.out.isEmpty());
    }

    void aBadFileIsNamed()
    {
        const CliRunner cli;
        const QString file = cli.writeFile("bad.json", "{\"version\": 1,\n\"name\": \"a\",\n\"currency\": \"XYZ\"}");
        const CliResult result = cli.run({"economics", "--file", file, "--json"});
        QCOMPARE(result.exitCode, 78);
        QVERIFY2(result.err.contains("line 3 (/currency): is no known currency"), result.err);
        QVERIFY(result.out.isEmpty());
        QCOMPARE(cli.run({"economics", "--file", cli.path("missing.json")}).exitCode, 74);
        QCOMPARE(cli.run({"economics", "--file", cli.path(".")}).exitCode, 74);
    }

    void aClosedOutputIsAnError()
    {
        QCOMPARE(CliRunner().runUnread({"economics", "--preset", "startup"}).exitCode, 74);
    }
};

QTEST_GUILESS_MAIN(TestCliEconomics)
#include "tst_clieconomics.moc"
