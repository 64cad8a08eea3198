// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keysurveyplan.h"

#include "redis/factsquestion.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 mostLagS = 5;

SurveyPlan surveyPlanOf(const Endpoint& asked)
{
    return {false, {{{asked, false}}}, {}, {}, false};
}

static bool isGoodReplica(const TopologyNode& node)
{
    return node.role == "replica"_L1 && !node.failing && !node.error && node.linkUp.value_or(false) &&
           node.lagS.value_or(0) <= mostLagS;
}

static std::optional<Endpoint> endpointOf(const TopologyNode& node, const Endpoint& asked,
                                          const std::vector<Endpoint>& known)
{
    const auto same = std::find_if(known.begin(), known.end(),
                                   [&](const Endpoint& endpoint) { return endpoint.address() == node.address; });
    auto endpoint = same == known.end() ? siblingAt(node.address, asked) : std::optional(*same);
    if (endpoint)
        endpoint->database = asked.database;
    return endpoint;
}

static QByteArray slotsOf(const TopologyNode& node)
{
    QByteArray text = (node.id.isEmpty() ? node.address : node.id).toUtf8();
    for (const SlotRange& range : node.ranges)
        text += ' ' + QByteArray::number(range.first) + '-' + QByteArray::number(range.last);
    return text + '\n';
}

/// Its replicas that keep up, then itself.
static std::vector<SurveyServer> shardOf(const TopologyNode& primary, const Topology& topology, const Endpoint& asked,
                                         const std::vector<Endpoint>& known)
{
    std::vector<SurveyServer> servers;
    for (const TopologyNode& node : topology.nodes) {
        if (node.primary != primary.address || !isGoodReplica(node))
            continue;
        if (const auto endpoint = endpointOf(node, asked, known))
            servers.push_back({*endpoint, true});
    }
    if (const auto endpoint = endpointOf(primary, asked, known))
        servers.push_back({*endpoint, false});
    return servers;
}

SurveyPlan surveyPlanOf(const Topology& topology, const Endpoint& asked, const std::vector<Endpoint>& known)
{
    if (topology.kind == TopologyKind::Standalone || topology.nodes.size() < 2)
        return surveyPlanOf(asked);
    SurveyPlan plan;
    plan.isCluster = topology.kind == TopologyKind::Cluster;
    for (const TopologyNode& node : topology.nodes) {
        plan.slotsMoving = plan.slotsMoving || node.migratingSlots > 0 || node.importingSlots > 0;
        const bool hasKeys = node.role == "primary"_L1 && (!plan.isCluster || !node.ranges.empty());
        if (!hasKeys)
            continue;
        plan.layout += slotsOf(node);
        if (auto servers = shardOf(node, topology, asked, known); !servers.empty()) {
            plan.shards.push_back(std::move(servers));
            plan.ranges.push_back(node.ranges);
        }
    }
    // Several primaries that are no cluster: which one was meant is the one that was asked.
    if (plan.shards.empty() || (!plan.isCluster && plan.shards.size() > 1))
        return surveyPlanOf(asked);
    return plan;
}

} // namespace cacheledger
