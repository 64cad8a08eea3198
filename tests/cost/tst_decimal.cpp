// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/decimal.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace cacheledger;

static Decimal decimal(const QString& text)
{
    return Decimal::parse(text).value();
}

class TestDecimal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndPrintsExactly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("printed");
        QTest::newRow("zero") << "0"
                              << "0";
        QTest::newRow("minus zero") << "-0.00"
                                    << "0";
        QTest::newRow("a ten-thousandth") << "0.0001"
                                          << "0.0001";
        QTest::newRow("trailing zeros go") << "12.500"
                                           << "12.5";
        QTest::newRow("trailing zeros of a whole number stay") << "1200"
                                                               << "1200";
        QTest::newRow("leading zeros go") << "007"
                                          << "7";
        QTest::newRow("no digit before the point") << ".5"
                                                   << "0.5";
        QTest::newRow("no digit behind the point") << "3."
                                                   << "3";
        QTest::newRow("a sign") << "+3"
                                << "3";
        QTest::newRow("negative") << "-12.25"
                                  << "-12.25";
        QTest::newRow("a price in e-notation") << "1.875e-08"
                                               << "0.00000001875";
        QTest::newRow("a large E") << "2E+3"
                                   << "2000";
        QTest::newRow("digits that a double would lose") << "0.1234567890123456789012345678"
                                                         << "0.1234567890123456789012345678";
        QTest::newRow("thirty digits") << "123456789012345678901234567891"
                                       << "123456789012345678901234567891";
        QTest::newRow("many zeros behind and in front") << QString(200, '0') + "1." + QString(200, '0') << "1";
    }
    void readsAndPrintsExactly()
    {
        QFETCH(QString, text);
        const auto read = Decimal::parse(text);
        QVERIFY(read);
        QTEST(read->toString(), "printed");
        QCOMPARE(Decimal::parse(read->toString()), read);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"",
                                 "-",
                                 ".",
                                 "e5",
                                 "1e",
                                 "1e+",
                                 "1e5.5",
                                 "1 ",
                                 " 1",
                                 "1,5",
                                 "0x10",
                                 "nan",
                                 "inf",
                                 "--1",
                                 "1.2.3",
                                 "1e61",
                                 "1e-61",
                                 "1e99999",
                                 "1e123456789012",
                                 "1234567890123456789012345678912",
                                 "1.000000000000000000000000000001",
                                 "\u0661"})
            QTest::newRow(*text ? text : "nothing") << QString::fromUtf8(text);
    }
    void refuses()
    {
        QFETCH(QString, text);
        QVERIFY(!Decimal::parse(text));
    }

    void takesTheShortestDecimalOfADouble()
    {
        QCOMPARE(Decimal::fromDouble(0.1), Decimal::parse(u"0.1"));
        QCOMPARE(Decimal::fromDouble(-2.5e-6), Decimal::parse(u"-0.0000025"));
        QCOMPARE(Decimal::fromDouble(1e15), Decimal::parse(u"1e15"));
        QVERIFY(!Decimal::fromDouble(std::nan("")));
        QVERIFY(!Decimal::fromDouble(std::numeric_limits<double>::infinity()));
        QVERIFY(!Decimal::fromDouble(1e300));
    }

    void comparesBySize_data()
    {
        QTest::addColumn<QStringList>("ascending");
        QTest::newRow("signs") << QStringList{"-2", "-1", "0", "1", "2"};
        QTest::newRow("exponents") << QStringList{"-1e30", "-0.1", "-1e-30", "1e-30", "0.1",
                                                  "0.11",  "1",    "9",      "10",    "1e60"};
        QTest::newRow("long ones") << QStringList{"0.123456789012345678901234567889",
                                                  "0.12345678901234567890123456789"};
    }
    void comparesBySize()
    {
        QFETCH(QStringList, ascending);
        for (qsizetype i = 0; i < ascending.size(); ++i)
            for (qsizetype j = 0; j < ascending.size(); ++j) {
                QCOMPARE(decimal(ascending[i]) < decimal(ascending[j]), i < j);
                QCOMPARE(decimal(ascending[i]) == decimal(ascending[j]), i == j);
            }
    }

    void multiplies()
    {
        QCOMPARE(decimal("0.1").times(decimal("0.2")), Decimal::parse(u"0.02"));
        QCOMPARE(decimal("-1.5").times(decimal("4")), Decimal(-6));
        QCOMPARE(decimal("999999999999999999999999999999").times(Decimal(10)),
                 Decimal::parse(u"9999999999999999999999999999990"));
        // 60 digits keep 30 of them.
        QCOMPARE(decimal("333333333333333333333333333333").times(decimal("333333333333333333333333333333"))->toDouble(),
                 1.1111111111111111e59);
        QVERIFY(!decimal("1e60").times(Decimal(10)));
        QCOMPARE(Decimal().times(decimal("1e60")), Decimal());
    }

    void roundsHalfToEven_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("digits");
        QTest::addColumn<QString>("rounded");
        QTest::newRow("half to even, down") << "2.5" << 0 << "2";
        QTest::newRow("half to even, up") << "3.5" << 0 << "4";
        QTest::newRow("just above half") << "2.50000000000000000001" << 0 << "3";
        QTest::newRow("negative") << "-0.125" << 2 << "-0.12";
        QTest::newRow("carries") << "9.996" << 2 << "10";
        QTest::newRow("to nothing") << "0.0004" << 2 << "0";
        QTest::newRow("far to nothing") << "1e-60" << 2 << "0";
        QTest::newRow("nothing to round") << "1e3" << 2 << "1000";
    }
    void roundsHalfToEven()
    {
        QFETCH(QString, text);
        QFETCH(int, digits);
        QTEST(decimal(text).rounded(digits).toString(), "rounded");
    }

    void shiftsThePoint()
    {
        QCOMPARE(decimal("0.0000025").shifted(6), Decimal::parse(u"2.5"));
        QCOMPARE(decimal("2.5").shifted(-6), Decimal::parse(u"0.0000025"));
        QVERIFY(!decimal("1e60").shifted(1));
    }

    void holdsEveryWholeNumberOf64Bits()
    {
        QCOMPARE(Decimal(std::numeric_limits<qint64>::min()).toString(), "-9223372036854775808");
        QCOMPARE(Decimal(std::numeric_limits<qint64>::max()).toString(), "9223372036854775807");
    }
};

QTEST_APPLESS_MAIN(TestDecimal)
#include "tst_decimal.moc"
