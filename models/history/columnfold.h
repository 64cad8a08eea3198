// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columngrid.h"
#include "history/frame.h"
#include "history/historyfile.h"
#include "history/metricplan.h"
#include "metrics/window.h"

#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace cacheledger
{

/// One column of one node that holds at least one sample or bucket.
struct ColumnRow {
    qint64 column = 0;
    TimeMs shownMs = 0;     ///< the last sample, or the last bucket's start
    TimeMs dataFromMs = 0;  ///< the first sample; in a bucket, where its data is believed to begin
    TimeMs dataToMs = 0;    ///< likewise the last
    TimeMs stepFromMs = 0;  ///< where the step into the first sample began; dataFromMs after a gap
    TimeMs holdUntilMs = 0; ///< the last sample is no gap old until then
    double seconds = 0;     ///< covered by the column's steps, gaps excluded
    bool isReplica = false; ///< at the end; known only where the plan has a replicaInput()
    int resets = 0; ///< Purpose::Totals: samples or buckets at which counters began anew; of a bucket one counts
};

/// Folds one node's samples and buckets, in order of time, into columns: for each, a WindowStat an input of the plan
/// and an Extent an output that needs one. Pure; finished columns go to a sink, so that nothing grows with the data but
/// the gaps.
class ColumnFold
{
public:
    /// Stats are parallel to the plan's inputs, steps to its outputs. Both are gone after the call.
    using Sink =
        std::function<void(const ColumnRow&, std::span<const WindowStat> stats, std::span<const StepValues> steps)>;

    /// What the increases are for. Rates: bounded over each column (boundIncrease), as a chart shows them. Totals: the
    /// sums of the steps as they were counted, so that those of neighbouring columns add up; resets are counted.
    enum class Purpose { Rates, Totals };

    /// `plan` must outlive the fold. Gaps before `fromMs` are not told.
    ColumnFold(const MetricPlan& plan, ColumnGrid grid, TimeMs fromMs, Sink sink, Purpose purpose = Purpose::Rates);

    /// Samples in [fromMs, toMs); an earlier one only gives the first step its beginning.
    void addSamples(const SampleRun& run, TimeMs fromMs, TimeMs toMs);
    void addBuckets(const BucketRun& run, Tier tier);
    /// Hands over the last column, and notes the gap from the last sample to `untilMs`.
    void finish(TimeMs untilMs);

    /// In order of time. Empty ones are breaks between buckets whose length is not known.
    const std::vector<TimeGap>& gaps() const { return m_gaps; }
    qint64 stepsRead() const { return m_stepsRead; }
    int intervalMs() const { return m_intervalMs; }           ///< of the newest sample; 0: none
    std::optional<TimeMs> lastMs() const { return m_lastMs; } ///< end of the data

private:
    struct Step {
        ColumnRow at;
        bool folded = true; ///< false: only for what comes after it
        bool reset = false; ///< the answer itself says that counters began anew
    };

    void noteSampleSteps(const SampleRun& run, std::size_t begin, std::size_t end, TimeMs fromMs);
    void fillSampleStats(const SampleRun& run, std::size_t begin, std::size_t end);
    void noteBucketStep(const BucketRun& run, std::size_t index, qint64 widthMs);
    void noteGap(TimeMs fromMs, TimeMs toMs);
    void foldSteps();
    void foldStepValues(std::size_t begin, std::size_t end);
    bool beganAnew(std::size_t step);
    qint64 columnOf(TimeMs timeMs);
    void openColumn(const ColumnRow& first);
    void closeColumn();

    const MetricPlan& m_plan;
    ColumnGrid m_grid;
    qint64 m_column = 0; // of times from .. to, where it was looked up last: most steps are in their neighbour's
    TimeMs m_columnFromMs = 0;
    TimeMs m_columnToMs = 0;
    TimeMs m_fromMs;
    Sink m_sink;
    Purpose m_purpose;
    std::vector<double> m_lastValues;              // an input's, for what began anew; empty for rates
    std::vector<WindowAccumulator> m_accumulators; // one an input; each hands over its window at every sample

    // The run at hand; kept for their memory.
    std::vector<Step> m_steps;
    std::vector<char> m_afterGap;
    std::vector<WindowStat> m_sampleStats;      // input by input
    std::vector<const WindowStat*> m_runStats;  // an input's first step; null: the run lacks it
    std::vector<const WindowStat*> m_stepStats; // scratch: one step of each input

    // The column at hand.
    bool m_open = false;
    ColumnRow m_row;
    std::vector<WindowStat> m_stats;
    std::vector<StepValues> m_stepValues;

    std::optional<TimeMs> m_lastSampleMs; // raw continuity; nothing at first and after buckets
    int m_sampleIntervalMs = 0;
    std::optional<TimeMs> m_lastMs;                            // where the data so far is believed to end
    TimeMs m_holdUntilMs = std::numeric_limits<TimeMs>::min(); // no gap before then
    std::optional<TimeMs> m_bucketDataEndMs;                   // ... if a gap turns out to follow the last bucket
    std::vector<TimeGap> m_gaps;
    qint64 m_stepsRead = 0;
    int m_intervalMs = 0;
};

} // namespace cacheledger
