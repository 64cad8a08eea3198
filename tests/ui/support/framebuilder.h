// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"

#include <memory>
#include <string>
#include <vector>

namespace cacheledger
{

/// A frame in words: FrameBuilder(from, 60).line("x", values).gap(10, 20).build(). One column a second.
class FrameBuilder
{
public:
    FrameBuilder(TimeMs fromMs, int columns) : m_columns(columns)
    {
        m_frame.fromMs = fromMs;
        m_frame.toMs = fromMs + columns * 1000LL;
        m_frame.columnMs = 1000;
        m_frame.intervalMs = 1000;
        m_frame.newestMs = m_frame.toMs - 1000;
    }

    /// Fewer values than columns repeat the last.
    FrameBuilder& line(const std::string& metric, std::vector<double> values, Unit unit = Unit::Count)
    {
        values.resize(static_cast<size_t>(m_columns), values.back());
        m_frame.series.push_back({metric, unit, values, values, values, values});
        return *this;
    }
    /// The column's largest value is this, though its last is not.
    FrameBuilder& spike(size_t series, size_t column, double max)
    {
        m_frame.series[series].max[column] = max;
        return *this;
    }
    /// No samples in columns [from, to).
    FrameBuilder& gap(int from, int to)
    {
        m_gaps.push_back({from, to});
        return *this;
    }
    FrameBuilder& event(int column, EventKind kind, const QString& text = {})
    {
        Event event;
        event.timeMs = m_frame.fromMs + column * 1000LL;
        event.kind = kind;
        event.text = text;
        m_frame.events.push_back(event);
        return *this;
    }

    Frame frame() const
    {
        Frame made = m_frame;
        for (FrameSeries& series : made.series)
            series.value.clear(), series.min.clear(), series.max.clear(), series.mean.clear();
        bool afterGap = false;
        for (int i = 0; i < m_columns; ++i) {
            if (inGap(i)) {
                afterGap = true;
                continue;
            }
            const auto at = static_cast<size_t>(i);
            made.times.push_back(made.fromMs + i * 1000LL);
            made.breakBefore.push_back(afterGap);
            afterGap = false;
            for (size_t k = 0; k < made.series.size(); ++k) {
                made.series[k].value.push_back(m_frame.series[k].value[at]);
                made.series[k].min.push_back(m_frame.series[k].min[at]);
                made.series[k].max.push_back(m_frame.series[k].max[at]);
                made.series[k].mean.push_back(m_frame.series[k].mean[at]);
            }
        }
        for (const auto& [from, to] : m_gaps)
            made.gaps.push_back({made.fromMs + (from - 1) * 1000LL, made.fromMs + to * 1000LL});
        return made;
    }
    FramePtr build() const { return std::make_shared<Frame>(frame()); }

private:
    bool inGap(int column) const
    {
        for (const auto& [from, to] : m_gaps)
            if (column >= from && column < to)
                return true;
        return false;
    }

    int m_columns;
    Frame m_frame;
    std::vector<std::pair<int, int>> m_gaps;
};

} // namespace cacheledger
