// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columncodec.h"
#include "history/compression.h"
#include "history/tier.h"
#include "metrics/window.h"

#include <functional>

namespace cacheledger
{

/// What a bucket says about its polls, apart from the series.
struct BucketHead {
    TimeMs start = 0;
    std::uint32_t samples = 0;
    qint64 coveredMs = 0;
    bool gapBefore = false;
    bool gapInside = false;
};

/// Packs neighbouring buckets of one tier of one node, series by series and in each field by field. A stat without
/// samples is taken to be an empty WindowStat. Reuses its buffers; one thread.
class BucketBlockEncoder
{
public:
    explicit BucketBlockEncoder(Compression& compression) : m_compression(compression) {}

    /// `heads` in order; `series(i, stats)` fills the stats of series i, one a bucket.
    Blob encode(Tier tier, std::span<const BucketHead> heads, std::size_t series,
                const std::function<void(std::size_t, std::span<WindowStat>)>& fill);

private:
    void putHeads(Tier tier, std::span<const BucketHead> heads);
    void putSeries(std::span<const BucketHead> heads, std::span<const WindowStat> stats);
    void putField(std::size_t field, std::int64_t usualStepMs);
    bool putSameAsEarlier(std::size_t field);
    bool putSum();
    bool putIncrease();
    bool putRate(std::size_t field, std::int64_t usualStepMs);

    Compression& m_compression;
    ColumnEncoder m_columns;
    Blob m_content;
    Blob m_lengths;
    Blob m_data;
    Blob m_field;
    std::vector<std::vector<double>> m_fields;
    std::vector<std::int64_t> m_integers;
};

/// A block of buckets that was unpacked; series are decoded when asked for.
class BucketBlock
{
public:
    /// Any bytes are safe to give: Corrupt when they are not a block of this tier.
    static Result<BucketBlock> decode(Compression& compression, Tier tier, std::string_view bytes);

    std::size_t seriesCount() const { return m_offsets.size() - 1; }
    const std::vector<BucketHead>& heads() const { return m_heads; }
    /// One stat a bucket; Corrupt when the series' bytes are damaged.
    Result<void> readSeries(std::size_t index, std::span<WindowStat> stats) const;

private:
    BucketBlock() = default;
    bool parse(Tier tier);
    bool takeHeads(ByteReader& in, Tier tier);

    Blob m_content;
    std::vector<BucketHead> m_heads;
    std::vector<std::size_t> m_offsets; // into m_content; one more than series
};

} // namespace cacheledger
