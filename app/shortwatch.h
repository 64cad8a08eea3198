// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/targets.h"
#include "metrics/derived.h"
#include "redis/nodepoller.h"

#include <list>
#include <memory>
#include <optional>

namespace cacheledger
{

/// One node while it is watched for some seconds.
struct WatchedForNow {
    NodeConfig node;
    std::unique_ptr<NodePoller> poller;
    LiveWindow window;
    int samples = 0;
    std::optional<Error> error; ///< the first one: the node cannot be used

    /// Two samples make the first window; a single one could tell no rate.
    bool isEnough() const { return error || samples >= 2; }
};

/// Polls every node of a cache for so long, and until each was sampled twice or failed. Runs an event loop of its own:
/// for commands.
std::list<WatchedForNow> watchForNow(const Target& target, qint64 durationMs,
                                     const std::shared_ptr<const Clock>& clock);

} // namespace cacheledger
