// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "redis/connection.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

namespace cacheledger
{

struct FollowOptions {
    /// Between two questions; 0: 2 s for sentinels, 5 s otherwise.
    std::chrono::milliseconds every{0};
    ConnectionOptions connection;
};

/// Finds out again and again which servers belong to a cache, as its FollowConfig says, over short connections: one
/// question to one server (another one each time, so that none bears all; to all of the sentinels), and INFO once from
/// each address that is new. Two addresses of one server (the user wrote "localhost", the cluster announces
/// "10.0.0.5") are recognised by run_id: the one that the user configured stands for both. A server that was found
/// before is left out only after three answers in a row that do not name it: who joined a cluster just now is not known
/// to all. Event-driven, one thread (the collector's).
class NodeFollower : public QObject
{
    Q_OBJECT

public:
    /// The cache follows something. `password` is the data nodes', `sentinelPassword` the sentinels': neither is ever
    /// sent to the other kind.
    NodeFollower(const CacheConfig& cache, QString password, QString sentinelPassword, FollowOptions options = {},
                 QObject* parent = nullptr);
    ~NodeFollower() override;

    void start();
    /// Whom to ask from now on; what is found goes into it (see withFoundServers()).
    void setNodes(const std::vector<NodeConfig>& nodes);
    /// Something happened to a node: asks at once, but not more often than twice a second.
    void askSoon();

Q_SIGNALS:
    /// After each question that was answered: every server, the configured ones under their configured addresses.
    void found(const std::vector<cacheledger::Endpoint>& servers);
    /// Nobody could be asked; the servers stay as they are.
    void failed(const cacheledger::Error& error);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
