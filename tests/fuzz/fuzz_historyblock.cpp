// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of the history: any bytes are safe to decode, and what was decoded is encoded and decoded to the same again.
// The first byte says what the rest is taken for: a block as it is, or the content of one, of samples or of minutes.
#include "history/bucketblock.h"
#include "history/rawblock.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace
{

using namespace cacheledger;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool same(double a, double b)
{
    return sameBits(a, b) || (std::isnan(a) && std::isnan(b));
}

void decodeSamples(Compression& compression, std::string_view bytes)
{
    const auto block = RawBlock::decode(compression, bytes);
    if (!block)
        return;
    std::vector<std::vector<double>> columns;
    for (std::size_t i = 0; i < block->columnCount(); ++i) {
        std::vector<double> values(block->times().size());
        if (!block->readColumn(i, values))
            return;
        columns.push_back(std::move(values));
    }
    RawBlockEncoder encoder(compression);
    const Blob again =
        encoder.encode(block->times(), block->resetBefore(), columns.size(),
                       [&](std::size_t i, std::span<double> values) { std::ranges::copy(columns[i], values.begin()); });
    const auto second = RawBlock::decode(compression, again);
    require(second.ok() && second->times() == block->times() && second->resetBefore() == block->resetBefore());
    std::vector<double> values(block->times().size());
    for (std::size_t i = 0; i < columns.size(); ++i)
        require(second->readColumn(i, values).ok() && std::ranges::equal(values, columns[i], same));
}

void decodeBuckets(Compression& compression, std::string_view bytes)
{
    const auto block = BucketBlock::decode(compression, Tier::Minute, bytes);
    if (!block)
        return;
    std::vector<std::vector<WindowStat>> series;
    for (std::size_t i = 0; i < block->seriesCount(); ++i) {
        std::vector<WindowStat> stats(block->heads().size());
        if (!block->readSeries(i, stats))
            return;
        series.push_back(std::move(stats));
    }
    BucketBlockEncoder encoder(compression);
    const Blob again =
        encoder.encode(Tier::Minute, block->heads(), series.size(), [&](std::size_t i, std::span<WindowStat> stats) {
            std::ranges::copy(series[i], stats.begin());
        });
    const auto second = BucketBlock::decode(compression, Tier::Minute, again);
    require(second.ok() && second->heads().size() == block->heads().size());
    std::vector<WindowStat> stats(block->heads().size());
    for (std::size_t i = 0; i < series.size(); ++i)
        require(second->readSeries(i, stats).ok() &&
                std::ranges::equal(stats, series[i], [](const WindowStat& a, const WindowStat& b) {
                    return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
                           same(a.first, b.first) && same(a.last, b.last) && same(a.increase, b.increase) &&
                           same(a.minRate, b.minRate) && same(a.maxRate, b.maxRate);
                }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    static Compression compression;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const bool content = data[0] & 1;
    const Blob bytes = content ? '\x01' + compression.pack(rest) : Blob(rest);
    if (data[0] & 2)
        decodeBuckets(compression, bytes);
    else
        decodeSamples(compression, bytes);
    return 0;
}
