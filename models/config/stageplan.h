// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/ids.h"
#include "metrics/result.h"

#include <QtCore/QStringList>

#include <vector>

namespace cacheledger
{

/// An ordered stage of a cache: a layer of a RAG funnel, a level of a multi-level cache.
struct StageConfig {
    QString id;          ///< [a-z0-9_-]+, as in the metric ids stage.ID.hits
    QString name;        ///< for people
    bool answers = true; ///< a hit answers the request (response, semantic, L1); false: it only spares a step
                         ///< (embedding, context)
    friend bool operator==(const StageConfig&, const StageConfig&) = default;
};

/// The stages of one cache, in the order in which a request meets them.
struct StagePlan {
    static constexpr std::size_t mostStages = 20;

    CacheId cache;
    std::vector<StageConfig> stages;
    friend bool operator==(const StagePlan&, const StagePlan&) = default;
};

/// Ids empty, malformed or repeated, names empty, too many stages: InvalidArgument.
Result<void> validate(const StagePlan& plan);

/// "rag" (response, semantic, embedding, context), "levels" (l1, l2, l3) and "web" (browser, cdn, application,
/// database, storage). Source: "Caching Strategies for Cost Reduction", four layers; "Caching Strategies & CDN
/// Architectures", multi-level and five-layer caches.
QStringList stagePresetNames();
/// Its stages with translated names; none for an unknown preset.
std::vector<StageConfig> stagePreset(const QString& preset);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::StagePlan)
