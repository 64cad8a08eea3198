// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/bucketblock.h"
#include "history/rawblock.h"

#include <QtTest/QTest>

#include <array>
#include <bit>
#include <cmath>
#include <random>

using namespace cacheledger;

namespace
{

constexpr TimeMs start = 1'780'315'200'000;
constexpr double absent = WindowStat::nan;

bool sameValue(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

bool sameStat(const WindowStat& a, const WindowStat& b)
{
    return a.count == b.count && sameValue(a.min, b.min) && sameValue(a.max, b.max) && sameValue(a.sum, b.sum) &&
           sameValue(a.first, b.first) && sameValue(a.last, b.last) && sameValue(a.increase, b.increase) &&
           sameValue(a.minRate, b.minRate) && sameValue(a.maxRate, b.maxRate);
}

struct RawTable {
    std::vector<TimeMs> times;
    std::vector<bool> resets;
    std::vector<std::vector<double>> columns;

    Blob encode(Compression& compression) const
    {
        RawBlockEncoder encoder(compression);
        return encoder.encode(times, resets, columns.size(), [this](std::size_t i, std::span<double> values) {
            std::ranges::copy(columns[i], values.begin());
        });
    }
};

RawTable smallTable()
{
    return {{start, start + 1001, start + 2000}, {false, true, false}, {{1, 2, 3}, {absent, 0.5, absent}, {7, 7, 7}}};
}

/// The stats of numbers with a few decimals that walk up, or about.
std::vector<WindowStat> decimalStats(std::size_t count, bool counter, double divisor)
{
    std::mt19937_64 random(5);
    WindowAccumulator accumulator(counter);
    std::vector<WindowStat> stats;
    int value = 5000;
    TimeMs time = start;
    for (std::size_t i = 0; i < count; ++i) {
        for (int sample = 0; sample < 12; ++sample) {
            value += static_cast<int>(random() % 40) - (counter ? 0 : 20);
            accumulator.add(time += 5000, value / divisor);
        }
        stats.push_back(accumulator.take());
    }
    return stats;
}

/// The stats that WindowAccumulator makes of a random walk, as the tiers have them.
std::vector<WindowStat> randomStats(std::mt19937_64& random, std::size_t count, bool counter, double unit)
{
    WindowAccumulator accumulator(counter);
    std::vector<WindowStat> stats;
    double value = static_cast<double>(random() % 1000) * unit;
    TimeMs time = start;
    for (std::size_t i = 0; i < count; ++i) {
        const auto samples = random() % 5;
        for (std::uint64_t sample = 0; sample < samples; ++sample) {
            value += static_cast<double>(random() % 50) * unit - (random() % 20 == 0 ? value : 0);
            accumulator.add(time += 1000 + static_cast<TimeMs>(random() % 3), random() % 9 ? value : absent,
                            random() % 30 == 0, random() % 40 == 0);
        }
        stats.push_back(accumulator.take());
    }
    return stats;
}

} // namespace

class BlocksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rawBlockComesBack();
    void emptyRawBlockComesBack();
    void randomRawBlocksComeBack();
    void bucketBlockComesBack_data();
    void bucketBlockComesBack();
    void aFractionAmongWholeNumbersComesBack();
    void bucketsOfTheOtherTierAreRefused();
    void aFlippedBitIsNoticed();
    void garbageIsRefused_data();
    void garbageIsRefused();
    void damagedContentIsNeverFollowed();
    void predictionsAreShorter_data();
    void predictionsAreShorter();
    void damagedPredictionsAreNeverFollowed();
};

void BlocksTest::rawBlockComesBack()
{
    Compression compression;
    const RawTable table = smallTable();
    const auto block = RawBlock::decode(compression, table.encode(compression));
    QVERIFY(block.ok());
    QCOMPARE(block->times(), table.times);
    QCOMPARE(block->resetBefore(), table.resets);
    QCOMPARE(block->columnCount(), std::size_t(3));
    std::vector<double> values(3);
    // Any order: each column stands alone.
    for (std::size_t column : {2, 0, 1}) {
        QVERIFY(block->readColumn(column, values).ok());
        QVERIFY(std::ranges::equal(values, table.columns[column], sameValue));
    }
}

void BlocksTest::emptyRawBlockComesBack()
{
    Compression compression;
    const auto block = RawBlock::decode(compression, RawTable().encode(compression));
    QVERIFY(block.ok());
    QVERIFY(block->times().empty());
    QCOMPARE(block->columnCount(), std::size_t(0));
}

void BlocksTest::randomRawBlocksComeBack()
{
    std::mt19937_64 random(7);
    Compression compression;
    for (int round = 0; round < 300; ++round) {
        RawTable table;
        TimeMs time = -5000 + static_cast<TimeMs>(random() % 10000);
        const auto count = random() % 130;
        for (std::uint64_t i = 0; i < count; ++i) {
            table.times.push_back(time += 1 + static_cast<TimeMs>(random() % 3000));
            table.resets.push_back(random() % 10 == 0);
        }
        table.columns.resize(random() % 40);
        for (auto& column : table.columns)
            for (std::uint64_t i = 0; i < count; ++i)
                column.push_back(random() % 5 ? static_cast<double>(random() % 1000) / 8 : absent);
        const auto block = RawBlock::decode(compression, table.encode(compression));
        QVERIFY(block.ok());
        QCOMPARE(block->times(), table.times);
        QCOMPARE(block->resetBefore(), table.resets);
        std::vector<double> values(count);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            QVERIFY(block->readColumn(i, values).ok());
            QVERIFY(std::ranges::equal(values, table.columns[i], sameValue));
        }
    }
}

void BlocksTest::bucketBlockComesBack_data()
{
    QTest::addColumn<bool>("counter");
    QTest::addColumn<double>("unit");
    QTest::addColumn<bool>("apart");
    for (const bool apart : {false, true}) {
        const char* form = apart ? "apart" : "together";
        QTest::addRow("whole counters with resets and gaps, %s", form) << true << 1.0 << apart;
        QTest::addRow("counters of hundredths, %s", form) << true << 0.01 << apart;
        QTest::addRow("whole gauges, %s", form) << false << 1.0 << apart;
        QTest::addRow("gauges of thirds, %s", form) << false << 1.0 / 3 << apart;
        QTest::addRow("counters over 2^53, %s", form) << true << 0x1p55 << apart;
        QTest::addRow("idle counters, %s", form) << true << 0.0 << apart;
    }
}

void BlocksTest::bucketBlockComesBack()
{
    QFETCH(bool, counter);
    QFETCH(double, unit);
    QFETCH(bool, apart);
    std::mt19937_64 random(11);
    Compression compression;
    BucketBlockEncoder encoder(compression);
    for (int round = 0; round < 100; ++round) {
        const std::size_t count = 1 + random() % 70;
        std::vector<BucketHead> heads;
        TimeMs bucket = start;
        for (std::size_t i = 0; i < count; ++i)
            heads.push_back({bucket += 60000 * (1 + static_cast<TimeMs>(random() % 2)),
                             static_cast<std::uint32_t>(random() % 6), static_cast<qint64>(random() % 60000),
                             random() % 2 == 0, random() % 3 == 0});
        std::vector<std::vector<WindowStat>> series(5);
        for (auto& stats : series)
            stats = randomStats(random, count, counter, unit);
        series[3].assign(count, WindowStat());
        const auto fill = [&](std::size_t i, std::span<WindowStat> out) { std::ranges::copy(series[i], out.begin()); };
        const Blob bytes =
            apart ? encoder.encodeApart(Tier::Minute, heads, std::array<std::size_t, 5>{4, 0, 3, 2, 1}, fill)
                  : encoder.encode(Tier::Minute, heads, series.size(), fill);
        const auto block = BucketBlock::decode(compression, Tier::Minute, bytes);
        QVERIFY(block.ok());
        QCOMPARE(block->heads().size(), count);
        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(block->heads()[i].start, heads[i].start);
            QCOMPARE(block->heads()[i].samples, heads[i].samples);
            QCOMPARE(block->heads()[i].coveredMs, heads[i].coveredMs);
            QCOMPARE(block->heads()[i].gapBefore, heads[i].gapBefore);
            QCOMPARE(block->heads()[i].gapInside, heads[i].gapInside);
        }
        std::vector<WindowStat> stats(count);
        for (std::size_t i = 0; i < series.size(); ++i) {
            QVERIFY(block->readSeries(i, stats).ok());
            QVERIFY(std::ranges::equal(stats, series[i], sameStat));
        }
    }
}

/// The growth is written as what it differs from a prediction, which the fraction is no part of.
void BlocksTest::aFractionAmongWholeNumbersComesBack()
{
    Compression compression;
    BucketBlockEncoder encoder(compression);
    std::vector<WindowStat> stats(2);
    const double values[][4] = {{1, 2, 3, 1}, {2.5, 4, 6.5, 2}};
    for (std::size_t i = 0; i < stats.size(); ++i) {
        stats[i].count = 2;
        stats[i].first = stats[i].min = values[i][0];
        stats[i].last = stats[i].max = values[i][1];
        stats[i].sum = values[i][2];
        stats[i].increase = values[i][3];
    }
    const std::vector<BucketHead> heads{{start, 2, 60'000, false, false}, {start + 60'000, 2, 60'000, false, false}};
    const Blob bytes = encoder.encode(
        Tier::Minute, heads, 1, [&](std::size_t, std::span<WindowStat> out) { std::ranges::copy(stats, out.begin()); });
    const auto block = BucketBlock::decode(compression, Tier::Minute, bytes);
    QVERIFY(block.ok());
    std::vector<WindowStat> read(2);
    QVERIFY(block->readSeries(0, read).ok());
    QCOMPARE(read[1].first, 2.5);
    QCOMPARE(read[1].increase, 2.0);
}

void BlocksTest::bucketsOfTheOtherTierAreRefused()
{
    Compression compression;
    QVERIFY(!BucketBlock::decode(compression, Tier::Raw, smallTable().encode(compression)).ok());
}

void BlocksTest::aFlippedBitIsNoticed()
{
    Compression compression;
    const Blob bytes = smallTable().encode(compression);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        Blob damaged = bytes;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        const auto block = RawBlock::decode(compression, damaged);
        // A few bits of zstd's frame header say the same in two ways; then the content must be right.
        if (block.ok())
            QCOMPARE(block->times(), smallTable().times);
        else
            QCOMPARE(block.error().code, ErrorCode::Corrupt);
    }
}

void BlocksTest::garbageIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("only a version") << QByteArray("\x01");
    QTest::newRow("an unknown version") << QByteArray("\x63garbage");
    QTest::newRow("text") << QByteArray("\x01hello, this is not a block at all");
    QTest::newRow("a frame that claims 1 TiB")
        << QByteArray("\x01\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x01\x00\x00\x01\x00\x00", 17);
}

void BlocksTest::garbageIsRefused()
{
    QFETCH(QByteArray, bytes);
    Compression compression;
    const std::string_view view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    QVERIFY(!RawBlock::decode(compression, view).ok());
    QVERIFY(!BucketBlock::decode(compression, Tier::Hour, view).ok());
}

/// Right frames with wrong content: what the checksum cannot catch.
void BlocksTest::damagedContentIsNeverFollowed()
{
    std::mt19937_64 random(3);
    Compression compression;
    const Blob packed = smallTable().encode(compression);
    const auto content = compression.unpack(std::string_view(packed).substr(1));
    QVERIFY(content.ok());
    int refused = 0;
    for (int round = 0; round < 20000; ++round) {
        Blob damaged = *content;
        for (auto changes = 1 + random() % 4; changes > 0; --changes)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        damaged.resize(random() % 8 ? damaged.size() : random() % damaged.size());
        const Blob block = '\x01' + compression.pack(damaged);
        const auto raw = RawBlock::decode(compression, block);
        refused += !raw.ok();
        if (raw.ok()) {
            std::vector<double> values(raw->times().size());
            for (std::size_t i = 0; i < raw->columnCount(); ++i)
                refused += !raw->readColumn(i, values).ok();
        }
        if (const auto buckets = BucketBlock::decode(compression, Tier::Minute, block)) {
            std::vector<WindowStat> stats(buckets->heads().size());
            for (std::size_t i = 0; i < buckets->seriesCount(); ++i)
                (void)buckets->readSeries(i, stats);
        }
    }
    QVERIFY(refused > 1000);
}

void BlocksTest::predictionsAreShorter_data()
{
    QTest::addColumn<bool>("counter");
    QTest::addColumn<double>("divisor");
    QTest::newRow("whole counters") << true << 1.0;
    QTest::newRow("counters of hundredths, whose sums are rounded") << true << 100.0;
    QTest::newRow("whole gauges") << false << 1.0;
    QTest::newRow("gauges of tenths, whose sums are rounded") << false << 10.0;
}

void BlocksTest::predictionsAreShorter()
{
    QFETCH(bool, counter);
    QFETCH(double, divisor);
    const std::vector<WindowStat> stats = decimalStats(500, counter, divisor);
    std::vector<BucketHead> heads;
    for (const WindowStat& stat : stats)
        heads.push_back({start + 60'000 * static_cast<TimeMs>(heads.size()), stat.count, 60'000, false, false});
    StatEncoder encoder;
    Blob plain;
    encoder.encode(heads, stats, StatCoding::Plain, plain);
    Blob predicted;
    encoder.encode(heads, stats, StatCoding::Predicted, predicted);
    QVERIFY2(predicted.size() < plain.size(),
             qPrintable(QStringLiteral("%1 of %2").arg(predicted.size()).arg(plain.size())));
    for (const Blob& bytes : {plain, predicted}) {
        std::vector<WindowStat> read(stats.size());
        ByteReader in(bytes);
        QVERIFY(decodeStats(in, heads, read));
        QVERIFY(std::ranges::equal(read, stats, sameStat));
    }
}

void BlocksTest::damagedPredictionsAreNeverFollowed()
{
    std::mt19937_64 random(9);
    const std::vector<WindowStat> stats = decimalStats(60, true, 100);
    const std::vector<BucketHead> heads(stats.size(), BucketHead{start, 1, 60'000, false, false});
    StatEncoder encoder;
    Blob whole;
    encoder.encode(heads, stats, StatCoding::Predicted, whole);
    int refused = 0;
    for (int round = 0; round < 20000; ++round) {
        Blob damaged = whole;
        for (auto changes = 1 + random() % 4; changes > 0; --changes)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        damaged.resize(random() % 8 ? damaged.size() : random() % damaged.size());
        std::vector<WindowStat> read(stats.size());
        ByteReader in(damaged);
        refused += !decodeStats(in, heads, read);
    }
    QVERIFY(refused > 1000);
}

QTEST_APPLESS_MAIN(BlocksTest)
#include "tst_blocks.moc"
