// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/jsonfields.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
/// JSON is easier to read here with single quotes.
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}
} // namespace

class TestJsonFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersHavePointers()
    {
        const auto reading = readJsonFields(quoted("{'hit_rate':0.5,'layers':[{'hits':1},{'hits':2,'name':'x'}],'a/"
                                                   "b':{'m~n':-3},'models':['p','q'],'on':true,'none':null,'':7}"),
                                            {});
        QVERIFY(reading);
        const std::map<QString, double> expected{{u"/hit_rate"_s, 0.5},
                                                 {u"/layers"_s, 2},
                                                 {u"/layers/0/hits"_s, 1},
                                                 {u"/layers/1/hits"_s, 2},
                                                 {u"/a~1b/m~0n"_s, -3},
                                                 {u"/models"_s, 2},
                                                 {u"/"_s, 7}};
        QVERIFY(reading->numbers == expected);
        QVERIFY(reading->problems.isEmpty());
    }

    void nestedListsCountTheirOwnElements()
    {
        const auto reading = readJsonFields("[[1,2],[],[[5]]]", {});
        QVERIFY(reading);
        const std::map<QString, double> expected{{u""_s, 3},   {u"/0"_s, 2}, {u"/0/0"_s, 1}, {u"/0/1"_s, 2},
                                                 {u"/1"_s, 0}, {u"/2"_s, 1}, {u"/2/0"_s, 1}, {u"/2/0/0"_s, 5}};
        QVERIFY(reading->numbers == expected);
    }

    void whatPythonWritesForNoNumberIsLeftOutAndTold()
    {
        const auto reading = readJsonFields(
            quoted("{'a':NaN,'b':-Infinity,'c':Infinity,'text':'NaN \\' Infinity','list':[NaN],'d':4}"), {});
        QVERIFY(reading);
        QCOMPARE(reading->problems.size(), 1);
        const std::map<QString, double> expected{{u"/d"_s, 4}, {u"/list"_s, 1}};
        QVERIFY(reading->numbers == expected);
    }

    void whatIsNotJsonIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a page to sign in") << QByteArray("<html>Sign in</html>");
        QTest::newRow("torn") << (quoted("{'a':1,'b':"));
        QTest::newRow("two documents") << QByteArray("{} {}");
        QTest::newRow("a number too large to be one") << (quoted("{'a':1e999}"));
        QTest::newRow("bytes that are no text") << QByteArray("{\"\xff\xfe\":1}");
    }

    void whatIsNotJsonIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto reading = readJsonFields(text, {});
        QVERIFY(!reading);
        QCOMPARE(reading.error().code, ErrorCode::ServerError);
        QVERIFY(!reading.error().hint.isEmpty());
    }

    void depthAndNumberAreBounded()
    {
        const auto deep = readJsonFields(QByteArray(100'000, '[') + "1" + QByteArray(100'000, ']'), {});
        QVERIFY(deep);
        QVERIFY(deep->numbers.size() <= 65);
        QByteArray wide = "{";
        for (int i = 0; i < 20'000; ++i)
            wide += "\"f" + QByteArray::number(i) + "\":" + QByteArray::number(i) + ",";
        wide.back() = '}';
        const std::vector<FieldMapping> wanted{{u"/f19999"_s, "app.requests", 1}};
        const auto reading = readJsonFields(wide, wanted);
        QVERIFY(reading);
        QCOMPARE(reading->numbers.size(), std::size_t(10'001));
        QCOMPARE(reading->numbers.at(u"/f19999"_s), 19'999.0);
    }
};

QTEST_GUILESS_MAIN(TestJsonFields)
#include "tst_jsonfields.moc"
