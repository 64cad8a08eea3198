// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/blockbytes.h"
#include "history/compression.h"
#include "history/statcodec.h"
#include "history/tier.h"

#include <functional>
#include <optional>

namespace cacheledger
{

/// How the series of a block of buckets lie in it; the numbers are its version byte.
enum class BucketForm : char {
    Together = 1,       ///< all in one frame: for few buckets
    ApartPlain = 2,     ///< each in a frame of its own; no longer written
    ApartPredicted = 3, ///< likewise, and of kinds that are denser, so that one is read without the others: for many
};

/// Packs neighbouring buckets of one tier of one node (docs/history-format.md). Reuses its buffers; one thread.
class BucketBlockEncoder
{
public:
    explicit BucketBlockEncoder(Compression& compression) : m_compression(compression) {}

    using Fill = std::function<void(std::size_t, std::span<WindowStat>)>;
    /// `heads` in order; `fill(i, stats)` fills the stats of series i, one a bucket.
    Blob encode(Tier tier, std::span<const BucketHead> heads, std::size_t series, const Fill& fill);
    /// In form ApartPredicted. `order` holds each series once: what stands together in it lies together in the block.
    Blob encodeApart(Tier tier, std::span<const BucketHead> heads, std::span<const std::size_t> order,
                     const Fill& fill);

private:
    void putHeads(Tier tier, std::span<const BucketHead> heads, std::size_t series);
    void putSeries(std::span<const BucketHead> heads, std::size_t index, const Fill& fill, StatCoding coding);

    Compression& m_compression;
    StatEncoder m_encoder;
    Blob m_content;
    Blob m_data;
    std::vector<WindowStat> m_stats;
    std::vector<std::int64_t> m_integers;
};

struct ByteRange {
    std::size_t offset = 0;
    std::size_t length = 0;
};

/// A block of buckets of which the heads were read; series are read and decoded when asked for.
class BucketBlock
{
public:
    /// Bytes that hold version, length and head of nearly every block: few pages of the file.
    static constexpr std::size_t firstRead = 4096;

    /// Any bytes are safe to give: Corrupt when they are not a block of this tier. `compression` must outlive the
    /// block. What is wrong with a single series of a form apart shows when it is read.
    static Result<BucketBlock> decode(Compression& compression, Tier tier, std::string_view bytes);
    /// Reads no more than it needs. Later reads go to `bytes` too.
    static Result<BucketBlock> decode(Compression& compression, Tier tier, std::shared_ptr<BlockBytes> bytes);

    std::size_t seriesCount() const { return m_places.size(); }
    const std::vector<BucketHead>& heads() const { return m_heads; }
    /// Where a series that lies apart is in the block's bytes; nothing for others.
    std::optional<ByteRange> rangeOf(std::size_t index) const;
    /// One stat a bucket; Corrupt when the series' bytes are damaged.
    Result<void> readSeries(std::size_t index, std::span<WindowStat> stats) const;
    /// Likewise of these rows alone, see decodeStats().
    Result<void> readSeries(std::size_t index, std::span<const RowRange> rows, StatNeed need,
                            std::span<WindowStat> stats) const;

private:
    struct Place {
        std::size_t offset = 0; ///< in m_content, or apart in m_bytes
        std::size_t length = 0; ///< 0: no samples in this block
        bool apart = false;
    };

    explicit BucketBlock(Compression& compression) : m_compression(&compression) {}
    Result<void> readTogether(Tier tier, std::string_view frame);
    Result<void> readApart(Tier tier, std::shared_ptr<BlockBytes> bytes);
    bool takeHeads(ByteReader& in, Tier tier);
    bool takePlaces(ByteReader& in);
    bool takePlacesApart(ByteReader& in, std::size_t bodyOffset);

    Compression* m_compression;
    std::shared_ptr<BlockBytes> m_bytes; // null: all is in m_content
    Blob m_content;
    std::vector<BucketHead> m_heads;
    std::vector<Place> m_places;
};

} // namespace cacheledger
