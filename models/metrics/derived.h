// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"
#include "metrics/window.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// How the extremes of a derived metric inside a window are known.
enum class Extremes {
    OfSteps, ///< evaluate the formula for every finest step inside the window and take the smallest and largest
    OfRate,  ///< one counter's rate: WindowStat::minRate and maxRate times the formula's factor, exact in every tier
};

/// A metric computed on reading from raw series over a stated window; never stored raw.
struct DerivedMetric {
    std::string id;
    std::vector<std::string> inputs; ///< raw metric ids; a formula gets their WindowStats in this order
    Extremes extremes = Extremes::OfSteps;
    /// `seconds` is the time the window's samples cover (for rates: from the sample before the window to its last one;
    /// steps across gaps excluded). Nothing when a needed input is absent or a denominator is 0.
    /// Null: this server sends nothing that it could be computed from.
    std::optional<double> (*formula)(std::span<const WindowStat> inputs, double seconds) = nullptr;
    /// Inputs that may be missing without making the result absent (the formula sees an empty WindowStat).
    std::vector<std::size_t> optionalInputs;

    bool isOptional(std::size_t input) const;
    /// What to call rather than the formula: nothing when a required input is empty or the result is no number.
    std::optional<double> evaluate(std::span<const WindowStat> stats, double seconds) const;
};

/// The derived metrics, each with its formula and source in the table's comments: `hit_ratio`, `lookups_per_second`,
/// `hits_per_second`, `misses_per_second`, `evictions_per_second`, `expirations_per_second`, `commands_per_second`,
/// `net_input_bytes_per_second`, `net_output_bytes_per_second`, `connections_per_second`, `rejected_per_second`,
/// `errors_per_second`, `error_ratio`, `memory_used_ratio` (only if maxmemory > 0), `clients_used_ratio`,
/// `fragmentation_ratio`, `bytes_per_key`, `keys` (sum of db*.keys), `keys_with_expiry`, `keys_without_expiry_ratio`,
/// `cpu_user`, `cpu_sys` (cores), `replication_lag_seconds` (of a primary its worst replica, of a replica the silence
/// of its primary), `replication_lag_bytes` (worst replica), and per command `command.X.calls_per_second`,
/// `command.X.usec_per_call`; of applications, per stage, operation and as a whole: `stage.S.hit_ratio`,
/// `stage.S.requests_per_second`, `stage.S.error_rate`, `stage.S.mean_latency_ms`, `op.O.error_rate`,
/// `app.requests_per_second`, `app.error_rate`; of any counter X `increase.X`, what it counted in the window. `keys`
/// and the like depend on which raw columns exist, hence the layouts.
namespace derived
{
/// The definition for an id, given the raw columns that exist (needed by families and sums over `db*`).
/// Nothing when the id is not a derived metric.
std::optional<DerivedMetric> find(std::string_view id, const std::vector<std::string>& rawNames);
/// Ids of all derived metrics that `rawNames` can give.
std::vector<std::string> available(const std::vector<std::string>& rawNames);
bool isDerived(std::string_view id);
} // namespace derived

/// Headline values over a sliding window of live snapshots of one node: for `check`, `inspect`, alerts and tiles
/// without history. Keeps only what the window needs. One thread.
class LiveWindow
{
public:
    explicit LiveWindow(qint64 windowMs) : m_windowMs(windowMs) {}
    void add(SnapshotPtr snapshot);
    void clear();
    /// Raw or derived metric over the window; nothing when not known (never 0 for "unknown").
    std::optional<double> value(std::string_view metric) const;
    /// Time from the window's first to its last sample.
    qint64 coveredMs() const;
    SnapshotPtr latest() const { return m_snapshots.empty() ? nullptr : m_snapshots.back(); }

private:
    WindowStat stat(std::string_view metric) const;
    /// Of all steps that are not across a gap.
    double coveredSeconds() const;

    qint64 m_windowMs;
    std::vector<SnapshotPtr> m_snapshots; // in order of time, the first one at or before the window's begin
    std::vector<bool> m_afterReset;       // parallel: the server restarted since the snapshot before
};

} // namespace cacheledger
