// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyfile.h"

#include "history/bucketreader.h"
#include "history/historyerror.h"
#include "history/keptfrom.h"
#include "history/schema.h"
#include "history/usagereader.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <utility>

namespace cacheledger
{

namespace
{

/// Beyond these a coarser tier knows the names as well and is read faster.
constexpr qint64 namesFromRawMs = 6LL * 3600'000;
constexpr qint64 namesFromMinutesMs = 7LL * 24 * 3600'000;

/// The asked columns of a piece, empty where its layout has none of that name.
template <typename Piece, typename Value>
Result<void> readAsked(const Piece& piece, std::span<const std::string> metrics,
                       Result<void> (Piece::*read)(std::size_t, std::vector<Value>&) const,
                       std::vector<std::vector<Value>>& columns, const std::atomic_bool* cancelled)
{
    columns.resize(metrics.size());
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return cancelledError();
        const auto index = piece.layout->indexOf(metrics[i]);
        if (!index)
            continue;
        if (auto done = (piece.*read)(*index, columns[i]); !done)
            return done;
    }
    return {};
}

/// Gives runs on, and holds back the sample before the range until it is known whether the next one follows it closely.
class RunFilter
{
public:
    RunFilter(TimeMs fromMs, const std::function<bool(const SampleRun&)>& sink) : m_fromMs(fromMs), m_sink(sink) {}

    bool give(SampleRun&& run)
    {
        if (run.times.size() == 1 && run.times.front() < m_fromMs) {
            m_before = std::move(run);
            return true;
        }
        if (m_before && !isGap(m_before->times.front(), m_before->intervalMs, run.times.front(), run.intervalMs) &&
            !m_sink(*m_before))
            return false;
        m_before.reset();
        if (run.times.front() < m_fromMs && isGap(run.times[0], run.intervalMs, run.times[1], run.intervalMs))
            dropFirst(run);
        return m_sink(run);
    }

private:
    static void dropFirst(SampleRun& run)
    {
        run.times.erase(run.times.begin());
        run.resetBefore.erase(run.resetBefore.begin());
        for (std::vector<double>& column : run.columns)
            if (!column.empty())
                column.erase(column.begin());
    }

    TimeMs m_fromMs;
    const std::function<bool(const SampleRun&)>& m_sink;
    std::optional<SampleRun> m_before;
};

BucketRun runOf(const BucketPiece& piece)
{
    BucketRun run;
    run.intervalMs = piece.intervalMs;
    for (const BucketHead& head : piece.heads) {
        run.starts.push_back(head.start);
        run.samples.push_back(head.samples);
        run.coveredMs.push_back(head.coveredMs);
        run.gapBefore.push_back(head.gapBefore);
        run.gapInside.push_back(head.gapInside);
    }
    return run;
}

} // namespace

class HistoryFile::Impl
{
public:
    explicit Impl(std::unique_ptr<Database> handle)
        : database(std::move(handle)),
          layouts(*database, compression),
          ahead(*database),
          samples(*database, layouts, compression, &ahead),
          buckets(*database, layouts, compression, &ahead)
    {
    }

    /// Its number in the file.
    Result<std::optional<qint64>> find(const NodeId& node)
    {
        Query query(*database, "SELECT id FROM node WHERE uid=?", node.value);
        return optionalNumber(query);
    }

    /// The first question goes through each of them several times.
    void expectIndexes()
    {
        if (std::exchange(indexesExpected, true))
            return;
        for (const char* name :
             {"block_first", "block_layout", "hot_time", "hot_layout", "hotbucket_start", "hotbucket_layout"})
            ahead.tree(name);
        expectLayouts();
    }
    void expectLayouts()
    {
        if (!std::exchange(layoutsExpected, true))
            ahead.tree("layout");
    }

    Result<void> addLayouts(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, std::set<qint64>& ids);
    Result<std::vector<std::string>> namesOf(const std::set<qint64>& ids);

    std::unique_ptr<Database> database;
    Compression compression;
    LayoutStore layouts;
    ReadAhead ahead;
    SampleReader samples;
    BucketReader buckets;
    bool indexesExpected = false;
    bool layoutsExpected = false;
};

HistoryFile::HistoryFile(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
HistoryFile::~HistoryFile() = default;

/// Two that open a file at the same moment may each find the other recovering its log, which SQLite's own busy timeout
/// does not wait for.
static Result<std::unique_ptr<Database>> openForReading(const QString& path)
{
    static constexpr int mostTries = 50;
    for (int left = mostTries;; --left) {
        auto database = Database::open(path, Database::Mode::Read, historyWords());
        const Result<void> checked = database ? schema::checkForReading(**database) : database.error();
        if (checked)
            return database;
        if (checked.error().code != ErrorCode::Locked || left == 0)
            return checked.error();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

Result<std::unique_ptr<HistoryFile>> HistoryFile::open(const QString& path)
{
    const sharedfile::Use use;
    ReadAhead::beginning(path);
    auto database = openForReading(path);
    if (!database)
        return database.error();
    return std::unique_ptr<HistoryFile>(new HistoryFile(std::make_unique<Impl>(std::move(*database))));
}

Result<void> HistoryFile::readRaw(const NodeId& node, std::span<const std::string> metrics, TimeMs fromMs, TimeMs toMs,
                                  const std::function<bool(const SampleRun&)>& sink,
                                  const std::atomic_bool* cancelled) const
{
    if (fromMs >= toMs)
        return {};
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return id ? Result<void>() : id.error();
    RunFilter filter(fromMs, sink);
    const auto give = [&](RawPiece& piece) -> Result<bool> {
        if (piece.times.empty())
            return true;
        SampleRun run;
        run.intervalMs = piece.intervalMs;
        if (auto read = readAsked(piece, metrics, &RawPiece::readColumn, run.columns, cancelled); !read)
            return read.error();
        run.times = std::move(piece.times);
        run.resetBefore = std::move(piece.resetBefore);
        return filter.give(std::move(run));
    };
    return m_impl->samples.pieces(**id, fromMs, toMs, give, cancelled);
}

Result<void> HistoryFile::readTier(const NodeId& node, Tier tier, std::span<const std::string> metrics, TimeMs fromMs,
                                   TimeMs toMs, const std::function<bool(const BucketRun&)>& sink,
                                   const std::atomic_bool* cancelled) const
{
    const TimePart all{fromMs, toMs};
    return fromMs < toMs ? readTier(node, tier, metrics, std::span(&all, 1), StatNeed::All, sink, cancelled)
                         : Result<void>();
}

Result<void> HistoryFile::readTier(const NodeId& node, Tier tier, std::span<const std::string> metrics,
                                   std::span<const TimePart> parts, StatNeed need,
                                   const std::function<bool(const BucketRun&)>& sink,
                                   const std::atomic_bool* cancelled) const
{
    if (tier == Tier::Raw)
        return {};
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return id ? Result<void>() : id.error();
    const auto give = [&](BucketPiece& piece) -> Result<bool> {
        BucketRun run = runOf(piece);
        if (auto read = readAsked(piece, metrics, &BucketPiece::readSeries, run.columns, cancelled); !read)
            return read.error();
        return sink(run);
    };
    return m_impl->buckets.pieces(**id, tier, parts, need, give, cancelled, metrics);
}

void HistoryFile::expect(const NodeId& node, Tier tier, TimeMs fromMs, TimeMs toMs) const
{
    auto transaction = Transaction::read(*m_impl->database);
    const auto id = m_impl->find(node);
    if (!transaction || !id || !*id || fromMs >= toMs)
        return;
    m_impl->expectLayouts();
    if (tier == Tier::Raw)
        m_impl->samples.expectFresh(**id, fromMs, toMs);
    else
        m_impl->buckets.expectFresh(**id, tier, fromMs, toMs);
}

std::optional<TimeMs> HistoryFile::tierEnd(const NodeId& node, Tier tier) const
{
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return {};
    if (tier == Tier::Raw)
        return newestSample(node);
    const auto newest = m_impl->buckets.newest(**id, tier);
    if (!newest || !*newest)
        return {};
    return **newest + bucketMs(tier);
}

TimeMs HistoryFile::keptFrom(Tier tier) const
{
    const auto from = cacheledger::keptFrom(*m_impl->database, tier);
    return from ? *from : neverDropped;
}

std::optional<TimeMs> HistoryFile::oldest(const NodeId& node, Tier tier) const
{
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return {};
    const auto oldest = tier == Tier::Raw ? m_impl->samples.oldest(**id) : m_impl->buckets.oldest(**id, tier);
    return oldest ? *oldest : std::nullopt;
}

std::optional<TimeMs> HistoryFile::oldestSample(const NodeId& node) const
{
    std::optional<TimeMs> oldest;
    qint64 width = 0;
    for (Tier tier : {Tier::Hour, Tier::Minute, Tier::Raw}) {
        // A bucket begins before its first sample: what is finer and still there tells more exactly.
        if (const auto first = this->oldest(node, tier); first && (!oldest || *first < *oldest + width)) {
            oldest = first;
            width = bucketMs(tier);
        }
    }
    return oldest;
}

qint64 HistoryFile::blocksRead() const
{
    return m_impl->samples.blocksRead() + m_impl->buckets.blocksRead();
}

std::optional<TimeMs> HistoryFile::newestSample(const NodeId& node) const
{
    const auto id = m_impl->find(node);
    if (!id || !*id)
        return {};
    const auto newest = m_impl->samples.newest(**id);
    if (newest && *newest)
        return *newest;
    for (Tier tier : {Tier::Minute, Tier::Hour})
        if (const auto bucket = m_impl->buckets.newest(**id, tier); bucket && *bucket)
            return *bucket;
    return {};
}

Result<void> HistoryFile::Impl::addLayouts(qint64 node, Tier tier, TimeMs fromMs, TimeMs toMs, std::set<qint64>& ids)
{
    const TimeMs start = tier == Tier::Raw ? fromMs : fromMs - bucketMs(tier) + 1;
    const int number = static_cast<int>(tier);
    const auto add = [&ids](Query&& query) -> Result<void> {
        const auto found = wholeNumbers(std::move(query));
        if (!found)
            return found.error();
        ids.insert(found->begin(), found->end());
        return {};
    };
    // By the indexes alone: a page of each row would otherwise be read, one here and one there.
    if (auto added =
            add(Query(*database,
                      "SELECT id FROM layout WHERE EXISTS(SELECT 1 FROM block WHERE block.layout=layout.id AND node=?1 "
                      "AND tier=?2 AND first<?4 AND first>=coalesce((SELECT CASE WHEN last>=?3 THEN first END FROM "
                      "block WHERE node=?1 AND tier=?2 AND first<=?3 ORDER BY first DESC LIMIT 1), ?3))",
                      node, number, start, toMs));
        !added)
        return added;
    if (tier == Tier::Raw)
        return add(Query(*database,
                         "SELECT id FROM layout WHERE EXISTS(SELECT 1 FROM hot WHERE hot.layout=layout.id AND "
                         "node=? AND time>=? AND time<?)",
                         node, start, toMs));
    return add(Query(*database,
                     "SELECT id FROM layout WHERE EXISTS(SELECT 1 FROM hotbucket WHERE "
                     "hotbucket.layout=layout.id AND node=? AND tier=? AND start>=? AND start<?)",
                     node, number, start, toMs));
}

/// Each once, in order.
Result<std::vector<std::string>> HistoryFile::Impl::namesOf(const std::set<qint64>& ids)
{
    std::vector<LayoutPtr> found;
    std::vector<std::string_view> names; // strings would be moved about
    for (const qint64 id : ids) {
        const auto layout = layouts.find(id);
        if (!layout)
            return layout.error();
        found.push_back(*layout);
        names.insert(names.end(), (*layout)->names().begin(), (*layout)->names().end());
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return std::vector<std::string>(names.begin(), names.end());
}

Result<std::vector<std::string>> HistoryFile::metricNames(const NodeId& node, TimeMs fromMs, TimeMs toMs) const
{
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    m_impl->expectIndexes();
    const auto id = m_impl->find(node);
    if (!id)
        return id.error();
    std::set<qint64> layouts;
    if (!*id || fromMs >= toMs)
        return std::vector<std::string>();
    // Each tier as far as it goes, the finer ones for the rest.
    const bool fromHours = toMs - fromMs > namesFromMinutesMs || fromMs < keptFrom(Tier::Minute);
    const bool fromMinutes = toMs - fromMs > namesFromRawMs || fromMs < keptFrom(Tier::Raw);
    for (Tier tier : {Tier::Hour, Tier::Minute, Tier::Raw}) {
        if ((tier == Tier::Hour && !fromHours) || (tier == Tier::Minute && !fromMinutes))
            continue;
        if (auto added = m_impl->addLayouts(**id, tier, fromMs, toMs, layouts); !added)
            return added.error();
        if (const auto end = tierEnd(node, tier))
            fromMs = std::max(fromMs, *end);
    }
    return m_impl->namesOf(layouts);
}

Result<std::vector<KnownNode>> HistoryFile::nodes() const
{
    std::vector<KnownNode> nodes;
    Query query(*m_impl->database, "SELECT cache.uid, node.uid, cache.name, node.address FROM node "
                                   "JOIN cache ON cache.id=node.cache ORDER BY cache.name, node.address, node.id");
    while (query.next())
        nodes.push_back({CacheId{query.text(0)}, NodeId{query.text(1)}, query.text(2), query.text(3)});
    if (auto result = query.result(); !result)
        return result.error();
    return nodes;
}

Result<HistoryUsage> HistoryFile::usage() const
{
    return readUsage(*m_impl->database, UsageDetail::Days);
}

Result<std::vector<Event>> HistoryFile::events(std::span<const NodeId> nodes, TimeMs fromMs, TimeMs toMs) const
{
    auto transaction = Transaction::read(*m_impl->database);
    if (!transaction)
        return transaction.error();
    std::set<qint64> ids;
    std::set<qint64> caches;
    for (const NodeId& node : nodes) {
        Query query(*m_impl->database, "SELECT id, cache FROM node WHERE uid=?", node.value);
        if (query.next()) {
            ids.insert(query.integer(0));
            caches.insert(query.integer(1));
        }
    }
    std::vector<Event> events;
    for (const qint64 cache : caches) {
        Query query(*m_impl->database,
                    "SELECT event.time, event.kind, event.text, event.node, node.uid, cache.uid FROM event "
                    "JOIN cache ON cache.id=event.cache LEFT JOIN node ON node.id=event.node "
                    "WHERE event.cache=? AND event.time>=? AND event.time<? ORDER BY event.time, event.id",
                    cache, fromMs, toMs);
        while (query.next())
            if (const auto kind = eventKindFromName(query.text(1));
                kind && (query.integer(3) == 0 || ids.contains(query.integer(3))))
                events.push_back(
                    {NodeId{query.text(4)}, CacheId{query.text(5)}, query.integer(0), *kind, query.text(2)});
        if (auto result = query.result(); !result)
            return result.error();
    }
    std::ranges::stable_sort(events, {}, &Event::timeMs);
    return events;
}

} // namespace cacheledger
