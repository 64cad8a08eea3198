// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plotdata.h"

#include "ui/theme.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace cacheledger
{

// A threshold or limit further out than this many times the data would press the lines flat: it is told, not drawn.
static constexpr double farAway = 2.5;
static constexpr auto linesWithoutDashes = std::tuple_size_v<decltype(ThemeColors::series)>;

PlotData::PlotData(ChartSpec spec) : m_spec(std::move(spec)), m_visible(m_spec.series.size(), true) {}

void PlotData::setFrame(FramePtr frame)
{
    m_present.setFrame(std::move(frame), m_spec.series);
    findBreaches();
}

bool PlotData::isComparable() const
{
    const auto isLine = [](const ChartSeriesSpec& series) { return series.style == ChartSeriesSpec::Style::Line; };
    return std::count_if(m_spec.series.begin(), m_spec.series.end(), isLine) <= ptrdiff_t(linesWithoutDashes);
}

void PlotData::setPrevious(FramePtr frame)
{
    m_previous.setFrame(std::move(frame), m_spec.series);
}

bool PlotData::knowsPrevious() const
{
    return m_previous.frame() && frame() && m_previous.span().lengthMs() == span().lengthMs();
}

bool PlotData::hasPrevious() const
{
    bool any = false;
    for (int i = 0; i < seriesCount() && knowsPrevious(); ++i)
        any = any || (!isLimit(i) && m_previous.bounds(i));
    return any;
}

bool PlotData::showsPrevious(int index) const
{
    return m_previousVisible && isVisible(index) && !isLimit(index) && m_previous.bounds(index) && knowsPrevious();
}

std::optional<size_t> PlotData::previousColumnAt(TimeMs timeMs) const
{
    return knowsPrevious() ? m_previous.columnAt(timeMs - previousShiftMs()) : std::nullopt;
}

void PlotData::setVisible(int index, bool visible)
{
    m_visible.at(static_cast<size_t>(index)) = visible;
    findBreaches();
}

/// A visible line with values that the threshold is for.
bool PlotData::isJudged(size_t index) const
{
    const ChartSeriesSpec& series = m_spec.series[index];
    return series.style != ChartSeriesSpec::Style::Limit && m_visible[index] && bounds(static_cast<int>(index)) &&
           (m_spec.judged.empty() || series.metric == m_spec.judged);
}

bool PlotData::showsThreshold() const
{
    bool any = false;
    for (size_t i = 0; i < m_spec.series.size(); ++i)
        any = any || isJudged(i);
    return m_spec.threshold && any;
}

bool PlotData::isBreached(size_t column) const
{
    for (size_t i = 0; i < m_spec.series.size(); ++i) {
        const auto here = isJudged(i) ? columnBounds(*series(static_cast<int>(i)), column) : std::nullopt;
        if (here && (m_spec.thresholdAbove ? here->high > *m_spec.threshold : here->low < *m_spec.threshold))
            return true;
    }
    return false;
}

void PlotData::findBreaches()
{
    m_breaches.clear();
    if (!showsThreshold())
        return;
    const std::vector<TimeMs>& times = frame()->times;
    bool wasBreached = false;
    for (size_t i = 0; i < times.size(); ++i) {
        const bool breached = isBreached(i);
        const bool joined = wasBreached && !frame()->breakBefore[i];
        if (joined)
            m_breaches.back().toMs = times[i];
        if (breached && !joined)
            m_breaches.push_back({times[i], times[i]});
        wasBreached = breached;
    }
}

bool PlotData::hasValues() const
{
    for (int i = 0; i < seriesCount(); ++i)
        if (isVisible(i) && bounds(i))
            return true;
    return false;
}

bool PlotData::isUnlimited(int index) const
{
    return isLimit(index) && bounds(index) && bounds(index)->high <= 0;
}

// How far the visible lines reach, those of the period before too, and the limits that are near.
ValueBounds PlotData::reached() const
{
    ValueBounds all{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    const auto take = [&all](ValueBounds here) { all = {std::min(all.low, here.low), std::max(all.high, here.high)}; };
    for (int pass = 0; pass < 2; ++pass) { // limits after lines: whether one is near depends on the lines
        for (int i = 0; i < seriesCount(); ++i) {
            const auto here = bounds(i);
            if (pass == 0 && showsPrevious(i))
                take(*m_previous.bounds(i));
            if (!isVisible(i) || !here || isLimit(i) != (pass == 1) || isUnlimited(i))
                continue;
            if (pass == 0 || all.high <= 0 || here->high <= all.high * farAway)
                take(*here);
        }
    }
    return all;
}

ValueAxis PlotData::valueAxis(int intervals) const
{
    auto [low, high] = reached();
    if (showsThreshold() && high >= low) {
        const double threshold = *m_spec.threshold;
        if (threshold <= std::max(high * farAway, high + (high - low)) && threshold >= low / farAway)
            low = std::min(low, threshold), high = std::max(high, threshold);
    }
    const bool compared = m_previousVisible && knowsPrevious();
    const bool hasZero = m_present.hasZero() || (compared && m_previous.hasZero());
    ValueAxis::Options options{m_spec.unit, m_spec.axisMin, m_spec.axisMax, m_logarithmic, hasZero, intervals};
    double smallest = m_present.smallestPositive();
    if (compared && m_previous.smallestPositive() > 0)
        smallest = smallest > 0 ? std::min(smallest, m_previous.smallestPositive()) : m_previous.smallestPositive();
    if (m_logarithmic && smallest > 0)
        low = smallest;
    return {low, high, options};
}

std::optional<double> PlotData::lastValue(int index) const
{
    if (!frame() || frame()->times.empty())
        return std::nullopt;
    return valueAt(index, frame()->times.size() - 1);
}

} // namespace cacheledger
