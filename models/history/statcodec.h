// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columncodec.h"
#include "history/statfield.h"
#include "history/tier.h"
#include "metrics/clock.h"
#include "metrics/window.h"

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

/// Which kinds the fields of a series may have.
enum class StatCoding {
    Plain,     ///< those that every version knows: for few buckets
    Predicted, ///< a field may also be told by how far it is from what the others say: for many
};

/// Writes the stats of one series, one a bucket, field by field (docs/history-format.md). A stat without samples is
/// taken to be an empty WindowStat. Reuses its buffers; one thread.
class StatEncoder
{
public:
    /// Appends the bytes; `stats` is parallel to `heads`, and neither is empty.
    void encode(std::span<const BucketHead> heads, std::span<const WindowStat> stats, StatCoding coding, Blob& out);

private:
    void putField(std::size_t field, std::int64_t usualStepMs, StatCoding coding);
    void putPlain(std::size_t field, std::int64_t usualStepMs);
    bool makePredicted(std::size_t field, int decimals);
    void putShorter(std::size_t from, int decimals);
    bool putSameAsEarlier(std::size_t field);
    bool putSum();
    bool putIncrease();
    bool putRate(std::size_t field, std::int64_t usualStepMs);

    Blob* m_data = nullptr; // the caller's, while encode() runs
    ColumnEncoder m_columns;
    Blob m_field;
    statfield::Fields m_fields;
    std::vector<std::int64_t> m_integers;
    std::vector<std::int64_t> m_predicted;
    std::vector<std::int64_t> m_besides;
};

/// Rows [begin, end) of a block.
struct RowRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Fills `stats`, one a head; false when the bytes are damaged.
bool decodeStats(ByteReader& in, const std::vector<BucketHead>& heads, std::span<WindowStat> stats);
/// Likewise of these rows alone, which do not overlap and are in order, and only what is needed of each: the damage of
/// what is not needed is not seen.
bool decodeStats(ByteReader& in, const std::vector<BucketHead>& heads, std::span<const RowRange> rows, StatNeed need,
                 std::span<WindowStat> stats);

} // namespace cacheledger
