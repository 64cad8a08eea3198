// SPDX-License-Identifier: GPL-3.0-or-later
// How TierStore makes buckets from the finer tier.
#include "history/tierstore.h"

#include "metrics/catalogue.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

namespace
{

/// The steps between the samples of several pieces.
struct Step {
    TimeMs time = 0;
    bool gap = true;
    bool reset = false;
    qint64 lengthMs = 0;
};

std::vector<Step> stepsOf(const std::vector<RawPiece>& pieces)
{
    std::vector<Step> steps;
    int intervalBefore = 0;
    for (const RawPiece& piece : pieces) {
        for (std::size_t i = 0; i < piece.times.size(); ++i) {
            Step step{piece.times[i], true, piece.resetBefore[i], 0};
            if (!steps.empty()) {
                step.gap = isGap(steps.back().time, intervalBefore, step.time, piece.intervalMs);
                step.lengthMs = step.time - steps.back().time;
            }
            steps.push_back(step);
            intervalBefore = piece.intervalMs;
        }
    }
    return steps;
}

BucketHead headOf(const std::vector<Step>& steps, TimeMs start)
{
    BucketHead head;
    head.start = start;
    for (const Step& step : steps) {
        if (step.time < start)
            continue;
        if (step.gap)
            (head.samples == 0 ? head.gapBefore : head.gapInside) = true;
        else
            head.coveredMs += step.lengthMs;
        ++head.samples;
    }
    return head;
}

/// The value of a series of `layout` at every step, absent where a piece's layout lacks it.
Result<void> valuesOf(std::size_t series, const LayoutPtr& layout, const std::vector<RawPiece>& pieces,
                      std::vector<double>& part, std::vector<double>& values)
{
    values.clear();
    for (const RawPiece& piece : pieces) {
        if (const auto index =
                piece.layout == layout ? std::optional(series) : piece.layout->indexOf(layout->name(series))) {
            if (auto read = piece.readColumn(*index, part); !read)
                return read;
        } else {
            part.assign(piece.times.size(), WindowStat::nan);
        }
        values.insert(values.end(), part.begin(), part.end());
    }
    return {};
}

/// Of the values from `inside` on; those before only tell where the first step comes from.
WindowStat statOf(const std::vector<Step>& steps, const std::vector<double>& values, bool counter, std::size_t inside)
{
    WindowAccumulator accumulator(counter);
    const auto add = [&](std::size_t i) { accumulator.add(steps[i].time, values[i], steps[i].gap, steps[i].reset); };
    for (std::size_t i = 0; i < inside; ++i)
        add(i);
    accumulator.take();
    for (std::size_t i = inside; i < steps.size(); ++i)
        add(i);
    return accumulator.stat();
}

} // namespace

Result<std::vector<RawPiece>> TierStore::piecesOf(qint64 node, TimeMs start, bool lookBack)
{
    std::vector<RawPiece> pieces;
    TimeMs fromMs = start;
    if (lookBack) {
        const auto before = m_samples.lastBefore(node, start);
        if (!before)
            return before.error();
        if (*before)
            fromMs = std::min(start - lookBackMs, (*before)->time);
    }
    const auto read = m_samples.pieces(node, fromMs, start + bucketMs(Tier::Minute), [&](RawPiece& piece) {
        // Looking back, the sample before all that is one too many.
        if (lookBack && !piece.times.empty() && piece.times.front() < fromMs)
            piece.dropFirst();
        if (!piece.times.empty())
            pieces.push_back(std::move(piece));
        return Result<bool>(true);
    });
    if (!read)
        return read.error();
    return pieces;
}

const std::vector<bool>& TierStore::counters(qint64 layoutId, const SeriesLayout& layout)
{
    if (m_countersOf != layoutId) {
        m_counters.clear();
        for (const std::string& name : layout.names())
            m_counters.push_back(catalogue::lookup(name).kind == MetricKind::Counter);
        m_countersOf = layoutId;
    }
    return m_counters;
}

Result<std::optional<StoredBucket>> TierStore::buildMinute(qint64 node, TimeMs start)
{
    auto pieces = piecesOf(node, start, false);
    if (!pieces)
        return pieces.error();
    std::vector<qint64> ids;
    StoredBucket bucket;
    for (const RawPiece& piece : *pieces) {
        if (piece.times.back() < start)
            continue;
        ids.push_back(piece.layoutId);
        bucket.intervalMs = piece.intervalMs;
    }
    if (ids.empty())
        return std::optional<StoredBucket>();
    const auto layoutId = m_layouts.unionOf(ids);
    if (!layoutId)
        return layoutId.error();
    const auto layout = m_layouts.find(*layoutId);
    if (!layout)
        return layout.error();
    bucket.layoutId = *layoutId;
    bucket.head.start = start;
    auto filled = fill(bucket, *layout, *pieces, false);
    if (filled && !*filled) {
        pieces = piecesOf(node, start, true);
        if (!pieces)
            return pieces.error();
        filled = fill(bucket, *layout, *pieces, true);
    }
    if (!filled)
        return filled.error();
    return std::optional(std::move(bucket));
}

/// Head and stats from pieces that begin with the sample before the bucket, if there is one. False where that one lacks
/// a value: unless they begin far enough before the bucket, the series' last value is still to be looked for.
Result<bool> TierStore::fill(StoredBucket& bucket, const LayoutPtr& layout, const std::vector<RawPiece>& pieces,
                             bool lookedBack)
{
    const std::vector<Step> steps = stepsOf(pieces);
    const auto inside = std::ranges::lower_bound(steps, bucket.head.start, {}, &Step::time) - steps.begin();
    bucket.head = headOf(steps, bucket.head.start);
    const std::vector<bool>& isCounter = counters(bucket.layoutId, *layout);
    std::vector<double> part;
    std::vector<double> values;
    bucket.stats.clear();
    bucket.stats.reserve(layout->size());
    for (std::size_t i = 0; i < layout->size(); ++i) {
        if (auto read = valuesOf(i, layout, pieces, part, values); !read)
            return read.error();
        if (!lookedBack && inside > 0 && std::isnan(values.front()))
            return false;
        bucket.stats.push_back(statOf(steps, values, isCounter[i], static_cast<std::size_t>(inside)));
    }
    return true;
}

Result<std::optional<StoredBucket>> TierStore::buildHour(qint64 node, TimeMs start)
{
    const auto minutes = m_reader.buckets(node, Tier::Minute, start, start + bucketMs(Tier::Hour));
    if (!minutes)
        return minutes.error();
    if (minutes->empty())
        return std::optional<StoredBucket>();
    std::vector<qint64> ids;
    StoredBucket bucket;
    bucket.head.start = start;
    for (const StoredBucket& minute : *minutes) {
        ids.push_back(minute.layoutId);
        if (minute.head.gapBefore)
            (bucket.head.samples == 0 ? bucket.head.gapBefore : bucket.head.gapInside) = true;
        bucket.head.gapInside = bucket.head.gapInside || minute.head.gapInside;
        bucket.head.samples += minute.head.samples;
        bucket.head.coveredMs += minute.head.coveredMs;
        bucket.intervalMs = minute.intervalMs;
    }
    const auto layoutId = m_layouts.unionOf(ids);
    if (!layoutId)
        return layoutId.error();
    const auto layout = m_layouts.find(*layoutId);
    if (!layout)
        return layout.error();
    bucket.layoutId = *layoutId;
    bucket.stats.resize((*layout)->size());
    for (const StoredBucket& minute : *minutes) {
        const auto other = m_layouts.find(minute.layoutId);
        if (!other)
            return other.error();
        for (std::size_t i = 0; i < minute.stats.size(); ++i)
            if (const auto at = *other == *layout ? std::optional(i) : (*layout)->indexOf((*other)->name(i)))
                bucket.stats[*at].append(minute.stats[i]);
    }
    return std::optional(std::move(bucket));
}

} // namespace cacheledger
