// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/jsondocument.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestJsonDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachValueHasItsLine_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<int>("line");
        QTest::newRow("the document") << "" << 1;
        QTest::newRow("a number") << "/version" << 2;
        QTest::newRow("a list") << "/list" << 3;
        QTest::newRow("first of a list") << "/list/0" << 3;
        QTest::newRow("a text of a list") << "/list/1" << 5;
        QTest::newRow("an object of a list") << "/list/2" << 6;
        QTest::newRow("a key whose value is on the next line") << "/list/2/below" << 8;
        QTest::newRow("after an empty list") << "/after" << 11;
        QTest::newRow("braces and quotes inside a text") << "/tricky" << 12;
        QTest::newRow("an escaped key") << "/a~1b~0\"c" << 13;
        QTest::newRow("a key with a code") << "/é" << 14;
        QTest::newRow("of a key that is there twice, the later one") << "/twice" << 16;
        QTest::newRow("deeper than asked: the object around it") << "/deep/a/b/c" << 18;
        QTest::newRow("not there: the object around it") << "/list/2/nowhere" << 6;
        QTest::newRow("not there at all") << "/nowhere/at/all" << 1;
    }

    void eachValueHasItsLine()
    {
        QFETCH(QString, pointer);
        static const QByteArray document = "{\n"
                                           "  \"version\": 1,\n"
                                           "  \"list\": [1,\n"
                                           "\n"
                                           "    \"two\",\n"
                                           "    {\n"
                                           "      \"below\":\n"
                                           "        true\n"
                                           "    }\n"
                                           "  ], \"empty\": [\n"
                                           "  ], \"after\": null,\n"
                                           "  \"tricky\": \"}],[{\\\"\\\\\",\n"
                                           "  \"a/b~\\\"c\": 1,\n"
                                           "  \"\\u00e9\": -1.5e3,\n"
                                           "  \"twice\": 1,\n"
                                           "  \"twice\": [2],\n"
                                           "  \"deep\":\n"
                                           "    {\"a\": {\n"
                                           "      \"b\": {\n"
                                           "        \"c\": 1}}}\n"
                                           "}\n";
        const JsonLines lines(document, 3);
        if (pointer.startsWith(QStringLiteral("/deep")))
            QCOMPARE(JsonLines(document, 1).of(pointer), 18);
        else
            QTEST(lines.of(pointer), "line");
    }

    void emptyAndScalarDocumentsHaveOneLine()
    {
        QCOMPARE(JsonLines("\n\n[]", 3).of(QString()), 3);
        QCOMPARE(JsonLines("7", 3).of(QStringLiteral("/x")), 1);
    }

    void deepNestingTakesNoMemory()
    {
        constexpr int depth = 200'000;
        const JsonLines lines(QByteArray(depth, '[') + QByteArray(depth, ']'), 4);
        QCOMPARE(lines.of(QStringLiteral("/0/0/0/0/0")), 1);
    }

    void whatIsNoUsableFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no JSON") << QByteArray("{\n\"version\": 1,\n}") << "line 3 is not valid JSON";
        QTest::newRow("empty") << QByteArray() << "line 1 is not valid JSON";
        QTest::newRow("more after a NUL, where the parser would stop")
            << QByteArray("{\"version\": 1}\n\0\"", 17) << "line 2 is not valid JSON";
        QTest::newRow("a list") << QByteArray("[]") << "does not hold a JSON object";
        QTest::newRow("no version") << QByteArray("{}") << "\"version\" must be a whole number";
        QTest::newRow("version as a text")
            << QByteArray("{\"version\": \"1\"}") << "\"version\" must be a whole number";
        QTest::newRow("version 0") << QByteArray("{\"version\": 0}") << "\"version\" must be a whole number";
        QTest::newRow("newer") << QByteArray("{\"version\": 3}") << "newer CacheLedger (format 3, this one knows 2)";
        QTest::newRow("a number that no double holds")
            << QByteArray("{\"version\": 1e999}") << "number that is too large";
        QTest::newRow("too large") << QByteArray(5000, ' ') << "larger than";
    }

    void whatIsNoUsableFileIsRefused()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, reason);
        const auto json = parseJsonFile(document, QStringLiteral("x.json"), {2, 4096, QStringLiteral("docs/x.md")});
        QVERIFY(!json);
        QCOMPARE(json.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(json.error().message.contains(reason), qPrintable(json.error().text()));
        QVERIFY2(json.error().message.contains(QStringLiteral("x.json")), qPrintable(json.error().text()));
    }

    void aGoodFileIsRead()
    {
        const auto json = parseJsonFile("{\"version\": 2}", QStringLiteral("x.json"), {2, 4096, {}});
        QVERIFY(json);
        QCOMPARE((*json)["version"].get<int>(), 2);
    }
};

QTEST_GUILESS_MAIN(TestJsonDocument)
#include "tst_jsondocument.moc"
