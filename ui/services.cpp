// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services.h"

namespace cacheledger
{

CacheId channelSecretKey(const QString& channel)
{
    return CacheId{QStringLiteral("channel/") + channel};
}

static constexpr QLatin1String sentinelSuffix("/sentinel");
static constexpr QLatin1String routeSuffix("/route");
static constexpr QLatin1String tlsKeySuffix("/tls-key");

CacheId sentinelSecret(const CacheId& cache)
{
    return CacheId{cache.value + sentinelSuffix};
}

CacheId routeSecret(const CacheId& cache)
{
    return CacheId{cache.value + routeSuffix};
}

CacheId tlsKeySecret(const CacheId& cache)
{
    return CacheId{cache.value + tlsKeySuffix};
}

CacheId cacheOfSecret(const CacheId& secret)
{
    for (const QLatin1String suffix : {sentinelSuffix, routeSuffix, tlsKeySuffix})
        if (secret.value.endsWith(suffix))
            return CacheId{secret.value.chopped(suffix.size())};
    return secret;
}

void NodeStatusBoard::set(const NodeStatus& status)
{
    const auto [known, isNew] = m_statuses.try_emplace(status.node, status);
    const bool otherState = isNew || known->second.state != status.state;
    known->second = status;
    Q_EMIT statusChanged(status);
    if (otherState)
        Q_EMIT stateChanged(status.node);
}

void NodeStatusBoard::remove(const NodeId& node)
{
    m_statuses.erase(node);
}

const NodeStatus* NodeStatusBoard::find(const NodeId& node) const
{
    const auto known = m_statuses.find(node);
    return known == m_statuses.end() ? nullptr : &known->second;
}

} // namespace cacheledger
