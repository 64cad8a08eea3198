// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columncodec.h"
#include "history/compression.h"
#include "metrics/clock.h"

#include <functional>

namespace cacheledger
{

/// A block holds at most so many samples; one that says more is damaged.
inline constexpr std::size_t maxBlockSamples = 65536;

/// Packs neighbouring samples of one node, column by column (docs/history-format.md). Reuses its buffers; one thread.
class RawBlockEncoder
{
public:
    explicit RawBlockEncoder(Compression& compression) : m_compression(compression) {}

    /// `times` in order; `column(i, values)` fills the values of column i, one a sample, NaN for absent.
    Blob encode(std::span<const TimeMs> times, const std::vector<bool>& resetBefore, std::size_t columns,
                const std::function<void(std::size_t, std::span<double>)>& column);

private:
    Compression& m_compression;
    ColumnEncoder m_columns;
    Blob m_content;
    Blob m_kinds;
    Blob m_lengths;
    Blob m_data;
    std::vector<double> m_values;
};

/// A block that was unpacked: times and flags are there, columns are decoded when asked for.
class RawBlock
{
public:
    /// Any bytes are safe to give: Corrupt when they are not a block.
    static Result<RawBlock> decode(Compression& compression, std::string_view bytes);

    std::size_t columnCount() const { return m_kinds.size(); }
    const std::vector<TimeMs>& times() const { return m_times; }
    const std::vector<bool>& resetBefore() const { return m_resetBefore; }
    /// One value a sample; Corrupt when the column's bytes are damaged.
    Result<void> readColumn(std::size_t index, std::span<double> values) const;

private:
    RawBlock() = default;
    bool parse();

    Blob m_content;
    std::vector<TimeMs> m_times;
    std::vector<bool> m_resetBefore;
    std::vector<std::uint8_t> m_kinds;
    std::vector<std::size_t> m_offsets; // into m_content; one more than columns
};

} // namespace cacheledger
