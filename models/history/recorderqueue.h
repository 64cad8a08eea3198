// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "metrics/events.h"
#include "metrics/snapshot.h"

#include <deque>

namespace cacheledger
{

/// What waits to be written, within a bound: the oldest goes first. Not thread-safe.
class RecorderQueue
{
public:
    /// What is written at a time.
    struct Batch {
        std::vector<KnownNode> nodes;
        std::vector<SnapshotPtr> snapshots;
        std::vector<Event> events;
    };

    explicit RecorderQueue(qint64 maxBytes) : m_maxBytes(maxBytes) {}

    bool isEmpty() const { return m_nodes.empty() && m_snapshots.empty() && m_events.empty(); }
    void add(const KnownNode& node);
    void add(const SnapshotPtr& snapshot);
    void add(const Event& event);
    /// Takes the oldest out; at most so many snapshots.
    Batch take(std::size_t maxSnapshots);
    /// Puts back in front what could not be written.
    void putBack(Batch&& batch);
    /// Drops everything and returns how many samples there were.
    qint64 clear();
    /// Samples dropped to keep the bound.
    qint64 dropped() const { return m_dropped; }

private:
    void keepBound();

    qint64 m_maxBytes;
    qint64 m_bytes = 0;
    qint64 m_dropped = 0;
    std::vector<KnownNode> m_nodes;
    std::deque<SnapshotPtr> m_snapshots;
    std::deque<Event> m_events;
};

} // namespace cacheledger
