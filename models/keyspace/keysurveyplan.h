// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "redis/topology.h"

#include <vector>

namespace cacheledger
{

/// A server whose keys can be looked at.
struct SurveyServer {
    Endpoint endpoint;
    bool isReplica = false;
};

/// Which servers to ask for all keys of a cache, each key once.
struct SurveyPlan {
    bool isCluster = false;
    /// A shard: who has its keys, the one to be asked first. Replicas that keep up (linked, at most 5 s behind) go
    /// before the primary, so that nobody waits for us. Never empty.
    std::vector<std::vector<SurveyServer>> shards;
    std::vector<std::vector<SlotRange>> ranges; ///< of a cluster: which slots each shard serves
    QByteArray layout;                          ///< who serves which slots; with another one, keys are elsewhere
    bool slotsMoving = false;                   ///< now
};

/// From what the servers told. `asked` is the server that was asked first, spoken to as the others are; `known` are
/// those that the user configured, whose endpoints count. Where nothing useful was told, it is `asked` alone.
SurveyPlan surveyPlanOf(const Topology& topology, const Endpoint& asked, const std::vector<Endpoint>& known);
/// A plan of one server.
SurveyPlan surveyPlanOf(const Endpoint& asked);

} // namespace cacheledger
