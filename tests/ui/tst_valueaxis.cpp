// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/valueaxis.h"

#include <QtCore/QLocale>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr double mib = 1024.0 * 1024;
static constexpr double gib = mib * 1024;

class TestValueAxis : public QObject
{
    Q_OBJECT

    static QStringList labels(const ValueAxis& axis)
    {
        QStringList texts;
        for (const ValueTick& tick : axis.ticks())
            texts << tick.label;
        return texts;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void ticksAreRound_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QStringList>("expected");
        QTest::addColumn<QString>("unitText");
        const auto row = [](const char* name, Unit unit, double low, double high, const QStringList& texts,
                            const QString& unitText) {
            QTest::newRow(name) << int(unit) << low << high << texts << unitText;
        };
        row("a ratio from zero", Unit::Ratio, 0, 0.93, {u"0"_s, u"25"_s, u"50"_s, u"75"_s, u"100"_s}, u"%"_s);
        row("a ratio that moves little", Unit::Ratio, 0.702, 0.931, {u"70"_s, u"80"_s, u"90"_s, u"100"_s}, u"%"_s);
        row("memory in powers of two", Unit::Bytes, 2.5 * gib, 4.1 * gib,
            {u"2.5"_s, u"3.0"_s, u"3.5"_s, u"4.0"_s, u"4.5"_s}, u"GiB"_s);
        row("megabytes", Unit::Bytes, 0, 100 * mib, {u"0"_s, u"32"_s, u"64"_s, u"96"_s, u"128"_s}, u"MiB"_s);
        row("bytes a second", Unit::BytesPerSecond, 0, 3 * 1024, {u"0"_s, u"1"_s, u"2"_s, u"3"_s}, u"KiB/s"_s);
        row("kilobytes a second are scaled as bytes", Unit::KibPerSecond, 0, 2048,
            {u"0"_s, u"0.5"_s, u"1.0"_s, u"1.5"_s, u"2.0"_s}, u"MiB/s"_s);
        row("a rate in thousands", Unit::PerSecond, 0, 7800, {u"0"_s, u"2k"_s, u"4k"_s, u"6k"_s, u"8k"_s}, u"/s"_s);
        row("few things are whole", Unit::Count, 0, 2, {u"0"_s, u"1"_s, u"2"_s}, QString());
        row("microseconds that are milliseconds", Unit::Microseconds, 300, 2700, {u"0"_s, u"1"_s, u"2"_s, u"3"_s},
            u"ms"_s);
        row("seconds in sixtieths", Unit::Seconds, 0, 3600 - 1, {u"0"_s, u"15"_s, u"30"_s, u"45"_s, u"60"_s}, u"min"_s);
        row("hours by the day", Unit::Seconds, 0, 86000, {u"0"_s, u"6"_s, u"12"_s, u"18"_s, u"24"_s}, u"h"_s);
        row("below zero", Unit::None, -30, 40, {u"-40"_s, u"-20"_s, u"0"_s, u"20"_s, u"40"_s}, QString());
    }
    void ticksAreRound()
    {
        QFETCH(int, unit);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(QStringList, expected);
        QFETCH(QString, unitText);
        ValueAxis::Options options;
        options.unit = Unit(unit);
        const ValueAxis axis(low, high, options);
        QCOMPARE(labels(axis), expected);
        QCOMPARE(axis.unitText(), unitText);
    }

    void everythingFitsAndNoLabelIsDouble()
    {
        for (int unit = int(Unit::None); unit <= int(Unit::CpuCores); ++unit) {
            for (double high :
                 {0.0, 1e-7, 0.0003, 0.9, 1.0, 17.0, 999.0, 1000.0, 1023.0, 1025.0, 123456.0, 5e8, 3e13}) {
                for (double share : {0.0, 0.3, 0.9, 0.999, 1.0}) {
                    for (int intervals : {2, 4, 6}) {
                        ValueAxis::Options options;
                        options.unit = Unit(unit);
                        options.intervals = intervals;
                        const ValueAxis axis(high * share, high, options);
                        QVERIFY(axis.min() <= high * share * (1 + 1e-9));
                        QVERIFY(axis.max() >= high * (1 - 1e-9));
                        QVERIFY(axis.max() > axis.min());
                        const QStringList texts = labels(axis);
                        const QString what =
                            u"unit %1, %2..%3: %4"_s.arg(unit).arg(high * share).arg(high).arg(texts.join(u' '));
                        QVERIFY2(texts.size() >= 2 && texts.size() <= 12, qPrintable(what));
                        QVERIFY2(QSet<QString>(texts.begin(), texts.end()).size() == texts.size(), qPrintable(what));
                    }
                }
            }
        }
    }

    void senselessDataGivesAnAxisAnyway_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("no data") << qInf() << -qInf();
        QTest::newRow("not a number") << qQNaN() << qQNaN();
        QTest::newRow("endless") << 0.0 << qInf();
        QTest::newRow("all zero") << 0.0 << 0.0;
    }
    void senselessDataGivesAnAxisAnyway()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        for (bool logarithmic : {false, true}) {
            ValueAxis::Options options;
            options.unit = Unit::Count;
            options.logarithmic = logarithmic;
            const ValueAxis axis(low, high, options);
            QCOMPARE(axis.min(), 0.0);
            QCOMPARE(axis.max(), 1.0);
        }
    }

    void fixedEndsAreKept()
    {
        ValueAxis::Options options;
        options.unit = Unit::Ratio;
        options.fixedMin = 0;
        options.fixedMax = 1;
        const ValueAxis axis(0.93, 0.94, options);
        QCOMPARE(axis.min(), 0.0);
        QCOMPARE(axis.max(), 1.0);
        QCOMPARE(labels(axis).first(), u"0"_s);
        QCOMPARE(labels(axis).last(), u"100"_s);
    }

    void aFlatLineIsNotMagnifiedIntoNoise()
    {
        ValueAxis::Options options;
        options.unit = Unit::Bytes;
        const ValueAxis axis(3 * gib, 3 * gib + 100, options);
        QVERIFY(axis.max() - axis.min() > 0.05 * gib);
        QVERIFY(axis.fraction(3 * gib) > 0.1 && axis.fraction(3 * gib) < 0.9);
    }

    void mapsLinearly()
    {
        const ValueAxis axis(0, 100, {});
        QCOMPARE(axis.fraction(50), 0.5);
        QCOMPARE(axis.value(0.25), 25.0);
        QVERIFY(std::isnan(axis.fraction(qQNaN())));
    }

    void logarithmicTicksAreDecadesWithUnits()
    {
        ValueAxis::Options options;
        options.unit = Unit::Microseconds;
        options.logarithmic = true;
        const ValueAxis axis(7, 40000, options);
        const QString nbsp(QChar::Nbsp);
        QCOMPARE(labels(axis), (QStringList{u"1%1µs"_s.arg(nbsp), u"10%1µs"_s.arg(nbsp), u"100%1µs"_s.arg(nbsp),
                                            u"1%1ms"_s.arg(nbsp), u"10%1ms"_s.arg(nbsp), u"100%1ms"_s.arg(nbsp)}));
        QCOMPARE(axis.fraction(1), 0.0);
        QVERIFY(qAbs(axis.fraction(1000) - 0.6) < 1e-9);
        QVERIFY(qAbs(axis.value(0.6) - 1000) < 1e-6);
    }

    void zeroHasALineOfItsOwnOnALogarithmicAxis()
    {
        ValueAxis::Options options;
        options.unit = Unit::Count;
        options.logarithmic = true;
        options.hasZero = true;
        const ValueAxis axis(1, 900, options);
        QCOMPARE(labels(axis), (QStringList{u"0"_s, u"1"_s, u"10"_s, u"100"_s, u"1k"_s}));
        QCOMPARE(axis.fraction(0), 0.0);
        QVERIFY(axis.fraction(1) > 0.1);
    }

    void equalAxesCompareEqual()
    {
        QVERIFY(ValueAxis(0, 97, {}) == ValueAxis(0, 99, {}));
        QVERIFY(!(ValueAxis(0, 97, {}) == ValueAxis(0, 150, {})));
    }
};

QTEST_GUILESS_MAIN(TestValueAxis)
#include "tst_valueaxis.moc"
