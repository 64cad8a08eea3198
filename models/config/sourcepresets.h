// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "config/sourcefield.h"
#include "config/stageplan.h"

#include <span>
#include <vector>

namespace cacheledger
{

/// A ready mapping for what a known kind of application tells.
struct MappingPreset {
    QString id;   ///< "rag", "levels", "web", "cache-stats", "serving-stats", "litellm", "gptcache"
    QString name; ///< for people, translated
    SourceKind kind = SourceKind::OpenMetrics;
    QString path;        ///< of the address, usually: "/cache/stats"; of the Redis kinds the usual key
    QString stagePreset; ///< the stages it speaks of (stagePreset()); empty: none
    std::vector<FieldMapping> fields;
};

/// All of them; several kinds may share an id.
const std::vector<MappingPreset>& mappingPresets();
/// Nothing when the preset does not exist for that kind.
const MappingPreset* mappingPreset(const QString& id, SourceKind kind);
/// Each once.
QStringList mappingPresetNames();

/// What fields probably mean, by the words in their names and labels: a proposal that the user looks over. A stage is
/// recognised by its id or by the ids of the stage presets; a hit ratio above 1 is taken for per cent, seconds become
/// milliseconds. Each metric is proposed once, for the shortest name. What is mapped already (`metric`) is left alone.
/// Pure.
std::vector<FieldMapping> suggestMapping(std::span<const SourceField> fields, std::span<const StageConfig> stages);

} // namespace cacheledger
