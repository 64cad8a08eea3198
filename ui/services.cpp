// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services.h"

#include <algorithm>

namespace cacheledger
{

CacheId channelSecretKey(const QString& channel)
{
    return CacheId{QStringLiteral("channel/") + channel};
}

static constexpr QLatin1String sentinelSuffix("/sentinel");

CacheId sentinelSecret(const CacheId& cache)
{
    return CacheId{cache.value + sentinelSuffix};
}

CacheId cacheOfSecret(const CacheId& secret)
{
    return secret.value.endsWith(sentinelSuffix) ? CacheId{secret.value.chopped(sentinelSuffix.size())} : secret;
}

void NodeStatusBoard::set(const NodeStatus& status)
{
    const auto known = std::find_if(m_statuses.begin(), m_statuses.end(),
                                    [&](const NodeStatus& other) { return other.node == status.node; });
    if (known == m_statuses.end())
        m_statuses.push_back(status);
    else
        *known = status;
    Q_EMIT statusChanged(status);
}

void NodeStatusBoard::remove(const NodeId& node)
{
    std::erase_if(m_statuses, [&](const NodeStatus& status) { return status.node == node; });
}

const NodeStatus* NodeStatusBoard::find(const NodeId& node) const
{
    const auto known = std::find_if(m_statuses.begin(), m_statuses.end(),
                                    [&](const NodeStatus& status) { return status.node == node; });
    return known == m_statuses.end() ? nullptr : &*known;
}

} // namespace cacheledger
