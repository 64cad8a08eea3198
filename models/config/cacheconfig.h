// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "config/following.h"
#include "metrics/ids.h"

#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace cacheledger
{

/// One server of a cache, as configured or found.
struct NodeConfig {
    NodeId id;
    Endpoint endpoint;
    bool found = false; ///< by following, not written down by the user
    friend bool operator==(const NodeConfig&, const NodeConfig&) = default;
};

/// A cache as the user configured it: a named set of nodes.
struct CacheConfig {
    static constexpr int minIntervalMs = 250;
    static constexpr int maxIntervalMs = 3600 * 1000;

    CacheId id;
    QString name;                  ///< unique, what commands take with --cache
    std::vector<NodeConfig> nodes; ///< at least one
    int intervalMs = 1000;
    QString environment; ///< "production", "staging", ... free text; empty: not said
    QStringList tags;
    bool paused = false;
    bool demo = false;                ///< demo data: watermarked everywhere
    FollowConfig follow;              ///< which further servers come and go by themselves
    std::optional<bool> production{}; ///< to be marked everywhere; nothing: as the environment's name says

    bool isProduction() const;
    std::vector<NodeId> nodeIds() const; ///< in the order of the nodes
    QStringList labels() const; ///< environment and tags, each once: what the tags of rules and silences stand for

    friend bool operator==(const CacheConfig&, const CacheConfig&) = default;
};

/// Says what is wrong with a configuration, or nothing: name empty or over 100 characters, no nodes, interval out of
/// range, two nodes with the same endpoint, sentinels without a name.
Result<void> validate(const CacheConfig& cache);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::CacheConfig)
