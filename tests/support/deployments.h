// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "redis/localredis.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <memory>
#include <vector>

namespace cacheledger
{

/// Real servers that belong together, on loopback, with the failure detection of a second. They end with their object.

/// A sentinel that watches the primary at `port` under the name "main"; two of three have to agree on a failover.
class LocalSentinel
{
public:
    ~LocalSentinel();
    /// False: it did not answer within 10 s. `password` empty: none. `more`: further options of the server.
    bool start(quint16 primaryPort, const QByteArray& password = {}, const QStringList& more = {});
    void kill();
    Endpoint endpoint() const;
    int othersKnown() const; ///< sentinels of the same primary that it has found; a failover needs them

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_password;
    quint16 m_port = 0;
};

/// A primary with replicas, all of which sync; false: not within 20 s.
bool startReplicas(LocalRedis& primary, std::vector<std::unique_ptr<LocalRedis>>& replicas, std::size_t count);

/// Cluster of as many primaries as there are servers, all slots served; false: not within 30 s.
bool startCluster(std::vector<std::unique_ptr<LocalRedis>>& servers, std::size_t primaries);
/// One more server, a replica of `primary`; null: not within 20 s.
std::unique_ptr<LocalRedis> addClusterReplica(const LocalRedis& primary);

/// "127.0.0.1" at its port.
Endpoint loopbackOf(const LocalRedis& server);

/// A cache of one configured node that is polled as often as may be.
CacheConfig followingCache(const Endpoint& endpoint, Following how);
/// Its node at this server's port; null: none.
const NodeConfig* nodeAt(const CacheConfig& cache, const LocalRedis& server);

} // namespace cacheledger
