// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <optional>
#include <vector>

namespace cacheledger
{

struct CacheConfig;

/// How the servers of a cache beyond those that the user wrote down are found, again and again while it is watched.
enum class Following {
    Off,      ///< only what is configured
    Replicas, ///< the primary and the replicas that INFO names
    Cluster,  ///< what CLUSTER NODES names
    Sentinel  ///< the primary of one name and its replicas, as sentinels tell
};

/// Servers behind a NAT announce addresses that we cannot reach: what stands for them here.
struct AddressMapping {
    QString announced; ///< "10.0.0.5:6379", or "10.0.0.5" for all its ports
    QString reachable; ///< of the same form
    friend bool operator==(const AddressMapping&, const AddressMapping&) = default;
};

struct FollowConfig {
    Following how = Following::Off;
    QString sentinelPrimary;         ///< the name that sentinels know the primary by; only with Sentinel
    std::vector<Endpoint> sentinels; ///< with a user and TLS settings of their own; only with Sentinel
    std::vector<AddressMapping> mappings;
    friend bool operator==(const FollowConfig&, const FollowConfig&) = default;
};

/// "off", "replicas", "cluster", "sentinel".
const char* followingName(Following how);
std::optional<Following> followingFromName(const QString& name);

/// The same server, whoever logs in and to which database.
bool isSameServer(const Endpoint& a, const Endpoint& b);

/// Where an announced "host:port" is reached: the mapping of the whole address goes before that of its host. What is
/// not mapped stays.
QString reachableAddress(const QString& announced, const std::vector<AddressMapping>& mappings);

/// "ANNOUNCED=REACHABLE", both with a port or both without. InvalidArgument says what is wrong.
Result<AddressMapping> parseAddressMapping(const QString& text);

/// Says what is wrong with it, or nothing: a name or sentinels missing, or given where nothing asks sentinels.
Result<void> validate(const FollowConfig& follow);

/// The cache with the servers that were found: those that the user configured stay as they are, those that were found
/// before and are `named` no more go only where the answer lists also what is down (cluster, sentinels), and never the
/// last one. A server keeps its identity over being lost and found, so that its history goes on.
CacheConfig withFoundServers(CacheConfig cache, const std::vector<Endpoint>& named);

} // namespace cacheledger
