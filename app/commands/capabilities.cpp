// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/capabilities.h"

#include "app/healthreport.h"
#include "app/targets.h"
#include "redis/capabilities.h"

#include <QtCore/QEventLoop>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<Capabilities> tryCommands(const Endpoint& endpoint, const QString& password)
{
    std::optional<Result<Capabilities>> found;
    QEventLoop loop;
    CapabilityProbe probe(endpoint, password);
    QObject::connect(
        &probe, &CapabilityProbe::finished, &loop,
        [&](const Result<Capabilities>& result) {
            found = result;
            loop.quit();
        },
        Qt::QueuedConnection);
    probe.start();
    loop.exec();
    return *found;
}

static const char* stateName(CommandState state)
{
    static constexpr const char* names[] = {"allowed", "denied", "unsupported"};
    return names[static_cast<int>(state)];
}

static OrderedJson capabilitiesJson(const QString& address, const Capabilities& found, const QString& user)
{
    OrderedJson json{{"subject", address.toStdString()}, {"server", found.server.toStdString()}};
    json["commands"] = OrderedJson::array();
    for (const CommandCapability& one : found.commands)
        json["commands"].push_back(OrderedJson{{"command", commandInfo(one.kind).words},
                                               {"state", stateName(one.state)},
                                               {"acl", commandInfo(one.kind).aclRule}});
    json["features"] = OrderedJson::array();
    for (const FeatureCapability& feature : found.features(user)) {
        OrderedJson object{{"name", feature.name.toStdString()},
                           {"state", feature.available ? "available" : "missing"},
                           {"missing", jsonList(feature.missing)}};
        object["grant"] = feature.grant.isEmpty() ? OrderedJson(nullptr) : OrderedJson(feature.grant.toStdString());
        json["features"].push_back(std::move(object));
    }
    return json;
}

static void print(const QString& address, const Capabilities& found, const QString& user, Console& console)
{
    console.writeLine(address + u": "_s + (found.server.isEmpty() ? Cli::tr("unknown server") : found.server));
    for (const FeatureCapability& feature : found.features(user)) {
        console.writeLine(
            u"  "_s + feature.name.leftJustified(12) +
            (feature.available ? Cli::tr("available") : Cli::tr("lacks %1").arg(feature.missing.join(u", "_s))));
        if (!feature.grant.isEmpty())
            console.writeLine(u"  "_s + QString(12, u' ') + Cli::tr("grant it with: %1").arg(feature.grant));
    }
}

static bool canPoll(const Capabilities& found)
{
    for (const FeatureCapability& feature : found.features({})) {
        if (feature.name == u"poll"_s)
            return feature.available;
    }
    return false;
}

int runCapabilities(const CapabilitiesCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    OrderedJson nodes = OrderedJson::array();
    ExitCode code = ExitCode::Ok;
    for (const NodeConfig& node : target->cache.nodes) {
        const QString address = node.endpoint.address();
        const auto found = tryCommands(node.endpoint, target->password);
        if (!found) {
            context.console.note(found.error());
            nodes.push_back(OrderedJson{{"subject", address.toStdString()}, {"error", errorJson(found.error())}});
            code = firstFailure(code, found.error().code);
            continue;
        }
        nodes.push_back(capabilitiesJson(address, *found, node.endpoint.user));
        if (!command.json)
            print(address, *found, node.endpoint.user, context.console);
        if (code == ExitCode::Ok && !canPoll(*found))
            code = ExitCode::Permission;
    }
    if (command.json)
        context.console.writeLine(QString::fromStdString(OrderedJson{{"nodes", nodes}}.dump(2)));
    return context.console.finish(code);
}

} // namespace cacheledger
