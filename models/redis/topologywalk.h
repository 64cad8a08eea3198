// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connection.h"
#include "redis/topology.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

/// Asks one server for INFO and, where it is of a cluster, CLUSTER NODES; then every server that it names, and those
/// that they name, at most 16 at a time and 1,000 in all, over short connections with the same password and TLS
/// settings. Single use, event-driven, one thread. Emits finished() exactly once.
class TopologyWalk : public QObject
{
    Q_OBJECT

public:
    TopologyWalk(Endpoint first, QString password, ConnectionOptions options = {}, QObject* parent = nullptr);
    ~TopologyWalk() override; ///< cancels
    void start();

Q_SIGNALS:
    /// The error of the first server, else what was found; servers further on that were not reached are in it.
    void finished(const cacheledger::Result<cacheledger::Topology>& topology);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
