// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to SourceStore: the layout of sources.json.
//
// { "version": 1,
//   "sources": [ { "id", "cache", "name", "kind", "url", "tls": {}, "key", "intervalMs", "auth": { "kind", "name" },
//                  "caFile", "via", "fields": [ { "from", "metric", "factor" } ], "paused" } ],
//   "stages": [ { "cache", "stages": [ { "id", "name", "answers" } ] } ] }
//
// Keys that are not known are kept where they stand. What says nothing is not written.

#include "config/sourceconfig.h"
#include "config/stageplan.h"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace cacheledger::sourcejson
{

inline constexpr int newestVersion = 1;

struct Content {
    std::vector<SourceConfig> sources;
    std::vector<StagePlan> plans;
};

/// BadConfiguration names the key; `file` is for the message.
Result<Content> toContent(const nlohmann::ordered_json& document, const QString& file);

/// Set the known keys of an object, leave the others.
void update(nlohmann::ordered_json& object, const SourceConfig& source);
void update(nlohmann::ordered_json& object, const StagePlan& plan);

} // namespace cacheledger::sourcejson
