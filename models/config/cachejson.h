// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to CacheStore: the layout of caches.json.
//
// { "version": 1, "environments": { "NAME": { "color": "red" } },
//   "caches": [ { "id", "name", "intervalMs", "environment", "tags": [], "production", "paused", "demo",
//     "nodes": [ { "id", "url", "tls": { "verify", "caFile", "certificateFile", "keyFile", "serverName" } } ] } ] }
//
// Keys that are not known are kept where they stand. `tls` is only written when it says something.

#include "config/cacheconfig.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <vector>

namespace cacheledger::cachejson
{

inline constexpr int newestVersion = 1;

/// BadConfiguration names the key; `file` is for the message.
Result<std::vector<CacheConfig>> toCaches(const nlohmann::ordered_json& document, const QString& file);

/// Colours by environment (case folded). Keys of environments that are not known are kept, as elsewhere.
std::map<QString, QString> toEnvironmentColors(const nlohmann::ordered_json& document);
/// Sets or removes (empty) the colour of an environment.
void setEnvironmentColor(nlohmann::ordered_json& document, const QString& environment, const QString& color);

/// Sets the known keys of a cache's object, leaves the others.
void update(nlohmann::ordered_json& object, const CacheConfig& cache);

} // namespace cacheledger::cachejson
