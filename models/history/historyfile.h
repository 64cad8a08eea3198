// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyusage.h"
#include "history/tier.h"
#include "metrics/events.h"
#include "metrics/ids.h"
#include "metrics/result.h"
#include "metrics/serieslayout.h"
#include "metrics/window.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cacheledger
{

/// Neighbouring raw samples of one node, by column.
struct SampleRun {
    int intervalMs = 0;
    std::vector<TimeMs> times;
    std::vector<bool> resetBefore; ///< the server restarted: every counter began at 0
    std::vector<std::vector<double>>
        columns; ///< one per asked metric; NaN absent; empty: the metric is not in this run
};

/// Neighbouring buckets of one tier of one node, by column.
struct BucketRun {
    int intervalMs = 0;
    std::vector<TimeMs> starts;
    std::vector<std::uint32_t> samples; ///< polls in each bucket
    std::vector<qint64> coveredMs;      ///< time between samples inside it (incl. the step into it), gaps excluded
    std::vector<bool> gapBefore;        ///< the first sample of the bucket followed a gap
    std::vector<bool> gapInside;
    std::vector<std::vector<WindowStat>> columns; ///< one per asked metric; empty: not in this run
};

/// A node that history knows.
struct KnownNode {
    CacheId cache;
    NodeId node;
    QString cacheName; ///< newest known name
    QString address;
};

/// Whether polls were missed between two neighbouring samples of a node: no step is counted and no line drawn across.
/// A changed interval is given the benefit of the longer one.
constexpr bool isGap(TimeMs beforeMs, int beforeIntervalMs, TimeMs timeMs, int intervalMs)
{
    return timeMs - beforeMs > gapThresholdMs(beforeIntervalMs > intervalMs ? beforeIntervalMs : intervalMs);
}

/// One read-only connection to a history file: what is in it, run by run. Used by one thread at a time; reading never
/// blocks the writer, nor the writer it. A sink must not call back into the file that calls it.
class HistoryFile
{
public:
    /// NotFound-like: Io when the file does not exist; NotAHistory, NewerVersion, Corrupt, ReadOnly.
    static Result<std::unique_ptr<HistoryFile>> open(const QString& path);
    ~HistoryFile();

    /// Runs in order of time whose samples lie in [fromMs, toMs), blocks and fresh (hot) rows alike, plus the last
    /// sample before fromMs where one is within a gap's threshold, so that the first step is known (its time is <
    /// fromMs). `sink` returns false to stop. `cancelled` is looked at between blocks and between the columns of one:
    /// Cancelled.
    Result<void> readRaw(const NodeId& node, std::span<const std::string> metrics, TimeMs fromMs, TimeMs toMs,
                         const std::function<bool(const SampleRun&)>& sink,
                         const std::atomic_bool* cancelled = nullptr) const;
    /// Buckets whose start lies in [fromMs, toMs).
    Result<void> readTier(const NodeId& node, Tier tier, std::span<const std::string> metrics, TimeMs fromMs,
                          TimeMs toMs, const std::function<bool(const BucketRun&)>& sink,
                          const std::atomic_bool* cancelled = nullptr) const;
    /// Likewise of several stretches, which do not overlap and are in order of time, and of each bucket what `need`
    /// says: a block in which several of them lie is unpacked once, and gives one run.
    Result<void> readTier(const NodeId& node, Tier tier, std::span<const std::string> metrics,
                          std::span<const TimePart> parts, StatNeed need,
                          const std::function<bool(const BucketRun&)>& sink,
                          const std::atomic_bool* cancelled = nullptr) const;
    /// Before these, where more than one will be asked: tells the disk of what is not in blocks yet, which lies
    /// in many places, so that it is fetched meanwhile.
    void expect(const NodeId& node, Tier tier, TimeMs fromMs, TimeMs toMs) const;
    /// Up to where a tier is written (exclusive end of its last bucket); later samples are only in finer tiers.
    std::optional<TimeMs> tierEnd(const NodeId& node, Tier tier) const;
    /// Before this moment, samples or buckets of a tier were dropped by retention: coarser tiers have them. A whole
    /// hour; the beginning of time where nothing was dropped.
    TimeMs keptFrom(Tier tier) const;
    /// The oldest sample or bucket of a tier that is still in the file.
    std::optional<TimeMs> oldest(const NodeId& node, Tier tier) const;
    /// The oldest and the newest sample that were not dropped from every tier. Where it was dropped from raw, the start
    /// of its bucket.
    std::optional<TimeMs> oldestSample(const NodeId& node) const;
    std::optional<TimeMs> newestSample(const NodeId& node) const;

    /// Every raw metric id that the node had in the range; those of a block or bucket that the range only cuts count
    /// too.
    Result<std::vector<std::string>> metricNames(const NodeId& node, TimeMs fromMs, TimeMs toMs) const;
    Result<std::vector<KnownNode>> nodes() const;
    /// What it takes on the disk, and where that lies.
    Result<HistoryUsage> usage() const;
    Result<std::vector<Event>> events(std::span<const NodeId> nodes, TimeMs fromMs, TimeMs toMs) const;

    /// Blocks (and fresh buckets) that were unpacked so far: what questions to this connection have cost.
    qint64 blocksRead() const;

private:
    class Impl;
    explicit HistoryFile(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
