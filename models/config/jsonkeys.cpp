// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/jsonkeys.h"

#include "config/configfile.h"

#include <QtCore/QCoreApplication>

#include <nlohmann/json.hpp>

#include <limits>
#include <utility>

namespace cacheledger::jsonkeys
{

using namespace Qt::StringLiterals;

namespace
{
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
    const QString version = reader.string(*object, "minVersion", inside);
    if (version == u"1.3"_s)
        tls.minVersion = TlsVersion::V1_3;
    else if (!version.isEmpty() && version != u"1.2"_s)
        reader.fail(inside + u"minVersion"_s, jsonText("must be 1.2 or 1.3."));
    return tls;
}

Route readRoute(KeyReader& reader, const Json& node, const QString& where)
{
    const auto object = node.find("via");
    if (object == node.end())
        return {};
    const QString inside = where + u"via."_s;
    if (!object->is_object()) {
        reader.fail(inside.chopped(1), jsonText("must be an object."));
        return {};
    }
    auto route = parseRoute(reader.string(*object, "url", inside, true));
    if (!route) {
        reader.fail(inside + u"url"_s, route.error().message);
        return {};
    }
    route->keyFile = reader.string(*object, "keyFile", inside);
    route->knownHostsFile = reader.string(*object, "knownHostsFile", inside);
    return *route;
}
} // namespace

QString jsonText(const char* text)
{
    return QCoreApplication::translate("CacheStore", text);
}

void KeyReader::fail(const QString& key, const QString& problem)
{
    if (!m_error)
        m_error = configfile::keyError(m_file, key, problem);
}

QString KeyReader::string(const Json& object, const char* key, const QString& where, bool needed)
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

bool KeyReader::boolean(const Json& object, const char* key, const QString& where, bool fallback)
{
    const auto value = object.find(key);
    if (value == object.end())
        return fallback;
    if (value->is_boolean())
        return value->get<bool>();
    fail(where + QLatin1String(key), jsonText("must be true or false."));
    return fallback;
}

int KeyReader::integer(const Json& object, const char* key, const QString& where, int fallback)
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

double KeyReader::number(const Json& object, const char* key, const QString& where, double fallback)
{
    const auto value = object.find(key);
    if (value == object.end())
        return fallback;
    if (value->is_number())
        return value->get<double>();
    fail(where + QLatin1String(key), jsonText("must be a number."));
    return fallback;
}

QStringList KeyReader::strings(const Json& object, const char* key, const QString& where)
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

std::vector<const Json*> KeyReader::objects(const Json& object, const char* key, const QString& where)
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

Endpoint readEndpoint(KeyReader& reader, const Json& object, const QString& where)
{
    Endpoint endpoint;
    const auto url = parseEndpointUrl(reader.string(object, "url", where, true));
    if (!url)
        reader.fail(where + u"url"_s, url.error().message);
    else if (url->hasPassword)
        reader.fail(where + u"url"_s, jsonText("must not hold a password: passwords are never kept in this file."));
    else
        endpoint = url->endpoint;
    endpoint.tls = readTls(reader, object, where);
    endpoint.route = readRoute(reader, object, where);
    return endpoint;
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
    setOrErase(object, "minVersion", tls.minVersion == TlsVersion::V1_3 ? u"1.3"_s : QString());
    if (object.empty())
        node.erase("tls");
    else
        node["tls"] = std::move(object);
}

void updateRoute(Json& node, const Route& route)
{
    if (route.isDirect()) {
        node.erase("via");
        return;
    }
    Json object = node.value("via", Json::object());
    if (!object.is_object())
        object = Json::object();
    object["url"] = route.url().toStdString();
    setOrErase(object, "keyFile", route.keyFile);
    setOrErase(object, "knownHostsFile", route.knownHostsFile);
    node["via"] = std::move(object);
}

} // namespace cacheledger::jsonkeys
