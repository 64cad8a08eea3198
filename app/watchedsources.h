// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/credentials.h"
#include "config/cachestore.h"
#include "config/sourcestore.h"
#include "ui/services.h"

#include <map>

namespace cacheledger
{

class Collector;

/// Keeps the collector polling the configured sources of the configured caches, each with its secret (the vault's, else
/// CredentialSource's); their statuses arrive on the board. GUI thread.
class WatchedSources : public QObject
{
    Q_OBJECT

public:
    /// None of these is owned; all outlive this.
    struct Parts {
        CacheStore* caches = nullptr;
        SourceStore* sources = nullptr;
        NodeStatusBoard* statuses = nullptr;
        SecretVault* secrets = nullptr;
        const CredentialSource* credentials = nullptr;
    };
    explicit WatchedSources(const Parts& parts, QObject* parent = nullptr);

    /// Null: another process collects, or nobody.
    void setCollector(Collector* collector);
    /// The cache, as it is now, is polled with this password.
    void setCache(const CacheConfig& cache, const QString& password);

private:
    void watch(const SourceConfig& source);
    void tell(const SourceConfig& source);
    void onSecret(const CacheId& key, const QString& secret, bool found);
    void forget(const NodeId& id);

    Parts m_parts;
    Collector* m_collector = nullptr;
    std::map<CacheId, QString> m_passwords; // of caches that the collector was told of
    std::map<NodeId, QString> m_secrets;
};

} // namespace cacheledger
