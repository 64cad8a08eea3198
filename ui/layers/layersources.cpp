// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layersources.h"

namespace cacheledger::layersources
{

std::vector<SourceConfig> sourcesOf(const PageContext& context)
{
    const SourceStore* store = context.services.sources;
    return store ? store->sourcesOf(context.selection->current()) : std::vector<SourceConfig>();
}

LayerMetrics metricsOf(const PageContext& context)
{
    std::vector<std::string> names;
    for (const SourceConfig& source : sourcesOf(context)) {
        for (const FieldMapping& field : source.fields)
            names.push_back(field.metric);
        const NodeStatus* status = context.services.statuses->find(source.id);
        if (status && status->latest && status->latest->layout)
            names.insert(names.end(), status->latest->layout->names().begin(), status->latest->layout->names().end());
    }
    return LayerMetrics(names);
}

std::vector<StageConfig> stagesOf(const PageContext& context, const LayerMetrics& metrics)
{
    const SourceStore* store = context.services.sources;
    if (!store)
        return {};
    std::vector<StageConfig> known = store->planOf(context.selection->current()).stages;
    if (!known.empty())
        return known;
    for (const std::string& id : metrics.stages())
        known.push_back({QString::fromStdString(id), QString::fromStdString(id), true});
    return known;
}

std::optional<Silent> silentOf(const PageContext& context)
{
    for (const SourceConfig& source : sourcesOf(context)) {
        const NodeStatus* status = context.services.statuses->find(source.id);
        if (!source.paused && status && status->error)
            return Silent{source.name, status->error->text()};
    }
    return std::nullopt;
}

} // namespace cacheledger::layersources
