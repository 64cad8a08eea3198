// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/confidence.h"
#include "cost/money.h"

#include <QtTest/QTest>

#include <random>

using namespace cacheledger;

static Money usd(const QString& text)
{
    return Money::parse(text, currencies::usd()).value();
}

static Money inr(const QString& text)
{
    return Money::parse(text, currencies::inr()).value();
}

static Decimal decimal(const QString& text)
{
    return Decimal::parse(text).value();
}

class TestMoney : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsCurrencies()
    {
        QStringList codes;
        for (const Currency& currency : Currency::all()) {
            codes << currency.code();
            QVERIFY(!currency.symbol().isEmpty() && !currency.name().isEmpty());
            QCOMPARE(Currency::fromCode(currency.code()), currency);
        }
        QCOMPARE(codes, (QStringList{"EUR", "GBP", "INR", "JPY", "USD"}));
        QCOMPARE(currencies::jpy().minorDigits(), 0);
        QCOMPARE(currencies::inr().minorDigits(), 2);
        QVERIFY(!Currency().isValid() && Currency().code().isEmpty());
    }

    void refusesUnknownCurrencies()
    {
        for (const QString& code : {QString(), QString("usd"), QString("US"), QString("XYZ"), QString("USDX")}) {
            const auto parsed = Currency::parse(code);
            QVERIFY2(!parsed, qPrintable(code));
            QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
            QVERIFY(parsed.error().hint.contains("EUR, GBP, INR, JPY, USD"));
        }
    }

    void readsAndPrintsExactly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("printed");
        QTest::newRow("a ten-thousandth") << "0.0001"
                                          << "0.0001";
        QTest::newRow("a nano") << "0.000000001"
                                << "0.000000001";
        QTest::newRow("negative") << "-1234.50"
                                  << "-1234.5";
        QTest::newRow("zero") << "0.00"
                              << "0";
        QTest::newRow("e-notation") << "2.5e-06"
                                    << "0.0000025";
        QTest::newRow("a thousand crore") << "10000000000"
                                          << "10000000000";
        QTest::newRow("a thousand crore to the nano") << "10000000000.000000001"
                                                      << "10000000000.000000001";
        QTest::newRow("the largest") << "1e27"
                                     << "1" + QString(27, '0');
    }
    void readsAndPrintsExactly()
    {
        QFETCH(QString, text);
        const auto read = Money::parse(text, currencies::usd());
        QVERIFY(read);
        QTEST(read->toDecimalString(), "printed");
        QCOMPARE(Money::parse(read->toDecimalString(), currencies::usd()).value(), *read);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "abc", "1,000", "$5", "nan", "0.0000000001", "1e28", "-1e28", "1e60"})
            QTest::newRow(*text ? text : "nothing") << text;
    }
    void refuses()
    {
        QFETCH(QString, text);
        const auto read = Money::parse(text, currencies::usd());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!read.error().hint.isEmpty());
    }

    void printsAtLeastSoManyDigits()
    {
        QCOMPARE(usd("60000").toDecimalString(2), "60000.00");
        QCOMPARE(usd("0.125").toDecimalString(2), "0.125");
        QCOMPARE(usd("-0.5").toDecimalString(2), "-0.50");
        QCOMPARE(Money().toDecimalString(2), QString());
    }

    void addsAndSubtracts()
    {
        QCOMPARE(usd("0.1") + usd("0.2"), usd("0.3"));
        QCOMPARE(inr("250000") - inr("190000"), inr("60000"));
        QCOMPARE(usd("1") - usd("3"), usd("-2"));
        Money sum(currencies::usd());
        for (int i = 0; i < 1000; ++i)
            sum += usd("0.001");
        QCOMPARE(sum, usd("1"));
    }

    void mixingCurrenciesFailsLoudly()
    {
        const char* said = "USD and INR were mixed without a rate of exchange";
        QTest::ignoreMessage(QtCriticalMsg, said);
        QVERIFY(!(usd("1") + inr("1")).isValid());
        QTest::ignoreMessage(QtCriticalMsg, said);
        QVERIFY(!(usd("1") - inr("1")).isValid());
        QTest::ignoreMessage(QtCriticalMsg, said);
        QVERIFY(!(usd("1") < inr("2")));
        QTest::ignoreMessage(QtCriticalMsg, said);
        QVERIFY(!usd("1").ratioTo(inr("2")));
        QVERIFY(usd("1") != inr("1"));
        QVERIFY(usd("0") != inr("0"));
    }

    void noAmountIsContagiousAndQuiet()
    {
        const Money none;
        QVERIFY(!none.isValid());
        QVERIFY(!(none + usd("1")).isValid());
        QVERIFY(!(usd("1") - none).isValid());
        QVERIFY(!none.times(Decimal(2)).isValid());
        QVERIFY(!none.dividedBy(2).isValid());
        QVERIFY(!none.rounded(2).isValid());
        QVERIFY(!(-none).isValid());
        QVERIFY(!(none < usd("1")) && !(none >= usd("1")));
        QVERIFY(!none.ratioTo(usd("1")));
        QCOMPARE(none, Money());
    }

    void beyondTheLargestIsNoAmount()
    {
        const Money largest = usd("1e27");
        QVERIFY(!(largest + usd("0.000000001")).isValid());
        QVERIFY(!(largest * 2).isValid());
        QVERIFY(!largest.times(decimal("1e60")).isValid());
        QVERIFY((largest - largest).isValid());
        QCOMPARE(largest.times(decimal("1e-27")), usd("1"));
        QVERIFY(!Money::ofUnits(currencies::usd(), decimal("1e-10")).isValid());
        QVERIFY(!Money(Currency()).isValid());
        QVERIFY(!usd("1").dividedBy(0).isValid());
    }

    void multipliesExactlyOrHalfToEven_data()
    {
        QTest::addColumn<QString>("amount");
        QTest::addColumn<QString>("factor");
        QTest::addColumn<QString>("product");
        QTest::newRow("tokens at a price finer than a nano") << "1"
                                                             << "0.00000001875"
                                                             << "0.000000019";
        QTest::newRow("a million of them") << "1000000"
                                           << "0.00000001875"
                                           << "0.01875";
        QTest::newRow("half a nano goes to the even one below") << "0.000000001"
                                                                << "0.5"
                                                                << "0";
        QTest::newRow("one and a half go to the even one above") << "0.000000001"
                                                                 << "1.5"
                                                                 << "0.000000002";
        QTest::newRow("two and a half go to the even one below") << "0.000000001"
                                                                 << "2.5"
                                                                 << "0.000000002";
        QTest::newRow("negative halves likewise") << "-0.000000001"
                                                  << "2.5"
                                                  << "-0.000000002";
        QTest::newRow("two signs") << "-2"
                                   << "-3"
                                   << "6";
        QTest::newRow("a thousand crore by a long ratio") << "10000000000"
                                                          << "0.123456789012345678901234567"
                                                          << "1234567890.123456789";
    }
    void multipliesExactlyOrHalfToEven()
    {
        QFETCH(QString, amount);
        QFETCH(QString, factor);
        QTEST(usd(amount).times(decimal(factor)).toDecimalString(), "product");
    }

    void dividesHalfToEven()
    {
        QCOMPARE(usd("1").dividedBy(3), usd("0.333333333"));
        QCOMPARE(usd("2").dividedBy(3), usd("0.666666667"));
        QCOMPARE(usd("0.000000001").dividedBy(2), usd("0"));
        QCOMPARE(usd("0.000000003").dividedBy(2), usd("0.000000002"));
        QCOMPARE(usd("-10").dividedBy(4), usd("-2.5"));
        QCOMPARE(usd("10").dividedBy(-4), usd("-2.5"));
    }

    void roundsHalfToEven_data()
    {
        QTest::addColumn<QString>("amount");
        QTest::addColumn<int>("digits");
        QTest::addColumn<QString>("rounded");
        QTest::newRow("half a cent to the even one below") << "0.125" << 2 << "0.12";
        QTest::newRow("half a cent to the even one above") << "0.135" << 2 << "0.14";
        QTest::newRow("more than half") << "0.125000001" << 2 << "0.13";
        QTest::newRow("negative") << "-0.125" << 2 << "-0.12";
        QTest::newRow("to units") << "2.5" << 0 << "2";
        QTest::newRow("as fine as it is") << "0.123456789" << 9 << "0.123456789";
    }
    void roundsHalfToEven()
    {
        QFETCH(QString, amount);
        QFETCH(int, digits);
        QTEST(usd(amount).rounded(digits).toDecimalString(), "rounded");
    }

    void roundsToWhatIsPaid()
    {
        QCOMPARE(Money::parse(u"1234.5", currencies::jpy())->rounded().toDecimalString(), "1234");
        QCOMPARE(usd("1234.565").rounded().toDecimalString(), "1234.56");
    }

    void dividesIntoARatio()
    {
        QCOMPARE(inr("300000").ratioTo(inr("60000")), Decimal(5));
        QCOMPARE(inr("2000000").ratioTo(inr("755000"), 3), decimal("2.649"));
        QCOMPARE(usd("-1").ratioTo(usd("8"), 2), decimal("-0.12"));
        QCOMPARE(usd("1e27").ratioTo(usd("1e27")), Decimal(1));
        QVERIFY(!usd("1").ratioTo(usd("0")));
        QVERIFY(!usd("1e27").ratioTo(usd("0.000000001")));
    }

    void convertsAtARateThatIsGiven()
    {
        QCOMPARE(usd("630").converted(currencies::inr(), decimal("84.25")), inr("53077.5"));
        QVERIFY(!usd("630").converted(Currency(), Decimal(1)).isValid());
    }

    void theFirstTestVectorIsExact() // shared with the economics: $630, $441, $189
    {
        const Money uncached = (usd("0.0001") + usd("0.002")) * (10'000 * 30);
        QCOMPARE(uncached, usd("630"));
        QCOMPARE(uncached.times(decimal("0.7")), usd("441"));
        QCOMPARE(uncached - uncached.times(decimal("0.7")), usd("189"));
    }

    void productsAreThoseOf64BitArithmetic()
    {
        std::mt19937_64 random(20261121);
        std::uniform_int_distribution<qint64> small(-2'000'000'000, 2'000'000'000);
        for (int i = 0; i < 10'000; ++i) {
            const qint64 left = small(random);
            const qint64 right = small(random);
            QCOMPARE(Money(currencies::usd(), left) * right, Money(currencies::usd(), Int128(left * right)));
            const Money product = Money(currencies::usd(), left) * right;
            if (right != 0)
                QCOMPARE(product.dividedBy(right), Money(currencies::usd(), left));
        }
    }

    void confidenceIsThatOfTheWeakest()
    {
        QCOMPARE(weakest(Confidence::Measured, Confidence::Estimated), Confidence::Estimated);
        QCOMPARE(weakest(Confidence::Assumed, Confidence::Measured), Confidence::Assumed);
        QCOMPARE(confidenceName(Confidence::Measured), "measured");
        QCOMPARE(confidenceText(Confidence::Estimated), "Estimated");
    }
};

QTEST_APPLESS_MAIN(TestMoney)
#include "tst_money.moc"
