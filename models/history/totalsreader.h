// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columnfold.h"
#include "history/historyfile.h"

#include <atomic>
#include <map>
#include <set>

namespace cacheledger
{

struct TierPiece;

/// Reads the counters of one node into a fold: whole hours where bounds allow, and what a bound cuts (an hour, a
/// minute) from what it was made of. For readPeriodTotals(); all that it is given must outlive it.
class TotalsReader
{
public:
    TotalsReader(const HistoryFile& file, const NodeId& node, std::span<const TimeMs> bounds, const MetricPlan& plan,
                 ColumnFold& fold, const std::atomic_bool* cancelled);

    Result<void> readAll();
    /// Bounds inside buckets whose parts were dropped by retention.
    const std::set<TimeMs>& roughBounds() const { return m_rough; }

private:
    using Take = std::function<void(const BucketRun&)>;

    Result<void> read(const TierPiece& piece);
    Result<void> readBuckets(const TierPiece& piece);
    Result<void> readRuns(Tier tier, std::span<const TimePart> parts, const Take& take);
    Result<void> readCutHours(const std::vector<BucketRun>& runs);
    void keepHours(const BucketRun& minutes);
    Result<void> addRun(const BucketRun& run, Tier tier);
    Result<void> addCut(TimeMs start, Tier tier);
    void addPart(const BucketRun& run, std::size_t begin, std::size_t end, Tier tier);
    TimePart insideBounds(TimeMs fromMs, TimeMs toMs) const;
    std::optional<TimeMs> firstBoundIn(TimeMs fromMs, TimeMs toMs) const;

    const HistoryFile& m_file;
    NodeId m_node;
    std::span<const TimeMs> m_bounds;
    const MetricPlan& m_plan;
    ColumnFold& m_fold;
    const std::atomic_bool* m_cancelled;
    TimeMs m_minutesFromMs;
    TimeMs m_samplesFromMs;
    std::set<TimeMs> m_rough;
    std::map<TimeMs, std::vector<BucketRun>> m_cutHours; // their minutes, by the hour's start
};

} // namespace cacheledger
