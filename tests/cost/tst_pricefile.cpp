// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/pricefile.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;

static const QByteArray good = R"({
  "version": 1,
  "prices": [
    {"model": "gpt", "currency": "USD", "per": "million_tokens", "input": "2.5", "output": 10, "cacheRead": "1.25",
     "validFrom": "2026-01-01", "validTo": "2026-05-01T00:00:00Z", "source": "invoice"},
    {"model": "gpt", "currency": "EUR", "per": "token", "input": "1.875e-08",
     "validFrom": "2026-05-01T02:00:00+02:00", "origin": "imported"},
    {"model": "search", "currency": "INR", "per": "call", "embedding": "0.0001"}
  ]
})";

static QString problemsOf(const QByteArray& document)
{
    QStringList problems;
    for (const JsonProblem& problem : pricefile::parse(document, "prices.json").problems)
        problems << problem.text();
    return problems.join('\n');
}

class TestPriceFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndWritesTheSame()
    {
        const PriceFile file = pricefile::parse(good, "prices.json");
        QVERIFY2(file.problems.empty(), qPrintable(problemsOf(good)));
        QCOMPARE(file.versions.size(), std::size_t(3));
        QCOMPARE(file.versions[0].price(PriceKind::Input)->toString(), "0.0000025");
        QCOMPARE(file.versions[0].price(PriceKind::Output)->toString(), "0.00001");
        QCOMPARE(file.versions[0].fromMs, QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch());
        QCOMPARE(file.versions[1].price(PriceKind::Input)->toString(), "0.00000001875");
        QCOMPARE(file.versions[1].fromMs, *file.versions[0].toMs);
        QCOMPARE(file.versions[1].origin, PriceOrigin::Imported);
        QCOMPARE(file.versions[2].unit, PriceUnit::Call);
        QCOMPARE(file.versions[2].fromMs, 0);
        QVERIFY(pricefile::parse(pricefile::toText(file.versions), "prices.json").versions == file.versions);
    }

    void theShippedSampleIsMarkedAsOne()
    {
        const auto shipped = pricefile::shipped();
        QVERIFY(shipped.size() >= 8);
        for (const PriceVersion& version : shipped) {
            QCOMPARE(version.origin, PriceOrigin::Shipped);
            QVERIFY2(version.source.contains("a default, to be checked"), qPrintable(version.source));
            QVERIFY(validatePrice(version));
        }
    }

    void faultsAreNamedWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* name, const char* from, const char* to, const char* problem) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString(problem);
        };
        row("negative", "\"2.5\"", "\"-2.5\"",
            "prices.json, line 4 (/prices/0/input): must not be negative; write 0 or more.");
        row("no number", "\"2.5\"", "\"free\"", "(/prices/0/input): must be a decimal number");
        row("too large", "\"0.0001\"", "\"1000001\"", "(/prices/2/embedding): must be at most 1000000.");
        row("too fine for a million", "\"2.5\"", "\"1e-60\"", "(/prices/0/input): has more digits");
        row("a time that no file can hold", "2026-05-01T00:00:00Z", "9999-12-31T24:00:00Z", "must be a day or a time");
        row("unknown currency", "\"EUR\"", "\"DOGE\"",
            "line 6 (/prices/1/currency): is no known currency. Use one of EUR, GBP, INR, JPY, USD.");
        row("overlapping in time", "2026-05-01T02:00:00+02:00", "2026-04-30",
            "line 7 (/prices/1/validFrom): overlaps in time with prices/0 of the same model: end that one with "
            "\"validTo\" or let this one begin later.");
        row("overlapping because the first one has no end", "\"validTo\": \"2026-05-01T00:00:00Z\", ", "",
            "overlaps in time with prices/0");
        row("ends before it begins", "\"validTo\": \"2026-05-01T00:00:00Z\"", "\"validTo\": \"2025-05-01\"",
            "line 5 (/prices/0/validTo): must be after \"validFrom\".");
        row("a time without a zone", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00", "with its zone");
        row("no time", "2026-01-01", "yesterday", "(/prices/0/validFrom): must be a day");
        row("no price", "\"embedding\": \"0.0001\"", "\"source\": \"\"", "(/prices/2/input): is missing");
        row("unknown unit", "\"call\"", "\"month\"", "must be one of token, million_tokens, call.");
        row("unknown key", "\"cacheRead\"", "\"cached\"", "(/prices/0/cached): is no key of a price");
        row("no model", "\"model\": \"search\", ", "", "(/prices/2/model): is missing.");
        row("another list", "\"prices\"", "\"price\"", "(/price): is no key of this file");
        row("a newer version", "\"version\": 1", "\"version\": 2", "written by a newer CacheLedger");
        row("torn", "}\n  ]", "", "line 9 is not valid JSON");
    }
    void faultsAreNamedWithTheirLine()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, problem);
        QByteArray document = good;
        QVERIFY(document.contains(from));
        document.replace(document.indexOf(from), from.size(), to);
        const QString problems = problemsOf(document);
        QVERIFY2(problems.contains(problem), qPrintable(problems));
        QVERIFY(pricefile::parse(document, "prices.json").versions.empty());
    }

    void withoutAFileThereAreTheShippedOnes()
    {
        QTemporaryDir dir;
        const auto book = pricefile::load(dir.filePath("prices.json"));
        QVERIFY(book);
        QVERIFY(book->versions().empty());
        QCOMPARE(book->listed().size(), pricefile::shipped().size());
    }

    void whatIsSavedIsLoaded()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("config/prices.json");
        PriceBook book;
        for (const PriceVersion& version : pricefile::parse(good, "prices.json").versions)
            QVERIFY(book.add(version));
        QVERIFY(pricefile::save(book, path));
        const auto loaded = pricefile::load(path);
        QVERIFY(loaded);
        QVERIFY(loaded->versions() == book.versions());
        QVERIFY(loaded->at("gpt-4o", 0)); // the shipped ones are behind
    }

    void aBadFileIsRefusedAsAWhole()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("prices.json");
        QFile file(path);
        const QByteArray bad = QByteArray(good).replace("\"2.5\"", "\"-2.5\"").replace("\"INR\"", "\"XXX\"");
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bad) == bad.size());
        file.close();
        const auto loaded = pricefile::load(path);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::BadConfiguration);
        QVERIFY(loaded.error().message.contains("/prices/0/input"));
        QVERIFY(loaded.error().hint.contains("/prices/2/currency"));
        QVERIFY(loaded.error().hint.contains("docs/formats.md"));
    }

    void savingSaysWhyItCannot()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!pricefile::save(PriceBook(), dir.filePath("file/prices.json")));
    }
};

QTEST_APPLESS_MAIN(TestPriceFile)
#include "tst_pricefile.moc"
