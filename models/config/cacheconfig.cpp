// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cacheconfig.h"

#include "config/environment.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

namespace
{
constexpr qsizetype longestName = 100;

QString configText(const char* text)
{
    return QCoreApplication::translate("CacheConfig", text);
}

Error invalidCache(const QString& problem, const QString& hint = {})
{
    return {ErrorCode::InvalidArgument, problem, hint};
}

Result<void> validateName(const QString& name)
{
    if (name.trimmed().isEmpty())
        return invalidCache(configText("The cache has no name."), configText("Give it one."));
    if (name.size() > longestName)
        return invalidCache(configText("The cache's name is longer than %1 characters.").arg(longestName));
    if (std::any_of(name.begin(), name.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
        return invalidCache(configText("The cache's name has a line break or another control character."));
    return {};
}

Result<void> validateEndpoint(const Endpoint& endpoint)
{
    if (endpoint.transport == Transport::Unix ? endpoint.path.isEmpty() : endpoint.host.isEmpty())
        return invalidCache(configText("A server of the cache has no address."));
    if (endpoint.transport != Transport::Unix && endpoint.port == 0)
        return invalidCache(configText("The port of %1 must be a number from 1 to 65535.").arg(endpoint.host));
    if (endpoint.transport == Transport::Unix && !endpoint.route.isDirect() && endpoint.route.kind != RouteKind::Ssh)
        return invalidCache(configText("A proxy cannot reach the Unix socket %1.").arg(endpoint.path));
    if (endpoint.database < 0)
        return invalidCache(configText("The database of %1 must be a number from 0.").arg(endpoint.address()));
    // It is stored as its URL: what could not be read again would be lost.
    if (const auto again = parseEndpointUrl(endpoint.url()); !again)
        return again.error();
    return {};
}
} // namespace

bool CacheConfig::isProduction() const
{
    return production.value_or(namesProduction(environment));
}

std::vector<NodeId> CacheConfig::nodeIds() const
{
    std::vector<NodeId> ids;
    for (const NodeConfig& node : nodes)
        ids.push_back(node.id);
    return ids;
}

QStringList CacheConfig::labels() const
{
    QStringList labels = tags;
    if (!environment.trimmed().isEmpty())
        labels.prepend(environment.trimmed());
    labels.removeDuplicates();
    return labels;
}

Result<void> validate(const CacheConfig& cache)
{
    if (auto name = validateName(cache.name); !name)
        return name;
    if (cache.nodes.empty())
        return invalidCache(configText("The cache \"%1\" has no server.").arg(cache.name),
                            configText("Add the address of one."));
    if (cache.intervalMs < CacheConfig::minIntervalMs || cache.intervalMs > CacheConfig::maxIntervalMs)
        return invalidCache(configText("The poll interval of \"%1\" must be from %2 ms to %3 ms.")
                                .arg(cache.name)
                                .arg(CacheConfig::minIntervalMs)
                                .arg(CacheConfig::maxIntervalMs));
    if (auto follow = validate(cache.follow); !follow)
        return follow;
    for (auto node = cache.nodes.begin(); node != cache.nodes.end(); ++node) {
        if (auto endpoint = validateEndpoint(node->endpoint); !endpoint)
            return endpoint;
        const bool repeated = std::any_of(cache.nodes.begin(), node, [node](const NodeConfig& other) {
            return isSameServer(other.endpoint, node->endpoint) || (!node->id.isEmpty() && other.id == node->id);
        });
        if (repeated)
            return invalidCache(
                configText("The cache \"%1\" has the server %2 twice.").arg(cache.name, node->endpoint.address()));
    }
    return {};
}

} // namespace cacheledger
