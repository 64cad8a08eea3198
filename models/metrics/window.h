// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace cacheledger
{

/// What is known about one raw series over one stretch of time. The history tiers store exactly this, so that a derived
/// metric has the same value however it was read.
///
/// For a counter, `increase` is the sum of the steps between neighbouring samples, including the step into the window's
/// first sample from the sample before it (if that is not across a gap); across a reset the step is the new value (what
/// was counted since the restart; never negative). `minRate`/`maxRate` are the smallest and largest step divided by its
/// duration, a second; a step across a reset is not a rate and is left out of both. All are NaN when unknown.
struct WindowStat {
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    std::uint32_t count = 0; ///< samples that had a value
    double min = nan;
    double max = nan;
    double sum = 0; ///< of the values (for a mean)
    double first = nan;
    double last = nan;
    double increase = nan; ///< counters only
    double minRate = nan;  ///< counters only, a second
    double maxRate = nan;

    bool empty() const { return count == 0; }
    double mean() const { return count ? sum / count : nan; }

    /// Adds a later, neighbouring window.
    void append(const WindowStat& later);
};

/// Feeds samples of one raw series in order of time and keeps the WindowStat of the current window.
class WindowAccumulator
{
public:
    explicit WindowAccumulator(bool counter) : m_counter(counter) {}

    /// A sample; NaN is absent: it is skipped, and the next step goes from the last known value to the next known one.
    /// `afterGap`: no step is counted into this sample.
    /// `afterReset`: the server restarted, so that every counter began at 0 even if it is already higher again. Not for
    /// CONFIG RESETSTAT, which leaves some counters alone (CPU times): a counter that fell is noticed by itself.
    void add(TimeMs timeMs, double value, bool afterGap = false, bool afterReset = false);
    const WindowStat& stat() const { return m_stat; }
    /// Ends the window; the next sample starts a new one, with its step from the last sample.
    WindowStat take() { return std::exchange(m_stat, WindowStat()); }

private:
    void addStep(TimeMs timeMs, double value);

    bool m_counter;
    WindowStat m_stat;
    TimeMs m_lastTimeMs = 0;
    double m_lastValue = WindowStat::nan;
    bool m_gapPending = false;
    bool m_resetPending = false;
};

// Inline: the tiers are made of every value that was ever polled.

inline void WindowAccumulator::add(TimeMs timeMs, double value, bool afterGap, bool afterReset)
{
    // The flags belong to the time before this sample and still hold for the next one that has a value.
    m_gapPending |= afterGap;
    m_resetPending |= afterReset;
    if (value != value)
        return;
    if (m_stat.count++ == 0) {
        m_stat.first = m_stat.min = m_stat.max = value;
    } else {
        if (value < m_stat.min)
            m_stat.min = value;
        if (value > m_stat.max)
            m_stat.max = value;
    }
    m_stat.sum += value;
    m_stat.last = value;
    if (m_counter && !m_gapPending && m_lastValue == m_lastValue)
        addStep(timeMs, value);
    m_lastTimeMs = timeMs;
    m_lastValue = value;
    m_gapPending = m_resetPending = false;
}

inline void WindowAccumulator::addStep(TimeMs timeMs, double value)
{
    const bool reset = m_resetPending || value < m_lastValue;
    const double step = reset ? value : value - m_lastValue;
    const double increase = step > 0 ? step : 0.0;
    m_stat.increase = m_stat.increase != m_stat.increase ? increase : m_stat.increase + increase;
    // A clock that stood still or was set back leaves the step without a duration, hence without a rate.
    if (reset || timeMs <= m_lastTimeMs)
        return;
    const double rate = increase * 1000.0 / static_cast<double>(timeMs - m_lastTimeMs);
    // What is NaN is not known yet.
    if (!(m_stat.minRate <= rate))
        m_stat.minRate = rate;
    if (!(m_stat.maxRate >= rate))
        m_stat.maxRate = rate;
}

/// Two samples of one node further apart than this are a gap: at least one poll in between was missed.
constexpr qint64 gapThresholdMs(int intervalMs)
{
    return intervalMs + intervalMs * 9 / 10;
}

/// Count, min, max, mean, median, p95, p99 and standard deviation (population) of a set of values.
/// Percentiles by nearest rank, the median of an even number is the middle of the two; nothing for an empty set. NaN is
/// left out. Source: "Caching and Latency", latency statistics.
struct LatencyStatistics {
    std::size_t count = 0;
    double min = 0, max = 0, mean = 0, median = 0, p95 = 0, p99 = 0, standardDeviation = 0;

    static std::optional<LatencyStatistics> of(std::vector<double> values);
};

/// Nearest-rank percentile (0..100) of values, which it reorders and frees of NaN; nothing for an empty set.
std::optional<double> percentile(std::vector<double>& values, double rank);

} // namespace cacheledger
