// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/columnfold.h"

#include <algorithm>

namespace cacheledger
{

ColumnFold::ColumnFold(const MetricPlan& plan, ColumnGrid grid, TimeMs fromMs, Sink sink, Purpose purpose)
    : m_plan(plan),
      m_grid(grid),
      m_fromMs(fromMs),
      m_sink(std::move(sink)),
      m_purpose(purpose),
      m_lastValues(purpose == Purpose::Totals ? plan.inputs().size() : 0, WindowStat::nan),
      m_runStats(plan.inputs().size(), nullptr),
      m_stepStats(plan.inputs().size(), nullptr),
      m_stats(plan.inputs().size()),
      m_stepValues(plan.outputs().size())
{
    m_accumulators.reserve(plan.inputs().size());
    for (const MetricPlan::Input& input : plan.inputs())
        m_accumulators.emplace_back(input.counter);
}

void ColumnFold::addSamples(const SampleRun& run, TimeMs fromMs, TimeMs toMs)
{
    auto first = run.times.begin();
    if (m_lastSampleMs) // neighbouring runs may overlap
        first = std::upper_bound(first, run.times.end(), *m_lastSampleMs);
    const auto last = std::lower_bound(first, run.times.end(), toMs);
    if (first == last)
        return;
    const auto begin = static_cast<std::size_t>(first - run.times.begin());
    const auto end = static_cast<std::size_t>(last - run.times.begin());
    noteSampleSteps(run, begin, end, fromMs);
    fillSampleStats(run, begin, end);
    foldSteps();
}

void ColumnFold::noteSampleSteps(const SampleRun& run, std::size_t begin, std::size_t end, TimeMs fromMs)
{
    m_steps.clear();
    m_afterGap.clear();
    for (std::size_t s = begin; s < end; ++s) {
        const TimeMs time = run.times[s];
        const bool gap = !m_lastSampleMs || isGap(*m_lastSampleMs, m_sampleIntervalMs, time, run.intervalMs);
        const TimeMs stepFrom = gap ? time : *m_lastSampleMs;
        const bool folded = time >= fromMs;
        if (folded && gap) {
            if (m_bucketDataEndMs)
                m_row.dataToMs = *m_bucketDataEndMs;
            noteGap(m_lastSampleMs.value_or(m_bucketDataEndMs.value_or(m_fromMs)), time);
        }
        m_holdUntilMs = time + gapThresholdMs(run.intervalMs);
        if (folded) {
            m_lastMs = time;
            m_intervalMs = run.intervalMs;
            m_bucketDataEndMs.reset();
        }
        m_steps.push_back(
            {{columnOf(time), time, time, time, stepFrom, m_holdUntilMs, static_cast<double>(time - stepFrom) / 1000.0},
             folded,
             run.resetBefore[s]});
        m_afterGap.push_back(gap);
        m_lastSampleMs = time;
        m_sampleIntervalMs = run.intervalMs;
    }
}

void ColumnFold::fillSampleStats(const SampleRun& run, std::size_t begin, std::size_t end)
{
    const std::size_t count = end - begin;
    m_sampleStats.resize(m_plan.inputs().size() * count);
    for (std::size_t i = 0; i < m_plan.inputs().size(); ++i) {
        const bool present = i < run.columns.size() && !run.columns[i].empty();
        WindowStat* stats = m_sampleStats.data() + i * count;
        for (std::size_t s = 0; s < count; ++s) {
            const double value = present ? run.columns[i][begin + s] : WindowStat::nan;
            m_accumulators[i].add(run.times[begin + s], value, m_afterGap[s], run.resetBefore[begin + s]);
            stats[s] = m_accumulators[i].take();
        }
        m_runStats[i] = present ? stats : nullptr;
    }
}

void ColumnFold::addBuckets(const BucketRun& run, Tier tier)
{
    m_steps.clear();
    for (std::size_t b = 0; b < run.starts.size(); ++b)
        noteBucketStep(run, b, bucketMs(tier));
    if (m_steps.empty())
        return;
    m_lastSampleMs.reset();
    m_intervalMs = run.intervalMs;
    for (std::size_t i = 0; i < m_plan.inputs().size(); ++i) {
        const bool present = i < run.columns.size() && !run.columns[i].empty();
        m_runStats[i] = present ? run.columns[i].data() : nullptr;
    }
    foldSteps();
}

/// A bucket tells how much of it is covered and where gaps touch it, but not where its samples lie. Its data is taken
/// to lie at the end after a gap, at the beginning before one, and around the middle's gap otherwise: the gaps' lengths
/// are right, their places are by less than a bucket.
void ColumnFold::noteBucketStep(const BucketRun& run, std::size_t index, qint64 widthMs)
{
    const TimeMs start = run.starts[index];
    const qint64 bare = std::max<qint64>(0, widthMs - run.coveredMs[index]);
    const bool inside = run.gapInside[index];
    const bool missing = m_lastMs && start - *m_lastMs > std::max(widthMs, gapThresholdMs(run.intervalMs));
    const bool before = run.gapBefore[index] || missing;
    const TimeMs dataFrom = before && !inside ? start + bare : start;
    if (before) {
        const TimeMs dataEnd = m_bucketDataEndMs.value_or(m_lastMs.value_or(m_fromMs));
        if (m_bucketDataEndMs)
            (m_steps.empty() ? m_row : m_steps.back().at).dataToMs = dataEnd;
        noteGap(dataEnd, dataFrom);
    }
    if (inside && bare > 0)
        noteGap(start + (widthMs - bare) / 2, start + (widthMs - bare) / 2 + bare);
    const TimeMs end = start + widthMs;
    const TimeMs shown = std::max(start, m_fromMs); // the range may cut the first one
    m_steps.push_back({{columnOf(shown), shown, dataFrom, end, before ? dataFrom : start, start,
                        static_cast<double>(run.coveredMs[index]) / 1000.0},
                       true});
    m_lastMs = end;
    m_holdUntilMs = end + gapThresholdMs(run.intervalMs);
    m_bucketDataEndMs = before || inside ? end : end - bare;
}

void ColumnFold::noteGap(TimeMs fromMs, TimeMs toMs)
{
    m_gaps.push_back({std::min(std::max(fromMs, m_fromMs), toMs), toMs});
}

void ColumnFold::foldSteps()
{
    for (std::size_t begin = 0; begin < m_steps.size();) {
        if (!m_steps[begin].folded) {
            beganAnew(begin); // only takes its values down
            ++begin;
            continue;
        }
        const qint64 column = m_steps[begin].at.column;
        openColumn(m_steps[begin].at);
        std::size_t end = begin;
        for (; end < m_steps.size() && m_steps[end].at.column == column; ++end)
            m_row.seconds += m_steps[end].at.seconds;
        m_row.shownMs = m_steps[end - 1].at.shownMs;
        m_row.dataToMs = m_steps[end - 1].at.dataToMs;
        m_row.holdUntilMs = m_steps[end - 1].at.holdUntilMs;
        for (std::size_t i = 0; i < m_stats.size(); ++i)
            for (std::size_t s = begin; m_runStats[i] && s < end; ++s)
                m_stats[i].append(m_runStats[i][s]);
        for (std::size_t s = begin; m_purpose == Purpose::Totals && s < end; ++s)
            m_row.resets += beganAnew(s) ? 1 : 0;
        if (const auto replica = m_plan.replicaInput())
            m_row.isReplica = m_runStats[*replica] && !m_runStats[*replica][end - 1].empty();
        foldStepValues(begin, end);
        m_stepsRead += static_cast<qint64>(end - begin);
        begin = end;
    }
}

void ColumnFold::foldStepValues(std::size_t begin, std::size_t end)
{
    const auto& outputs = m_plan.outputs();
    const bool any = std::any_of(outputs.begin(), outputs.end(), [](const MetricPlan::Output& output) {
        return output.derived && output.derived->extremes == Extremes::OfSteps;
    });
    for (std::size_t s = begin; any && s < end; ++s) {
        for (std::size_t i = 0; i < m_runStats.size(); ++i)
            m_stepStats[i] = m_runStats[i] ? m_runStats[i] + s : nullptr;
        for (std::size_t o = 0; o < outputs.size(); ++o)
            if (outputs[o].derived && outputs[o].derived->extremes == Extremes::OfSteps)
                m_stepValues[o].add(m_plan.evaluate(outputs[o], m_stepStats.data(), m_steps[s].at.seconds));
    }
}

/// Whether any counter fell at this step, or inside it where it is a bucket; buckets do not say it otherwise.
bool ColumnFold::beganAnew(std::size_t step)
{
    bool anew = m_steps[step].reset;
    for (std::size_t i = 0; i < m_lastValues.size(); ++i) {
        if (!m_runStats[i] || m_runStats[i][step].empty())
            continue;
        const WindowStat& stat = m_runStats[i][step];
        anew = anew || stat.min < stat.first || stat.first < m_lastValues[i];
        m_lastValues[i] = stat.last;
    }
    return anew;
}

qint64 ColumnFold::columnOf(TimeMs timeMs)
{
    if (timeMs < m_columnFromMs || timeMs >= m_columnToMs) {
        m_column = m_grid.columnOf(timeMs);
        m_columnFromMs = timeMs;
        m_columnToMs = m_grid.endOf(m_column);
    }
    return m_column;
}

void ColumnFold::openColumn(const ColumnRow& first)
{
    if (m_open && m_row.column == first.column)
        return;
    closeColumn();
    m_open = true;
    m_row = first;
    m_row.seconds = 0;
    std::fill(m_stats.begin(), m_stats.end(), WindowStat{});
    std::fill(m_stepValues.begin(), m_stepValues.end(), StepValues{});
}

void ColumnFold::closeColumn()
{
    if (!m_open)
        return;
    m_open = false;
    for (std::size_t i = 0; i < m_stats.size(); ++i)
        if (m_purpose == Purpose::Rates && m_plan.inputs()[i].counter)
            boundIncrease(m_stats[i], m_row.seconds);
    m_sink(m_row, m_stats, m_stepValues);
}

void ColumnFold::finish(TimeMs untilMs)
{
    const bool late = untilMs > m_holdUntilMs;
    if (m_lastMs && late) {
        const TimeMs dataEnd = m_bucketDataEndMs.value_or(*m_lastMs);
        m_row.dataToMs = dataEnd;
        noteGap(dataEnd, untilMs);
    } else if (!m_lastMs && late && untilMs > m_fromMs) {
        noteGap(m_fromMs, untilMs);
    }
    closeColumn();
}

} // namespace cacheledger
