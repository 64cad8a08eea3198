// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/periodtotals.h"

#include "history/columnfold.h"
#include "history/totalsreader.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace cacheledger
{

namespace
{

std::optional<Error> totalsError(const TotalsRequest& request)
{
    if (request.bounds.size() < 2)
        return rangeError(0, 0);
    if (std::optional<Error> error = rangeError(request.bounds.front(), request.bounds.back()))
        return error;
    if (std::ranges::adjacent_find(request.bounds, std::greater_equal()) != request.bounds.end())
        return Error{ErrorCode::InvalidArgument,
                     QCoreApplication::translate("History", "The periods are not in order of time."),
                     {}};
    for (const std::string& id : request.counters)
        if (catalogue::lookup(id).kind != MetricKind::Counter)
            return Error{ErrorCode::InvalidArgument,
                         QCoreApplication::translate("History", "\"%1\" is not a counter, so it has no increase.")
                             .arg(QString::fromStdString(id)),
                         {}};
    return std::nullopt;
}

/// What doubles make of sums of decimal fractions is far below a millionth.
double toMillionths(double value)
{
    constexpr double wholeFrom = 4e9; // beyond, a millionth is below what a double tells apart when it is multiplied
    return std::abs(value) < wholeFrom ? std::round(value * 1e6) / 1e6 : value;
}

void addColumn(PeriodTotals& totals, const MetricPlan& plan, const ColumnRow& row, std::span<const WindowStat> stats)
{
    PeriodTotal& period = totals.periods.at(static_cast<std::size_t>(row.column));
    period.coveredMs += std::llround(row.seconds * 1000);
    period.resets += row.resets;
    for (std::size_t i = 0; i < plan.outputs().size(); ++i) {
        const double increase = stats[plan.outputs()[i].inputs.front()].increase;
        double& sum = period.increases[i];
        if (!std::isnan(increase))
            sum = toMillionths(std::isnan(sum) ? increase : sum + increase);
    }
}

/// Joins what overlaps.
std::vector<TimeGap> anyOf(std::vector<TimeGap> gaps)
{
    std::ranges::sort(gaps, {}, &TimeGap::fromMs);
    std::vector<TimeGap> joined;
    for (const TimeGap& gap : gaps) {
        if (gap.fromMs >= gap.toMs)
            continue;
        if (!joined.empty() && gap.fromMs <= joined.back().toMs)
            joined.back().toMs = std::max(joined.back().toMs, gap.toMs);
        else
            joined.push_back(gap);
    }
    return joined;
}

} // namespace

double PeriodTotals::coverage(std::size_t period) const
{
    const PeriodTotal& of = periods.at(period);
    const double whole = static_cast<double>(of.toMs - of.fromMs) * static_cast<double>(nodes);
    // The step into the first sample may begin before the period.
    return whole > 0 ? std::min(1.0, static_cast<double>(of.coveredMs) / whole) : 0;
}

Result<PeriodTotals> readPeriodTotals(const HistoryFile& file, const TotalsRequest& request,
                                      const std::atomic_bool* cancelled)
{
    if (std::optional<Error> error = totalsError(request))
        return *std::move(error);
    const Result<MetricPlan> plan = MetricPlan::make(request.counters, request.counters, MetricPlan::Unknown::Accept);
    if (!plan)
        return plan.error();
    PeriodTotals totals;
    totals.nodes = request.nodes.size();
    for (std::size_t i = 0; i + 1 < request.bounds.size(); ++i)
        totals.periods.push_back(
            {request.bounds[i], request.bounds[i + 1], std::vector<double>(request.counters.size(), WindowStat::nan)});
    const TimeMs nowMs = request.nowMs ? *request.nowMs : SystemClock().nowMs();
    const TimeMs until = std::max(request.bounds.front(), std::min(request.bounds.back(), nowMs));
    std::set<TimeMs> rough;
    if (request.nodes.empty())
        totals.gaps.push_back({request.bounds.front(), until});
    for (const NodeId& node : request.nodes) {
        ColumnGrid grid;
        grid.bounds = request.bounds;
        ColumnFold fold(
            *plan, grid, request.bounds.front(),
            [&](const ColumnRow& row, std::span<const WindowStat> stats, std::span<const StepValues>) {
                addColumn(totals, *plan, row, stats);
            },
            ColumnFold::Purpose::Totals);
        TotalsReader reader(file, node, request.bounds, *plan, fold, cancelled);
        if (Result<void> read = reader.readAll(); !read)
            return read.error();
        fold.finish(until);
        totals.gaps.insert(totals.gaps.end(), fold.gaps().begin(), fold.gaps().end());
        rough.insert(reader.roughBounds().begin(), reader.roughBounds().end());
    }
    totals.gaps = anyOf(std::move(totals.gaps));
    totals.roughBounds.assign(rough.begin(), rough.end());
    return totals;
}

} // namespace cacheledger
