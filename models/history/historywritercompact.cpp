// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywriterimpl.h"

#include "history/keptfrom.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

/// A node without samples for so long while others have some: its last hot rows go into blocks, its last buckets are
/// closed.
constexpr qint64 silentMs = 3600'000;

} // namespace

Result<void> HistoryWriter::Impl::compactNode(NodeState& state, Moment until)
{
    for (bool first = true; state.hotRows >= static_cast<qint64>(samplesDue); first = false) {
        if (!first && std::chrono::steady_clock::now() >= until)
            return {};
        auto done = transact([&]() -> Result<void> {
            for (Tier tier : {Tier::Minute, Tier::Hour})
                if (auto joined = m_tiers.join(state.id, tier); !joined)
                    return joined;
            const auto joined = m_samples.join(state.id);
            if (!joined)
                return joined.error();
            m_joined |= *joined;
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

} // namespace cacheledger
