// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywriter.h"

#include "history/filelock.h"
#include "history/fileplace.h"
#include "history/historyerror.h"
#include "history/keptfrom.h"
#include "history/retention.h"
#include "history/salvagemerge.h"
#include "history/schema.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QHash>

#include <sqlite3.h>

#include <algorithm>

namespace cacheledger
{

namespace
{

/// A node without samples for so long while others have some: its last hot rows go into blocks, its last buckets are
/// closed.
constexpr qint64 silentMs = 3600'000;

Error malformedSnapshot()
{
    return {
        ErrorCode::InvalidArgument, QCoreApplication::translate("History", "A sample does not fit its columns."), {}};
}

/// The same snapshots in order of time; of several of one node and time the last one given.
std::vector<SnapshotPtr> inOrder(std::span<const SnapshotPtr> snapshots)
{
    std::vector<SnapshotPtr> sorted(snapshots.begin(), snapshots.end());
    const auto earlier = [](const SnapshotPtr& a, const SnapshotPtr& b) { return a->timeMs < b->timeMs; };
    if (!std::ranges::is_sorted(sorted, earlier))
        std::ranges::stable_sort(sorted, earlier);
    return sorted;
}

} // namespace

class HistoryWriter::Impl
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    Impl(std::unique_ptr<FileLock> lock, std::unique_ptr<Database> handle)
        : m_lock(std::move(lock)),
          m_place(handle->path()),
          m_database(std::move(handle)),
          m_layouts(*m_database, m_compression),
          m_samples(*m_database, m_layouts, m_compression),
          m_tiers(*m_database, m_layouts, m_compression, m_samples.reader()),
          m_merge(*m_database, m_layouts, m_compression, m_samples, m_tiers),
          m_retention(*m_database, m_layouts, m_compression, m_samples.reader(), m_tiers)
    {
        m_tiers.guard([this](qint64 node, Tier tier, TimeMs start) { return isWhole(node, tier, start); });
    }

    Result<void> registerNode(const KnownNode& node);
    Result<void> append(std::span<const SnapshotPtr> snapshots);
    Result<void> appendEvents(std::span<const Event> events);
    Result<void> removeEvents(std::span<const Event> events);
    Result<void> compact(Moment until = Moment::max());
    Result<void> checkPlace();
    Result<void> sync() { return m_database->syncLog(); }
    Result<bool> retain(const RetentionPolicy& policy, TimeMs nowMs, std::chrono::microseconds budget);
    qint64 refused() const { return m_refused; }
    Result<void> flush();
    Result<void> merge(const SalvagePart& part);
    Result<void> joinSeam(const NodeId& node, TimeMs lastMs);
    Result<bool> rebuildMissing();
    Result<void> setMeta(const QString& key, const QString& value);
    QString meta(const QString& key);
    Result<void> keepLayoutCopies();
    void abandon();
    bool isAbandoned() const { return m_abandoned; }

private:
    /// What is known of a node without asking the file.
    struct NodeState {
        qint64 id = 0;
        SnapshotPtr newest; // null: no sample
        qint64 hotRows = 0;
        bool closed = false; // its newest bucket was written though it is not over
    };

    Result<NodeState*> stateOf(const NodeId& node);
    Result<qint64> cacheNumber(const CacheId& cache, const QString& name);
    Result<qint64> nodeNumber(const NodeId& node);
    Result<void> countHotRows(NodeState& state);
    Result<void> put(const SnapshotPtr& snapshot, std::map<NodeId, std::vector<SnapshotPtr>>& late);
    Result<bool> admits(const NodeState& state, TimeMs timeMs);
    Result<bool> isWhole(qint64 node, Tier tier, TimeMs start);
    Result<void> putLate(const NodeId& node, const std::vector<SnapshotPtr>& late);
    Result<void> putEvent(const Event& event);
    Result<void> compactNode(NodeState& state, Moment until);
    Result<void> settleSilent(NodeState& state, TimeMs nowMs);
    Result<void> loadUnsettled();
    Result<void> transact(const std::function<Result<void>()>& work);
    void forget();

    std::unique_ptr<FileLock> m_lock; // released after the connection is closed
    FilePlace m_place;                // tidied up then, too
    std::unique_ptr<Database> m_database;
    Compression m_compression;
    LayoutStore m_layouts;
    SampleStore m_samples;
    TierStore m_tiers;
    SalvageMerge m_merge;
    bool m_abandoned = false;
    Retention m_retention;
    std::set<std::pair<qint64, TimeMs>> m_admitted; // minutes of nodes, in the batch at hand
    qint64 m_refused = 0;
    QHash<QString, NodeState> m_states;
    QString m_compactNext; // the node that was not reached
    bool m_loaded = false;
};

HistoryWriter::HistoryWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

HistoryWriter::~HistoryWriter()
{
    try {
        if (!m_impl->isAbandoned())
            (void)m_impl->flush();
    } catch (...) {
        // What was appended is in the file; compacting it can wait for the next start.
        return;
    }
}

Result<std::unique_ptr<HistoryWriter>> HistoryWriter::open(const QString& path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    auto lock = FileLock::take(path);
    if (!lock)
        return lock.error();
    auto database = Database::open(path, Database::Mode::Write, historyWords());
    if (!database)
        return database.error();
    if (auto prepared = schema::prepareForWriting(**database); !prepared)
        return prepared.error();
    std::unique_ptr<HistoryWriter> writer(
        new HistoryWriter(std::make_unique<Impl>(std::move(*lock), std::move(*database))));
    if (auto kept = writer->m_impl->keepLayoutCopies(); !kept) {
        writer->abandon();
        return kept.error();
    }
    return writer;
}

Result<void> HistoryWriter::registerNode(const KnownNode& node)
{
    return m_impl->registerNode(node);
}

Result<void> HistoryWriter::append(std::span<const SnapshotPtr> snapshots)
{
    return m_impl->append(snapshots);
}

Result<void> HistoryWriter::appendEvents(std::span<const Event> events)
{
    return m_impl->appendEvents(events);
}

Result<void> HistoryWriter::removeEvents(std::span<const Event> events)
{
    return m_impl->removeEvents(events);
}

Result<bool> HistoryWriter::retain(const RetentionPolicy& policy, TimeMs nowMs, std::chrono::microseconds budget)
{
    return m_impl->retain(policy, nowMs, budget);
}

qint64 HistoryWriter::refusedSamples() const
{
    return m_impl->refused();
}

Result<void> HistoryWriter::compact()
{
    return m_impl->compact();
}

Result<void> HistoryWriter::compactFor(std::chrono::milliseconds budget)
{
    return m_impl->compact(std::chrono::steady_clock::now() + budget);
}

Result<void> HistoryWriter::checkPlace()
{
    return m_impl->checkPlace();
}

Result<void> HistoryWriter::sync()
{
    return m_impl->sync();
}

Result<void> HistoryWriter::flush()
{
    return m_impl->flush();
}

Result<void> HistoryWriter::merge(const SalvagePart& part)
{
    return m_impl->merge(part);
}

Result<void> HistoryWriter::joinSeam(const NodeId& node, TimeMs lastMs)
{
    return m_impl->joinSeam(node, lastMs);
}

Result<bool> HistoryWriter::rebuildMissing()
{
    return m_impl->rebuildMissing();
}

Result<void> HistoryWriter::setMeta(const QString& key, const QString& value)
{
    return m_impl->setMeta(key, value);
}

QString HistoryWriter::meta(const QString& key) const
{
    return m_impl->meta(key);
}

void HistoryWriter::abandon()
{
    m_impl->abandon();
}

Result<void> HistoryWriter::Impl::transact(const std::function<Result<void>()>& work)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return transaction.error();
    auto done = work();
    if (done)
        done = (*transaction)->commit();
    if (!done)
        forget();
    return done;
}

/// What is known without asking may not be so after a rollback.
void HistoryWriter::Impl::forget()
{
    m_states.clear();
    m_layouts.forget();
    m_retention.restart();
    m_loaded = false;
}

Result<qint64> HistoryWriter::Impl::cacheNumber(const CacheId& cache, const QString& name)
{
    // Without a name only an unknown cache is added.
    Query query(*m_database,
                "INSERT INTO cache(uid, name) VALUES(?1, ?2) ON CONFLICT(uid) DO UPDATE SET "
                "name=iif(?2='', name, ?2) RETURNING id",
                cache.value, name);
    const auto id = optionalNumber(query);
    if (!id)
        return id.error();
    return id->value_or(0);
}

Result<qint64> HistoryWriter::Impl::nodeNumber(const NodeId& node)
{
    Query query(*m_database, "SELECT id FROM node WHERE uid=?", node.value);
    const auto id = optionalNumber(query);
    if (!id)
        return id.error();
    if (*id)
        return **id;
    // Nobody said whose it is: kept all the same, until registerNode() tells.
    auto cache = cacheNumber({}, {});
    if (!cache)
        return cache;
    if (auto added =
            Query(*m_database, "INSERT INTO node(cache, uid, address) VALUES(?, ?, '')", *cache, node.value).run();
        !added)
        return added.error();
    return m_database->lastRowId();
}

Result<void> HistoryWriter::Impl::registerNode(const KnownNode& node)
{
    m_retention.sweep().keepNode(node.node.value);
    return transact([&]() -> Result<void> {
        const auto cache = cacheNumber(node.cache, node.cacheName);
        if (!cache)
            return cache.error();
        return Query(*m_database,
                     "INSERT INTO node(cache, uid, address) VALUES(?, ?, ?) ON CONFLICT(uid) DO UPDATE SET "
                     "cache=excluded.cache, address=excluded.address",
                     *cache, node.node.value, node.address)
            .run();
    });
}

Result<HistoryWriter::Impl::NodeState*> HistoryWriter::Impl::stateOf(const NodeId& node)
{
    if (const auto known = m_states.find(node.value); known != m_states.end())
        return &*known;
    const auto id = nodeNumber(node);
    if (!id)
        return id.error();
    const auto newest = m_samples.newest(*id);
    if (!newest)
        return newest.error();
    NodeState state;
    state.id = *id;
    state.newest = *newest;
    // Whether its last bucket was closed early is not written down: taken to be so until time passes.
    state.closed = true;
    if (auto counted = countHotRows(state); !counted)
        return counted.error();
    return &*m_states.insert(node.value, state);
}

Result<void> HistoryWriter::Impl::countHotRows(NodeState& state)
{
    Query query(*m_database, "SELECT count(*) FROM hot WHERE node=?", state.id);
    const auto rows = optionalNumber(query);
    if (!rows)
        return rows.error();
    state.hotRows = rows->value_or(0);
    return {};
}

Result<void> HistoryWriter::Impl::append(std::span<const SnapshotPtr> snapshots)
{
    for (const SnapshotPtr& snapshot : snapshots)
        if (!snapshot || !snapshot->layout || snapshot->values.size() != snapshot->layout->size())
            return malformedSnapshot();
    if (snapshots.empty())
        return {};
    auto appended = transact([&]() -> Result<void> {
        std::map<NodeId, std::vector<SnapshotPtr>> late;
        for (const SnapshotPtr& snapshot : inOrder(snapshots))
            if (auto done = put(snapshot, late); !done)
                return done;
        for (const auto& [node, samples] : late)
            if (auto done = putLate(node, samples); !done)
                return done;
        return {};
    });
    m_admitted.clear();
    return appended;
}

Result<void> HistoryWriter::Impl::put(const SnapshotPtr& snapshot, std::map<NodeId, std::vector<SnapshotPtr>>& late)
{
    const auto state = stateOf(snapshot->node);
    if (!state)
        return state.error();
    const SnapshotPtr before = (*state)->newest;
    const auto admitted = admits(**state, snapshot->timeMs);
    if (!admitted)
        return admitted.error();
    if (!*admitted) {
        ++m_refused;
        return {};
    }
    if (before && snapshot->timeMs <= before->timeMs) {
        std::vector<SnapshotPtr>& samples = late[snapshot->node];
        if (!samples.empty() && samples.back()->timeMs == snapshot->timeMs)
            samples.pop_back();
        samples.push_back(snapshot);
        return {};
    }
    if (before)
        if (auto passed = m_tiers.passTime((*state)->id, before->timeMs, snapshot->timeMs); !passed)
            return passed;
    if (auto done = m_samples.put((*state)->id, before.get(), *snapshot); !done)
        return done;
    (*state)->newest = snapshot;
    ++(*state)->hotRows;
    if (!(*state)->closed)
        return {};
    (*state)->closed = false;
    return m_tiers.reopen((*state)->id, snapshot->timeMs);
}

/// Samples of a time that retention has passed are stored only where they lose nothing: a bucket that holds more than
/// they and what is left of raw can make anew stays.
Result<bool> HistoryWriter::Impl::admits(const NodeState& state, TimeMs timeMs)
{
    if (state.newest && timeMs > state.newest->timeMs)
        return true;
    const std::pair minute(state.id, bucketStart(Tier::Minute, timeMs));
    if (m_admitted.contains(minute))
        return true;
    auto admitted = m_retention.admits(state.id, timeMs);
    if (admitted && *admitted)
        m_admitted.insert(minute);
    return admitted;
}

Result<bool> HistoryWriter::Impl::isWhole(qint64 node, Tier tier, TimeMs start)
{
    // Those of late samples in the batch were, before they were put there.
    const auto own = m_admitted.lower_bound({node, start});
    if (own != m_admitted.end() && own->first == node && own->second < start + bucketMs(tier))
        return true;
    return m_retention.isWhole(node, tier, start);
}

Result<void> HistoryWriter::Impl::putLate(const NodeId& node, const std::vector<SnapshotPtr>& late)
{
    const auto state = stateOf(node);
    if (!state)
        return state.error();
    std::vector<TimeMs> touched;
    if (auto done = m_samples.putLate((*state)->id, late, touched); !done)
        return done;
    if (auto done = m_tiers.rebuild((*state)->id, touched, (*state)->newest->timeMs); !done)
        return done;
    if (late.back()->timeMs == (*state)->newest->timeMs)
        (*state)->newest = late.back();
    return countHotRows(**state);
}

Result<void> HistoryWriter::Impl::putEvent(const Event& event)
{
    const auto cache = cacheNumber(event.cache, {});
    if (!cache)
        return cache.error();
    qint64 node = 0;
    if (!event.node.isEmpty()) {
        const auto id = nodeNumber(event.node);
        if (!id)
            return id.error();
        node = *id;
    }
    return Query(*m_database, "INSERT OR IGNORE INTO event(cache, time, node, kind, text) VALUES(?, ?, ?, ?, ?)",
                 *cache, event.timeMs, node, QString::fromLatin1(eventKindName(event.kind)), event.text)
        .run();
}

Result<void> HistoryWriter::Impl::appendEvents(std::span<const Event> events)
{
    if (events.empty())
        return {};
    return transact([&]() -> Result<void> {
        for (const Event& event : events)
            if (auto done = putEvent(event); !done)
                return done;
        return {};
    });
}

Result<void> HistoryWriter::Impl::removeEvents(std::span<const Event> events)
{
    for (const Event& event : events)
        if (event.kind != EventKind::Note && event.kind != EventKind::Deploy)
            return Error{ErrorCode::InvalidArgument,
                         QCoreApplication::translate("History", "Only notes and deploys can be removed."),
                         {}};
    return transact([&]() -> Result<void> {
        for (const Event& event : events)
            if (auto done = Query(*m_database,
                                  "DELETE FROM event WHERE cache=(SELECT id FROM cache WHERE uid=?1) AND time=?2 AND "
                                  "node=iif(?3='', 0, (SELECT id FROM node WHERE uid=?3)) AND kind=?4 AND text=?5",
                                  event.cache.value, event.timeMs, event.node.value,
                                  QString::fromLatin1(eventKindName(event.kind)), event.text)
                                .run();
                !done)
                return done;
        return {};
    });
}

Result<void> HistoryWriter::Impl::compactNode(NodeState& state, Moment until)
{
    for (bool first = true; state.hotRows >= static_cast<qint64>(samplesDue); first = false) {
        if (!first && std::chrono::steady_clock::now() >= until)
            return {};
        auto done = transact([&]() -> Result<void> {
            for (Tier tier : {Tier::Minute, Tier::Hour})
                if (auto joined = m_tiers.join(state.id, tier); !joined)
                    return joined;
            if (auto joined = m_samples.join(state.id); !joined)
                return joined;
            if (auto compacted = m_samples.compact(state.id); !compacted)
                return compacted;
            for (Tier tier : {Tier::Minute, Tier::Hour})
                if (auto compacted = m_tiers.compact(state.id, tier); !compacted)
                    return compacted;
            return {};
        });
        if (!done)
            return done;
        state.hotRows -= static_cast<qint64>(freshBlockLength);
    }
    return {};
}

/// Nothing more is to be expected soon: the rest goes into a block, and the buckets that are not over are written.
Result<void> HistoryWriter::Impl::settleSilent(NodeState& state, TimeMs nowMs)
{
    const TimeMs last = state.newest->timeMs;
    const bool settled = state.closed && state.hotRows == 0;
    if (settled || nowMs - last < silentMs || nowMs - last < 2 * gapThresholdMs(state.newest->intervalMs))
        return {};
    auto done = transact([&]() -> Result<void> {
        if (auto closed = m_tiers.passTime(state.id, last, last + bucketMs(Tier::Hour)); !closed)
            return closed;
        return state.hotRows > 0 ? m_samples.compact(state.id) : Result<void>();
    });
    if (!done)
        return done;
    state.closed = true;
    return countHotRows(state);
}

Result<void> HistoryWriter::Impl::loadUnsettled()
{
    std::vector<NodeId> nodes;
    Query query(*m_database, "SELECT uid FROM node WHERE id IN (SELECT DISTINCT node FROM hot)");
    while (query.next())
        nodes.push_back({query.text(0)});
    for (const NodeId& node : nodes)
        if (const auto state = stateOf(node); !state)
            return state.error();
    m_loaded = true;
    return query.result();
}

Result<void> HistoryWriter::Impl::compact(Moment until)
{
    if (!m_loaded)
        if (auto loaded = loadUnsettled(); !loaded)
            return loaded;
    TimeMs newest = std::numeric_limits<TimeMs>::min();
    bool compacted = false; // at least one of them
    QStringList nodes = m_states.keys();
    for (const NodeState& state : std::as_const(m_states))
        if (state.newest)
            newest = std::max(newest, state.newest->timeMs);
    std::rotate(nodes.begin(), nodes.begin() + std::max<qsizetype>(nodes.indexOf(m_compactNext), 0), nodes.end());
    for (const QString& node : std::as_const(nodes)) {
        const auto state = m_states.find(node);
        if (state == m_states.end() || !state->newest)
            continue;
        m_compactNext = node;
        if (std::chrono::steady_clock::now() >= until && compacted)
            return {};
        compacted = compacted || state->hotRows >= static_cast<qint64>(samplesDue);
        if (auto done = compactNode(*state, until); !done)
            return done;
        if (auto done = settleSilent(*state, newest); !done)
            return done;
    }
    return {};
}

Result<void> HistoryWriter::Impl::merge(const SalvagePart& part)
{
    std::vector<SnapshotPtr> late;
    auto done = transact([&]() -> Result<void> {
        if (auto added = m_merge.addNodes(part.nodes); !added)
            return added;
        if (auto added = m_merge.addTexts(part.texts); !added)
            return added;
        for (const SalvagedBlock& block : part.blocks)
            if (auto added = m_merge.addBlock(block, late); !added)
                return added;
        const auto missing = m_merge.missingOf(part.samples);
        if (!missing)
            return missing.error();
        late.insert(late.end(), missing->begin(), missing->end());
        return {};
    });
    if (!done)
        return done;
    // Their newest sample may be another one now.
    m_states.clear();
    m_loaded = false;
    if (done = append(late); !done)
        return done;
    done = transact([&]() -> Result<void> {
        for (const SalvagedBlock& bucket : part.buckets)
            if (auto added = m_merge.addBucket(bucket); !added)
                return added;
        for (const auto& [tier, fromMs] : part.keptFrom)
            if (auto raised = raiseKeptFrom(*m_database, tier, fromMs); !raised)
                return raised;
        return {};
    });
    return done ? appendEvents(part.events) : done;
}

Result<void> HistoryWriter::Impl::joinSeam(const NodeId& node, TimeMs lastMs)
{
    return transact([&] { return m_merge.joinSeam(node, lastMs); });
}

Result<bool> HistoryWriter::Impl::rebuildMissing()
{
    bool all = false;
    auto done = transact([&]() -> Result<void> {
        const auto rebuilt = m_merge.rebuildMissing();
        all = rebuilt && *rebuilt;
        return rebuilt ? Result<void>() : rebuilt.error();
    });
    return done ? Result<bool>(all) : done.error();
}

Result<void> HistoryWriter::Impl::setMeta(const QString& key, const QString& value)
{
    return transact([&] {
        return value.isEmpty()
                   ? Query(*m_database, "DELETE FROM meta WHERE key=?", key).run()
                   : Query(*m_database, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", key, value).run();
    });
}

QString HistoryWriter::Impl::meta(const QString& key)
{
    Query query(*m_database, "SELECT value FROM meta WHERE key=?", key);
    return query.next() ? query.text(0) : QString();
}

Result<void> HistoryWriter::Impl::keepLayoutCopies()
{
    return transact([&] { return m_layouts.keepCopies(); });
}

void HistoryWriter::Impl::abandon()
{
    m_abandoned = true;
    sqlite3_db_config(m_database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Result<void> HistoryWriter::Impl::checkPlace()
{
    if (!m_place.isLost())
        return {};
    // What is in the log goes along with the file, wherever that is now; if it does not, it is on its own anyway.
    (void)m_database->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return Error{ErrorCode::Io,
                 QCoreApplication::translate("History",
                                             "The history file %1 was moved, deleted or replaced while it was written.")
                     .arg(m_database->path()),
                 QCoreApplication::translate(
                     "History", "What is collected from now on goes into the file that is there, or a new one.")};
}

Result<bool> HistoryWriter::Impl::retain(const RetentionPolicy& policy, TimeMs nowMs, std::chrono::microseconds budget)
{
    // What can be closed is closed first.
    if (!m_loaded)
        if (auto done = compact(); !done)
            return done.error();
    auto more = m_retention.step(policy, nowMs, budget);
    if (!more)
        forget();
    if (m_retention.sweep().takeNodesRemoved()) {
        m_states.clear();
        m_loaded = false;
    }
    return more;
}

Result<void> HistoryWriter::Impl::flush()
{
    // Each on its own: on a full disk the checkpoint may make room in the log for what could not be compacted.
    const auto compacted = compact();
    const auto synced = sync();
    // Not waiting for readers: what they still need stays in the log, which is part of the file.
    Query checkpoint(*m_database, "PRAGMA wal_checkpoint(PASSIVE)");
    checkpoint.next();
    return !compacted ? compacted : !synced ? synced : checkpoint.result();
}

} // namespace cacheledger
