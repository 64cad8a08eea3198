// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/periodtotals.h"

#include "history/columnfold.h"
#include "history/queryplan.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace cacheledger
{

namespace
{

/// Buckets that are held in memory at once: of hours 60 days, of minutes one.
constexpr qint64 bucketsAtOnce = 1440;

Tier finerTier(Tier tier)
{
    return tier == Tier::Hour ? Tier::Minute : Tier::Raw;
}

/// Buckets [begin, end) of a run.
BucketRun partOf(const BucketRun& run, std::size_t begin, std::size_t end)
{
    const auto part = [&](const auto& values) {
        return values.empty() ? values
                              : std::decay_t<decltype(values)>(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                                               values.begin() + static_cast<std::ptrdiff_t>(end));
    };
    BucketRun result{run.intervalMs,
                     part(run.starts),
                     part(run.samples),
                     part(run.coveredMs),
                     part(run.gapBefore),
                     part(run.gapInside),
                     {}};
    for (const std::vector<WindowStat>& column : run.columns)
        result.columns.push_back(part(column));
    return result;
}

/// Reads one node into a fold: buckets that a bound cuts are replaced by what they were made of.
class TotalsReader
{
public:
    TotalsReader(const HistoryFile& file, const NodeId& node, std::span<const TimeMs> bounds, const MetricPlan& plan,
                 ColumnFold& fold, const std::atomic_bool* cancelled)
        : m_file(file),
          m_node(node),
          m_bounds(bounds),
          m_plan(plan),
          m_fold(fold),
          m_cancelled(cancelled),
          m_minutesFromMs(file.keptFrom(Tier::Minute)),
          m_samplesFromMs(file.keptFrom(Tier::Raw))
    {
    }

    Result<void> readAll()
    {
        for (const TierPiece& piece : planTiers(m_file, m_node, Tier::Hour, m_bounds.front(), m_bounds.back()))
            if (Result<void> done = read(piece); !done)
                return done;
        return {};
    }
    const std::set<TimeMs>& roughBounds() const { return m_rough; }

private:
    Result<void> read(const TierPiece& piece)
    {
        if (piece.tier != Tier::Raw)
            return readBuckets(piece);
        return m_file.readRaw(
            m_node, m_plan.inputIds(), piece.fromMs, piece.toMs,
            [&](const SampleRun& run) {
                m_fold.addSamples(run, piece.fromMs, piece.toMs);
                return true;
            },
            m_cancelled);
    }

    Result<void> readBuckets(const TierPiece& piece)
    {
        const qint64 lengthMs = bucketsAtOnce * bucketMs(piece.tier);
        for (TimeMs from = piece.fromMs; from < piece.toMs; from += lengthMs) {
            std::vector<BucketRun> runs; // cut buckets are read only after this reading has ended
            Result<void> done = m_file.readTier(
                m_node, piece.tier, m_plan.inputIds(), from, std::min(piece.toMs, from + lengthMs),
                [&](const BucketRun& run) {
                    runs.push_back(run);
                    return true;
                },
                m_cancelled);
            for (std::size_t i = 0; done && i < runs.size(); ++i)
                done = addRun(runs[i], piece.tier);
            if (!done)
                return done;
        }
        return {};
    }

    Result<void> addRun(const BucketRun& run, Tier tier)
    {
        std::size_t begin = 0;
        for (std::size_t b = 0; b < run.starts.size(); ++b) {
            const TimeMs start = run.starts[b];
            const TimeMs end = start + bucketMs(tier);
            const auto bound = firstBoundIn(start, end);
            if (!bound)
                continue;
            const Tier finer = finerTier(tier);
            const bool kept = start >= (finer == Tier::Minute ? m_minutesFromMs : m_samplesFromMs);
            if (!kept)
                m_rough.insert(*bound);
            if (!kept && start >= m_bounds.front())
                continue;
            addPart(run, begin, b, tier);
            begin = b + 1;
            const TierPiece inside{finer, std::max(start, m_bounds.front()), std::min(end, m_bounds.back())};
            if (Result<void> done = kept ? read(inside) : Result<void>(); !done)
                return done;
        }
        addPart(run, begin, run.starts.size(), tier);
        return {};
    }

    void addPart(const BucketRun& run, std::size_t begin, std::size_t end, Tier tier)
    {
        if (begin == 0 && end == run.starts.size())
            m_fold.addBuckets(run, tier);
        else if (begin < end)
            m_fold.addBuckets(partOf(run, begin, end), tier);
    }

    /// A bound after `fromMs` and before `toMs`.
    std::optional<TimeMs> firstBoundIn(TimeMs fromMs, TimeMs toMs) const
    {
        const auto bound = std::ranges::upper_bound(m_bounds, fromMs);
        return bound != m_bounds.end() && *bound < toMs ? std::optional(*bound) : std::nullopt;
    }

    const HistoryFile& m_file;
    NodeId m_node;
    std::span<const TimeMs> m_bounds;
    const MetricPlan& m_plan;
    ColumnFold& m_fold;
    const std::atomic_bool* m_cancelled;
    TimeMs m_minutesFromMs;
    TimeMs m_samplesFromMs;
    std::set<TimeMs> m_rough;
};

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
