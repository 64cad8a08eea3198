// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/wantedcolumns.h"
#include "metrics/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// The samples of one node that rules look back at: only the metrics somebody wants, only as long as somebody wants
/// them. What its functions return is what Prometheus' functions of the same names return for the same samples
/// (promql/functions.go, promql/engine.go of 2.53); nothing where Prometheus returns nothing. One thread.
///
/// Memory: 20 bytes a sample and wanted metric within that metric's longest window, 16 bytes a minute for day-old
/// values.
class NodeSeries
{
public:
    /// A value older than this is none: Prometheus' default lookback.
    static constexpr qint64 lookbackMs = 300'000;
    static constexpr qint64 dayMs = 86'400'000;

    /// From now on the columns are these, in their order. What was added before is not known of a new one; what is
    /// known of one that is not among them stays, should it come back.
    void arrange(const WantedColumns& wanted);

    /// A later sample than all before; earlier ones are ignored.
    void add(const Snapshot& snapshot);
    bool isEmpty() const { return m_newestMs == 0; }
    TimeMs newestMs() const { return m_newestMs; }

    std::optional<double> value(std::size_t column, TimeMs atMs) const;
    /// At most a minute older than a day, where samples come more often.
    std::optional<double> valueDayBefore(std::size_t column, TimeMs atMs) const;
    /// increase() over a window that ended a day ago, from a sample a minute.
    std::optional<double> increaseDayBefore(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    /// Extrapolated to the window's ends; a counter that fell was reset. Needs two samples.
    std::optional<double> increase(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    /// The increase a second.
    std::optional<double> rate(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    std::optional<double> average(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    std::optional<double> minimum(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    std::optional<double> maximum(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    /// `rank` from 0 to 1.
    std::optional<double> quantile(double rank, std::size_t column, qint64 windowMs, TimeMs atMs) const;
    bool isAbsent(std::size_t column, qint64 windowMs, TimeMs atMs) const;

private:
    struct DayPoint {
        TimeMs timeMs;
        double value;
    };
    /// What was computed last: many rules ask for the same increase at the same moment.
    struct Remembered {
        qint64 windowMs = 0;
        TimeMs atMs = 0; // 0: nothing
        std::optional<double> value;
    };
    /// What nearly every evaluation reads comes first, in one line of the processor's cache.
    struct Column {
        double last = 0;
        TimeMs lastMs = 0; // 0: never
        mutable Remembered increase;
        double carried = 0; // what was lost in resets so far
        std::uint32_t knownCount = 0;
        std::optional<std::size_t> index; // in the newest layout
        WantedColumn wanted;
        // Parallel to m_times from its end; empty where only the newest is wanted.
        std::vector<double> values;       // NaN: absent
        std::vector<double> corrected;    // as if there had been no resets
        std::vector<std::uint32_t> known; // how many had a value, up to and including this one
        std::vector<DayPoint> day;
    };
    /// Indices into a column's vectors: [begin, end), both ends with a value.
    struct Range {
        const Column* column;
        std::size_t begin;
        std::size_t end;
        std::size_t timeOffset;
    };

    static std::vector<DayPoint>::const_iterator dayPoint(const std::vector<DayPoint>& day, TimeMs atMs);
    std::optional<Range> range(std::size_t column, qint64 windowMs, TimeMs atMs) const;
    std::size_t firstAtOrAfter(TimeMs timeMs) const;
    std::optional<double> growth(std::size_t column, qint64 windowMs, TimeMs atMs, double perSeconds) const;
    void map(const Snapshot& snapshot);
    void put(Column& column, TimeMs timeMs, double value);
    void forgetOld();
    template <typename Fold>
    std::optional<double> fold(std::size_t column, qint64 windowMs, TimeMs atMs, const Fold& fold) const;

    LayoutPtr m_layout;
    std::vector<TimeMs> m_times;
    std::vector<Column> m_columns;
    int m_addedSince = 0; // something was forgotten
    TimeMs m_newestMs = 0;
};

} // namespace cacheledger
