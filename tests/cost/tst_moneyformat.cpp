// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/moneyformat.h"

#include <QtTest/QTest>

using namespace cacheledger;

static Money money(const QString& text) // "INR 720000"
{
    return Money::parse(text.section(' ', 1), *Currency::fromCode(text.left(3))).value();
}

/// Which kind of space a locale puts before a symbol differs between versions of Qt.
static QString plainSpaces(QString text)
{
    return text.replace(QChar(0xa0), ' ').replace(QChar(0x202f), ' ');
}

class TestMoneyFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formatsByCurrencyAndLocale_data()
    {
        QTest::addColumn<QString>("amount");
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("text");
        QTest::newRow("dollars") << "USD 1234.5"
                                 << "en_US"
                                 << "$1,234.50";
        QTest::newRow("dollars without a locale") << "USD 1234567.5"
                                                  << "C"
                                                  << "$1,234,567.50";
        QTest::newRow("negative dollars") << "USD -1234.5"
                                          << "en_US"
                                          << "-$1,234.50";
        QTest::newRow("half a cent") << "USD 0.125"
                                     << "en_US"
                                     << "$0.12";
        QTest::newRow("less than a cent") << "USD -0.001"
                                          << "en_US"
                                          << "$0.00";
        QTest::newRow("euro in Germany") << "EUR 1234567.891"
                                         << "de_DE"
                                         << "1.234.567,89 €";
        QTest::newRow("negative euro in Germany") << "EUR -0.5"
                                                  << "de_DE"
                                                  << "-0,50 €";
        QTest::newRow("pounds") << "GBP 12"
                                << "en_GB"
                                << "£12.00";
        QTest::newRow("yen have no minor digits") << "JPY 1234.5"
                                                  << "en_US"
                                                  << "¥1,234";
        QTest::newRow("rupees") << "INR 720000"
                                << "en_IN"
                                << "₹7,20,000.00";
        QTest::newRow("rupees in America are grouped as in India") << "INR 183600000"
                                                                   << "en_US"
                                                                   << "₹18,36,00,000.00";
        QTest::newRow("rupees without a locale") << "INR 720000"
                                                 << "C"
                                                 << "₹7,20,000.00";
        QTest::newRow("rupees in Hindi") << "INR 720000"
                                         << "hi_IN"
                                         << "₹7,20,000.00";
        QTest::newRow("few rupees") << "INR 999"
                                    << "en_IN"
                                    << "₹999.00";
        QTest::newRow("a thousand rupees") << "INR 1000"
                                           << "en_IN"
                                           << "₹1,000.00";
        QTest::newRow("a thousand crore") << "INR 10000000000"
                                          << "en_IN"
                                          << "₹10,00,00,00,000.00";
        QTest::newRow("more than 64 bits hold") << "INR 1e20"
                                                << "en_IN"
                                                << "₹10,00,00,00,00,00,00,00,00,000.00";
    }
    void formatsByCurrencyAndLocale()
    {
        QFETCH(QString, amount);
        QFETCH(QString, locale);
        const QLocale chosen = locale == "C" ? QLocale::c() : QLocale(locale);
        QTEST(plainSpaces(formatMoney(money(amount), chosen)), "text");
    }

    void isShortWhereThatIsAskedFor_data()
    {
        QTest::addColumn<QString>("amount");
        QTest::addColumn<QString>("text");
        QTest::newRow("lakh") << "INR 720000"
                              << "₹7.2 L";
        QTest::newRow("crore") << "INR 183600000"
                               << "₹18.36 Cr";
        QTest::newRow("a thousand crore") << "INR 10000000000"
                                          << "₹1,000 Cr";
        QTest::newRow("a lakh crore") << "INR 1000000000000"
                                      << "₹1,00,000 Cr";
        QTest::newRow("below a lakh") << "INR 60000"
                                      << "₹60,000";
        QTest::newRow("a rupee below a lakh") << "INR 99999"
                                              << "₹99,999";
        QTest::newRow("a lakh") << "INR 100000"
                                << "₹1 L";
        QTest::newRow("rounds up to a crore") << "INR 9999999"
                                              << "₹1 Cr";
        QTest::newRow("just below a crore") << "INR 9950000"
                                            << "₹99.5 L";
        QTest::newRow("negative lakh") << "INR -720000"
                                       << "-₹7.2 L";
        QTest::newRow("thousands") << "USD 4560"
                                   << "$4.56K";
        QTest::newRow("below a thousand") << "USD 995"
                                          << "$995";
        QTest::newRow("below a thousand with cents") << "USD 995.5"
                                                     << "$995.50";
        QTest::newRow("millions") << "USD 1234567"
                                  << "$1.23M";
        QTest::newRow("rounds up to a million") << "USD 999999"
                                                << "$1M";
        QTest::newRow("billions") << "USD 2500000000"
                                  << "$2.5B";
        QTest::newRow("zero") << "USD 0"
                              << "$0";
    }
    void isShortWhereThatIsAskedFor()
    {
        QFETCH(QString, amount);
        QTEST(formatMoneyShort(money(amount), QLocale("en_US")), "text");
    }

    void aScaleGoesWithTheNumberWhereTheSymbolStandsBehind()
    {
        QCOMPARE(plainSpaces(formatMoneyShort(money("EUR 6000"), QLocale("de_DE"))), QString("6K €"));
        QCOMPARE(plainSpaces(formatMoneyShort(money("INR -720000"), QLocale("de_DE"))), QString("-7,2 L ₹"));
    }

    void saysBothWhereTheyDiffer()
    {
        QCOMPARE(formatMoneyBoth(money("INR 720000"), QLocale("en_IN")), "₹7,20,000 (₹7.2 L)");
        QCOMPARE(formatMoneyBoth(money("INR 60000"), QLocale("en_IN")), "₹60,000");
    }

    void leavesOutMinorDigitsInSentences()
    {
        QCOMPARE(formatMoney(money("USD 630"), QLocale("en_US"), MinorDigits::WhenNeeded), "$630");
        QCOMPARE(formatMoney(money("USD 630.5"), QLocale("en_US"), MinorDigits::WhenNeeded), "$630.50");
        QCOMPARE(formatMoney(money("USD 630.001"), QLocale("en_US"), MinorDigits::WhenNeeded), "$630");
    }

    void pricesKeepTheirDigits()
    {
        QCOMPARE(formatMoneyExact(money("USD 0.0001"), QLocale("en_US")), "$0.0001");
        QCOMPARE(formatMoneyExact(money("USD 2.5"), QLocale("en_US")), "$2.50");
        QCOMPARE(formatMoneyExact(money("USD 3"), QLocale("en_US")), "$3");
        QCOMPARE(plainSpaces(formatMoneyExact(money("EUR 0.0001"), QLocale("de_DE"))), "0,0001 €");
    }

    void numbersAreGrouped()
    {
        QCOMPARE(formatDecimal(*Decimal::parse(u"-1234.5"), QLocale("de_DE")), "-1.234,5");
        QCOMPARE(formatDecimal(*Decimal::parse(u"620"), QLocale("en_US")), "620");
    }

    void noAmountIsUnknown()
    {
        for (const QString& text : {formatMoney({}), formatMoneyShort({}), formatMoneyBoth({}), formatMoneyExact({})})
            QCOMPARE(text, "unknown");
    }
};

QTEST_APPLESS_MAIN(TestMoneyFormat)
#include "tst_moneyformat.moc"
