// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/topology.h"

#include "app/healthreport.h"
#include "app/targets.h"
#include "metrics/format.h"
#include "redis/topologywalk.h"

#include <QtCore/QEventLoop>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<Topology> walkFrom(const Endpoint& endpoint, const QString& password)
{
    std::optional<Result<Topology>> found;
    QEventLoop loop;
    TopologyWalk walk(endpoint, password);
    QObject::connect(
        &walk, &TopologyWalk::finished, &loop,
        [&](const Result<Topology>& topology) {
            found = topology;
            loop.quit();
        },
        Qt::QueuedConnection);
    walk.start();
    loop.exec();
    return *found;
}

template <typename T>
static OrderedJson orNull(const std::optional<T>& value)
{
    return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

static OrderedJson textOrNull(const QString& text)
{
    return text.isEmpty() ? OrderedJson(nullptr) : OrderedJson(text.toStdString());
}

static int slotCountOf(const TopologyNode& node)
{
    int count = 0;
    for (const SlotRange& range : node.ranges)
        count += range.count();
    return count;
}

static OrderedJson nodeJson(const TopologyNode& node)
{
    OrderedJson json{{"address", node.address.toStdString()}, {"role", textOrNull(node.role)}};
    json["id"] = textOrNull(node.id);
    json["primary"] = textOrNull(node.primary);
    json["server"] = textOrNull(node.server);
    json["slots"] = OrderedJson::array();
    for (const SlotRange& range : node.ranges)
        json["slots"].push_back(OrderedJson::array({range.first, range.last}));
    json["slotCount"] = slotCountOf(node);
    json["migratingSlots"] = node.migratingSlots;
    json["importingSlots"] = node.importingSlots;
    json["uptimeSeconds"] = orNull(node.uptimeS);
    json["lagSeconds"] = orNull(node.lagS);
    json["lagBytes"] = orNull(node.lagBytes);
    json["linkUp"] = orNull(node.linkUp);
    json["failing"] = node.failing;
    if (node.error)
        json["error"] = errorJson(*node.error);
    return json;
}

static QString slotsText(const TopologyNode& node)
{
    QStringList ranges;
    for (const SlotRange& range : node.ranges)
        ranges << (range.first == range.last ? QString::number(range.first)
                                             : u"%1-%2"_s.arg(range.first).arg(range.last));
    return ranges.isEmpty() ? QString() : Cli::tr("slots %1").arg(ranges.join(u", "_s));
}

static QString nodeLine(const TopologyNode& node)
{
    QStringList words{node.role.isEmpty() ? Cli::tr("unknown role") : node.role, node.server};
    if (!node.primary.isEmpty())
        words << Cli::tr("of %1").arg(node.primary);
    words << slotsText(node);
    if (node.lagS)
        words << Cli::tr("%1 behind").arg(format::value(double(*node.lagS), Unit::Seconds).joined());
    if (node.lagBytes)
        words << format::value(double(*node.lagBytes), Unit::Bytes).joined();
    if (node.uptimeS)
        words << Cli::tr("up %1").arg(format::value(double(*node.uptimeS), Unit::Seconds).joined());
    words.removeAll(QString());
    return (node.primary.isEmpty() ? u""_s : u"  "_s) + node.address + u": "_s + words.join(u", "_s);
}

int runTopology(const TopologyCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    const auto found = walkFrom(target->cache.nodes.front().endpoint, target->password);
    if (!found)
        return context.console.fail(found.error());
    if (command.json) {
        OrderedJson json{{"kind", topologyKindName(found->kind)}, {"nodes", OrderedJson::array()}};
        for (const TopologyNode& node : found->nodes)
            json["nodes"].push_back(nodeJson(node));
        json["coveredSlots"] = found->kind == TopologyKind::Cluster ? OrderedJson(found->coveredSlots) : nullptr;
        json["problems"] = jsonList(found->problems);
        context.console.writeLine(QString::fromStdString(json.dump(2)));
    } else {
        for (const TopologyNode& node : found->nodes)
            context.console.writeLine(nodeLine(node));
    }
    for (const QString& problem : found->problems)
        context.console.note(problem);
    return context.console.finish(found->problems.isEmpty() ? ExitCode::Ok : ExitCode::ThresholdBreached);
}

} // namespace cacheledger
