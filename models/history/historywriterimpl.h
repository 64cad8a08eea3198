// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/filelock.h"
#include "history/fileplace.h"
#include "history/historywriter.h"
#include "history/retention.h"
#include "history/salvagemerge.h"

#include <QtCore/QHash>

#include <functional>
#include <map>
#include <set>
#include <utility>

namespace cacheledger
{

/// The writer itself. What it does is in historywriter*.cpp: nodes and events, appending, compacting, the file.
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
    bool takeJoined() { return std::exchange(m_joined, false); }
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
    bool m_joined = false; // samples, since takeJoined()
};

} // namespace cacheledger
