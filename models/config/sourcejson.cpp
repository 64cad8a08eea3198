// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourcejson.h"

#include "config/configfile.h"
#include "config/jsonkeys.h"

#include <nlohmann/json.hpp>

#include <set>
#include <utility>

namespace cacheledger::sourcejson
{

using Json = nlohmann::ordered_json;
using namespace Qt::StringLiterals;
using namespace jsonkeys;

namespace
{
Json withoutWay(Json object, bool without)
{
    if (without)
        object.erase("via");
    return object;
}

/// "cache": by the cache's way. Anything else is for a Redis of its own alone, which has it as caches.json does.
bool isViaCache(KeyReader& reader, const Json& object, const QString& where, SourceKind kind)
{
    const auto via = object.find("via");
    if (via == object.end())
        return false;
    if (via->is_string() && via->get<std::string>() == "cache")
        return true;
    if (isHttp(kind) || via->is_string())
        reader.fail(where + u"via"_s, jsonText("must be \"cache\"."));
    return false;
}

void readPlace(KeyReader& reader, const Json& object, const QString& where, SourceConfig& source)
{
    source.viaCache = isViaCache(reader, object, where, source.kind);
    if (isHttp(source.kind))
        source.url = QUrl(reader.string(object, "url", where, true), QUrl::StrictMode);
    else if (object.contains("url"))
        source.endpoint = readEndpoint(reader, withoutWay(object, source.viaCache), where);
    source.key = reader.string(object, "key", where);
    source.caFile = reader.string(object, "caFile", where);
    const auto auth = object.find("auth");
    if (auth == object.end())
        return;
    if (!auth->is_object())
        return reader.fail(where + u"auth"_s, jsonText("must be an object."));
    const auto kind = httpAuthNamed(reader.string(*auth, "kind", where + u"auth."_s, true));
    if (!kind)
        reader.fail(where + u"auth.kind"_s, jsonText("must be none, bearer, basic or header."));
    source.auth = kind.value_or(HttpAuth::None);
    source.authName = reader.string(*auth, "name", where + u"auth."_s);
}

SourceConfig readSource(KeyReader& reader, const Json& object, const QString& where)
{
    SourceConfig source;
    source.id.value = reader.string(object, "id", where, true);
    source.cache.value = reader.string(object, "cache", where, true);
    source.name = reader.string(object, "name", where, true);
    const auto kind = sourceKindNamed(reader.string(object, "kind", where, true));
    if (!kind)
        reader.fail(where + u"kind"_s, jsonText("must be one of %1.").arg(sourceKindNames().join(u", "_s)));
    source.kind = kind.value_or(SourceKind::OpenMetrics);
    readPlace(reader, object, where, source);
    source.intervalMs = reader.integer(object, "intervalMs", where, source.intervalMs);
    source.paused = reader.boolean(object, "paused", where, false);
    if (!object.contains("fields"))
        return source;
    int number = 0;
    for (const Json* field : reader.objects(object, "fields", where)) {
        const QString inside = where + u"fields[%1]."_s.arg(number++);
        FieldMapping mapping;
        mapping.from = reader.string(*field, "from", inside, true);
        mapping.metric = reader.string(*field, "metric", inside, true).toStdString();
        mapping.factor = reader.number(*field, "factor", inside, 1);
        source.fields.push_back(std::move(mapping));
    }
    return source;
}

StagePlan readPlan(KeyReader& reader, const Json& object, const QString& where)
{
    StagePlan plan;
    plan.cache.value = reader.string(object, "cache", where, true);
    int number = 0;
    for (const Json* stage : reader.objects(object, "stages", where)) {
        const QString inside = where + u"stages[%1]."_s.arg(number++);
        StageConfig config;
        config.id = reader.string(*stage, "id", inside, true);
        config.name = reader.string(*stage, "name", inside, true);
        config.answers = reader.boolean(*stage, "answers", inside, true);
        plan.stages.push_back(std::move(config));
    }
    return plan;
}

/// Distinct over the whole file, or history would be mixed up.
void checkDistinct(KeyReader& reader, const SourceConfig& source, const QString& where, std::set<QString>& ids,
                   std::set<std::pair<CacheId, QString>>& names)
{
    if (source.id.isEmpty() || !ids.insert(source.id.value).second)
        reader.fail(where + u"id"_s, jsonText("is empty or used twice."));
    if (!names.insert({source.cache, source.name.toCaseFolded()}).second)
        reader.fail(where + u"name"_s, jsonText("is used twice."));
}

template <typename Config>
void checkValid(KeyReader& reader, const Config& config, const QString& where)
{
    if (reader.error())
        return;
    if (const auto valid = validate(config); !valid)
        reader.fail(where.chopped(1), valid.error().message);
}

Json fieldsOf(const SourceConfig& source)
{
    Json fields = Json::array();
    for (const FieldMapping& mapping : source.fields) {
        Json field = {{"from", mapping.from.toStdString()}, {"metric", mapping.metric}};
        if (mapping.factor != 1)
            field["factor"] = mapping.factor;
        fields.push_back(std::move(field));
    }
    return fields;
}
} // namespace

Result<Content> toContent(const Json& document, const QString& file)
{
    KeyReader reader(file);
    Content content;
    std::set<QString> ids;
    std::set<std::pair<CacheId, QString>> names;
    int number = 0;
    for (const Json* object : reader.objects(document, "sources", {})) {
        const QString where = u"sources[%1]."_s.arg(number++);
        content.sources.push_back(readSource(reader, *object, where));
        checkDistinct(reader, content.sources.back(), where, ids, names);
        checkValid(reader, content.sources.back(), where);
    }
    number = 0;
    std::set<QString> planned;
    if (document.contains("stages")) {
        for (const Json* object : reader.objects(document, "stages", {})) {
            const QString where = u"stages[%1]."_s.arg(number++);
            content.plans.push_back(readPlan(reader, *object, where));
            if (!planned.insert(content.plans.back().cache.value).second)
                reader.fail(where + u"cache"_s, jsonText("is used twice."));
            checkValid(reader, content.plans.back(), where);
        }
    }
    if (reader.error())
        return *reader.error();
    return content;
}

void update(Json& object, const SourceConfig& source)
{
    object["id"] = source.id.value.toStdString();
    object["cache"] = source.cache.value.toStdString();
    object["name"] = source.name.toStdString();
    object["kind"] = sourceKindName(source.kind).toStdString();
    const bool own = !isHttp(source.kind) && !source.usesNodeOfCache();
    setOrErase(object, "url", isHttp(source.kind) ? source.url.toString() : own ? source.endpoint.url() : QString());
    updateTls(object, own ? source.endpoint.tls : TlsOptions());
    updateRoute(object, own && !source.viaCache ? source.endpoint.route : Route());
    if (source.viaCache)
        object["via"] = "cache";
    setOrErase(object, "key", source.key);
    object["intervalMs"] = source.intervalMs;
    if (source.auth == HttpAuth::None) {
        object.erase("auth");
    } else {
        object["auth"] = {{"kind", httpAuthName(source.auth).toStdString()}};
        setOrErase(object["auth"], "name", source.authName);
    }
    setOrErase(object, "caFile", source.caFile);
    object["fields"] = fieldsOf(source);
    object["paused"] = source.paused;
}

void update(Json& object, const StagePlan& plan)
{
    object["cache"] = plan.cache.value.toStdString();
    Json stages = Json::array();
    for (const StageConfig& stage : plan.stages)
        stages.push_back(
            {{"id", stage.id.toStdString()}, {"name", stage.name.toStdString()}, {"answers", stage.answers}});
    object["stages"] = std::move(stages);
}

} // namespace cacheledger::sourcejson
