// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/caches.h"

#include "app/healthreport.h"
#include "app/targets.h"
#include "metrics/format.h"
#include "redis/connectioncheck.h"

#include <QtCore/QEventLoop>

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static int finished(Console& console)
{
    if (const auto flushed = console.flush(); !flushed)
        return console.fail(flushed.error());
    return static_cast<int>(ExitCode::Ok);
}

static OrderedJson cacheJson(const CacheConfig& cache)
{
    OrderedJson nodes = OrderedJson::array();
    for (const NodeConfig& node : cache.nodes)
        nodes.push_back(OrderedJson{{"id", node.id.value.toStdString()}, {"url", node.endpoint.url().toStdString()}});
    return OrderedJson{{"id", cache.id.value.toStdString()},
                       {"name", cache.name.toStdString()},
                       {"nodes", nodes},
                       {"intervalMs", cache.intervalMs},
                       {"environment", cache.environment.toStdString()},
                       {"tags", jsonList(cache.tags)},
                       {"production", cache.isProduction()},
                       {"paused", cache.paused}};
}

int runCachesList(const CachesListCommand& command, const CommandContext& context)
{
    const auto store = context.caches();
    if (!store)
        return context.console.fail(store.error());
    if (command.json) {
        OrderedJson list = OrderedJson::array();
        for (const CacheConfig& cache : (*store)->caches())
            list.push_back(cacheJson(cache));
        context.console.writeLine(QString::fromStdString(list.dump(2)));
        return finished(context.console);
    }
    for (const CacheConfig& cache : (*store)->caches()) {
        QStringList words{cache.name};
        for (const NodeConfig& node : cache.nodes)
            words << node.endpoint.url();
        words << Cli::tr("every %1 ms").arg(cache.intervalMs);
        if (!cache.environment.isEmpty())
            words << cache.environment;
        if (cache.isProduction())
            words << Cli::tr("◆ production");
        words << cache.tags;
        if (cache.paused)
            words << Cli::tr("paused");
        context.console.writeLine(words.join(u'\t'));
    }
    if ((*store)->caches().empty())
        context.console.note(Cli::tr("No cache is configured yet. Add one with cacheledger caches add NAME URL."));
    return finished(context.console);
}

int runCachesAdd(const CachesAddCommand& command, const CommandContext& context)
{
    auto parsed = parseEndpointUrl(command.url);
    if (!parsed)
        return context.console.fail(parsed.error());
    if (const auto applied = applyTls(context.tls, parsed->endpoint); !applied)
        return context.console.fail(applied.error());
    if (const auto applied = applyRoute(context.route, parsed->endpoint); !applied)
        return context.console.fail(applied.error());
    const auto store = context.caches();
    if (!store)
        return context.console.fail(store.error());
    CacheConfig cache;
    cache.id = newCacheId();
    cache.name = command.name;
    cache.nodes.push_back(NodeConfig{newNodeId(), parsed->endpoint});
    cache.intervalMs = command.intervalMs.value_or(cache.intervalMs);
    cache.environment = command.environment;
    cache.tags = command.tags;
    if (command.production)
        cache.production = true;
    Target target{cache, parsed->hasPassword ? parsed->password
                                             : context.credentials.passwordFor(cache.name).value_or(QString())};
    learnTransportSecrets(cache, context.credentials);
    if (const auto followed = applyFollow(context.follow, context.credentials, target); !followed)
        return context.console.fail(followed.error());
    if (const auto created = context.profile.create(); !created)
        return context.console.fail(created.error());
    if (const auto added = (*store)->add(target.cache); !added)
        return context.console.fail(added.error());
    if (parsed->hasPassword)
        context.console.note(
            Cli::tr("The password is not kept, and others could read it on the command line: set %1, or "
                    "name a file with --credentials.")
                .arg(CredentialSource::variableFor(cache.name)));
    return finished(context.console);
}

int runCachesRemove(const CachesRemoveCommand& command, const CommandContext& context)
{
    const auto store = context.caches();
    if (!store)
        return context.console.fail(store.error());
    const CacheConfig* cache = (*store)->findByName(command.name);
    if (!cache) {
        QStringList known;
        for (const CacheConfig& other : (*store)->caches())
            known << other.name;
        return context.console.fail(unknownCache(command.name, known));
    }
    if (const auto removed = (*store)->remove(CacheId(cache->id)); !removed)
        return context.console.fail(removed.error());
    return finished(context.console);
}

static CheckReport checkEndpoint(const Endpoint& endpoint, const QString& password)
{
    CheckReport result;
    QEventLoop loop;
    ConnectionCheck check(endpoint, password);
    QObject::connect(
        &check, &ConnectionCheck::finished, &loop,
        [&](const CheckReport& report) {
            result = report;
            loop.quit();
        },
        Qt::QueuedConnection);
    check.start();
    loop.exec();
    return result;
}

static OrderedJson reportJson(const QString& address, const CheckReport& report)
{
    OrderedJson json{{"subject", address.toStdString()}, {"usable", !report.error.has_value()}};
    if (report.error) {
        json["error"] = errorJson(*report.error);
        return json;
    }
    json["server"] = report.server.toStdString();
    json["role"] = report.role.toStdString();
    json["roundTripMs"] = report.roundTripMs;
    json["infoCommand"] = report.infoCommand.toStdString();
    json["replicas"] = jsonList(report.replicas);
    json["primary"] = report.primary.isEmpty() ? OrderedJson(nullptr) : OrderedJson(report.primary.toStdString());
    return json;
}

int runCachesTest(const CachesTestCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return console.fail(target.error());
    OrderedJson nodes = OrderedJson::array();
    std::optional<Error> firstError;
    for (const NodeConfig& node : target->cache.nodes) {
        const CheckReport report = checkEndpoint(node.endpoint, target->password);
        nodes.push_back(reportJson(node.endpoint.address(), report));
        if (report.error) {
            console.note(*report.error);
            if (!firstError)
                firstError = report.error;
        } else if (!command.json) {
            QStringList words{report.server, report.role,
                              format::value(report.roundTripMs * 1000, Unit::Microseconds).joined()};
            words.removeAll(QString()); // not every server tells its role
            console.writeLine(node.endpoint.address() + u": "_s + words.join(u", "_s));
            if (!report.replicas.isEmpty())
                console.writeLine(Cli::tr("  replicas: %1").arg(report.replicas.join(u", "_s)));
            if (!report.primary.isEmpty())
                console.writeLine(Cli::tr("  primary: %1").arg(report.primary));
        }
    }
    if (command.json)
        console.writeLine(QString::fromStdString(OrderedJson{{"nodes", nodes}}.dump(2)));
    const int code = finished(console);
    return firstError ? static_cast<int>(exitCodeFor(firstError->code)) : code;
}

} // namespace cacheledger
