// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/litellm.h"

#include <QtTest/QTest>

using namespace cacheledger;

static LiteLlmPrices parsed(const QByteArray& document)
{
    return litellm::parse(document, "list.json", 1000).value();
}

class TestLiteLlm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesPricesExactly()
    {
        const LiteLlmPrices list = parsed(R"({
            "sample_spec": {"input_cost_per_token": 0.0, "mode": "one of chat, embedding"},
            "gemini-flash": {"max_tokens": 8192, "input_cost_per_token": 7.5e-08, "output_cost_per_token": 3e-07,
                "cache_read_input_token_cost": 1.875e-08, "cache_creation_input_token_cost": 1e-06,
                "litellm_provider": "vertex", "mode": "chat", "supports_vision": true,
                "input_cost_per_token_above_128k_tokens": 1e-6, "tiers": [{"input_cost_per_token": 9}, 5, [[]]],
                "search_context_cost_per_query": {"input_cost_per_token": 7, "deep": {"mode": "embedding"}}},
            "embed": {"mode": "embedding", "input_cost_per_token": 2e-08, "output_cost_per_token": 0.0},
            "artifact": {"input_cost_per_token": 6.0000000000000004e-08},
            "local": {"input_cost_per_token": 0, "output_cost_per_token": 0},
            "as-text": {"input_cost_per_token": "1e-7"},
            "per-request": {"input_cost_per_request": 0.005}, "per-query": {"input_cost_per_query": 0.002}
        })");
        QCOMPARE(list.versions.size(), std::size_t(7));
        const PriceVersion& flash = list.versions[0];
        QCOMPARE(flash.model, "gemini-flash");
        QCOMPARE(flash.currency, currencies::usd());
        QCOMPARE(flash.origin, PriceOrigin::Imported);
        QCOMPARE(flash.fromMs, 1000);
        QCOMPARE(flash.price(PriceKind::Input)->toString(), "0.000000075");
        QCOMPARE(flash.price(PriceKind::Output)->toString(), "0.0000003");
        QCOMPARE(flash.price(PriceKind::CacheRead)->toString(), "0.00000001875");
        QCOMPARE(flash.price(PriceKind::CacheWrite)->toString(), "0.000001");
        QVERIFY(!flash.price(PriceKind::Embedding));
        QCOMPARE(list.versions[1].price(PriceKind::Embedding)->toString(), "0.00000002");
        QVERIFY(!list.versions[1].price(PriceKind::Input) && !list.versions[1].price(PriceKind::Output));
        // The digits of the file, not those of the nearest double.
        QCOMPARE(list.versions[2].price(PriceKind::Input)->toString(), "0.000000060000000000000004");
        QCOMPARE(list.versions[3].price(PriceKind::Input), Decimal(0));
        QCOMPARE(list.versions[4].price(PriceKind::Input)->toString(), "0.0000001");
        for (std::size_t i : {5, 6})
            QCOMPARE(list.versions[i].unit, PriceUnit::Call);
        QCOMPARE(list.versions[6].price(PriceKind::Input)->toString(), "0.002");
        QCOMPARE(list.skipped.size(), std::size_t(1));
        QVERIFY(list.skipped[0].reason.contains("example"));
    }

    void whatIsSkippedHasAReason_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no price") << QByteArray(R"({"output_cost_per_image": 0.04})")
                                  << "no price of a token or a call";
        QTest::newRow("null prices") << QByteArray(R"({"input_cost_per_token": null})") << "no price of a token";
        QTest::newRow("negative") << QByteArray(R"({"input_cost_per_token": -1e-6, "output_cost_per_token": 1})")
                                  << "has a negative input_cost_per_token";
        QTest::newRow("no number") << QByteArray(R"({"output_cost_per_token": "free"})")
                                   << "its output_cost_per_token is no price";
        QTest::newRow("too fine") << QByteArray(R"({"input_cost_per_token": 1e-200})") << "is no price";
        QTest::newRow("too large") << QByteArray(R"({"input_cost_per_token": 1000001})") << "above a million";
        QTest::newRow("no object") << QByteArray("7") << "is no object";
        QTest::newRow("a list") << QByteArray("[{}]") << "is no object";
        QTest::newRow("twice") << QByteArray(R"({"input_cost_per_token": 1}, "m": {"input_cost_per_token": 2})")
                               << "there twice";
    }
    void whatIsSkippedHasAReason()
    {
        QFETCH(QByteArray, model);
        QFETCH(QString, reason);
        const LiteLlmPrices list = parsed(R"({"good": {"input_cost_per_token": 1}, "m": )" + model + "}");
        QVERIFY(!list.versions.empty());
        QCOMPARE(list.skipped.size(), std::size_t(1));
        QCOMPARE(list.skipped[0].model, "m");
        QVERIFY2(list.skipped[0].reason.contains(reason), qPrintable(list.skipped[0].reason));
    }

    void namesThatAreNoneAreSkipped()
    {
        const LiteLlmPrices list =
            parsed("{\"\": {\"input_cost_per_token\": 1}, \"" + QByteArray(201, 'x') +
                   "\": {\"input_cost_per_token\": 1}, \"a\\nb\": {\"input_cost_per_token\": 1}}");
        QVERIFY(list.versions.empty());
        QCOMPARE(list.skipped.size(), std::size_t(3));
    }

    void refusesWhatIsNoPriceList_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << QByteArray() << "line 1 is not valid JSON";
        QTest::newRow("torn") << QByteArray("{\"a\": {\"input_cost_per_token\": 1},\n\"b\": {")
                              << "line 2 is not valid";
        QTest::newRow("a list") << QByteArray("[{\"input_cost_per_token\": 1}]") << "it has no models";
        QTest::newRow("a number") << QByteArray("5") << "it has no models";
        QTest::newRow("no models") << QByteArray("{\"version\": 1}") << "it has no models";
        QTest::newRow("a number that no double holds") << QByteArray("{\"a\": {\"x\": 1e999}}") << "is not valid JSON";
        QTest::newRow("endless brackets") << QByteArray(100'000, '[') << "line 1 is not valid JSON";
        QTest::newRow("too large") << QByteArray(litellm::largestFile + 1, ' ') << "it is larger than 32 MiB";
    }
    void refusesWhatIsNoPriceList()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, said);
        const auto list = litellm::parse(document, "list.json", 0);
        QVERIFY(!list);
        QCOMPARE(list.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(list.error().message.contains(said), qPrintable(list.error().message));
        QVERIFY(list.error().hint.contains("model_prices_and_context_window.json"));
    }

    void importingAgainAddsNothing()
    {
        const QByteArray document = R"({"a": {"input_cost_per_token": 1.5e-7}, "b": {"input_cost_per_token": 2e-7}})";
        PriceBook book;
        QCOMPARE(book.addList(litellm::parse(document, "list.json", 1000)->versions).added, 2);
        const auto before = book.versions();
        const PriceAdditions again = book.addList(litellm::parse(document, "list.json", 9000)->versions);
        QCOMPARE(again.unchanged, 2);
        QVERIFY(book.versions() == before);
    }

    void anImportTellsWhatItTookAndWhatNot()
    {
        const QByteArray document = R"({"a": {"input_cost_per_token": 1e-7}, "bad": {"input_cost_per_token": -1},
            "old": {"input_cost_per_token": 3e-7}, "mine": {"input_cost_per_token": 4e-7}})";
        PriceBook book;
        QVERIFY(litellm::importInto(book, R"({"old": {"input_cost_per_token": 2e-7}})", "list.json", 1000));
        PriceVersion mine = book.versions().front();
        mine.model = "mine";
        mine.origin = PriceOrigin::Entered;
        QVERIFY(book.add(mine));
        const auto result = litellm::importInto(book, document, "list.json", 5000);
        QVERIFY(result);
        QCOMPARE(result->added, 1);
        QCOMPARE(result->changed, 1);
        QCOMPARE(result->unchanged, 0);
        QCOMPARE(result->skipped.size(), std::size_t(2)); // what the list, then what the book refuses
        QCOMPARE(result->skipped[0].model, QStringLiteral("bad"));
        QCOMPARE(result->skipped[1].model, QStringLiteral("mine"));
        const auto before = book.versions();
        QVERIFY(!litellm::importInto(book, "{", "list.json", 6000));
        QVERIFY(book.versions() == before);
    }
};

QTEST_APPLESS_MAIN(TestLiteLlm)
#include "tst_litellm.moc"
