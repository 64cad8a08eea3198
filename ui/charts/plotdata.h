// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "ui/charts/chartspec.h"
#include "ui/charts/valueaxis.h"
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

/// What a plot shows, without pixels: the spec, a frame, which series are hidden. Answers what is drawn where: the
/// value axis, breaches, values at a moment.
class PlotData
{
public:
    explicit PlotData(ChartSpec spec);

    const ChartSpec& spec() const { return m_spec; }
    const FramePtr& frame() const { return m_frame; }
    TimeSpan span() const;
    int seriesCount() const { return static_cast<int>(m_spec.series.size()); }
    const ChartSeriesSpec& seriesSpec(int index) const { return m_spec.series.at(static_cast<size_t>(index)); }
    bool isLimit(int index) const { return seriesSpec(index).style == ChartSeriesSpec::Style::Limit; }

    void setFrame(FramePtr frame);
    void setLogarithmic(bool logarithmic) { m_logarithmic = logarithmic; }
    bool isLogarithmic() const { return m_logarithmic; }

    bool isVisible(int index) const { return m_visible.at(static_cast<size_t>(index)); }
    void setVisible(int index, bool visible);
    /// Whether the threshold is drawn: a line that it is for is visible and has values.
    bool showsThreshold() const;

    /// The frame's series; null when the frame lacks it.
    const FrameSeries* series(int index) const { return m_series.at(static_cast<size_t>(index)); }
    /// Whether there is any value in a visible series.
    bool hasValues() const;
    std::optional<ValueBounds> bounds(int index) const { return m_bounds.at(static_cast<size_t>(index)); }

    ValueAxis valueAxis(int intervals) const;
    /// Stretches in which any visible line that the threshold is for was beyond it, at least for a moment.
    const std::vector<TimeSpan>& breaches() const { return m_breaches; }

    /// Columns without a neighbour that their line would go on to: a stroke of no length, so they get a dot.
    const std::vector<size_t>& loneColumns(int index) const { return m_lone.at(static_cast<size_t>(index)); }

    /// The column that stands for a moment: the nearest, unless it is too far or the moment lies in a gap.
    std::optional<size_t> columnAt(TimeMs timeMs) const;
    std::optional<double> valueAt(int index, size_t column) const;
    /// The newest value in the frame, if it is in the last column that has any.
    std::optional<double> lastValue(int index) const;
    /// A limit of zero means that none is set.
    bool isUnlimited(int index) const;

private:
    void findBounds();
    void findLone(size_t index);
    void findBreaches();
    bool isJudged(size_t index) const;
    bool isBreached(size_t column) const;

    ChartSpec m_spec;
    FramePtr m_frame;
    std::vector<const FrameSeries*> m_series;
    std::vector<std::optional<ValueBounds>> m_bounds;
    std::vector<std::vector<size_t>> m_lone;
    std::vector<bool> m_visible;
    std::vector<TimeSpan> m_breaches;
    double m_smallestPositive = 0; ///< over all series; 0: none
    bool m_hasZero = false;
    bool m_logarithmic = false;
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

} // namespace cacheledger
