// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/frameview.h"
#include "ui/charts/valueaxis.h"

namespace cacheledger
{

/// What a plot shows, without pixels: the spec, a frame and perhaps that of the period before, which series are hidden.
/// Answers what is drawn where: the value axis, breaches, values at a moment.
class PlotData
{
public:
    explicit PlotData(ChartSpec spec);

    const ChartSpec& spec() const { return m_spec; }
    const FramePtr& frame() const { return m_present.frame(); }
    const FrameView& present() const { return m_present; }
    TimeSpan span() const { return m_present.span(); }
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

    /// Whether dashes can mean the period before: not where they already tell lines of one colour apart.
    bool isComparable() const;
    /// The frame of the period before; null: none (yet).
    void setPrevious(FramePtr frame);
    const FrameView& previous() const { return m_previous; }
    void setPreviousVisible(bool visible) { m_previousVisible = visible; }
    bool isPreviousVisible() const { return m_previousVisible; }
    /// Whether the period before has been answered for the length of time that is shown now.
    bool knowsPrevious() const;
    /// Whether any line has a value there.
    bool hasPrevious() const;
    /// Whether a line is drawn for the period before, too.
    bool showsPrevious(int index) const;
    /// By how much later the period before is drawn.
    qint64 previousShiftMs() const { return span().lengthMs(); }
    /// Its column under a moment of the present one.
    std::optional<size_t> previousColumnAt(TimeMs timeMs) const;

    /// The frame's series; null when the frame lacks it.
    const FrameSeries* series(int index) const { return m_present.series(index); }
    /// Whether there is any value in a visible series.
    bool hasValues() const;
    std::optional<ValueBounds> bounds(int index) const { return m_present.bounds(index); }

    ValueAxis valueAxis(int intervals) const;
    /// Stretches in which any visible line that the threshold is for was beyond it, at least for a moment.
    const std::vector<TimeSpan>& breaches() const { return m_breaches; }

    /// Stretches that are shaded in place of the breaches: when a rule would have fired.
    void setBands(std::vector<TimeSpan> bands) { m_bands = std::move(bands); }
    const std::vector<TimeSpan>& bands() const { return m_bands; }

    std::optional<size_t> columnAt(TimeMs timeMs) const { return m_present.columnAt(timeMs); }
    std::optional<double> valueAt(int index, size_t column) const { return m_present.valueAt(index, column); }
    /// The newest value in the frame, if it is in the last column that has any.
    std::optional<double> lastValue(int index) const;
    /// A limit of zero means that none is set.
    bool isUnlimited(int index) const;
    /// The same at one moment.
    bool isUnlimitedAt(int index, size_t column) const
    {
        return isLimit(index) && valueAt(index, column).value_or(1) <= 0;
    }

private:
    ValueBounds reached() const;
    void findBreaches();
    bool isJudged(size_t index) const;
    bool isBreached(size_t column) const;

    ChartSpec m_spec;
    FrameView m_present{FrameView::Reach::Extremes};
    FrameView m_previous{FrameView::Reach::Value};
    std::vector<bool> m_visible;
    std::vector<TimeSpan> m_breaches;
    std::vector<TimeSpan> m_bands;
    bool m_previousVisible = true;
    bool m_logarithmic = false;
};

} // namespace cacheledger
