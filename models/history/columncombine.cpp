// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/columncombine.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

/// The values of several nodes as one; absent ones are left out.
class Combiner
{
public:
    explicit Combiner(Combine how) : m_how(how) {}

    void add(double value)
    {
        if (std::isnan(value))
            return;
        m_allEqual = m_count == 0 || (m_allEqual && value == m_first);
        if (m_count++ == 0)
            m_first = value;
        m_sum += value;
        m_extent.add(value);
    }
    double value() const
    {
        if (m_count == 0)
            return WindowStat::nan;
        switch (m_how) {
        case Combine::Sum:
        case Combine::SumOfPrimaries: // replicas were left out before
            return m_sum;
        case Combine::Max:
            return m_extent.max;
        case Combine::Min:
            return m_extent.min;
        case Combine::Mean:
            return m_sum / m_count;
        case Combine::None:
            break;
        }
        return m_allEqual ? m_first : WindowStat::nan; // there is no total of identifiers
    }

private:
    Combine m_how;
    int m_count = 0;
    bool m_allEqual = true;
    double m_first = 0;
    double m_sum = 0;
    Extent m_extent;
};

/// One node's part in a column.
struct Part {
    const ColumnRow* row = nullptr;
    std::span<const WindowStat> stats;
    const StepValues* steps = nullptr;
    bool hasEnded = false; ///< silent before the column's end: what it held then is not what it holds
};

class ColumnsCombination
{
public:
    ColumnsCombination(const MetricPlan& plan, std::span<const NodeColumns> nodes, std::span<const TimeGap> gaps,
                       Frame& frame)
        : m_plan(plan),
          m_nodes(nodes),
          m_gaps(gaps),
          m_frame(frame),
          m_next(nodes.size(), 0),
          m_combined(plan.inputs().size()),
          m_pointers(plan.inputs().size())
    {
    }

    void run()
    {
        prepareSeries();
        for (std::optional<qint64> column = nextColumn(); column; column = nextColumn())
            emitColumn(*column);
    }

private:
    void prepareSeries()
    {
        std::size_t columns = 0;
        for (const NodeColumns& node : m_nodes)
            columns = std::max(columns, node.rows.size());
        m_frame.times.reserve(columns);
        for (const MetricPlan::Output& output : m_plan.outputs()) {
            FrameSeries& series = m_frame.series.emplace_back();
            series.metric = output.metric;
            series.unit = output.unit;
            for (auto* values : {&series.value, &series.min, &series.max, &series.mean})
                values->reserve(columns);
        }
    }

    std::optional<qint64> nextColumn() const
    {
        std::optional<qint64> column;
        for (std::size_t n = 0; n < m_nodes.size(); ++n)
            if (m_next[n] < m_nodes[n].rows.size())
                column =
                    std::min(column.value_or(m_nodes[n].rows[m_next[n]].column), m_nodes[n].rows[m_next[n]].column);
        return column;
    }

    void emitColumn(qint64 column)
    {
        TimeMs shown = std::numeric_limits<TimeMs>::min();
        TimeMs dataFrom = std::numeric_limits<TimeMs>::max();
        TimeMs dataTo = std::numeric_limits<TimeMs>::min();
        for (std::size_t n = 0; n < m_nodes.size(); ++n) {
            const auto& rows = m_nodes[n].rows;
            if (m_next[n] >= rows.size() || rows[m_next[n]].column != column)
                continue;
            shown = std::max(shown, rows[m_next[n]].shownMs);
            dataFrom = std::min(dataFrom, rows[m_next[n]].dataFromMs);
            dataTo = std::max(dataTo, rows[m_next[n]].dataToMs);
        }
        m_frame.times.push_back(shown);
        m_frame.breakBefore.push_back(breakBefore(dataFrom));
        m_lastDataFromMs = dataFrom;
        m_lastDataToMs = dataTo;
        collectParts(column, shown);
        for (std::size_t o = 0; o < m_plan.outputs().size(); ++o)
            push(m_frame.series[o], m_parts.size() == 1 && !m_primaryMissing ? single(m_parts.front(), o) : several(o));
    }

    bool breakBefore(TimeMs dataFrom)
    {
        if (m_frame.times.size() == 1)
            return false;
        while (m_gap < m_gaps.size() &&
               (m_gaps[m_gap].fromMs < m_lastDataToMs || m_gaps[m_gap].toMs <= m_lastDataFromMs))
            ++m_gap;
        return m_gap < m_gaps.size() && m_gaps[m_gap].toMs <= dataFrom;
    }

    /// Each node's row for the column, or the one that stands for it: nodes are not asked in the same millisecond, so
    /// that in columns narrower than the poll interval their samples lie in different ones.
    void collectParts(qint64 column, TimeMs shown)
    {
        m_parts.clear();
        for (std::size_t n = 0; n < m_nodes.size(); ++n) {
            const auto& rows = m_nodes[n].rows;
            std::size_t& next = m_next[n];
            if (next < rows.size() && rows[next].column == column)
                addPart(m_nodes[n], next++);
            else if (next > 0 && rows[next - 1].holdUntilMs >= shown)
                addPart(m_nodes[n], next - 1);
            else if (next < rows.size() && rows[next].stepFromMs <= shown)
                addPart(m_nodes[n], next);
        }
        m_inputsCombined = false;
        findPrimaries(shown);
    }

    /// What a replica holds stands for the data set only where every node is known to be one: a silent node may be the
    /// primary.
    void findPrimaries(TimeMs shown)
    {
        std::size_t heard = 0;
        bool anyPrimary = false;
        m_primaryHeard = false;
        for (Part& part : m_parts) {
            // A bucket stands for its own time alone, but the range may cut it.
            part.hasEnded = std::max(part.row->holdUntilMs, part.row->dataToMs) < shown;
            heard += !part.hasEnded;
            anyPrimary = anyPrimary || !part.row->isReplica;
            m_primaryHeard = m_primaryHeard || (!part.row->isReplica && !part.hasEnded);
        }
        m_primaryMissing = m_nodes.size() > 1 && !m_primaryHeard && heard < m_nodes.size();
        m_onlyPrimaries = anyPrimary || m_primaryMissing;
    }

    /// Whether a node's values within the column count; `atEnd`: what it holds at the column's end.
    bool counts(const Part& part, Combine how, bool atEnd) const
    {
        if (atEnd && part.hasEnded)
            return false;
        return how != Combine::SumOfPrimaries || !part.row->isReplica ||
               !(atEnd ? m_primaryHeard || m_primaryMissing : m_onlyPrimaries);
    }

    void addPart(const NodeColumns& node, std::size_t row)
    {
        const std::size_t inputs = m_plan.inputs().size();
        m_parts.push_back({&node.rows[row], std::span(node.stats).subspan(row * inputs, inputs),
                           node.steps.data() + row * m_plan.outputs().size()});
    }

    ColumnPoint single(const Part& part, std::size_t o) const
    {
        return m_plan.point(m_plan.outputs()[o], part.stats, part.steps[o], part.row->seconds);
    }

    ColumnPoint several(std::size_t o)
    {
        const MetricPlan::Output& output = m_plan.outputs()[o];
        if (output.derived && output.combine == Combine::None)
            return ofCombinedInputs(output);
        const bool counter = output.isRaw() && m_plan.inputs()[output.inputs.front()].counter;
        const Combine how = counter && output.combine == Combine::None ? Combine::Sum : output.combine;
        const bool momentary = output.derived ? output.momentary : !counter;
        Combiner value(how), min(how), max(how), mean(how);
        for (const Part& part : m_parts) {
            const ColumnPoint point = single(part, o);
            if (counts(part, how, momentary))
                value.add(point.value);
            if (!counts(part, how, false))
                continue;
            min.add(point.extent.min);
            max.add(point.extent.max);
            mean.add(point.mean);
        }
        ColumnPoint point{value.value(), {min.value(), max.value()}, mean.value()};
        point.extent.add(point.value); // of fewer nodes, where one has ended
        return point;
    }

    ColumnPoint ofCombinedInputs(const MetricPlan::Output& output)
    {
        combineInputs();
        for (std::size_t i = 0; i < m_pointers.size(); ++i)
            m_pointers[i] = &m_combined[i];
        double seconds = 0;
        for (const Part& part : m_parts)
            seconds = std::max(seconds, part.row->seconds);
        const double value = m_plan.evaluate(output, m_pointers.data(), seconds);
        return {value, {value, value}, value};
    }

    void combineInputs()
    {
        if (m_inputsCombined)
            return;
        m_inputsCombined = true;
        for (std::size_t i = 0; i < m_combined.size(); ++i)
            m_combined[i] = combined(i);
    }

    WindowStat combined(std::size_t input) const
    {
        WindowStat result;
        double WindowStat::*const fields[] = {&WindowStat::min,    &WindowStat::max,      &WindowStat::first,
                                              &WindowStat::last,   &WindowStat::increase, &WindowStat::minRate,
                                              &WindowStat::maxRate};
        const MetricPlan::Input& in = m_plan.inputs()[input];
        const Combine how = in.counter && in.combine == Combine::None ? Combine::Sum : in.combine;
        Combiner mean(how);
        for (const Part& part : m_parts)
            if (counts(part, how, false))
                mean.add(part.stats[input].mean());
        result.sum = mean.value();
        result.count = std::isnan(result.sum) ? 0 : 1;
        if (result.empty())
            return {};
        for (double WindowStat::*field : fields) {
            Combiner combiner(how);
            const bool atEnd = !in.counter && field == &WindowStat::last;
            for (const Part& part : m_parts)
                if (counts(part, how, atEnd))
                    combiner.add(part.stats[input].*field);
            result.*field = combiner.value();
        }
        return in.counter || !std::isnan(result.last) ? result : WindowStat{};
    }

    static void push(FrameSeries& series, const ColumnPoint& point)
    {
        series.value.push_back(point.value);
        series.min.push_back(point.extent.min);
        series.max.push_back(point.extent.max);
        series.mean.push_back(point.mean);
    }

    const MetricPlan& m_plan;
    std::span<const NodeColumns> m_nodes;
    std::span<const TimeGap> m_gaps;
    Frame& m_frame;
    std::vector<std::size_t> m_next; // each node's first row not yet passed
    std::size_t m_gap = 0;
    TimeMs m_lastDataFromMs = 0; // of the column before
    TimeMs m_lastDataToMs = 0;
    std::vector<Part> m_parts;
    std::vector<WindowStat> m_combined;
    bool m_inputsCombined = false;
    // Of m_parts:
    bool m_primaryHeard = false;   // one that has not ended
    bool m_primaryMissing = false; // none is heard, and a silent node may be it
    bool m_onlyPrimaries = false;  // replicas do not count
    std::vector<const WindowStat*> m_pointers;
};

} // namespace

void NodeColumns::append(const ColumnRow& row, std::span<const WindowStat> rowStats,
                         std::span<const StepValues> rowSteps)
{
    rows.push_back(row);
    stats.insert(stats.end(), rowStats.begin(), rowStats.end());
    steps.insert(steps.end(), rowSteps.begin(), rowSteps.end());
}

void combineColumns(const MetricPlan& plan, std::span<const NodeColumns> nodes, std::span<const TimeGap> gaps,
                    Frame& frame)
{
    ColumnsCombination(plan, nodes, gaps, frame).run();
}

std::vector<TimeGap> commonGaps(std::span<const std::vector<TimeGap>* const> lists)
{
    if (lists.empty())
        return {};
    std::vector<TimeGap> common = *lists.front();
    for (const std::vector<TimeGap>* list : lists.subspan(1)) {
        std::vector<TimeGap> both;
        for (std::size_t a = 0, b = 0; a < common.size() && b < list->size();) {
            const TimeGap gap{std::max(common[a].fromMs, (*list)[b].fromMs), std::min(common[a].toMs, (*list)[b].toMs)};
            if (gap.fromMs < gap.toMs)
                both.push_back(gap);
            common[a].toMs < (*list)[b].toMs ? ++a : ++b;
        }
        common = std::move(both);
    }
    return common;
}

} // namespace cacheledger
