// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/pricebook.h"

#include <QtTest/QTest>

using namespace cacheledger;

static Decimal decimal(const QString& text)
{
    return Decimal::parse(text).value();
}

static PriceVersion version(const QString& model, const QString& input, TimeMs fromMs, std::optional<TimeMs> toMs = {})
{
    PriceVersion made;
    made.model = model;
    made.currency = currencies::usd();
    made.price(PriceKind::Input) = decimal(input);
    made.fromMs = fromMs;
    made.toMs = toMs;
    made.source = "invoice";
    return made;
}

static QString inputAt(const PriceBook& book, const QString& model, TimeMs timeMs)
{
    const auto price = book.priceAt(model, TokenKind::Input, timeMs);
    return price ? price->perToken.toString() : QString("none");
}

class TestPriceBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditLeavesEarlierPeriodsAlone()
    {
        PriceBook book;
        QVERIFY(book.add(version("gpt", "0.000003", 1000)));
        QVERIFY(book.add(version("gpt", "0.000002", 5000)));
        QCOMPARE(inputAt(book, "gpt", 999), "none");
        QCOMPARE(inputAt(book, "gpt", 1000), "0.000003");
        QCOMPARE(inputAt(book, "gpt", 4999), "0.000003");
        QCOMPARE(inputAt(book, "gpt", 5000), "0.000002");
        QCOMPARE(book.changesOf("gpt"), (std::vector<TimeMs>{1000, 5000}));
        QCOMPARE(book.versions().size(), std::size_t(2));
    }

    void anEndedPriceIsNoneAfterwards()
    {
        PriceBook book;
        QVERIFY(book.add(version("gpt", "1", 1000, 2000)));
        QCOMPARE(inputAt(book, "gpt", 1999), "1");
        QCOMPARE(inputAt(book, "gpt", 2000), "none");
        QVERIFY(book.add(version("gpt", "2", 0, 1000))); // before the other one
        QCOMPARE(inputAt(book, "gpt", 0), "2");
        QCOMPARE(book.changesOf("gpt"), (std::vector<TimeMs>{0, 1000, 2000}));
    }

    void aPriceIsEnded()
    {
        PriceBook book;
        QVERIFY(!book.end("gpt", 5000)); // there is none
        book.setShipped({version("gpt", "9", 0)});
        QVERIFY(!book.end("gpt", 5000)); // nor one of the user's
        QVERIFY(book.add(version("gpt", "1", 1000)));
        QVERIFY(!book.end("gpt", 1000)); // it would end as it begins
        QCOMPARE(inputAt(book, "gpt", 5000), "1");
        QVERIFY(book.end("gpt", 5000));
        QCOMPARE(inputAt(book, "gpt", 4999), "1");
        QCOMPARE(inputAt(book, "gpt", 5000), "9");
        QVERIFY(!book.end("gpt", 6000)); // it has an end
        QVERIFY(book.add(version("gpt", "2", 5000)));
        QCOMPARE(inputAt(book, "gpt", 5000), "2");
    }

    void overlapsAreRefused_data()
    {
        QTest::addColumn<qint64>("fromMs");
        QTest::addColumn<qint64>("toMs"); // 0: without end
        QTest::newRow("from the same moment on") << qint64(1000) << qint64(0);
        QTest::newRow("from before, without end") << qint64(500) << qint64(0);
        QTest::newRow("into the beginning") << qint64(500) << qint64(1001);
        QTest::newRow("inside the first one") << qint64(1500) << qint64(1600);
        QTest::newRow("around both") << qint64(500) << qint64(9000);
        QTest::newRow("into the second one") << qint64(3500) << qint64(4500);
    }
    void overlapsAreRefused()
    {
        QFETCH(qint64, fromMs);
        QFETCH(qint64, toMs);
        PriceBook book;
        QVERIFY(book.add(version("gpt", "1", 1000, 3000)));
        QVERIFY(book.add(version("gpt", "2", 4000)));
        const auto before = book.versions();
        const auto added = book.add(version("gpt", "3", fromMs, toMs ? std::optional<TimeMs>(toMs) : std::nullopt));
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!added.error().hint.isEmpty());
        QVERIFY(book.versions() == before);
        QVERIFY(book.add(version("other", "3", fromMs)));
    }

    void badVersionsAreRefused_data()
    {
        QTest::addColumn<PriceVersion>("bad");
        QTest::addColumn<QString>("said");
        PriceVersion bad = version("gpt", "1", 0);
        bad.model = " ";
        QTest::newRow("no name") << bad << "needs the name of a model";
        bad = version("gpt", "1", 0);
        bad.currency = {};
        QTest::newRow("no currency") << bad << "has no currency";
        bad = version("gpt", "-0.1", 0);
        QTest::newRow("negative") << bad << "is negative";
        QTest::newRow("too large") << version("gpt", "1000000.1", 0) << "above a million";
        bad = version("gpt", "1", 0);
        bad.prices = {};
        QTest::newRow("no price") << bad << "has no price";
        QTest::newRow("ends as it begins") << version("gpt", "1", 5, 5) << "ends before it begins";
    }
    void badVersionsAreRefused()
    {
        QFETCH(PriceVersion, bad);
        QFETCH(QString, said);
        PriceBook book;
        const auto added = book.add(bad);
        QVERIFY(!added);
        QVERIFY2(added.error().message.contains(said), qPrintable(added.error().message));
        QVERIFY(!added.error().hint.isEmpty());
        QVERIFY(book.versions().empty());
    }

    void shippedPricesCountWhereThereIsNoOther()
    {
        PriceBook book;
        PriceVersion shipped = version("gpt", "7", 0);
        shipped.origin = PriceOrigin::Shipped;
        book.setShipped({shipped});
        QVERIFY(book.add(version("gpt", "3", 5000)));
        QCOMPARE(inputAt(book, "gpt", 4999), "7");
        QVERIFY(book.priceAt("gpt", TokenKind::Input, 4999)->isDefault);
        QCOMPARE(inputAt(book, "gpt", 5000), "3");
        QVERIFY(!book.priceAt("gpt", TokenKind::Input, 5000)->isDefault);
        QCOMPARE(book.changesOf("gpt"), (std::vector<TimeMs>{0, 5000}));
        QCOMPARE(book.versions().size(), std::size_t(1)); // what is saved
        QCOMPARE(book.listed().size(), std::size_t(1));
        QCOMPARE(book.models(), QStringList{"gpt"});
    }

    void kindsAndUnitsAreKeptApart()
    {
        PriceVersion tokens = version("gpt", "1", 0);
        tokens.price(PriceKind::Output) = Decimal(2);
        tokens.price(PriceKind::CacheRead) = Decimal(0);
        PriceVersion calls = version("search", "5", 0);
        calls.unit = PriceUnit::Call;
        PriceBook book;
        QVERIFY(book.add(tokens) && book.add(calls));
        QCOMPARE(book.priceAt("gpt", TokenKind::Output, 9)->perToken, Decimal(2));
        QCOMPARE(book.priceAt("gpt", TokenKind::CachedInput, 9)->perToken, Decimal(0)); // free is not unknown
        QVERIFY(!book.priceAt("gpt", TokenKind::Embedding, 9));
        QVERIFY(!book.priceAt("search", TokenKind::Input, 9));
        QCOMPARE(book.at("search", 9)->price(PriceKind::Input), Decimal(5));
        QVERIFY(!book.at("nobody", 9));
        QVERIFY(book.changesOf("nobody").empty());
    }

    void aListAddsOnlyWhatIsNew()
    {
        PriceBook book;
        QVERIFY(book.add(version("mine", "1", 1000)));
        const auto imported = [](const QString& model, const QString& input, TimeMs fromMs) {
            PriceVersion made = version(model, input, fromMs);
            made.origin = PriceOrigin::Imported;
            return made;
        };
        const PriceAdditions first =
            book.addList({imported("a", "1", 2000), imported("b", "2", 2000), imported("mine", "9", 2000)});
        QCOMPARE(first.added, 2);
        QCOMPARE(first.changed + first.unchanged, 0);
        QCOMPARE(first.refused.size(), std::size_t(1));
        QVERIFY(first.refused[0].reason.contains("you entered"));
        const auto before = book.versions();
        const PriceAdditions again =
            book.addList({imported("a", "1", 3000), imported("b", "2", 3000), imported("mine", "1", 3000)});
        QCOMPARE(again.unchanged, 3);
        QVERIFY(book.versions() == before);
        const PriceAdditions later = book.addList({imported("a", "1.5", 4000), imported("b", "3", 1500)});
        QCOMPARE(later.changed, 1);
        QCOMPARE(later.refused.size(), std::size_t(1)); // prices of the past stay
        QCOMPARE(inputAt(book, "a", 3999), "1");
        QCOMPARE(inputAt(book, "a", 4000), "1.5");
        QCOMPARE(inputAt(book, "b", 1600), "none");
    }
};

QTEST_APPLESS_MAIN(TestPriceBook)
#include "tst_pricebook.moc"
