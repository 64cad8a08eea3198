// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/credentials.h"
#include "redis/connection.h"
#include "redis/topology.h"
#include "ui/nodeservices.h"
#include "ui/services.h"

#include <memory>
#include <vector>

class QThread;

namespace cacheledger
{

/// What the answers of a cache's nodes say; `facts` in the order of `nodes`.
NodesReport nodesReportOf(const CacheConfig& cache, std::vector<NodeFacts> facts, TimeMs timeMs);

/// A look at the nodes of a cache over the network, in a thread of its own.
class NodeLook : public NodeInspector
{
    Q_OBJECT

public:
    /// None of these is owned; all outlive this.
    struct Parts {
        CacheStore* caches = nullptr;
        SecretVault* secrets = nullptr;
        const CredentialSource* credentials = nullptr;
        std::shared_ptr<const Clock> clock;
    };
    explicit NodeLook(Parts parts, ConnectionOptions options = {}, QObject* parent = nullptr);
    ~NodeLook() override; ///< cancels

    void inspect(const CacheId& cache) override;
    void cancel() override;

private:
    void onSecret(const CacheId& key, const QString& secret, bool found);
    void look(const CacheConfig& cache, const QString& password);
    void tell(quint64 generation, const NodesReport& report);

    Parts m_parts;
    ConnectionOptions m_options;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker;        // lives in m_thread; parent of the running round
    CacheId m_waitingFor;     // its password; empty: for nothing
    quint64 m_generation = 0; // answers of replaced looks are dropped
};

} // namespace cacheledger
