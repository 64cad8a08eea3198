// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/tier.h"
#include "metrics/snapshot.h"
#include "metrics/window.h"

#include <map>
#include <span>

namespace cacheledger::testing
{

/// The buckets of a tier as docs/history-format.md defines them, by the plainest code there is: no accumulator, no
/// state between buckets. Those that are over, since a sample later than them exists. `samples` in order of time.
std::map<TimeMs, WindowStat> plainTier(std::span<const SnapshotPtr> samples, Tier tier, const std::string& metric);

} // namespace cacheledger::testing
