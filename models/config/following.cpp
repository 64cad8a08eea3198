// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/following.h"

#include "config/cacheconfig.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUuid>

#include <algorithm>

namespace cacheledger
{

namespace
{
struct FollowText {
    Q_DECLARE_TR_FUNCTIONS(Following)
};

/// The name space of the identities of found servers; never change it: history hangs on it.
constexpr QUuid foundNamespace(0x1f8c5a60, 0x2c0e, 0x4c63, 0x8d, 0x0a, 0x5e, 0x6f, 0x93, 0x5b, 0x1c, 0x27);
constexpr std::size_t mostFound = 1000;

Error invalidFollow(const QString& problem, const QString& hint = {})
{
    return {ErrorCode::InvalidArgument, problem, hint};
}

NodeId foundNodeId(const CacheId& cache, const Endpoint& endpoint)
{
    const QString place = cache.value + u' ' + endpoint.address().toLower();
    return NodeId{QUuid::createUuidV5(foundNamespace, place).toString(QUuid::WithoutBraces)};
}

/// Host and port of "host:port", the port 0 where there is none.
std::optional<std::pair<QString, int>> hostAndPort(const QString& text)
{
    const QString trimmed = text.trimmed();
    const auto parsed = parseEndpointUrl(trimmed);
    if (trimmed.isEmpty() || !parsed || parsed->endpoint.transport != Transport::Tcp || parsed->hasPassword)
        return std::nullopt;
    const bool hasPort = trimmed.endsWith(u':' + QString::number(parsed->endpoint.port));
    return std::pair(parsed->endpoint.host, hasPort ? int(parsed->endpoint.port) : 0);
}
} // namespace

static constexpr const char* followingNames[] = {"off", "replicas", "cluster", "sentinel"};

const char* followingName(Following how)
{
    return followingNames[static_cast<int>(how)];
}

std::optional<Following> followingFromName(const QString& name)
{
    for (int i = 0; i < 4; ++i) {
        if (name == QLatin1String(followingNames[i]))
            return static_cast<Following>(i);
    }
    return {};
}

bool isSameServer(const Endpoint& a, const Endpoint& b)
{
    if ((a.transport == Transport::Unix) != (b.transport == Transport::Unix) || a.route.url() != b.route.url())
        return false; // a private address is another server's behind another gateway
    if (a.transport == Transport::Unix)
        return a.path == b.path;
    return a.port == b.port && a.host.compare(b.host, Qt::CaseInsensitive) == 0;
}

QString reachableAddress(const QString& announced, const std::vector<AddressMapping>& mappings)
{
    const auto mapped = [&mappings](const QString& text) -> const AddressMapping* {
        for (const AddressMapping& mapping : mappings) {
            if (mapping.announced.compare(text, Qt::CaseInsensitive) == 0)
                return &mapping;
        }
        return nullptr;
    };
    if (const AddressMapping* whole = mapped(announced))
        return whole->reachable;
    const auto parts = hostAndPort(announced);
    const AddressMapping* host = parts ? mapped(parts->first) : nullptr;
    if (!host)
        return announced;
    Endpoint endpoint;
    endpoint.host = host->reachable;
    endpoint.port = static_cast<quint16>(parts->second);
    return endpoint.address();
}

Result<AddressMapping> parseAddressMapping(const QString& text)
{
    const qsizetype sign = text.indexOf(u'=');
    const auto announced = hostAndPort(text.left(sign));
    const auto reachable = hostAndPort(text.mid(sign + 1));
    if (sign < 0 || !announced || !reachable || (announced->second > 0) != (reachable->second > 0))
        return invalidFollow(
            FollowText::tr("\"%1\" does not say which address stands for which.").arg(text),
            FollowText::tr("Write ANNOUNCED=REACHABLE, for example 10.0.0.5:6379=localhost:7001, or two hosts."));
    const auto written = [](const std::pair<QString, int>& place) {
        Endpoint endpoint;
        endpoint.host = place.first;
        endpoint.port = static_cast<quint16>(place.second);
        return place.second > 0 ? endpoint.address() : place.first;
    };
    return AddressMapping{written(*announced), written(*reachable)};
}

Result<void> validate(const FollowConfig& follow)
{
    if (follow.how != Following::Sentinel) {
        if (!follow.sentinels.empty() || !follow.sentinelPrimary.isEmpty())
            return invalidFollow(FollowText::tr("Sentinels are named, but nothing asks them."),
                                 FollowText::tr("Follow \"sentinel\", or leave them out."));
        return {};
    }
    if (follow.sentinelPrimary.trimmed().isEmpty())
        return invalidFollow(FollowText::tr("The primary's name is missing, which the sentinels know it by."),
                             FollowText::tr("It is the word after \"sentinel monitor\" in their configuration."));
    if (follow.sentinels.empty())
        return invalidFollow(FollowText::tr("No sentinel is named."), FollowText::tr("Add the address of one."));
    for (const Endpoint& sentinel : follow.sentinels) {
        if (sentinel.transport == Transport::Unix ? sentinel.path.isEmpty() : sentinel.host.isEmpty())
            return invalidFollow(FollowText::tr("A sentinel has no address."));
    }
    return {};
}

CacheConfig withFoundServers(CacheConfig cache, const std::vector<Endpoint>& named)
{
    const bool listsWhatIsDown = cache.follow.how == Following::Cluster || cache.follow.how == Following::Sentinel;
    std::vector<NodeConfig> kept;
    for (NodeConfig& node : cache.nodes) {
        const bool isNamed = std::any_of(named.begin(), named.end(), [&node](const Endpoint& endpoint) {
            return isSameServer(endpoint, node.endpoint);
        });
        if (!node.found || isNamed || !listsWhatIsDown || named.empty())
            kept.push_back(std::move(node));
    }
    for (const Endpoint& endpoint : named) {
        const bool isKnown = std::any_of(kept.begin(), kept.end(), [&endpoint](const NodeConfig& node) {
            return isSameServer(endpoint, node.endpoint);
        });
        if (!isKnown && kept.size() < mostFound)
            kept.push_back(NodeConfig{foundNodeId(cache.id, endpoint), endpoint, true});
    }
    cache.nodes = std::move(kept);
    return cache;
}

} // namespace cacheledger
