// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/stageplan.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
QString stageText(const char* text)
{
    return QCoreApplication::translate("StagePlan", text);
}

struct PresetStage {
    const char* preset;
    const char* id;
    const char* name;
    bool answers;
};

constexpr PresetStage presetStages[] = {
    {"rag", "response", QT_TRANSLATE_NOOP("StagePlan", "Exact response"), true},
    {"rag", "semantic", QT_TRANSLATE_NOOP("StagePlan", "Semantic response"), true},
    {"rag", "embedding", QT_TRANSLATE_NOOP("StagePlan", "Embedding"), false},
    {"rag", "context", QT_TRANSLATE_NOOP("StagePlan", "Retrieved context"), false},
    {"levels", "l1", QT_TRANSLATE_NOOP("StagePlan", "L1, in the process"), true},
    {"levels", "l2", QT_TRANSLATE_NOOP("StagePlan", "L2, Redis"), true},
    {"levels", "l3", QT_TRANSLATE_NOOP("StagePlan", "L3, database or origin"), true},
    {"web", "browser", QT_TRANSLATE_NOOP("StagePlan", "Browser"), true},
    {"web", "cdn", QT_TRANSLATE_NOOP("StagePlan", "CDN"), true},
    {"web", "application", QT_TRANSLATE_NOOP("StagePlan", "Application"), true},
    {"web", "database", QT_TRANSLATE_NOOP("StagePlan", "Database"), true},
    {"web", "storage", QT_TRANSLATE_NOOP("StagePlan", "Object storage"), true},
};

Error invalidPlan(const QString& problem)
{
    return {ErrorCode::InvalidArgument, problem, {}};
}
} // namespace

Result<void> validate(const StagePlan& plan)
{
    static const QRegularExpression idPattern(u"^[a-z0-9_-]{1,40}$"_s);
    if (plan.stages.size() > StagePlan::mostStages)
        return invalidPlan(stageText("A cache has at most %1 stages.").arg(StagePlan::mostStages));
    QSet<QString> ids;
    for (const StageConfig& stage : plan.stages) {
        if (!idPattern.match(stage.id).hasMatch())
            return invalidPlan(stageText("The stage id \"%1\" must be 1 to 40 small letters, digits, \"_\" or \"-\".")
                                   .arg(stage.id.left(60)));
        if (ids.contains(stage.id))
            return invalidPlan(stageText("The stage \"%1\" is there twice.").arg(stage.id));
        ids.insert(stage.id);
        if (stage.name.trimmed().isEmpty() || stage.name.size() > 100)
            return invalidPlan(stageText("The stage \"%1\" needs a name of 1 to 100 characters.").arg(stage.id));
    }
    return {};
}

QStringList stagePresetNames()
{
    return {u"rag"_s, u"levels"_s, u"web"_s};
}

std::vector<StageConfig> stagePreset(const QString& preset)
{
    std::vector<StageConfig> stages;
    for (const PresetStage& stage : presetStages)
        if (preset == QLatin1String(stage.preset))
            stages.push_back({QString::fromLatin1(stage.id), stageText(stage.name), stage.answers});
    return stages;
}

} // namespace cacheledger
