// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cachejson.h"

#include "config/configfile.h"

#include <QtCore/QCoreApplication>

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace cacheledger::cachejson
{

using Json = nlohmann::ordered_json;
using namespace Qt::StringLiterals;

namespace
{
QString jsonText(const char* text)
{
    return QCoreApplication::translate("CacheStore", text);
}

/// Reads typed keys and remembers the first that is wrong.
class KeyReader
{
public:
    explicit KeyReader(QString file) : m_file(std::move(file)) {}

    const std::optional<Error>& error() const { return m_error; }

    void fail(const QString& key, const QString& problem)
    {
        if (!m_error)
            m_error = configfile::keyError(m_file, key, problem);
    }

    QString string(const Json& object, const char* key, const QString& where, bool needed = false)
    {
        const auto value = object.find(key);
        if (value == object.end()) {
            if (needed)
                fail(where + QLatin1String(key), jsonText("is missing."));
            return {};
        }
        if (value->is_string())
            return QString::fromStdString(value->get<std::string>());
        fail(where + QLatin1String(key), jsonText("must be a text in quotes."));
        return {};
    }

    bool boolean(const Json& object, const char* key, const QString& where, bool fallback)
    {
        const auto value = object.find(key);
        if (value == object.end())
            return fallback;
        if (value->is_boolean())
            return value->get<bool>();
        fail(where + QLatin1String(key), jsonText("must be true or false."));
        return fallback;
    }

    int integer(const Json& object, const char* key, const QString& where, int fallback)
    {
        const auto value = object.find(key);
        if (value == object.end())
            return fallback;
        if (value->is_number_integer()) {
            const auto number = value->get<std::int64_t>();
            if (number >= 0 && number <= std::numeric_limits<int>::max())
                return static_cast<int>(number);
        }
        fail(where + QLatin1String(key), jsonText("must be a whole number."));
        return fallback;
    }

    QStringList strings(const Json& object, const char* key, const QString& where)
    {
        QStringList list;
        const auto value = object.find(key);
        if (value == object.end())
            return list;
        bool good = value->is_array();
        for (const Json& item : *value) {
            good = good && item.is_string();
            if (good)
                list << QString::fromStdString(item.get<std::string>());
        }
        if (!good)
            fail(where + QLatin1String(key), jsonText("must be a list of texts."));
        return list;
    }

    /// The objects of a list; none when the key is absent or wrong.
    std::vector<const Json*> objects(const Json& object, const char* key, const QString& where)
    {
        std::vector<const Json*> list;
        const auto value = object.find(key);
        bool good = value != object.end() && value->is_array();
        if (good) {
            for (const Json& item : *value) {
                good = good && item.is_object();
                list.push_back(&item);
            }
        }
        if (good)
            return list;
        fail(where + QLatin1String(key), jsonText("must be a list of objects."));
        return {};
    }

private:
    QString m_file;
    std::optional<Error> m_error;
};

TlsOptions readTls(KeyReader& reader, const Json& node, const QString& where)
{
    TlsOptions tls;
    const auto object = node.find("tls");
    if (object == node.end())
        return tls;
    if (!object->is_object()) {
        reader.fail(where + u"tls"_s, jsonText("must be an object."));
        return tls;
    }
    const QString inside = where + u"tls."_s;
    tls.verify = reader.boolean(*object, "verify", inside, true);
    tls.caFile = reader.string(*object, "caFile", inside);
    tls.certificateFile = reader.string(*object, "certificateFile", inside);
    tls.keyFile = reader.string(*object, "keyFile", inside);
    tls.serverName = reader.string(*object, "serverName", inside);
    return tls;
}

NodeConfig readNode(KeyReader& reader, const Json& object, const QString& where)
{
    NodeConfig node;
    node.id.value = reader.string(object, "id", where, true);
    const auto url = parseEndpointUrl(reader.string(object, "url", where, true));
    if (!url)
        reader.fail(where + u"url"_s, url.error().message);
    else if (url->hasPassword)
        reader.fail(where + u"url"_s, jsonText("must not hold a password: passwords are never kept in this file."));
    else
        node.endpoint = url->endpoint;
    node.endpoint.tls = readTls(reader, object, where);
    return node;
}

CacheConfig readCache(KeyReader& reader, const Json& object, const QString& where)
{
    CacheConfig cache;
    cache.id.value = reader.string(object, "id", where, true);
    cache.name = reader.string(object, "name", where, true);
    cache.intervalMs = reader.integer(object, "intervalMs", where, cache.intervalMs);
    cache.environment = reader.string(object, "environment", where);
    cache.tags = reader.strings(object, "tags", where);
    cache.paused = reader.boolean(object, "paused", where, false);
    cache.demo = reader.boolean(object, "demo", where, false);
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

void setOrErase(Json& object, const char* key, const QString& text)
{
    if (text.isEmpty())
        object.erase(key);
    else
        object[key] = text.toStdString();
}

void updateTls(Json& node, const TlsOptions& tls)
{
    Json object = node.value("tls", Json::object());
    if (!object.is_object())
        object = Json::object();
    if (tls.verify)
        object.erase("verify");
    else
        object["verify"] = false;
    setOrErase(object, "caFile", tls.caFile);
    setOrErase(object, "certificateFile", tls.certificateFile);
    setOrErase(object, "keyFile", tls.keyFile);
    setOrErase(object, "serverName", tls.serverName);
    if (object.empty())
        node.erase("tls");
    else
        node["tls"] = std::move(object);
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

void update(Json& object, const CacheConfig& cache)
{
    object["id"] = cache.id.value.toStdString();
    object["name"] = cache.name.toStdString();
    object["intervalMs"] = cache.intervalMs;
    object["environment"] = cache.environment.toStdString();
    object["tags"] = Json::array();
    for (const QString& tag : cache.tags)
        object["tags"].push_back(tag.toStdString());
    object["paused"] = cache.paused;
    object["demo"] = cache.demo;
    Json nodes = Json::array();
    for (const NodeConfig& node : cache.nodes) {
        Json nodeJson = nodeObject(object.value("nodes", Json::array()), node.id);
        nodeJson["id"] = node.id.value.toStdString();
        nodeJson["url"] = node.endpoint.url().toStdString();
        updateTls(nodeJson, node.endpoint.tls);
        nodes.push_back(std::move(nodeJson));
    }
    object["nodes"] = std::move(nodes);
}

} // namespace cacheledger::cachejson
