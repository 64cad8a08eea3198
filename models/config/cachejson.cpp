// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cachejson.h"

#include "config/configfile.h"
#include "config/environment.h"
#include "config/jsonkeys.h"

#include <nlohmann/json.hpp>

#include <set>
#include <utility>

namespace cacheledger::cachejson
{

using Json = nlohmann::ordered_json;
using namespace Qt::StringLiterals;

namespace
{
using jsonkeys::jsonText;
using jsonkeys::KeyReader;

NodeConfig readNode(KeyReader& reader, const Json& object, const QString& where)
{
    NodeConfig node;
    node.id.value = reader.string(object, "id", where, true);
    node.endpoint = jsonkeys::readEndpoint(reader, object, where);
    node.found = reader.boolean(object, "found", where, false);
    return node;
}

FollowConfig readFollow(KeyReader& reader, const Json& object, const QString& where)
{
    FollowConfig follow;
    const QString how = reader.string(object, "how", where, true);
    if (const auto known = followingFromName(how))
        follow.how = *known;
    else
        reader.fail(where + u"how"_s, jsonText("must be one of off, replicas, cluster, sentinel."));
    follow.sentinelPrimary = reader.string(object, "primary", where);
    int number = 0;
    if (object.contains("sentinels"))
        for (const Json* sentinel : reader.objects(object, "sentinels", where))
            follow.sentinels.push_back(
                jsonkeys::readEndpoint(reader, *sentinel, where + u"sentinels[%1]."_s.arg(number++)));
    for (const QString& text : reader.strings(object, "addresses", where)) {
        const auto mapping = parseAddressMapping(text);
        if (mapping)
            follow.mappings.push_back(*mapping);
        else
            reader.fail(where + u"addresses"_s, mapping.error().message);
    }
    return follow;
}

Json followJson(const FollowConfig& follow)
{
    Json json = Json::object();
    json["how"] = followingName(follow.how);
    jsonkeys::setOrErase(json, "primary", follow.sentinelPrimary);
    for (const Endpoint& sentinel : follow.sentinels) {
        Json one{{"url", sentinel.url().toStdString()}};
        jsonkeys::updateTls(one, sentinel.tls);
        jsonkeys::updateRoute(one, sentinel.route);
        json["sentinels"].push_back(std::move(one));
    }
    for (const AddressMapping& mapping : follow.mappings)
        json["addresses"].push_back((mapping.announced + u'=' + mapping.reachable).toStdString());
    return json;
}

CacheConfig readCache(KeyReader& reader, const Json& object, const QString& where)
{
    CacheConfig cache;
    cache.id.value = reader.string(object, "id", where, true);
    cache.name = reader.string(object, "name", where, true);
    cache.intervalMs = reader.integer(object, "intervalMs", where, cache.intervalMs);
    cache.environment = reader.string(object, "environment", where);
    cache.tags = reader.strings(object, "tags", where);
    if (object.contains("production"))
        cache.production = reader.boolean(object, "production", where, false);
    cache.paused = reader.boolean(object, "paused", where, false);
    cache.demo = reader.boolean(object, "demo", where, false);
    if (const auto follow = object.find("follow"); follow != object.end() && follow->is_object())
        cache.follow = readFollow(reader, *follow, where + u"follow."_s);
    else if (follow != object.end())
        reader.fail(where + u"follow"_s, jsonText("must be an object."));
    int number = 0;
    for (const Json* node : reader.objects(object, "nodes", where))
        cache.nodes.push_back(readNode(reader, *node, where + u"nodes[%1]."_s.arg(number++)));
    return cache;
}

/// Identities and names must be distinct over all caches, or history would be mixed up.
void checkDistinct(KeyReader& reader, const CacheConfig& cache, const QString& where, std::set<QString>& ids,
                   std::set<QString>& names)
{
    if (cache.id.isEmpty() || !ids.insert(cache.id.value).second)
        reader.fail(where + u"id"_s, jsonText("is empty or used twice."));
    if (!names.insert(cache.name.toCaseFolded()).second)
        reader.fail(where + u"name"_s, jsonText("is used twice."));
    for (const NodeConfig& node : cache.nodes)
        if (node.id.isEmpty() || !ids.insert(node.id.value).second)
            reader.fail(where + u"nodes"_s, jsonText("has an id that is empty or used twice."));
}

Json nodeObject(const Json& oldNodes, const NodeId& id)
{
    if (oldNodes.is_array())
        for (const Json& node : oldNodes)
            if (node.is_object() && node.value("id", Json()) == id.value.toStdString())
                return node;
    return Json::object();
}
} // namespace

Result<std::vector<CacheConfig>> toCaches(const Json& document, const QString& file)
{
    KeyReader reader(file);
    std::vector<CacheConfig> caches;
    std::set<QString> ids;
    std::set<QString> names;
    int number = 0;
    for (const Json* object : reader.objects(document, "caches", {})) {
        const QString where = u"caches[%1]."_s.arg(number++);
        CacheConfig cache = readCache(reader, *object, where);
        if (!reader.error())
            checkDistinct(reader, cache, where, ids, names);
        if (!reader.error())
            if (const auto valid = validate(cache); !valid)
                reader.fail(where.chopped(1), valid.error().message);
        if (reader.error())
            return *reader.error();
        caches.push_back(std::move(cache));
    }
    if (reader.error())
        return *reader.error();
    return caches;
}

/// A colour that is not known (of a newer version) is none.
std::map<QString, QString> toEnvironmentColors(const Json& document)
{
    std::map<QString, QString> colors;
    const auto environments = document.find("environments");
    if (environments == document.end() || !environments->is_object())
        return colors;
    for (const auto& [name, environment] : environments->items()) {
        const auto color = environment.is_object() ? environment.find("color") : environment.end();
        if (!environment.is_object() || color == environment.end() || !color->is_string())
            continue;
        const QString known = QString::fromStdString(color->get<std::string>());
        if (environmentColors().contains(known))
            colors[QString::fromStdString(name).toCaseFolded()] = known;
    }
    return colors;
}

void setEnvironmentColor(Json& document, const QString& environment, const QString& color)
{
    Json& environments = document["environments"];
    if (!environments.is_object())
        environments = Json::object();
    std::string key = environment.toStdString();
    for (const auto& [name, value] : environments.items()) {
        if (QString::fromStdString(name).compare(environment, Qt::CaseInsensitive) == 0)
            key = name;
    }
    if (!color.isEmpty())
        environments[key]["color"] = color.toStdString();
    else if (environments.contains(key) && environments[key].is_object())
        environments[key].erase("color");
}

void update(Json& object, const CacheConfig& cache)
{
    object["id"] = cache.id.value.toStdString();
    object["name"] = cache.name.toStdString();
    object["intervalMs"] = cache.intervalMs;
    object["environment"] = cache.environment.toStdString();
    object["tags"] = Json::array();
    for (const QString& tag : cache.tags)
        object["tags"].push_back(tag.toStdString());
    if (cache.production)
        object["production"] = *cache.production;
    else
        object.erase("production");
    object["paused"] = cache.paused;
    object["demo"] = cache.demo;
    Json nodes = Json::array();
    for (const NodeConfig& node : cache.nodes) {
        Json nodeJson = nodeObject(object.value("nodes", Json::array()), node.id);
        nodeJson["id"] = node.id.value.toStdString();
        nodeJson["url"] = node.endpoint.url().toStdString();
        jsonkeys::updateTls(nodeJson, node.endpoint.tls);
        jsonkeys::updateRoute(nodeJson, node.endpoint.route);
        if (node.found)
            nodeJson["found"] = true;
        else
            nodeJson.erase("found");
        nodes.push_back(std::move(nodeJson));
    }
    object["nodes"] = std::move(nodes);
    if (cache.follow == FollowConfig())
        object.erase("follow");
    else
        object["follow"] = followJson(cache.follow);
}

} // namespace cacheledger::cachejson
