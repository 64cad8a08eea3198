// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/columncodec.h"

#include <QtTest/QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace cacheledger;

namespace
{

using Column = std::vector<double>;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

bool sameColumns(const Column& a, const Column& b)
{
    return std::ranges::equal(a, b, [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y) || (std::isnan(x) && std::isnan(y));
    });
}

} // namespace

Q_DECLARE_METATYPE(Column)

class ColumnCodecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackBitForBit_data();
    void comesBackBitForBit();
    void randomColumnsComeBack();
    void aConstantTakesAFewBytes();
    void aSteadyCounterTakesAFewBytes();
    void cutBytesAreNoticed();
};

void ColumnCodecTest::comesBackBitForBit_data()
{
    QTest::addColumn<Column>("values");
    QTest::addColumn<int>("coding");
    using enum ColumnCoding;
    const auto row = [](const char* name, const Column& values, ColumnCoding coding, int flags = 0) {
        QTest::newRow(name) << values << (static_cast<int>(coding) | flags);
    };
    row("nothing at all", {}, Absent);
    row("all absent", {absent, absent, absent}, Absent);
    row("a constant", {7, 7, 7}, Steps, columnflag::constant);
    row("a single value", {-3}, Steps, columnflag::constant);
    row("a constant with a hole", {7, absent, 7}, Steps, columnflag::constant | columnflag::holes);
    row("zeros", {0, 0, 0}, Steps, columnflag::constant);
    row("a growing counter", {100, 103, 107, 250, 251}, Steps);
    row("a steady counter", {1000, 2000, 3000, 4000, 5000, 6000}, StepChanges);
    row("a falling value and negative ones", {5, -100, 3, -7, 0}, Steps);
    row("holes at both ends", {absent, 1, 5, absent, absent, 2, absent}, Steps, columnflag::holes);
    row("more than eight values with holes", {1, 2, absent, 4, 5, 6, 7, absent, 9, 12, absent}, Steps,
        columnflag::holes);
    row("two decimals", {1.25, 1.26, 1.19, 1.2}, DecimalSteps);
    row("few decimals, then more", {0.5, 0.25, 0.125, 0.0625}, DecimalSteps);
    row("sums of decimals", {0.1 + 0.2, 0.1 + 0.7, 1.1 + 2.2, 0.3 - 0.1}, NearDecimalSteps);
    row("negative zero", {-0.0, 0.0, -0.0}, Xor);
    row("a constant negative zero", {-0.0, -0.0}, Xor, columnflag::constant);
    row("thirds", {1.0 / 3, 2.0 / 3, 4.0 / 3}, Xor);
    row("huge", {1e300, -1e300, std::numeric_limits<double>::max()}, Xor);
    row("denormal", {5e-324, 1e-310, 0.0}, Xor);
    row("infinite", {infinity, -infinity, 1}, Xor);
    row("whole numbers over 2^53", {9007199254740994.0, 9007199254740996.0, 9007199254741000.0}, Steps);
    row("whole numbers at the edge of 62 bits", {0x1p62 - 512, -0x1p62 + 512, 1}, Steps);
    row("2^63 and 2^64", {0x1p63, 0x1p64, -0x1p63}, Xor);
    row("a whole number among thirds", {1, 1.0 / 3, 2}, Xor);
}

void ColumnCodecTest::comesBackBitForBit()
{
    QFETCH(Column, values);
    QFETCH(int, coding);
    ColumnEncoder encoder;
    Blob bytes("before");
    const std::uint8_t kind = encoder.encode(values, bytes);
    QCOMPARE(int(kind), coding);
    ByteReader in(std::string_view(bytes).substr(6));
    Column decoded(values.size(), 42);
    decodeColumn(in, kind, decoded);
    QVERIFY(in.ok());
    QCOMPARE(in.left(), std::size_t(0));
    QVERIFY(sameColumns(decoded, values));
}

void ColumnCodecTest::randomColumnsComeBack()
{
    std::mt19937_64 random(20260601);
    const auto below = [&](std::uint64_t limit) { return random() % limit; };
    ColumnEncoder encoder;
    for (int round = 0; round < 20000; ++round) {
        Column values(below(130));
        const auto style = below(6);
        double walk = static_cast<double>(below(1'000'000));
        const double scale = std::pow(10, static_cast<double>(below(10)));
        for (double& value : values) {
            walk += static_cast<double>(below(100));
            value = style == 0   ? walk
                    : style == 1 ? static_cast<double>(below(100'000)) / scale
                    : style == 2 ? std::bit_cast<double>(random())
                    : style == 3 ? walk / 3
                    : style == 4 ? static_cast<double>(static_cast<std::int64_t>(random()))
                                 : walk - 2e6;
            if (round % 3 == 0 && below(4) == 0)
                value = absent;
        }
        Blob bytes;
        const std::uint8_t kind = encoder.encode(values, bytes);
        ByteReader in(bytes);
        Column decoded(values.size());
        decodeColumn(in, kind, decoded);
        QVERIFY2(in.ok() && in.left() == 0 && sameColumns(decoded, values), qPrintable(QString::number(round)));
    }
}

void ColumnCodecTest::aConstantTakesAFewBytes()
{
    ColumnEncoder encoder;
    Blob bytes;
    encoder.encode(Column(60, 1048576), bytes);
    QVERIFY(bytes.size() <= 4);
}

void ColumnCodecTest::aSteadyCounterTakesAFewBytes()
{
    Column values;
    for (int i = 0; i < 60; ++i)
        values.push_back(1e9 + 250 * i);
    ColumnEncoder encoder;
    Blob bytes;
    encoder.encode(values, bytes);
    QVERIFY(bytes.size() <= 10);
}

void ColumnCodecTest::cutBytesAreNoticed()
{
    const Column columns[] = {{1, 5, 2, absent, 9, 1000}, {1.5, 2.25, 3}, {1.0 / 3, 2.0 / 3, 0.1}};
    ColumnEncoder encoder;
    for (const Column& values : columns) {
        Blob bytes;
        const std::uint8_t kind = encoder.encode(values, bytes);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            ByteReader in(std::string_view(bytes).substr(0, length));
            Column decoded(values.size());
            decodeColumn(in, kind, decoded);
            QVERIFY(!in.ok());
        }
    }
}

QTEST_APPLESS_MAIN(ColumnCodecTest)
#include "tst_columncodec.moc"
