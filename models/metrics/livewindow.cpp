// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/derived.h"

#include "metrics/catalogue.h"
#include "metrics/events.h"

#include <utility>

namespace cacheledger
{
namespace
{

/// Samples without an interval were not polled (saved INFO texts), so that nothing between them was missed.
bool gapBetween(const Snapshot& before, const Snapshot& after)
{
    return after.intervalMs > 0 && after.timeMs - before.timeMs > gapThresholdMs(after.intervalMs);
}

} // namespace

void LiveWindow::add(SnapshotPtr snapshot)
{
    if (!snapshot)
        return;
    // Against a clock that went back no duration holds; what was known before is given up.
    if (!m_snapshots.empty() && snapshot->timeMs < m_snapshots.back()->timeMs)
        clear();
    // After CONFIG RESETSTAT the CPU times go on, and taking their value for an increase would be a spike; the counters
    // that it did reset fall, which is noticed of each by itself.
    m_afterReset.push_back(!m_snapshots.empty() && serverRestarted(*m_snapshots.back(), *snapshot));
    m_snapshots.push_back(std::move(snapshot));

    // The sample at or before the window's begin stays, since the first step starts from it, unless it lies too far
    // back.
    const Snapshot& last = *m_snapshots.back();
    const TimeMs begin = last.timeMs - m_windowMs;
    const TimeMs earliest = last.intervalMs > 0 ? begin - gapThresholdMs(last.intervalMs) : begin;
    std::size_t outside = 0;
    while (outside + 1 < m_snapshots.size() &&
           (m_snapshots[outside + 1]->timeMs <= begin || m_snapshots[outside]->timeMs < earliest))
        ++outside;
    m_snapshots.erase(m_snapshots.begin(), m_snapshots.begin() + static_cast<std::ptrdiff_t>(outside));
    m_afterReset.erase(m_afterReset.begin(), m_afterReset.begin() + static_cast<std::ptrdiff_t>(outside));
}

void LiveWindow::clear()
{
    m_snapshots.clear();
    m_afterReset.clear();
}

qint64 LiveWindow::coveredMs() const
{
    return m_snapshots.empty() ? 0 : m_snapshots.back()->timeMs - m_snapshots.front()->timeMs;
}

double LiveWindow::coveredSeconds() const
{
    qint64 ms = 0;
    for (std::size_t i = 1; i < m_snapshots.size(); ++i)
        if (!gapBetween(*m_snapshots[i - 1], *m_snapshots[i]))
            ms += m_snapshots[i]->timeMs - m_snapshots[i - 1]->timeMs;
    return static_cast<double>(ms) / 1000.0;
}

WindowStat LiveWindow::stat(std::string_view metric) const
{
    const bool counter = catalogue::lookup(metric).kind == MetricKind::Counter;
    WindowAccumulator accumulator(counter);
    // Of a gauge only the present counts: a database that was emptied has no column any more, and no keys.
    for (std::size_t i = counter ? 0 : m_snapshots.size() - 1; i < m_snapshots.size(); ++i) {
        const Snapshot& snapshot = *m_snapshots[i];
        const bool afterGap = i > 0 && gapBetween(*m_snapshots[i - 1], snapshot);
        accumulator.add(snapshot.timeMs, snapshot.value(metric).value_or(WindowStat::nan), afterGap, m_afterReset[i]);
    }
    return accumulator.stat();
}

std::optional<double> LiveWindow::value(std::string_view metric) const
{
    if (m_snapshots.empty() || !latest()->layout)
        return std::nullopt;
    if (const auto raw = latest()->value(metric))
        return raw;
    const auto definition = derived::find(metric, latest()->layout->names());
    if (!definition)
        return std::nullopt;
    std::vector<WindowStat> stats;
    stats.reserve(definition->inputs.size());
    for (const std::string& input : definition->inputs)
        stats.push_back(stat(input));
    return definition->evaluate(stats, coveredSeconds());
}

} // namespace cacheledger
