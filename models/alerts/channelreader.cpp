// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channelreader.h"

#include "alerts/rulewords.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

static QString channelReaderText(const char* text)
{
    return QCoreApplication::translate("ChannelFile", text);
}

ChannelReader::ChannelReader(const Json& object) : m_object(object)
{
    readGeneral({m_object, ""});
    readSettings();
    if (m_faults.empty())
        m_faults = faultsOf(m_channel);
}

void ChannelReader::fail(const Place& place, const char* key, const QString& reason)
{
    m_faults.push_back({QLatin1String(place.prefix) + QLatin1String(key), reason});
}

void ChannelReader::checkKeys(const Place& place, std::span<const char* const> known)
{
    QStringList all;
    for (const char* key : known)
        all << QLatin1String(key);
    for (const auto& [key, value] : place.object.items())
        if (!all.contains(QString::fromStdString(key)))
            m_faults.push_back(
                {QLatin1String(place.prefix) + QString::fromStdString(key).left(80),
                 all.isEmpty()
                     ? channelReaderText("is no key here: this kind has no settings.")
                     : channelReaderText("is no key here; these are: %1.").arg(all.join(QStringLiteral(", ")))});
}

const ChannelReader::Json* ChannelReader::find(const Place& place, const char* key) const
{
    const auto found = place.object.find(key);
    return found == place.object.end() ? nullptr : &*found;
}

QString ChannelReader::text(const Place& place, const char* key, const QString& fallback)
{
    const Json* value = find(place, key);
    if (!value)
        return fallback;
    if (value->is_string())
        return QString::fromStdString(value->get_ref<const std::string&>());
    fail(place, key, channelReaderText("must be a text in quotes."));
    return fallback;
}

QStringList ChannelReader::texts(const Place& place, const char* key)
{
    const Json* value = find(place, key);
    if (!value)
        return {};
    QStringList list;
    bool good = value->is_array();
    for (const Json& item : *value) {
        good = good && item.is_string();
        if (good)
            list << QString::fromStdString(item.get<std::string>());
    }
    if (!good)
        fail(place, key, channelReaderText("must be a list of texts."));
    return list;
}

int ChannelReader::number(const Place& place, const char* key, int fallback)
{
    const Json* value = find(place, key);
    if (!value)
        return fallback;
    if (value->is_number_integer() && value->get<double>() > -1e6 && value->get<double>() < 1e6)
        return value->get<int>();
    fail(place, key, channelReaderText("must be a whole number."));
    return fallback;
}

bool ChannelReader::flag(const Place& place, const char* key, bool fallback)
{
    const Json* value = find(place, key);
    if (value && !value->is_boolean())
        fail(place, key, channelReaderText("must be true or false."));
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

template <typename T>
T ChannelReader::word(const Place& place, const char* key, T fallback, std::optional<T> (*valueOf)(const QString&),
                      QString (*all)())
{
    const Json* value = find(place, key);
    if (!value)
        return fallback;
    const auto found =
        value->is_string() ? valueOf(QString::fromStdString(value->get<std::string>())) : std::optional<T>();
    if (!found)
        fail(place, key, channelReaderText("must be one of %1.").arg(all()));
    return found.value_or(fallback);
}

void ChannelReader::readGeneral(const Place& place)
{
    static constexpr const char* keys[] = {"id",    "name",     "kind",       "enabled",
                                           "tiers", "tellsEnd", "digestHour", "settings"};
    checkKeys(place, keys);
    for (const char* key : {"id", "kind"})
        if (!find(place, key))
            fail(place, key, channelReaderText("is missing."));
    m_channel.id = text(place, "id");
    m_channel.name = text(place, "name", m_channel.id);
    m_channel.kind = word(place, "kind", m_channel.kind, channelwords::kindOf, channelwords::allKinds);
    m_channel.enabled = flag(place, "enabled", m_channel.enabled);
    m_channel.tellsEnd = flag(place, "tellsEnd", m_channel.tellsEnd);
    m_channel.digestHour = number(place, "digestHour", m_channel.digestHour);
    readTiers(place);
}

void ChannelReader::readTiers(const Place& place)
{
    if (!find(place, "tiers"))
        return;
    m_channel.tiers.clear();
    for (const QString& name : texts(place, "tiers")) {
        if (const auto tier = rulewords::tierOf(name))
            m_channel.tiers.push_back(*tier);
        else
            fail(place, "tiers", channelReaderText("must be some of %1.").arg(rulewords::allTiers()));
    }
    std::ranges::sort(m_channel.tiers);
    m_channel.tiers.erase(std::unique(m_channel.tiers.begin(), m_channel.tiers.end()), m_channel.tiers.end());
}

void ChannelReader::readSettings()
{
    static const Json none = Json::object();
    const auto found = m_object.find("settings");
    if (found != m_object.end() && !found->is_object()) {
        fail({m_object, ""}, "settings", channelReaderText("must be an object."));
        return;
    }
    const Place place{found == m_object.end() ? none : *found, "settings/"};
    if (m_channel.kind == ChannelKind::Mail)
        readMail(place);
    else if (m_channel.kind == ChannelKind::Webhook)
        readWebhook(place);
    else if (m_channel.kind == ChannelKind::Command)
        readCommand(place);
    else
        checkKeys(place, {});
}

void ChannelReader::readMail(const Place& place)
{
    static constexpr const char* keys[] = {"host", "port", "security", "user", "from", "to", "caFile"};
    checkKeys(place, keys);
    MailSettings& mail = m_channel.mail;
    mail.host = text(place, "host");
    mail.security = word(place, "security", mail.security, channelwords::securityOf, channelwords::allSecurities);
    mail.port = number(place, "port", mail.port);
    mail.user = text(place, "user");
    mail.from = text(place, "from");
    mail.to = texts(place, "to");
    mail.caFile = text(place, "caFile");
}

void ChannelReader::readWebhook(const Place& place)
{
    static constexpr const char* keys[] = {"form", "url", "caFile"};
    checkKeys(place, keys);
    WebhookSettings& webhook = m_channel.webhook;
    webhook.form = word(place, "form", webhook.form, channelwords::formOf, channelwords::allForms);
    webhook.url = text(place, "url");
    webhook.caFile = text(place, "caFile");
}

void ChannelReader::readCommand(const Place& place)
{
    static constexpr const char* keys[] = {"program", "arguments", "timeout"};
    checkKeys(place, keys);
    CommandSettings& command = m_channel.command;
    command.program = text(place, "program");
    command.arguments = texts(place, "arguments");
    if (!find(place, "timeout"))
        return;
    if (const auto ms = rulewords::durationOf(text(place, "timeout")))
        command.timeoutMs = *ms;
    else
        fail(place, "timeout", channelReaderText("must be a duration in quotes, like \"30s\"."));
}

static ChannelReader::Json jsonList(const QStringList& texts)
{
    ChannelReader::Json list = ChannelReader::Json::array();
    for (const QString& text : texts)
        list.push_back(text.toStdString());
    return list;
}

static ChannelReader::Json settingsObject(const AlertChannel& channel)
{
    ChannelReader::Json object = ChannelReader::Json::object();
    const auto put = [&object](const char* key, const QString& text) {
        if (!text.isEmpty())
            object[key] = text.toStdString();
    };
    switch (channel.kind) {
    case ChannelKind::Mail:
        put("host", channel.mail.host);
        object["port"] = channel.mail.port;
        put("security", channelwords::security(channel.mail.security));
        put("user", channel.mail.user);
        put("from", channel.mail.from);
        object["to"] = jsonList(channel.mail.to);
        put("caFile", channel.mail.caFile);
        break;
    case ChannelKind::Webhook:
        put("form", channelwords::form(channel.webhook.form));
        put("url", channel.webhook.url);
        put("caFile", channel.webhook.caFile);
        break;
    case ChannelKind::Command:
        put("program", channel.command.program);
        object["arguments"] = jsonList(channel.command.arguments);
        put("timeout", rulewords::duration(channel.command.timeoutMs));
        break;
    case ChannelKind::Desktop:
    case ChannelKind::Sound:
        break;
    }
    return object;
}

nlohmann::ordered_json channelObject(const AlertChannel& channel)
{
    ChannelReader::Json tiers = ChannelReader::Json::array();
    for (const AlertTier tier : channel.tiers)
        tiers.push_back(rulewords::tier(tier).toStdString());
    ChannelReader::Json object{{"id", channel.id.toStdString()},
                               {"name", channel.name.toStdString()},
                               {"kind", channelwords::kind(channel.kind).toStdString()},
                               {"enabled", channel.enabled},
                               {"tiers", std::move(tiers)},
                               {"tellsEnd", channel.tellsEnd},
                               {"digestHour", channel.digestHour}};
    if (ChannelReader::Json settings = settingsObject(channel); !settings.empty())
        object["settings"] = std::move(settings);
    return object;
}

} // namespace cacheledger
