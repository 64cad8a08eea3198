// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columnfold.h"

#include <span>
#include <vector>

namespace cacheledger
{

/// The finished columns of one node, in order of time.
struct NodeColumns {
    std::vector<ColumnRow> rows;
    std::vector<WindowStat> stats; ///< row by row, one an input of the plan
    std::vector<StepValues> steps; ///< row by row, one an output of the plan

    void append(const ColumnRow& row, std::span<const WindowStat> rowStats, std::span<const StepValues> rowSteps);
};

/// Turns the columns of one or several nodes into a frame's times and series (see FrameSeries for the rules).
/// `gaps` are those that all nodes share; they decide where a line breaks.
void combineColumns(const MetricPlan& plan, std::span<const NodeColumns> nodes, std::span<const TimeGap> gaps,
                    Frame& frame);

/// The stretches that are gaps in every one of the lists, each in order of time.
std::vector<TimeGap> commonGaps(std::span<const std::vector<TimeGap>* const> lists);

} // namespace cacheledger
