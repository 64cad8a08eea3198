// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/totalsreader.h"

#include "history/queryplan.h"
#include "history/tierstore.h"

#include <algorithm>

namespace cacheledger
{

/// Buckets that are held in memory at once: of hours 60 days, of minutes one.
static constexpr qint64 bucketsAtOnce = 1440;

static Tier finerTier(Tier tier)
{
    return tier == Tier::Hour ? Tier::Minute : Tier::Raw;
}

/// Buckets [begin, end) of a run.
static BucketRun partOf(const BucketRun& run, std::size_t begin, std::size_t end)
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

TotalsReader::TotalsReader(const HistoryFile& file, const NodeId& node, std::span<const TimeMs> bounds,
                           const MetricPlan& plan, ColumnFold& fold, const std::atomic_bool* cancelled)
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

Result<void> TotalsReader::readAll()
{
    for (const TierPiece& piece : planTiers(m_file, m_node, Tier::Hour, m_bounds.front(), m_bounds.back()))
        if (Result<void> done = read(piece); !done)
            return done;
    return {};
}

Result<void> TotalsReader::read(const TierPiece& piece)
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

Result<void> TotalsReader::readBuckets(const TierPiece& piece)
{
    const qint64 lengthMs = bucketsAtOnce * bucketMs(piece.tier);
    for (TimeMs from = piece.fromMs; from < piece.toMs; from += lengthMs) {
        std::vector<BucketRun> runs; // cut buckets are read only after this reading has ended
        const TimePart part{from, std::min(piece.toMs, from + lengthMs)};
        Result<void> done =
            readRuns(piece.tier, std::span(&part, 1), [&runs](const BucketRun& run) { runs.push_back(run); });
        if (done && piece.tier == Tier::Hour)
            done = readCutHours(runs);
        for (std::size_t i = 0; done && i < runs.size(); ++i)
            done = addRun(runs[i], piece.tier);
        if (!done)
            return done;
    }
    return {};
}

Result<void> TotalsReader::readRuns(Tier tier, std::span<const TimePart> parts, const Take& take)
{
    return m_file.readTier(
        m_node, tier, m_plan.inputIds(), parts, StatNeed::Counting,
        [&take](const BucketRun& run) {
            take(run);
            return true;
        },
        m_cancelled);
}

/// The minutes of all hours that bounds cut, at once: midnights of a zone with half hours cut one a day, and several of
/// them may lie in one block of minutes.
Result<void> TotalsReader::readCutHours(const std::vector<BucketRun>& runs)
{
    std::vector<TimePart> parts;
    for (const BucketRun& run : runs)
        for (const TimeMs start : run.starts)
            if (start >= m_minutesFromMs && firstBoundIn(start, start + bucketMs(Tier::Hour)))
                parts.push_back(insideBounds(start, start + bucketMs(Tier::Hour)));
    m_cutHours.clear();
    return readRuns(Tier::Minute, parts, [this](const BucketRun& minutes) { keepHours(minutes); });
}

void TotalsReader::keepHours(const BucketRun& minutes)
{
    const auto hourOf = [&minutes](std::size_t i) { return bucketStart(Tier::Hour, minutes.starts[i]); };
    for (std::size_t begin = 0, end = 0; begin < minutes.starts.size(); begin = end) {
        while (end < minutes.starts.size() && hourOf(end) == hourOf(begin))
            ++end;
        m_cutHours[hourOf(begin)].push_back(partOf(minutes, begin, end));
    }
}

Result<void> TotalsReader::addRun(const BucketRun& run, Tier tier)
{
    std::size_t begin = 0;
    for (std::size_t b = 0; b < run.starts.size(); ++b) {
        const TimeMs start = run.starts[b];
        const auto bound = firstBoundIn(start, start + bucketMs(tier));
        if (!bound)
            continue;
        const bool kept = start >= (finerTier(tier) == Tier::Minute ? m_minutesFromMs : m_samplesFromMs);
        if (!kept)
            m_rough.insert(*bound);
        if (!kept && start >= m_bounds.front())
            continue;
        addPart(run, begin, b, tier);
        begin = b + 1;
        if (Result<void> done = kept ? addCut(start, tier) : Result<void>(); !done)
            return done;
    }
    addPart(run, begin, run.starts.size(), tier);
    return {};
}

/// A bucket that a bound lies in.
Result<void> TotalsReader::addCut(TimeMs start, Tier tier)
{
    if (tier != Tier::Hour) {
        const TimePart inside = insideBounds(start, start + bucketMs(tier));
        return read({finerTier(tier), inside.fromMs, inside.toMs});
    }
    Result<void> done;
    const std::vector<BucketRun> minutes = std::move(m_cutHours[start]);
    for (std::size_t i = 0; done && i < minutes.size(); ++i)
        done = addRun(minutes[i], Tier::Minute);
    return done;
}

void TotalsReader::addPart(const BucketRun& run, std::size_t begin, std::size_t end, Tier tier)
{
    if (begin == 0 && end == run.starts.size())
        m_fold.addBuckets(run, tier);
    else if (begin < end)
        m_fold.addBuckets(partOf(run, begin, end), tier);
}

TimePart TotalsReader::insideBounds(TimeMs fromMs, TimeMs toMs) const
{
    return {std::max(fromMs, m_bounds.front()), std::min(toMs, m_bounds.back())};
}

/// A bound after `fromMs` and before `toMs`.
std::optional<TimeMs> TotalsReader::firstBoundIn(TimeMs fromMs, TimeMs toMs) const
{
    const auto bound = std::ranges::upper_bound(m_bounds, fromMs);
    return bound != m_bounds.end() && *bound < toMs ? std::optional(*bound) : std::nullopt;
}

} // namespace cacheledger
