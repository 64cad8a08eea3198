// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/layermetrics.h"
#include "ui/pagecontext.h"

namespace cacheledger::layersources
{

/// The sources of the selected cache; none where there is no store of them.
std::vector<SourceConfig> sourcesOf(const PageContext& context);
/// What their mappings name, and what has arrived: lists and segments are known only then.
LayerMetrics metricsOf(const PageContext& context);
/// The stages as configured, else as the metrics' names tell, each answering.
std::vector<StageConfig> stagesOf(const PageContext& context, const LayerMetrics& metrics);

/// The first source that is asked and does not answer; nothing: all do.
struct Silent {
    QString name;
    QString why; ///< translated
};
std::optional<Silent> silentOf(const PageContext& context);

} // namespace cacheledger::layersources
