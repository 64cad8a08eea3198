// SPDX-License-Identifier: GPL-3.0-or-later
// What fields probably mean: see sourcepresets.h.
#include "config/sourcepresets.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
/// The words of a name in small letters: `ragCache_hits{layer="L1"}` is rag cache hits layer l1.
QStringList wordsOf(const QString& name)
{
    QStringList words;
    QString word;
    QChar before;
    for (const QChar c : name) {
        const bool boundary = !c.isLetterOrNumber() || (c.isUpper() && (before.isLower() || before.isDigit()));
        if (boundary && !word.isEmpty())
            words << std::exchange(word, QString());
        if (c.isLetterOrNumber())
            word += c.toLower();
        before = c;
    }
    if (!word.isEmpty())
        words << word;
    return words;
}

bool hasAny(const QStringList& words, std::initializer_list<const char*> wanted)
{
    return std::any_of(wanted.begin(), wanted.end(),
                       [&words](const char* word) { return words.contains(QLatin1String(word)); });
}

QStringList knownStages(std::span<const StageConfig> stages)
{
    QStringList ids;
    for (const StageConfig& stage : stages)
        ids << stage.id;
    if (ids.isEmpty())
        for (const QString& preset : stagePresetNames())
            for (const StageConfig& stage : stagePreset(preset))
                ids << stage.id;
    return ids;
}

/// The stage whose words are all there; one in a label (after the name) goes before one in the name.
QString stageOf(const QString& from, const QStringList& ids)
{
    for (const QString& part : {from.section(u'{', 1), from.section(u'{', 0, 0)}) {
        const QStringList words = wordsOf(part);
        for (const QString& id : ids) {
            const QStringList wanted = wordsOf(id);
            if (!wanted.isEmpty() && std::all_of(wanted.begin(), wanted.end(),
                                                 [&words](const QString& word) { return words.contains(word); }))
                return id;
        }
    }
    return {};
}

const char* tokenLeaf(const QStringList& words)
{
    if (hasAny(words, {"cached"}))
        return "tokens_cached_input";
    if (hasAny(words, {"input", "prompt"}))
        return "tokens_input";
    if (hasAny(words, {"output", "completion", "generated"}))
        return "tokens_output";
    return hasAny(words, {"embedding", "embed"}) ? "tokens_embedding" : nullptr;
}

bool isRatio(const QStringList& words)
{
    return hasAny(words, {"rate", "ratio", "percent", "percentage"});
}

const char* stageLeaf(const QStringList& words)
{
    const bool hit = hasAny(words, {"hit", "hits"});
    if (isRatio(words))
        return hit ? "reported_hit_ratio" : nullptr;
    if (hasAny(words, {"tokens", "token"}))
        return tokenLeaf(words);
    if (hasAny(words, {"wrong", "false"}) && hit)
        return "wrong_hits";
    if (hit)
        return "hits";
    if (hasAny(words, {"miss", "misses"}))
        return "misses";
    if (hasAny(words, {"error", "errors", "failed", "failures"}))
        return "errors";
    if (hasAny(words, {"requests", "lookups", "queries", "gets"}))
        return "requests";
    if (hasAny(words, {"cost"}) && hasAny(words, {"avoided", "saved"}))
        return "avoided_cost";
    if (hasAny(words, {"size", "entries"}))
        return hasAny(words, {"max", "maximum", "capacity"}) ? "max_size" : "size";
    return nullptr;
}

const char* applicationMetric(const QStringList& words)
{
    if (isRatio(words) || hasAny(words, {"hit", "hits", "miss", "misses", "tokens"}))
        return nullptr;
    if (hasAny(words, {"wrong"}))
        return "app.wrong_answers";
    if (hasAny(words, {"error", "errors", "failed", "failures"}))
        return "app.errors";
    return hasAny(words, {"requests", "questions", "queries"}) ? "app.requests" : nullptr;
}

double toMilliseconds(const QStringList& words)
{
    if (hasAny(words, {"seconds", "sec", "s"}))
        return 1000;
    return hasAny(words, {"us", "usec", "microseconds"}) ? 0.001 : 1;
}

FieldMapping suggestionFor(const SourceField& field, const QStringList& stageIds)
{
    const QStringList words = wordsOf(field.from);
    const QString stage = stageOf(field.from, stageIds);
    if (field.isDistribution) {
        const QString name = stage.isEmpty() ? wordsOf(field.from.section(u'{', 0, 0)).join(u'_') : stage;
        return {field.from, (stage.isEmpty() ? "op." : "stage.") + name.toStdString(), toMilliseconds(words)};
    }
    if (stage.isEmpty()) {
        const char* metric = applicationMetric(words);
        return {field.from, metric ? metric : "", 1};
    }
    const char* leaf = stageLeaf(words);
    if (!leaf)
        return {};
    const bool percent = qstrcmp(leaf, "reported_hit_ratio") == 0 && field.value.value_or(0) > 1;
    return {field.from, "stage." + stage.toStdString() + '.' + leaf, percent ? 0.01 : 1};
}
} // namespace

std::vector<FieldMapping> suggestMapping(std::span<const SourceField> fields, std::span<const StageConfig> stages)
{
    const QStringList stageIds = knownStages(stages);
    std::vector<SourceField> seen(fields.begin(), fields.end());
    std::stable_sort(seen.begin(), seen.end(),
                     [](const SourceField& a, const SourceField& b) { return a.from.size() < b.from.size(); });
    std::set<std::string> taken;
    for (const SourceField& field : seen)
        taken.insert(field.metric);
    std::vector<FieldMapping> proposed;
    for (const SourceField& field : seen) {
        if (!field.metric.empty())
            continue;
        FieldMapping mapping = suggestionFor(field, stageIds);
        if (isApplicationMetric(mapping.metric) && taken.insert(mapping.metric).second)
            proposed.push_back(std::move(mapping));
    }
    return proposed;
}

} // namespace cacheledger
