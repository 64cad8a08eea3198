// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/frameview.h"

#include "history/tier.h"

namespace cacheledger
{

void FrameView::setFrame(FramePtr frame, const std::vector<ChartSeriesSpec>& lines)
{
    m_frame = std::move(frame);
    m_smallestPositive = 0;
    m_hasZero = false;
    m_series.resize(lines.size());
    m_bounds.resize(lines.size());
    m_lone.resize(lines.size());
    for (size_t i = 0; i < lines.size(); ++i) {
        const FrameSeries* found = m_frame ? m_frame->find(lines[i].metric) : nullptr;
        m_series[i] = found && found->value.size() == m_frame->times.size() ? found : nullptr;
        m_bounds[i].reset();
        m_lone[i].clear();
        if (!m_series[i])
            continue;
        findLone(i);
        findBounds(i);
    }
}

void FrameView::findBounds(size_t index)
{
    const FrameSeries& series = *m_series[index];
    auto& all = m_bounds[index];
    for (size_t column = 0; column < series.value.size(); ++column) {
        const auto here = strokeOf(series, column);
        if (!here)
            continue;
        all = all ? ValueBounds{std::min(all->low, here->low), std::max(all->high, here->high)} : *here;
        m_hasZero = m_hasZero || here->low <= 0;
        if (here->low > 0 && (m_smallestPositive == 0 || here->low < m_smallestPositive))
            m_smallestPositive = here->low;
        else if (here->high > 0 && (m_smallestPositive == 0 || here->high < m_smallestPositive))
            m_smallestPositive = here->high;
    }
}

void FrameView::findLone(size_t index)
{
    const FrameSeries& series = *m_series[index];
    const size_t columns = series.value.size();
    bool joined = false;
    bool here = columns > 0 && strokeOf(series, 0);
    for (size_t i = 0; i < columns; ++i) {
        const bool next = i + 1 < columns && strokeOf(series, i + 1);
        const bool goesOn = here && next && !m_frame->breakBefore[i + 1];
        if (here && !joined && !goesOn)
            m_lone[index].push_back(i);
        joined = goesOn;
        here = next;
    }
}

std::optional<size_t> FrameView::columnAt(TimeMs timeMs) const
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

std::optional<double> FrameView::valueAt(int index, size_t column) const
{
    const FrameSeries* data = series(index);
    if (!data || column >= data->value.size() || !std::isfinite(data->value[column]))
        return std::nullopt;
    return data->value[column];
}

} // namespace cacheledger
