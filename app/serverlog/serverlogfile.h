// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/ids.h"
#include "metrics/result.h"
#include "metrics/servertold.h"

#include <span>

namespace cacheledger
{

/// What servers told of themselves: entries of their slow logs (and of large requests and replies), latency events,
/// settings and how they changed. A SQLite file (the profile's serverlog.sqlite) to which several processes may add;
/// what is told again changes nothing. 90 days of slow commands and latency events, at most about 500,000 rows of each;
/// settings are kept. Any thread; opened for each call.
namespace serverlogfile
{

static constexpr int keptDays = 90;
static constexpr int keptRows = 500'000;

struct Heard {
    NodeId node;
    TimeMs timeMs = 0; ///< by our clock
    ServerTold told;
};

/// Adds all or nothing; gives the settings that changed (the first look at a server's settings changes none). Creates
/// the file and its folder. DiskFull, ReadOnly, Locked, Corrupt, Io.
Result<std::vector<SettingChange>> add(const QString& path, std::span<const Heard> heard, TimeMs nowMs,
                                       int maxRows = keptRows);

struct Question {
    std::vector<NodeId> nodes; ///< empty: none
    TimeMs fromMs = 0;
    TimeMs toMs = 0;       ///< not included
    int mostRows = 10'000; ///< of each: the newest
};
/// Empty where there is no file.
Result<ServerPast> read(const QString& path, const Question& question);

/// The sentence of an event: "hz: 10 → 20, save: ...".
QString changesText(std::span<const SettingChange> changes);

} // namespace serverlogfile

} // namespace cacheledger
