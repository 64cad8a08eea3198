// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/format.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace cacheledger;

namespace
{
const QLocale english(QLocale::English, QLocale::UnitedStates);
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// The no-break space reads better as an ordinary one in expectations.
QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), QLatin1Char(' '));
}
} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void value_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, double value, Unit unit, const char* expected) {
            QTest::newRow(name) << value << unit << QString::fromUtf8(expected);
        };
        row("a count is grouped", 1234567, Unit::Count, "1,234,567");
        row("zero things", 0, Unit::Count, "0");
        row("negative count", -1, Unit::Count, "-1");
        row("a plain ratio keeps two decimals", 1.524, Unit::None, "1.52");
        row("the noise of a subtraction is 0", -1e-13, Unit::None, "0");
        row("one event a year", 3.17e-8, Unit::PerSecond, "0.000000032 /s");
        row("a number beyond exact integers", 1.5e20, Unit::Count, "1.5E+20");
        row("zero bytes", 0, Unit::Bytes, "0 B");
        row("bytes below one KiB", 1023, Unit::Bytes, "1,023 B");
        row("exactly one KiB", 1024, Unit::Bytes, "1 KiB");
        row("three digits", 3.71 * 1024 * 1024 * 1024, Unit::Bytes, "3.71 GiB");
        row("not 1,024 KiB", 1024 * 1024 - 1, Unit::Bytes, "1.00 MiB");
        row("negative bytes", -2048, Unit::Bytes, "-2 KiB");
        row("exbibytes", std::ldexp(1.0, 60) * 12, Unit::Bytes, "12 EiB");
        row("bytes a second", 12.345 * 1024, Unit::BytesPerSecond, "12.3 KiB/s");
        row("KiB a second", 2048, Unit::KibPerSecond, "2 MiB/s");
        row("ratio as per cent", 0.714, Unit::Ratio, "71.4 %");
        row("ratio 0", 0, Unit::Ratio, "0.0 %");
        row("ratio over 1", 1.25, Unit::Ratio, "125.0 %");
        row("per cent", 76.54, Unit::Percent, "76.5 %");
        row("microseconds", 36.095, Unit::Microseconds, "36.1 µs");
        row("microseconds become milliseconds", 1500, Unit::Microseconds, "1.50 ms");
        row("just below a millisecond", 999.7, Unit::Microseconds, "1.00 ms");
        row("milliseconds", 250, Unit::Milliseconds, "250 ms");
        row("seconds", 5, Unit::Seconds, "5 s");
        row("59.6 seconds are not a minute", 59.6, Unit::Seconds, "59.6 s");
        row("59.97 seconds are", 59.97, Unit::Seconds, "1.00 min");
        row("hours", 5400, Unit::Seconds, "1.50 h");
        row("days", 86400.0 * 412, Unit::Seconds, "412 d");
        row("zero seconds keep their unit", 0, Unit::Seconds, "0 s");
        row("zero microseconds keep their unit", 0, Unit::Microseconds, "0 µs");
        row("a part of a microsecond", 0.25, Unit::Microseconds, "0.25 µs");
        row("rate", 1234.5, Unit::PerSecond, "1,235 /s");
        row("low rate", 0.4, Unit::PerSecond, "0.40 /s");
        row("very low rate is not 0.00", 0.0004, Unit::PerSecond, "0.00040 /s");
        row("cores", 0.351, Unit::CpuCores, "0.35 cores");
        row("no moment", 0, Unit::TimestampS, "never");
        row("moment before time", -1, Unit::TimestampS, "never");
        row("not a number", notANumber, Unit::Bytes, "unknown");
        row("infinite", infinite, Unit::Count, "unknown");
        row("largest double", std::numeric_limits<double>::max(), Unit::Count, "1.798E+308");
    }

    void value()
    {
        QFETCH(double, value);
        QFETCH(Unit, unit);
        QTEST(plain(format::value(value, unit, english).joined()), "expected");
    }

    void everyUnitStandsExtremes()
    {
        for (int unit = 0; unit <= static_cast<int>(Unit::CpuCores); ++unit)
            for (double value : {-infinite, -1e300, -1.0, -0.0, 0.0, 5e-324, 1.0, 1e300, infinite, notANumber}) {
                QVERIFY(!format::value(value, static_cast<Unit>(unit), english).number.isEmpty());
                QVERIFY(!format::compact(value, static_cast<Unit>(unit), english).isEmpty());
            }
    }

    void absentIsUnknownAndNever0()
    {
        const FormattedValue value = format::value(std::nullopt, Unit::Ratio, english);
        QCOMPARE(value.number, QStringLiteral("unknown"));
        QVERIFY(value.unit.isEmpty());
        QCOMPARE(value.joined(), QStringLiteral("unknown"));
    }

    void numberAndUnitDoNotBreakApart()
    {
        QCOMPARE(format::value(0.5, Unit::Ratio, english).joined(), QString::fromUtf8("50.0\u00a0%"));
    }

    void groupingAndPointFollowTheLocale()
    {
        QCOMPARE(format::value(1234567, Unit::Count, QLocale(QLocale::German, QLocale::Germany)).number,
                 QStringLiteral("1.234.567"));
        QCOMPARE(format::value(0.714, Unit::Ratio, QLocale(QLocale::German, QLocale::Germany)).number,
                 QStringLiteral("71,4"));
        QCOMPARE(format::value(1234567, Unit::Count, QLocale(QLocale::Hindi, QLocale::India)).number,
                 QStringLiteral("12,34,567"));
    }

    void momentIsADate()
    {
        QVERIFY(format::value(1'700'000'000, Unit::TimestampS, english).number.contains(QStringLiteral("23")));
    }

    void compact_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, double value, Unit unit, const char* expected) {
            QTest::newRow(name) << value << unit << QString::fromUtf8(expected);
        };
        row("thousand", 1200, Unit::Count, "1.2k");
        row("million", 3'400'000, Unit::Count, "3.4M");
        row("billion", 5e9, Unit::None, "5G");
        row("just below a thousand", 999.6, Unit::Count, "1k");
        row("small", 0.25, Unit::None, "0.25");
        row("zero", 0, Unit::Count, "0");
        row("negative", -1200, Unit::Count, "-1.2k");
        row("per cent without needless decimals", 0.8, Unit::Ratio, "80 %");
        row("per cent", 0.995, Unit::Ratio, "99.5 %");
        row("bytes", 512.0 * 1024 * 1024, Unit::Bytes, "512 MiB");
        row("bytes with a decimal", 1.5 * 1024 * 1024 * 1024, Unit::Bytes, "1.5 GiB");
        row("rate", 12'000, Unit::PerSecond, "12k/s");
        row("duration", 2500, Unit::Microseconds, "2.5 ms");
        row("unknown", notANumber, Unit::Count, "unknown");
    }

    void compact()
    {
        QFETCH(double, value);
        QFETCH(Unit, unit);
        QTEST(plain(format::compact(value, unit, english)), "expected");
    }

    void rawTextReadsBackAsTheSame_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("integer") << 4000.0 << QStringLiteral("4000");
        QTest::newRow("large integer is not 1e+06") << 1e6 << QStringLiteral("1000000");
        QTest::newRow("tenth") << 0.1 << QStringLiteral("0.1");
        QTest::newRow("third") << 1.0 / 3 << QStringLiteral("0.3333333333333333");
        QTest::newRow("negative") << -2.5 << QStringLiteral("-2.5");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("negative zero") << -0.0 << QStringLiteral("-0");
        QTest::newRow("largest exact integer") << 9007199254740991.0 << QStringLiteral("9007199254740991");
        QTest::newRow("smallest") << 5e-324 << QStringLiteral("5e-324");
        QTest::newRow("largest") << std::numeric_limits<double>::max() << QStringLiteral("1.7976931348623157e+308");
    }

    void rawTextReadsBackAsTheSame()
    {
        QFETCH(double, value);
        const QString text = format::raw(value);
        QTEST(text, "expected");
        bool ok = false;
        const double back = text.toDouble(&ok);
        QVERIFY(ok && std::memcmp(&back, &value, sizeof back) == 0);
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
