// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/damagedhistory.h"

#include "history/bucketblock.h"
#include "history/keptfrom.h"
#include "history/rawblock.h"
#include "history/samplereader.h"
#include "history/schema.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

// The shapes of our rows: a letter for each value.
constexpr std::string_view cacheShape = "NTT";
constexpr std::string_view nodeShape = "NITT";
constexpr std::string_view layoutShape = "NIB";
constexpr std::string_view freshShape = "NIIIIIB"; // hot, hotbucket
constexpr std::string_view blockShape = "NIIIIIIIB";
constexpr std::string_view eventShape = "NIIITT";
constexpr std::string_view eventKeyShape = "IIITTI";
constexpr std::string_view textShape = "ITIT";
constexpr std::string_view goneTextShape = "ITIN";
constexpr std::string_view uidKeyShape = "TI";
constexpr std::string_view metaBlobShape = "TB";
constexpr std::string_view metaTextShape = "TT";

constexpr qint64 maxIntervalMs = 7LL * 24 * 3600'000;
constexpr TimeMs earliest = 946'684'800'000;      // the year 2000
constexpr TimeMs latest = 4'102'444'800'000;      // the year 2100
constexpr std::size_t maxFreshRows = 200'000;     // far more than wait for a block of even many nodes
constexpr std::size_t applicationIdAt = 68;       // in the file's header
constexpr std::uint32_t recognisedWithin = 16384; // pages

std::string shapeOf(const PageRow& row)
{
    static constexpr char letters[] = {'N', 'I', 'R', 'T', 'B'};
    std::string shape;
    for (const PageValue& value : row.values)
        shape += letters[static_cast<int>(value.type)];
    return shape;
}

QString textOf(const PageValue& value)
{
    return QString::fromUtf8(value.bytes.data(), static_cast<qsizetype>(value.bytes.size()));
}

bool isPlausible(TimeMs first, TimeMs last, qint64 intervalMs)
{
    return first >= earliest && last <= latest && first <= last && intervalMs > 0 && intervalMs <= maxIntervalMs;
}

} // namespace

DamagedHistory::DamagedHistory(std::unique_ptr<PageFile> pages)
    : m_pages(std::move(pages)),
      m_rows([this](std::uint32_t number, Blob& page) { return m_pages->read(number, page); }, m_pages->pageSize()),
      m_free(m_pages->freePages())
{
}

Result<std::unique_ptr<DamagedHistory>> DamagedHistory::open(const QString& path)
{
    auto pages = PageFile::open(path);
    if (!pages)
        return pages.error();
    return std::unique_ptr<DamagedHistory>(new DamagedHistory(std::move(*pages)));
}

bool DamagedHistory::isHistory(const QString& path)
{
    const auto history = open(path);
    if (!history)
        return false;
    Blob header;
    bool found = (*history)->m_pages->read(1, header) && bigEndian32(header, applicationIdAt) == schema::applicationId;
    while (!found && (*history)->m_next <= recognisedWithin) {
        const bool atEnd = (*history)->nextPages(64, [&](const PageRow& row) {
            const std::string shape = shapeOf(row);
            if (shape == layoutShape)
                (*history)->takeLayout(row.rowid, row.values[2].bytes, &row.values[1].integer);
            // Without its layout a block shows by its checksum alone.
            else if (shape == blockShape && !row.values[8].bytes.empty())
                found = found || (*history)->m_compression.unpack(row.values[8].bytes.substr(1)).ok();
        });
        found = found || !(*history)->m_layouts.empty();
        if (atEnd)
            break;
    }
    return found;
}

bool DamagedHistory::nextPages(std::uint32_t pages, const std::function<void(const PageRow&)>& sink)
{
    for (; pages > 0 && m_next <= m_pages->pageCount(); ++m_next, --pages)
        if (!m_free.contains(m_next))
            m_rows.read(m_next, sink);
    return m_next > m_pages->pageCount();
}

bool DamagedHistory::readHead(std::uint32_t pages)
{
    if (!nextPages(pages, [this](const PageRow& row) { takeHeadRow(row); }))
        return false;
    resolve();
    m_next = 1;
    return true;
}

void DamagedHistory::takeHeadRow(const PageRow& row)
{
    const std::string shape = shapeOf(row);
    const auto integer = [&](std::size_t i) { return row.values[i].integer; };
    if (!row.keyed && shape == blockShape) {
        m_meant.insert(integer(1));
    } else if (!row.keyed && shape == freshShape) {
        if (m_fresh.size() < maxFreshRows)
            m_fresh.push_back(
                {{integer(1), integer(2), integer(3), integer(4), integer(5)}, Blob(row.values[6].bytes)});
    } else {
        takeSmallRow(row, shape);
    }
}

void DamagedHistory::takeSmallRow(const PageRow& row, std::string_view shape)
{
    const auto& values = row.values;
    const auto event = [&](std::size_t at) {
        const auto kind = eventKindFromName(textOf(values[at + 3]));
        const TimeMs time = values[at + 1].integer;
        if (kind && isPlausible(time, time, 1))
            m_eventRows.push_back(
                {values[at].integer, values[at + 2].integer, {{}, {}, time, *kind, textOf(values[at + 4])}});
    };
    if (!row.keyed && shape == cacheShape)
        m_caches[row.rowid] = {textOf(values[1]), textOf(values[2])};
    else if (!row.keyed && shape == nodeShape)
        m_nodes[row.rowid] = {values[1].integer, textOf(values[2]), textOf(values[3])};
    else if (!row.keyed && shape == layoutShape)
        takeLayout(row.rowid, values[2].bytes, &values[1].integer);
    else if (!row.keyed && shape == eventShape)
        event(1);
    else if (row.keyed && shape == eventKeyShape)
        event(0); // the index holds all of it once more
    else if (row.keyed && (shape == textShape || shape == goneTextShape))
        m_textRows.push_back({values[0].integer,
                              {{},
                               std::string(values[1].bytes),
                               values[2].integer,
                               shape == textShape ? std::optional(std::string(values[3].bytes)) : std::nullopt}});
    else if (row.keyed && shape == uidKeyShape)
        m_uids.emplace(values[1].integer, textOf(values[0]));
    else if (row.keyed && shape == metaBlobShape && values[0].bytes.starts_with(layoutCopyPrefix))
        takeLayout(textOf(values[0]).mid(static_cast<qsizetype>(layoutCopyPrefix.size())).toLongLong(), values[1].bytes,
                   nullptr);
    else if (row.keyed && shape == metaTextShape)
        takeMark(textOf(values[0]), textOf(values[1]));
}

/// A mark never goes back, so of several copies the latest counts.
void DamagedHistory::takeMark(const QString& key, const QString& value)
{
    for (Tier tier : {Tier::Raw, Tier::Minute, Tier::Hour}) {
        const TimeMs from = value.toLongLong();
        if (key == keptFromKey(tier) && from % bucketMs(Tier::Hour) == 0 && isPlausible(from, from, 1))
            m_keptFrom[tier] = std::max(from, m_keptFrom[tier]);
    }
}

/// A row has a hash; a copy in meta has none, but zstd's checksum like the row.
void DamagedHistory::takeLayout(qint64 id, std::string_view packed, const std::int64_t* hash)
{
    const auto bytes = m_compression.unpack(packed);
    if (!bytes || (hash && layoutHash(*bytes) != *hash))
        return;
    auto names = unpackNames(*bytes);
    if (names && !names->empty())
        (hash ? m_layouts : m_copies)[id] = std::make_shared<const SeriesLayout>(std::move(*names));
}

/// A hot row is node, time, interval, layout, flags; a hot bucket is node, tier, start, layout, interval.
void DamagedHistory::resolveFresh()
{
    for (FreshRow& row : m_fresh) {
        const auto& [node, second, third, fourth, fifth] = row.numbers;
        const bool bucket = second == static_cast<int>(Tier::Minute) || second == static_cast<int>(Tier::Hour);
        const auto layout = m_layouts.find(fourth);
        if (layout == m_layouts.end())
            continue;
        if (bucket) {
            SalvagedBlock found{
                nodeOf(node),       static_cast<Tier>(second), third, third, 1, layout->second, static_cast<int>(fifth),
                std::move(row.data)};
            if (isPlausible(third, third, fifth) && holdsWhatItSays(found))
                m_buckets.push_back(std::move(found));
        } else if (isPlausible(second, second, third) && row.data.size() == layout->second->size() * sizeof(double)) {
            auto sample = std::make_shared<Snapshot>();
            sample->node = nodeOf(node);
            sample->timeMs = second;
            sample->intervalMs = static_cast<int>(third);
            sample->layout = layout->second;
            sample->values = unpackValues(row.data);
            m_samples.push_back(std::move(sample));
        }
    }
    m_fresh.clear();
    std::ranges::stable_sort(m_samples, {}, [](const SnapshotPtr& sample) { return sample->timeMs; });
    std::ranges::stable_sort(m_buckets, {}, &SalvagedBlock::first);
}

bool DamagedHistory::readBlocks(std::uint32_t pages, const std::function<void(SalvagedBlock&&)>& sink)
{
    return nextPages(pages, [&](const PageRow& row) {
        if (row.keyed || shapeOf(row) != blockShape)
            return;
        if (auto block = blockOf(row)) {
            m_pagesOfBlock = row.pages;
            sink(std::move(*block));
        } else {
            ++m_unreadable;
        }
    });
}

std::optional<SalvagedBlock> DamagedHistory::blockOf(const PageRow& row)
{
    const auto integer = [&](std::size_t i) { return row.values[i].integer; };
    const auto layout = m_layouts.find(integer(6));
    if (layout == m_layouts.end() || integer(2) < 0 || integer(2) > static_cast<int>(Tier::Hour) ||
        !isPlausible(integer(3), integer(4), integer(7)))
        return std::nullopt;
    SalvagedBlock block{
        nodeOf(integer(1)),           static_cast<Tier>(integer(2)), integer(3), integer(4), integer(5), layout->second,
        static_cast<int>(integer(7)), Blob(row.values[8].bytes)};
    if (block.node.isEmpty() || !holdsWhatItSays(block))
        return std::nullopt;
    return block;
}

bool DamagedHistory::holdsWhatItSays(const SalvagedBlock& block)
{
    const auto fits = [&](std::size_t columns, std::size_t count, TimeMs first, TimeMs last) {
        return columns == block.layout->size() && static_cast<qint64>(count) == block.count && first == block.first &&
               last == block.last;
    };
    if (block.tier == Tier::Raw) {
        const auto decoded = RawBlock::decode(m_compression, block.data);
        return decoded && !decoded->times().empty() &&
               fits(decoded->columnCount(), decoded->times().size(), decoded->times().front(), decoded->times().back());
    }
    const auto decoded = BucketBlock::decode(m_compression, block.tier, block.data);
    if (!decoded || decoded->heads().empty())
        return false;
    // In a long block each series has a checksum of its own.
    std::vector<WindowStat> stats(decoded->heads().size());
    for (std::size_t series = 0; series < decoded->seriesCount(); ++series)
        if (!decoded->readSeries(series, stats))
            return false;
    return fits(decoded->seriesCount(), decoded->heads().size(), decoded->heads().front().start,
                decoded->heads().back().start);
}

} // namespace cacheledger
