// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/recorderqueue.h"

#include <algorithm>

namespace cacheledger
{

namespace
{

/// What a value, its list node and its control block take about.
constexpr qint64 overheadBytes = 64;

// Layouts and texts are shared between polls and not counted.
qint64 sizeOf(const SnapshotPtr& snapshot)
{
    return static_cast<qint64>(sizeof(Snapshot) + snapshot->values.size() * sizeof(double)) + overheadBytes;
}

qint64 sizeOf(const Event& event)
{
    return static_cast<qint64>(sizeof(Event)) + event.text.size() * 2 + overheadBytes;
}

} // namespace

void RecorderQueue::add(const KnownNode& node)
{
    m_nodes.push_back(node);
}

void RecorderQueue::add(const SnapshotPtr& snapshot)
{
    m_snapshots.push_back(snapshot);
    m_bytes += sizeOf(snapshot);
    keepBound();
}

void RecorderQueue::add(const Event& event)
{
    m_events.push_back(event);
    m_bytes += sizeOf(event);
    keepBound();
}

void RecorderQueue::keepBound()
{
    for (; m_bytes > m_maxBytes && !m_snapshots.empty(); ++m_dropped) {
        m_bytes -= sizeOf(m_snapshots.front());
        m_snapshots.pop_front();
    }
    while (m_bytes > m_maxBytes && !m_events.empty()) {
        m_bytes -= sizeOf(m_events.front());
        m_events.pop_front();
    }
}

RecorderQueue::Batch RecorderQueue::take(std::size_t maxSnapshots)
{
    Batch batch;
    batch.nodes.swap(m_nodes);
    for (const Event& event : m_events)
        m_bytes -= sizeOf(event);
    batch.events.assign(m_events.begin(), m_events.end());
    m_events.clear();
    const auto end = m_snapshots.begin() + static_cast<std::ptrdiff_t>(std::min(maxSnapshots, m_snapshots.size()));
    batch.snapshots.assign(m_snapshots.begin(), end);
    m_snapshots.erase(m_snapshots.begin(), end);
    for (const SnapshotPtr& snapshot : batch.snapshots)
        m_bytes -= sizeOf(snapshot);
    return batch;
}

void RecorderQueue::putBack(Batch&& batch)
{
    m_nodes.insert(m_nodes.begin(), batch.nodes.begin(), batch.nodes.end());
    m_snapshots.insert(m_snapshots.begin(), batch.snapshots.begin(), batch.snapshots.end());
    m_events.insert(m_events.begin(), batch.events.begin(), batch.events.end());
    for (const SnapshotPtr& snapshot : batch.snapshots)
        m_bytes += sizeOf(snapshot);
    for (const Event& event : batch.events)
        m_bytes += sizeOf(event);
    keepBound();
}

qint64 RecorderQueue::clear()
{
    const auto samples = static_cast<qint64>(m_snapshots.size());
    m_nodes.clear();
    m_snapshots.clear();
    m_events.clear();
    m_bytes = 0;
    return samples;
}

} // namespace cacheledger
