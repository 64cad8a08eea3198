// SPDX-License-Identifier: GPL-3.0-or-later
#include "cachelists/listbuilder.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

using Json = nlohmann::json;

constexpr int deepestInsight = 32;

QString textAt(const Json& object, std::initializer_list<const char*> keys)
{
    for (const char* key : keys) {
        const auto found = object.find(key);
        if (found == object.end())
            continue;
        if (found->is_string())
            return QString::fromStdString(found->get<std::string>());
        if (found->is_number_integer())
            return QString::number(found->get<std::int64_t>());
    }
    return {};
}

bool flagAt(const Json& object, std::initializer_list<const char*> keys, bool fallback = false)
{
    for (const char* key : keys) {
        const auto found = object.find(key);
        if (found != object.end() && found->is_boolean())
            return found->get<bool>();
    }
    return fallback;
}

bool says(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && !found->is_null() && *found != false && *found != "";
}

/// [{"key": "environment", "value": "production"}], or plain words.
void takeTags(const Json& object, ListEntry& entry)
{
    const auto tags = object.find("tags");
    if (tags == object.end() || !tags->is_array())
        return;
    for (const Json& tag : *tags) {
        if (tag.is_string()) {
            entry.tags << QString::fromStdString(tag.get<std::string>());
        } else if (tag.is_object()) {
            const QString key = textAt(tag, {"key"});
            const QString value = textAt(tag, {"value"});
            if (meansEnvironment(key))
                entry.environment = value;
            else
                entry.tags << (value.isEmpty() ? key : value);
        }
    }
}

void takeTls(const Json& object, ListEntry& entry)
{
    entry.tls = flagAt(object, {"tls", "ssl"});
    entry.tlsOptions.serverName = textAt(object, {"tlsServername", "sni"});
    entry.tlsOptions.caFile = textAt(object, {"ssl_ca_cert_path"});
    if (says(object, "caCert"))
        entry.leftOut << listText("CA certificate");
    if (says(object, "clientCert"))
        entry.leftOut << listText("client certificate and key");
    // Verification stays on, whatever the other tool did: that is a choice to be made here.
    if (*entry.tls && !flagAt(object, {"verifyServerCert"}, true))
        entry.leftOut << listText("verification that was switched off");
}

void noteUnknownKeys(const Json& object, ListBuilder& builder)
{
    static constexpr std::array known{std::string_view("id"),
                                      std::string_view("host"),
                                      std::string_view("port"),
                                      std::string_view("name"),
                                      std::string_view("username"),
                                      std::string_view("user"),
                                      std::string_view("password"),
                                      std::string_view("auth"),
                                      std::string_view("db"),
                                      std::string_view("tls"),
                                      std::string_view("ssl"),
                                      std::string_view("tlsServername"),
                                      std::string_view("sni"),
                                      std::string_view("caCert"),
                                      std::string_view("clientCert"),
                                      std::string_view("tags"),
                                      std::string_view("ssh"),
                                      std::string_view("sshOptions"),
                                      std::string_view("sentinelMaster"),
                                      std::string_view("connectionType"),
                                      std::string_view("verifyServerCert"),
                                      std::string_view("ssh_host"),
                                      std::string_view("cluster"),
                                      std::string_view("ssl_ca_cert_path"),
                                      std::string_view("lastConnection"),
                                      std::string_view("provider"),
                                      std::string_view("modules"),
                                      std::string_view("new"),
                                      std::string_view("timeout"),
                                      std::string_view("compressor"),
                                      std::string_view("nameFromProvider"),
                                      std::string_view("version"),
                                      std::string_view("createdAt"),
                                      std::string_view("keyNameFormat"),
                                      std::string_view("forceStandalone"),
                                      std::string_view("nodes"),
                                      std::string_view("cloudDetails"),
                                      std::string_view("isPreSetup"),
                                      std::string_view("caName"),
                                      std::string_view("connectionName")};
    for (const auto& [key, value] : object.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end())
            builder.noteUnknown(QString::fromStdString(key));
    }
}

ListEntry entryOf(const Json& object)
{
    ListEntry entry;
    entry.name = textAt(object, {"name", "connectionName"});
    entry.address = textAt(object, {"host"});
    entry.port = textAt(object, {"port"});
    entry.user = textAt(object, {"username", "user"});
    entry.password = textAt(object, {"password", "auth"});
    entry.database = textAt(object, {"db"});
    const QString kind = textAt(object, {"connectionType"});
    entry.cluster = kind.compare("cluster"_L1, Qt::CaseInsensitive) == 0 || flagAt(object, {"cluster"});
    takeTls(object, entry);
    takeTags(object, entry);
    if (kind.compare("sentinel"_L1, Qt::CaseInsensitive) == 0 || says(object, "sentinelMaster"))
        entry.refused = listText("it is asked for from sentinels: add it by itself, with the name of its primary.");
    else if (flagAt(object, {"ssh"}) || says(object, "ssh_host"))
        entry.refused = listText("it is reached through SSH: add it by itself.");
    return entry;
}

} // namespace

Result<void> readInsightList(const QByteArray& text, ListBuilder& builder)
{
    const auto limited = [](int depth, Json::parse_event_t, Json&) { return depth <= deepestInsight; };
    Json document = Json::parse(text.begin(), text.end(), limited, false);
    if (document.is_discarded())
        return badList(listText("The list is no JSON."));
    // Older exports put the list under a key.
    for (const char* key : {"databases", "connections"}) {
        if (document.is_object() && document.contains(key)) {
            Json list = document[key];
            document = std::move(list);
        }
    }
    if (document.is_object() && document.contains("host"))
        document = Json::array({document});
    if (!document.is_array())
        return badList(listText("The list is no export of Redis Insight: it has no array of databases."));
    int number = 0;
    for (const Json& object : document) {
        if (builder.isFull())
            return badList(listText("The list has more than %1 entries.").arg(ListBuilder::mostEntries));
        ListEntry entry;
        if (object.is_object()) {
            entry = entryOf(object);
            noteUnknownKeys(object, builder);
        } else {
            entry.refused = listText("it is no object.");
        }
        entry.where = listText("entry %1").arg(++number);
        builder.add(std::move(entry));
    }
    return {};
}

} // namespace cacheledger
