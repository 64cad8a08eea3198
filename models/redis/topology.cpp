// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/topology.h"

#include "redis/serverkind.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace cacheledger
{

namespace
{

struct TopologyText {
    Q_DECLARE_TR_FUNCTIONS(Topology)
};

std::optional<qint64> numberIn(const InfoValues& info, const std::string& field)
{
    const auto column = info.layout ? info.layout->indexOf(field) : std::nullopt;
    if (!column || std::isnan(info.values[*column]))
        return std::nullopt;
    return std::llround(info.values[*column]);
}

QString textIn(const InfoValues& info, std::string_view field)
{
    if (!info.texts)
        return {};
    const auto found = info.texts->find(field);
    return found == info.texts->end() ? QString() : QString::fromStdString(found->second);
}

QString addressOf(const ClusterNode& node, const QString& askedAddress)
{
    // A node that does not know its own name leaves it out: it is where we asked.
    if (node.host.isEmpty() && node.isSelf)
        return askedAddress;
    Endpoint endpoint;
    endpoint.host = node.host;
    endpoint.port = node.port;
    return endpoint.address();
}

/// The address that others use for a server that we reached as `facts.address`.
const ClusterNode* selfIn(const NodeFacts& facts)
{
    const auto self =
        std::find_if(facts.cluster.begin(), facts.cluster.end(), [](const auto& node) { return node.isSelf; });
    return self == facts.cluster.end() ? nullptr : &*self;
}

const NodeFacts* factsOf(const std::vector<NodeFacts>& all, const TopologyNode& node)
{
    for (const NodeFacts& facts : all) {
        const ClusterNode* self = selfIn(facts);
        if (node.id.isEmpty() ? facts.address == node.address : (self && self->id == node.id))
            return &facts;
    }
    for (const NodeFacts& facts : all) {
        if (facts.address == node.address)
            return &facts;
    }
    return nullptr;
}

void describe(TopologyNode& node, const NodeFacts& facts)
{
    node.error = facts.error;
    if (facts.error)
        return;
    node.server = serverKind(facts.info);
    node.uptimeS = numberIn(facts.info, "uptime_in_seconds");
    if (const QString role = serverRole(facts.info); !role.isEmpty())
        node.role = role;
    if (node.role == QLatin1String("replica")) {
        node.primary = primaryAddress(facts.info);
        node.linkUp = textIn(facts.info, "master_link_status") == QLatin1String("up");
    }
}

/// What a primary says of its replicas: their lag.
void addLags(std::vector<TopologyNode>& nodes, const NodeFacts& primary)
{
    const QStringList replicas = replicaAddresses(primary.info);
    const auto offset = numberIn(primary.info, "master_repl_offset");
    for (qsizetype i = 0; i < replicas.size(); ++i) {
        const auto node = std::find_if(nodes.begin(), nodes.end(),
                                       [&](const TopologyNode& other) { return other.address == replicas[i]; });
        if (node == nodes.end())
            continue;
        const std::string prefix = "slave" + std::to_string(i);
        node->lagS = numberIn(primary.info, prefix + ".lag");
        const auto reached = numberIn(primary.info, prefix + ".offset");
        if (offset && reached)
            node->lagBytes = std::max<qint64>(0, *offset - *reached);
        if (node->role.isEmpty()) { // not reached by us, but its primary knows it
            node->role = QStringLiteral("replica");
            node->primary = primary.address;
        }
    }
}

std::vector<TopologyNode> clusterNodes(const NodeFacts& first)
{
    std::vector<TopologyNode> nodes;
    for (const ClusterNode& other : first.cluster) {
        TopologyNode node;
        node.address = addressOf(other, first.address);
        node.id = other.id;
        node.role = other.primaryId.isEmpty() ? QStringLiteral("primary") : QStringLiteral("replica");
        node.ranges = other.ranges;
        node.migratingSlots = other.migratingSlots;
        node.importingSlots = other.importingSlots;
        node.failing = other.failing;
        for (const ClusterNode& primary : first.cluster) {
            if (!other.primaryId.isEmpty() && primary.id == other.primaryId)
                node.primary = addressOf(primary, first.address);
        }
        nodes.push_back(std::move(node));
    }
    return nodes;
}

/// Primaries by their first slot, those without slots last; each followed by its replicas, then what belongs nowhere.
void sortNodes(std::vector<TopologyNode>& nodes)
{
    const auto firstSlot = [](const TopologyNode& node) {
        return node.ranges.empty() ? SlotRange::slotCount : node.ranges.front().first;
    };
    const auto slotOfPrimary = [&](const TopologyNode& node) {
        for (const TopologyNode& other : nodes) {
            if (other.address == node.primary)
                return firstSlot(other);
        }
        return SlotRange::slotCount + 1;
    };
    struct Key {
        int slot;
        QString primary;
        bool isReplica;
        QString address;
    };
    std::vector<std::pair<Key, TopologyNode>> keyed;
    for (const TopologyNode& node : nodes) {
        const bool isReplica = !node.primary.isEmpty();
        keyed.emplace_back(Key{isReplica ? slotOfPrimary(node) : firstSlot(node),
                               isReplica ? node.primary : node.address, isReplica, node.address},
                           node);
    }
    std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first.slot, a.first.primary, a.first.isReplica, a.first.address) <
               std::tie(b.first.slot, b.first.primary, b.first.isReplica, b.first.address);
    });
    nodes.clear();
    for (auto& [key, node] : keyed)
        nodes.push_back(std::move(node));
}

QStringList problemsOf(const Topology& topology)
{
    QStringList problems;
    qsizetype primaries = 0;
    for (const TopologyNode& node : topology.nodes) {
        primaries += node.role == QLatin1String("primary") ? 1 : 0;
        if (node.failing)
            problems += TopologyText::tr("The other nodes do not reach %1.").arg(node.address);
        else if (node.error)
            problems += TopologyText::tr("%1 was not reached: %2").arg(node.address, node.error->text());
        if (node.linkUp == false)
            problems += TopologyText::tr("The replica %1 has lost its primary %2.").arg(node.address, node.primary);
        if (node.migratingSlots + node.importingSlots > 0)
            problems += TopologyText::tr("Slots are moving at %1: %2 away, %3 here.")
                            .arg(node.address)
                            .arg(node.migratingSlots)
                            .arg(node.importingSlots);
    }
    if (topology.kind == TopologyKind::Cluster && topology.coveredSlots < SlotRange::slotCount)
        problems += TopologyText::tr("%1 of %2 slots are served by nobody.")
                        .arg(SlotRange::slotCount - topology.coveredSlots)
                        .arg(SlotRange::slotCount);
    if (topology.kind == TopologyKind::Replication && primaries != 1)
        problems += primaries == 0
                        ? TopologyText::tr("There is no primary.")
                        : TopologyText::tr("There are %1 primaries: writes may go to either.").arg(primaries);
    return problems;
}

} // namespace

QStringList addressesIn(const NodeFacts& facts)
{
    QStringList addresses{facts.address};
    for (const ClusterNode& node : facts.cluster)
        addresses += addressOf(node, facts.address);
    addresses += replicaAddresses(facts.info);
    addresses += primaryAddress(facts.info);
    for (int i = 0; serverRole(facts.info) == QLatin1String("sentinel"); ++i) {
        const QString primary = textIn(facts.info, "master" + std::to_string(i) + ".address");
        if (primary.isEmpty())
            break;
        addresses += primary;
    }
    addresses.removeAll(QString());
    addresses.removeDuplicates();
    return addresses;
}

Topology topologyFrom(const std::vector<NodeFacts>& facts)
{
    Topology topology;
    if (facts.empty())
        return topology;
    if (!facts.front().cluster.empty()) {
        topology.kind = TopologyKind::Cluster;
        topology.nodes = clusterNodes(facts.front());
    } else {
        topology.kind = facts.size() > 1 ? TopologyKind::Replication : TopologyKind::Standalone;
        for (const NodeFacts& one : facts) {
            topology.nodes.emplace_back();
            topology.nodes.back().address = one.address;
        }
    }
    for (TopologyNode& node : topology.nodes) {
        if (const NodeFacts* known = factsOf(facts, node))
            describe(node, *known);
    }
    for (const NodeFacts& one : facts)
        addLags(topology.nodes, one);
    std::vector<bool> covered(SlotRange::slotCount, false);
    for (const TopologyNode& node : topology.nodes) {
        for (const SlotRange& range : node.ranges) {
            if (!node.failing)
                std::fill(covered.begin() + range.first, covered.begin() + range.last + 1, true);
        }
    }
    topology.coveredSlots = static_cast<int>(std::count(covered.begin(), covered.end(), true));
    sortNodes(topology.nodes);
    topology.problems = problemsOf(topology);
    return topology;
}

const char* topologyKindName(TopologyKind kind)
{
    static constexpr const char* names[] = {"standalone", "replication", "cluster"};
    return names[static_cast<int>(kind)];
}

} // namespace cacheledger
