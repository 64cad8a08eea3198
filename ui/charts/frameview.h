// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "ui/charts/chartspec.h"
#include "ui/timerange.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace cacheledger
{

/// Smallest and largest of some values.
struct ValueBounds {
    double low = 0;
    double high = 0;
};

/// Lower and upper end of a column's stroke; nothing where the column has no value.
inline std::optional<ValueBounds> columnBounds(const FrameSeries& series, size_t column)
{
    const double value = series.value[column];
    double low = column < series.min.size() ? series.min[column] : value;
    double high = column < series.max.size() ? series.max[column] : value;
    if (low <= high && std::isfinite(low) && std::isfinite(high))
        return ValueBounds{low, high};
    low = std::isfinite(low) ? low : value;
    high = std::isfinite(high) ? high : value;
    if (!std::isfinite(low) || !std::isfinite(high))
        return std::nullopt;
    return ValueBounds{std::min(low, high), std::max(low, high)};
}

/// A frame as a chart reads it: its series in the order of the chart's lines, what they reach, which column stands for
/// a moment. A value.
class FrameView
{
public:
    /// What a column's stroke covers: from its smallest to its largest value, or the value alone.
    enum class Reach { Extremes, Value };
    explicit FrameView(Reach reach) : m_reach(reach) {}

    /// Series that the frame lacks are null. A null frame is an empty view.
    void setFrame(FramePtr frame, const std::vector<ChartSeriesSpec>& lines);

    const FramePtr& frame() const { return m_frame; }
    TimeSpan span() const { return m_frame ? TimeSpan{m_frame->fromMs, m_frame->toMs} : TimeSpan{}; }
    const FrameSeries* series(int index) const
    {
        const auto at = static_cast<size_t>(index);
        return at < m_series.size() ? m_series[at] : nullptr;
    }
    std::optional<ValueBounds> bounds(int index) const
    {
        const auto at = static_cast<size_t>(index);
        return at < m_bounds.size() ? m_bounds[at] : std::nullopt;
    }
    /// Lower and upper end of a column's stroke; nothing where the column has no value, or the frame no such series.
    std::optional<ValueBounds> columnOf(int index, size_t column) const;
    /// Columns without a neighbour that their line would go on to: a stroke of no length, so they get a dot.
    const std::vector<size_t>& loneColumns(int index) const { return m_lone.at(static_cast<size_t>(index)); }

    /// The column that stands for a moment: the nearest, unless it is too far or the moment lies in a gap.
    std::optional<size_t> columnAt(TimeMs timeMs) const;
    std::optional<double> valueAt(int index, size_t column) const;

    double smallestPositive() const { return m_smallestPositive; } ///< over all series; 0: none
    bool hasZero() const { return m_hasZero; }                     ///< any value of zero or less

private:
    std::optional<ValueBounds> strokeOf(const FrameSeries& series, size_t column) const;
    void findBounds(size_t index);
    void findLone(size_t index);

    Reach m_reach;
    FramePtr m_frame;
    std::vector<const FrameSeries*> m_series;
    std::vector<std::optional<ValueBounds>> m_bounds;
    std::vector<std::vector<size_t>> m_lone;
    double m_smallestPositive = 0;
    bool m_hasZero = false;
};

inline std::optional<ValueBounds> FrameView::strokeOf(const FrameSeries& series, size_t column) const
{
    if (m_reach == Reach::Extremes)
        return columnBounds(series, column);
    const double value = series.value[column];
    return std::isfinite(value) ? std::optional(ValueBounds{value, value}) : std::nullopt;
}

inline std::optional<ValueBounds> FrameView::columnOf(int index, size_t column) const
{
    const FrameSeries* data = series(index);
    return data && column < data->value.size() ? strokeOf(*data, column) : std::nullopt;
}

} // namespace cacheledger
