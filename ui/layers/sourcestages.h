// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourcepresets.h"

namespace cacheledger
{

/// The stages that fields can be mapped to. `chosen` are the cache's own; without any, those of the preset, else of the
/// stage preset that knows what the fields are mapped to, else of the RAG funnel. What is mapped to another stage
/// follows, by its name in the presets. `preset` may be null. Pure.
std::vector<StageConfig> stagesToMapTo(const std::vector<StageConfig>& chosen, const MappingPreset* preset,
                                       const std::vector<FieldMapping>& mapped);

/// Whether anything is mapped to a stage.
bool mapsToStages(const std::vector<FieldMapping>& mapped);

} // namespace cacheledger
