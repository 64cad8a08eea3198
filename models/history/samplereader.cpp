// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/samplereader.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <bit>
#include <cstring>

namespace cacheledger
{

namespace
{

constexpr qint64 resetFlag = 1;
constexpr std::size_t maxHotRun = 256;
/// So many blocks are fetched from the disk while as many before them are unpacked.
constexpr std::size_t blocksTold = 32;
/// Rows up to here are fetched whole: any block of samples.
constexpr std::size_t longestTold = 256 * 1024;

static_assert(std::endian::native == std::endian::little, "hot rows are copied as they lie in memory");

/// Keeps samples [begin, end) of a piece that is a whole block.
void clip(RawPiece& piece, std::size_t begin, std::size_t end)
{
    const auto first = static_cast<std::ptrdiff_t>(begin);
    const auto last = static_cast<std::ptrdiff_t>(end);
    piece.times = {piece.times.begin() + first, piece.times.begin() + last};
    piece.resetBefore = {piece.resetBefore.begin() + first, piece.resetBefore.begin() + last};
    piece.offset = begin;
}

bool addHotRow(RawPiece& piece, Query& row)
{
    const std::string_view data = row.blob(4);
    const std::size_t columns = piece.layout->size();
    if (data.size() != columns * sizeof(double))
        return false;
    piece.times.push_back(row.integer(0));
    piece.resetBefore.push_back(row.integer(3) & resetFlag);
    const std::size_t before = piece.rows.size();
    piece.rows.resize(before + columns);
    if (columns > 0)
        std::memcpy(piece.rows.data() + before, data.data(), data.size());
    return true;
}

} // namespace

Error cancelledError()
{
    return {ErrorCode::Cancelled, QCoreApplication::translate("History", "The request was cancelled."), {}};
}

std::vector<double> unpackValues(std::string_view bytes)
{
    std::vector<double> values(bytes.size() / sizeof(double));
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
    return values;
}

Result<std::optional<TimeMs>> optionalNumber(Query& query)
{
    std::optional<TimeMs> number;
    if (query.next() && !query.isNull(0))
        number = query.integer(0);
    if (auto result = query.result(); !result)
        return result.error();
    return number;
}

Result<std::vector<qint64>> wholeNumbers(Query&& query)
{
    std::vector<qint64> numbers;
    while (query.next())
        numbers.push_back(query.integer(0));
    if (auto result = query.result(); !result)
        return result.error();
    return numbers;
}

Result<void> RawPiece::readColumn(std::size_t index, std::vector<double>& values) const
{
    values.resize(times.size());
    if (!block) {
        const std::size_t columns = layout->size();
        for (std::size_t i = 0, at = offset * columns + index; i < times.size(); ++i, at += columns)
            values[i] = rows[at];
        return {};
    }
    if (times.size() == block->times().size())
        return block->readColumn(index, values);
    std::vector<double> all(block->times().size());
    auto read = block->readColumn(index, all);
    std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(offset), times.size(), values.begin());
    return read;
}

void RawPiece::dropFirst()
{
    times.erase(times.begin());
    resetBefore.erase(resetBefore.begin());
    ++offset;
}

Result<void> SampleReader::pieces(qint64 node, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                                  const std::atomic_bool* cancelled)
{
    // The sample before fromMs is a hot one only if there is a hot row before it.
    Query lastHot(m_database, "SELECT max(time) FROM hot WHERE node=? AND time<?", node, fromMs);
    const auto hotBefore = optionalNumber(lastHot);
    if (!hotBefore)
        return hotBefore.error();
    if (*hotBefore)
        return hotPieces(node, **hotBefore, toMs, sink, cancelled);
    const auto more = blockPieces(node, fromMs, toMs, sink, cancelled);
    if (!more)
        return more.error();
    return *more ? hotPieces(node, fromMs, toMs, sink, cancelled) : Result<void>();
}

/// For hints only: nothing where they cannot be told.
std::vector<qint64> SampleReader::blocksBetween(qint64 node, TimeMs fromMs, TimeMs toMs)
{
    const auto ids = wholeNumbers(Query( // by the index alone
        m_database,
        "SELECT id FROM block WHERE node=?1 AND tier=0 AND first<?3 AND first>=coalesce("
        "(SELECT max(first) FROM block WHERE node=?1 AND tier=0 AND first<?2), ?2) ORDER BY first",
        node, fromMs, toMs));
    return ids ? *ids : std::vector<qint64>();
}

/// The system's own reading ahead needs a while until it keeps up: of a question about a day it would be half the time.
void SampleReader::expectBlocks(std::span<const qint64> ids, std::size_t at)
{
    if (at % blocksTold != 0)
        return;
    const std::size_t from = at == 0 ? 0 : at + blocksTold;
    if (from < ids.size())
        m_ahead->rows("block", ids.subspan(from, std::min(ids.size() - from, at + 2 * blocksTold - from)), longestTold);
}

Result<bool> SampleReader::blockPieces(qint64 node, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                                       const std::atomic_bool* cancelled)
{
    Query rows(m_database,
               "SELECT layout, interval, data FROM block WHERE node=?1 AND tier=0 AND first<?3 AND first>=coalesce("
               "(SELECT max(first) FROM block WHERE node=?1 AND tier=0 AND first<?2), ?2) ORDER BY first",
               node, fromMs, toMs);
    const std::vector<qint64> ids = m_ahead ? blocksBetween(node, fromMs, toMs) : std::vector<qint64>();
    for (std::size_t at = 0; rows.next(); ++at) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        expectBlocks(ids, at);
        auto layout = m_layouts.find(rows.integer(0));
        if (!layout)
            return layout.error();
        ++m_blocksRead;
        auto block = RawBlock::decode(m_compression, rows.blob(2));
        if (!block)
            return block.error();
        if (block->columnCount() != (*layout)->size())
            return damagedBlock();
        RawPiece piece{rows.integer(0),
                       *layout,
                       static_cast<int>(rows.integer(1)),
                       block->times(),
                       block->resetBefore(),
                       {},
                       0,
                       {}};
        const auto lower = std::ranges::lower_bound(piece.times, fromMs) - piece.times.begin();
        const auto upper = std::ranges::lower_bound(piece.times, toMs) - piece.times.begin();
        clip(piece, static_cast<std::size_t>(lower > 0 ? lower - 1 : 0), static_cast<std::size_t>(upper));
        piece.block = std::move(*block);
        auto more = sink(piece);
        if (!more || !*more)
            return more;
    }
    if (auto result = rows.result(); !result)
        return result.error();
    return true;
}

Result<void> SampleReader::hotPieces(qint64 node, TimeMs fromMs, TimeMs toMs, const Sink& sink,
                                     const std::atomic_bool* cancelled)
{
    Query rows(m_database,
               "SELECT time, interval, layout, flags, data FROM hot WHERE node=? AND time>=? AND time<? ORDER BY time",
               node, fromMs, toMs);
    RawPiece piece;
    const auto give = [&]() -> Result<bool> { return piece.times.empty() ? Result<bool>(true) : sink(piece); };
    while (rows.next()) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        if (!piece.layout || piece.layoutId != rows.integer(2) || piece.intervalMs != rows.integer(1) ||
            piece.times.size() >= maxHotRun) {
            const auto more = give();
            if (!more)
                return more.error();
            if (!*more)
                return {};
            auto layout = m_layouts.find(rows.integer(2));
            if (!layout)
                return layout.error();
            piece = {rows.integer(2), *layout, static_cast<int>(rows.integer(1)), {}, {}, {}, 0, {}};
        }
        if (!addHotRow(piece, rows))
            return damagedBlock();
    }
    if (auto result = rows.result(); !result)
        return result;
    const auto given = give();
    return given ? Result<void>() : given.error();
}

void SampleReader::expectFresh(qint64 node, TimeMs fromMs, TimeMs toMs)
{
    const auto ids = wholeNumbers(
        Query(m_database, "SELECT id FROM hot WHERE node=? AND time>=? AND time<? ORDER BY time", node, fromMs, toMs));
    if (m_ahead && ids)
        m_ahead->rows("hot", *ids);
}

Result<std::vector<StoredSample>> SampleReader::samples(qint64 node, TimeMs fromMs, TimeMs toMs)
{
    std::vector<StoredSample> samples;
    std::vector<double> values;
    const auto read = pieces(node, fromMs, toMs, [&](RawPiece& piece) -> Result<bool> {
        const std::size_t start = samples.size();
        for (std::size_t i = 0; i < piece.times.size(); ++i)
            samples.push_back({piece.times[i], piece.intervalMs, piece.resetBefore[i], piece.layoutId,
                               std::vector<double>(piece.layout->size())});
        for (std::size_t column = 0; column < piece.layout->size(); ++column) {
            if (auto decoded = piece.readColumn(column, values); !decoded)
                return decoded.error();
            for (std::size_t i = 0; i < values.size(); ++i)
                samples[start + i].values[column] = values[i];
        }
        return true;
    });
    if (!read)
        return read.error();
    std::erase_if(samples, [fromMs](const StoredSample& sample) { return sample.time < fromMs; });
    return samples;
}

Result<std::optional<StoredSample>> SampleReader::lastBefore(qint64 node, TimeMs timeMs)
{
    std::optional<StoredSample> found;
    const auto read = pieces(node, timeMs, timeMs, [&](RawPiece& piece) -> Result<bool> {
        if (piece.times.empty() || piece.times.front() >= timeMs)
            return true;
        found = StoredSample{piece.times.front(), piece.intervalMs, piece.resetBefore.front(), piece.layoutId, {}};
        std::vector<double> values;
        for (std::size_t column = 0; column < piece.layout->size(); ++column) {
            if (auto decoded = piece.readColumn(column, values); !decoded)
                return decoded.error();
            found->values.push_back(values.front());
        }
        return true;
    });
    if (!read)
        return read.error();
    return found;
}

Result<std::optional<TimeMs>> SampleReader::firstAfter(qint64 node, TimeMs timeMs)
{
    std::optional<TimeMs> found;
    const auto read = pieces(node, timeMs + 1, std::numeric_limits<TimeMs>::max(), [&](RawPiece& piece) {
        const auto after = std::ranges::upper_bound(piece.times, timeMs);
        if (after != piece.times.end())
            found = *after;
        return Result<bool>(!found.has_value());
    });
    if (!read)
        return read.error();
    return found;
}

Result<std::optional<TimeMs>> SampleReader::oldest(qint64 node)
{
    Query query(m_database,
                "SELECT coalesce((SELECT min(first) FROM block WHERE node=?1 AND tier=0),"
                " (SELECT min(time) FROM hot WHERE node=?1))",
                node);
    return optionalNumber(query);
}

Result<std::optional<TimeMs>> SampleReader::newest(qint64 node)
{
    Query query(m_database,
                "SELECT coalesce((SELECT max(time) FROM hot WHERE node=?1),"
                " (SELECT last FROM block WHERE node=?1 AND tier=0 ORDER BY first DESC LIMIT 1))",
                node);
    return optionalNumber(query);
}

} // namespace cacheledger
