// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;

static const QByteArray priceList = R"({
    "sample_spec": {"mode": "chat"},
    "flash": {"input_cost_per_token": 7.5e-08, "cache_read_input_token_cost": 1.875e-08, "unknown": [1, {"a": 2}]},
    "embed": {"mode": "embedding", "input_cost_per_token": 2e-08},
    "image": {"output_cost_per_image": 0.04},
    "wrong": {"input_cost_per_token": -1}
})";

static QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static nlohmann::json jsonOf(const CliResult& result)
{
    return nlohmann::json::parse(result.out.toStdString());
}

/// `cacheledger prices ...` as a process.
class TestCliPrices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAFileTheSampleIsListedAsOne()
    {
        const CliRunner cli;
        const CliResult text = cli.run({"prices", "list"});
        QVERIFY2(text.exitCode == 0, text.err);
        QVERIFY2(text.out.contains("gpt-4o-mini") && text.out.contains("a default, to be checked"), text.out);
        QVERIFY2(text.out.contains("input $0.15, output $0.60, cache read $0.075 per million tokens"), text.out);
        const auto listed = jsonOf(cli.run({"prices", "list", "--json"}));
        QVERIFY(!listed["prices"].empty());
        for (const auto& price : listed["prices"])
            QCOMPARE(price["origin"].get<std::string>(), "shipped");
        QVERIFY(!QFile::exists(cli.profileDir() + "/config/prices.json"));
    }

    void importTakesAndCounts()
    {
        const CliRunner cli;
        const QString file = cli.writeFile("list.json", priceList);
        const CliResult result = cli.run({"prices", "import", file, "--from", "2026-05-01T00:00:00Z", "--json"});
        QVERIFY2(result.exitCode == 0, result.err);
        const auto json = jsonOf(result);
        QCOMPARE(json["added"].get<int>(), 2);
        QCOMPARE(json["changed"].get<int>(), 0);
        QCOMPARE(json["skipped"].get<int>(), 3);
        QCOMPARE(json["reasons"].size(), std::size_t(3));
        const auto listed = jsonOf(cli.run({"prices", "list", "--json"}))["prices"];
        const auto flash =
            std::find_if(listed.begin(), listed.end(), [](const auto& price) { return price["model"] == "flash"; });
        QVERIFY(flash != listed.end());
        QCOMPARE((*flash)["input"].get<std::string>(), "0.000000075");
        QCOMPARE((*flash)["cacheRead"].get<std::string>(), "0.00000001875");
        QVERIFY((*flash)["output"].is_null());
        QCOMPARE((*flash)["validFrom"].get<std::string>(), "2026-05-01T00:00:00.000Z");
        QCOMPARE((*flash)["origin"].get<std::string>(), "imported");
    }

    void importTellsPeopleWhatWasSkipped()
    {
        const CliRunner cli;
        const CliResult result = cli.run({"prices", "import", cli.writeFile("list.json", priceList)});
        QVERIFY2(result.exitCode == 0, result.err);
        QVERIFY2(result.out.contains("Models added: 2, with a new price: 0, unchanged: 0, skipped: 3"), result.out);
        QVERIFY2(result.err.contains("has a negative input_cost_per_token: wrong"), result.err);
        QVERIFY2(result.err.contains("has no price of a token or a call: image"), result.err);
    }

    void importingAgainChangesNothing()
    {
        const CliRunner cli;
        const QString file = cli.writeFile("list.json", priceList);
        QCOMPARE(cli.run({"prices", "import", file, "--from", "2026-05-01"}).exitCode, 0);
        const QString book = cli.profileDir() + "/config/prices.json";
        const QByteArray before = contentOf(book);
        QVERIFY(!before.isEmpty());
        const auto json = jsonOf(cli.run({"prices", "import", file, "--json"}));
        QCOMPARE(json["unchanged"].get<int>(), 2);
        QCOMPARE(json["added"].get<int>() + json["changed"].get<int>(), 0);
        QCOMPARE(contentOf(book), before);
    }

    void aChangedPriceIsANewVersion()
    {
        const CliRunner cli;
        QCOMPARE(cli.run({"prices", "import", cli.writeFile("a.json", priceList), "--from", "2026-05-01"}).exitCode, 0);
        const QString later = cli.writeFile("b.json", QByteArray(priceList).replace("7.5e-08", "6e-08"));
        const auto json = jsonOf(cli.run({"prices", "import", later, "--from", "2026-06-01", "--json"}));
        QCOMPARE(json["changed"].get<int>(), 1);
        int versions = 0;
        const auto listed = jsonOf(cli.run({"prices", "list", "--json"}));
        for (const auto& price : listed["prices"])
            if (price["model"] == "flash")
                QCOMPARE(price["input"].get<std::string>(), versions++ == 0 ? "0.000000075" : "0.00000006");
        QCOMPARE(versions, 2);
    }

    void badListsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("torn") << priceList.left(200) << QByteArray("is not valid JSON");
        QTest::newRow("of something else") << QByteArray("[1, 2]") << QByteArray("has no models");
        QTest::newRow("larger than any list") << QByteArray(33 * 1024 * 1024, ' ') << QByteArray("larger than 32 MiB");
    }
    void badListsAreRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, said);
        const CliRunner cli;
        const CliResult result = cli.run({"prices", "import", cli.writeFile("list.json", content)});
        QCOMPARE(result.exitCode, 78);
        QVERIFY2(result.err.contains(said), result.err);
        QVERIFY(!QFile::exists(cli.profileDir() + "/config/prices.json"));
    }

    void aBadPriceFileIsLeftAlone()
    {
        const CliRunner cli;
        QVERIFY(QDir().mkpath(cli.profileDir() + "/config"));
        const QString book = cli.writeFile("profile/config/prices.json", R"({"version": 1, "prices": [
            {"model": "a", "currency": "USD", "input": "-1"}]})");
        const QByteArray before = contentOf(book);
        const CliResult listed = cli.run({"prices", "list", "--json"});
        QCOMPARE(listed.exitCode, 78);
        QVERIFY2(listed.err.contains("line 2 (/prices/0/input): must not be negative"), listed.err);
        QVERIFY(listed.out.isEmpty());
        QCOMPARE(cli.run({"prices", "import", cli.writeFile("list.json", priceList)}).exitCode, 78);
        QCOMPARE(contentOf(book), before);
    }

    void usageErrors()
    {
        const CliRunner cli;
        QCOMPARE(cli.run({"prices"}).exitCode, 64);
        QCOMPARE(cli.run({"prices", "import"}).exitCode, 64);
        QCOMPARE(cli.run({"prices", "import", "a", "--from", "soon"}).exitCode, 64);
        QCOMPARE(cli.run({"prices", "import", cli.path("missing.json")}).exitCode, 74);
        QCOMPARE(cli.runUnread({"prices", "list"}).exitCode, 74);
    }
};

QTEST_GUILESS_MAIN(TestCliPrices)
#include "tst_cliprices.moc"
