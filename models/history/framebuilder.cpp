// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/framebuilder.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

Result<std::unique_ptr<FrameBuilder>> FrameBuilder::make(const FrameRequest& request, MetricPlan plan)
{
    if (std::optional<Error> error = rangeError(request.fromMs, request.toMs))
        return *std::move(error);
    if (request.columns < 1)
        return Error{ErrorCode::InvalidArgument,
                     QCoreApplication::translate("History", "A frame needs at least one column."),
                     {}};
    const qint64 columns = std::min<qint64>({request.columns, maxColumns, request.toMs - request.fromMs});
    return std::unique_ptr<FrameBuilder>(new FrameBuilder(request, static_cast<int>(columns), std::move(plan)));
}

FrameBuilder::FrameBuilder(const FrameRequest& request, int columns, MetricPlan plan)
    : m_plan(std::move(plan)),
      m_fromMs(request.fromMs),
      m_toMs(request.toMs),
      m_columns(columns),
      m_nodes(request.nodes.size())
{
    const ColumnGrid grid{m_fromMs, m_toMs - m_fromMs, m_columns};
    m_folds.reserve(m_nodes.size());
    for (NodeColumns& node : m_nodes)
        m_folds.emplace_back(m_plan, grid, m_fromMs,
                             [&node](const ColumnRow& row, std::span<const WindowStat> stats,
                                     std::span<const StepValues> steps) { node.append(row, stats, steps); });
}

void FrameBuilder::addSamples(std::size_t node, const SampleRun& run, TimeMs fromMs, TimeMs toMs)
{
    m_folds[node].addSamples(run, fromMs, toMs);
}

void FrameBuilder::addBuckets(std::size_t node, Tier tier, const BucketRun& run)
{
    m_folds[node].addBuckets(run, tier);
}

Frame FrameBuilder::build(TimeMs nowMs)
{
    Frame frame;
    frame.fromMs = m_fromMs;
    frame.toMs = m_toMs;
    frame.columnMs = (m_toMs - m_fromMs) / m_columns;
    const TimeMs until = std::min(m_toMs, nowMs);
    std::vector<const std::vector<TimeGap>*> lists;
    std::optional<TimeMs> newest;
    for (ColumnFold& fold : m_folds) {
        fold.finish(until);
        lists.push_back(&fold.gaps());
        frame.samplesRead += fold.stepsRead();
        if (fold.lastMs() && (!newest || *fold.lastMs() > *newest)) {
            newest = fold.lastMs();
            frame.intervalMs = fold.intervalMs();
        }
    }
    const std::vector<TimeGap> whole{{m_fromMs, until}};
    if (lists.empty())
        lists.push_back(&whole);
    const std::vector<TimeGap> gaps = commonGaps(lists);
    combineColumns(m_plan, m_nodes, gaps, frame);
    std::copy_if(gaps.begin(), gaps.end(), std::back_inserter(frame.gaps),
                 [](const TimeGap& gap) { return gap.fromMs < gap.toMs; });
    return frame;
}

} // namespace cacheledger
