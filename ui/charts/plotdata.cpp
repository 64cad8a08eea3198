// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plotdata.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cacheledger
{

// A threshold or limit further out than this many times the data would press the lines flat: it is told, not drawn.
static constexpr double farAway = 2.5;

PlotData::PlotData(ChartSpec spec)
    : m_spec(std::move(spec)),
      m_series(m_spec.series.size()),
      m_bounds(m_spec.series.size()),
      m_lone(m_spec.series.size()),
      m_visible(m_spec.series.size(), true)
{
}

TimeSpan PlotData::span() const
{
    return m_frame ? TimeSpan{m_frame->fromMs, m_frame->toMs} : TimeSpan{};
}

void PlotData::setFrame(FramePtr frame)
{
    m_frame = std::move(frame);
    for (size_t i = 0; i < m_series.size(); ++i) {
        const FrameSeries* found = m_frame ? m_frame->find(m_spec.series[i].metric) : nullptr;
        m_series[i] = found && found->value.size() == m_frame->times.size() ? found : nullptr;
    }
    findBounds();
    findBreaches();
}

void PlotData::findBounds()
{
    m_smallestPositive = 0;
    m_hasZero = false;
    for (size_t i = 0; i < m_series.size(); ++i) {
        m_bounds[i].reset();
        m_lone[i].clear();
        if (!m_series[i])
            continue;
        findLone(i);
        for (size_t column = 0; column < m_series[i]->value.size(); ++column) {
            const auto here = columnBounds(*m_series[i], column);
            if (!here)
                continue;
            auto& all = m_bounds[i];
            all = all ? ValueBounds{std::min(all->low, here->low), std::max(all->high, here->high)} : *here;
            m_hasZero = m_hasZero || here->low <= 0;
            if (here->low > 0 && (m_smallestPositive == 0 || here->low < m_smallestPositive))
                m_smallestPositive = here->low;
            else if (here->high > 0 && (m_smallestPositive == 0 || here->high < m_smallestPositive))
                m_smallestPositive = here->high;
        }
    }
}

void PlotData::findLone(size_t index)
{
    const std::vector<double>& values = m_series[index]->value;
    const std::vector<bool>& breaks = m_frame->breakBefore;
    bool joined = false;
    for (size_t i = 0; i < values.size(); ++i) {
        const bool goesOn = i + 1 < values.size() && !breaks[i + 1] && columnBounds(*m_series[index], i) &&
                            columnBounds(*m_series[index], i + 1);
        if (!joined && !goesOn && columnBounds(*m_series[index], i))
            m_lone[index].push_back(i);
        joined = goesOn;
    }
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
    return series.style != ChartSeriesSpec::Style::Limit && m_visible[index] && m_bounds[index] &&
           (m_spec.judged.empty() || series.metric == m_spec.judged);
}

bool PlotData::showsThreshold() const
{
    bool any = false;
    for (size_t i = 0; i < m_series.size(); ++i)
        any = any || isJudged(i);
    return m_spec.threshold && any;
}

bool PlotData::isBreached(size_t column) const
{
    for (size_t i = 0; i < m_series.size(); ++i) {
        const auto here = isJudged(i) ? columnBounds(*m_series[i], column) : std::nullopt;
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
    const std::vector<TimeMs>& times = m_frame->times;
    bool wasBreached = false;
    for (size_t i = 0; i < times.size(); ++i) {
        const bool breached = isBreached(i);
        const bool joined = wasBreached && !m_frame->breakBefore[i];
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

ValueAxis PlotData::valueAxis(int intervals) const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (int pass = 0; pass < 2; ++pass) { // limits after lines: whether one is near depends on the lines
        for (int i = 0; i < seriesCount(); ++i) {
            const auto here = bounds(i);
            if (!isVisible(i) || !here || isLimit(i) != (pass == 1) || isUnlimited(i))
                continue;
            if (pass == 1 && high > 0 && here->high > high * farAway)
                continue;
            low = std::min(low, here->low);
            high = std::max(high, here->high);
        }
    }
    if (showsThreshold() && high >= low) {
        const double threshold = *m_spec.threshold;
        if (threshold <= std::max(high * farAway, high + (high - low)) && threshold >= low / farAway)
            low = std::min(low, threshold), high = std::max(high, threshold);
    }
    ValueAxis::Options options{m_spec.unit, m_spec.axisMin, m_spec.axisMax, m_logarithmic, m_hasZero, intervals};
    if (m_logarithmic && m_smallestPositive > 0)
        low = m_smallestPositive;
    return {low, high, options};
}

std::optional<size_t> PlotData::columnAt(TimeMs timeMs) const
{
    if (!m_frame || m_frame->times.empty())
        return std::nullopt;
    const std::vector<TimeMs>& times = m_frame->times;
    const auto after = std::lower_bound(times.begin(), times.end(), timeMs);
    auto column = static_cast<size_t>(after - times.begin());
    if (after == times.end() || (column > 0 && timeMs - times[column - 1] < times[column] - timeMs))
        --column;
    const qint64 reach =
        std::max({m_frame->columnMs, qint64(m_frame->intervalMs) * 3 / 2, bucketMs(m_frame->tier), qint64(1)});
    if (std::abs(times[column] - timeMs) > reach)
        return std::nullopt;
    for (const TimeGap& gap : m_frame->gaps)
        if (timeMs > gap.fromMs && timeMs < gap.toMs && std::abs(times[column] - timeMs) > m_frame->columnMs)
            return std::nullopt;
    return column;
}

std::optional<double> PlotData::valueAt(int index, size_t column) const
{
    const FrameSeries* data = series(index);
    if (!data || column >= data->value.size() || !std::isfinite(data->value[column]))
        return std::nullopt;
    return data->value[column];
}

std::optional<double> PlotData::lastValue(int index) const
{
    if (!m_frame || m_frame->times.empty())
        return std::nullopt;
    return valueAt(index, m_frame->times.size() - 1);
}

} // namespace cacheledger
