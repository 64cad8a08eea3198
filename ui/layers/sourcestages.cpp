// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/sourcestages.h"

#include "ui/layers/layermetrics.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QStringList stagesOfMapping(const std::vector<FieldMapping>& mapped)
{
    std::vector<std::string> metrics;
    for (const FieldMapping& each : mapped)
        metrics.push_back(each.metric);
    const LayerMetrics named(metrics);
    QStringList ids;
    for (const std::string& id : named.stages())
        ids << QString::fromStdString(id);
    return ids;
}

static const StageConfig* stageWithId(const std::vector<StageConfig>& stages, const QString& id)
{
    const auto known =
        std::find_if(stages.begin(), stages.end(), [&id](const StageConfig& each) { return each.id == id; });
    return known == stages.end() ? nullptr : &*known;
}

static std::vector<StageConfig> presetThatKnows(const QStringList& ids)
{
    for (const QString& name : stagePresetNames()) {
        std::vector<StageConfig> stages = stagePreset(name);
        if (std::any_of(ids.begin(), ids.end(), [&](const QString& id) { return stageWithId(stages, id); }))
            return stages;
    }
    return {};
}

std::vector<StageConfig> stagesToMapTo(const std::vector<StageConfig>& chosen, const MappingPreset* preset,
                                       const std::vector<FieldMapping>& mapped)
{
    const QStringList ids = stagesOfMapping(mapped);
    std::vector<StageConfig> stages = !chosen.empty() ? chosen
                                      : preset        ? stagePreset(preset->stagePreset)
                                                      : presetThatKnows(ids);
    for (const QString& id : ids) {
        if (stageWithId(stages, id))
            continue;
        const std::vector<StageConfig> known = presetThatKnows({id});
        const StageConfig* named = stageWithId(known, id);
        stages.push_back(named ? *named : StageConfig{id, id, true});
    }
    return stages.empty() ? stagePreset(u"rag"_s) : stages;
}

bool mapsToStages(const std::vector<FieldMapping>& mapped)
{
    return !stagesOfMapping(mapped).isEmpty();
}

} // namespace cacheledger
