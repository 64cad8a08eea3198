// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywriterimpl.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

namespace
{

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

} // namespace cacheledger
