// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "history/historywriter.h"
#include "metrics/snapshot.h"

#include <QtCore/QTemporaryDir>

#include <map>

namespace cacheledger::testing
{

/// Noon of a day in 2026, a whole hour.
inline constexpr TimeMs noon = 1'780'315'200'000;

LayoutPtr layoutOf(std::vector<std::string> names);
/// `used_memory` is a gauge and `keyspace_hits` a counter of the catalogue. Samples of the same names have one layout
/// together, as those of one connection do.
SnapshotPtr sample(TimeMs timeMs, std::map<std::string, double> values, int intervalMs = 1000,
                   const QString& runId = QStringLiteral("run-1"), const NodeId& node = {QStringLiteral("node-1")});

/// The plainest possible history: what was given, kept as it is. Tiers are computed from that when they are asked for.
class ModelHistory
{
public:
    void add(const SnapshotPtr& snapshot);
    const std::map<TimeMs, SnapshotPtr>& samples() const { return m_samples; }
    std::vector<std::string> names() const;
    /// Buckets that are over, since a sample later than them exists. Until the next add().
    const std::map<TimeMs, WindowStat>& tier(Tier tier, const std::string& metric) const;

private:
    WindowStat minute(TimeMs start, const std::string& metric) const;
    std::map<TimeMs, WindowStat> minutes(const std::string& metric) const;
    std::map<TimeMs, WindowStat> hours(const std::string& metric) const;

    std::map<TimeMs, SnapshotPtr> m_samples;
    mutable std::map<std::pair<Tier, std::string>, std::map<TimeMs, WindowStat>> m_tiers; // as far as asked for
};

/// What a file gives back of one metric, absent as NaN; fails the test when a time comes twice or out of order.
std::map<TimeMs, double> readRaw(const HistoryFile& file, const NodeId& node, const std::string& metric,
                                 TimeMs fromMs = std::numeric_limits<TimeMs>::min(),
                                 TimeMs toMs = std::numeric_limits<TimeMs>::max());
std::vector<TimeMs> readResets(const HistoryFile& file, const NodeId& node);
std::map<TimeMs, WindowStat> readTier(const HistoryFile& file, const NodeId& node, Tier tier,
                                      const std::string& metric);

/// Empty when the file holds exactly what the model does, raw and in tiers; else the first difference.
QString differenceOf(const HistoryFile& file, const ModelHistory& model,
                     const NodeId& node = {QStringLiteral("node-1")});

/// Bit for bit, with every NaN alike.
bool same(double a, double b);

} // namespace cacheledger::testing
