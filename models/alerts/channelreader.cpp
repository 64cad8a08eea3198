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

static QString knownKeys()
{
    return channelReaderText("is no key here; these are: %1.");
}

ChannelReader::ChannelReader(const Json& json)
{
    JsonObject object(json, {}, m_faults);
    readGeneral(object);
    readSettings(object);
    if (m_faults.empty())
        m_faults = faultsOf(m_channel);
}

void ChannelReader::readGeneral(JsonObject& object)
{
    static constexpr const char* keys[] = {"id",    "name",     "kind",       "enabled",
                                           "tiers", "tellsEnd", "digestHour", "settings"};
    object.allowOnly(keys, knownKeys());
    object.need("id");
    object.need("kind");
    m_channel.id = object.text("id");
    m_channel.name = object.text("name", m_channel.id);
    m_channel.kind = object.word("kind", m_channel.kind, channelwords::kindOf, channelwords::allKinds);
    m_channel.enabled = object.flag("enabled", m_channel.enabled);
    m_channel.tellsEnd = object.flag("tellsEnd", m_channel.tellsEnd);
    m_channel.digestHour = object.wholeNumber("digestHour", m_channel.digestHour, 0, 23);
    readTiers(object);
}

void ChannelReader::readTiers(JsonObject& object)
{
    if (!object.find("tiers"))
        return;
    m_channel.tiers.clear();
    for (const QString& name : object.texts("tiers")) {
        if (const auto tier = rulewords::tierOf(name))
            m_channel.tiers.push_back(*tier);
        else
            object.fail(QStringLiteral("tiers"), channelReaderText("must be some of %1.").arg(rulewords::allTiers()));
    }
    std::ranges::sort(m_channel.tiers);
    m_channel.tiers.erase(std::unique(m_channel.tiers.begin(), m_channel.tiers.end()), m_channel.tiers.end());
}

void ChannelReader::readSettings(JsonObject& object)
{
    static const Json none = Json::object();
    const Json* found = object.find("settings");
    if (found && !found->is_object()) {
        object.fail(QStringLiteral("settings"), channelReaderText("must be an object."));
        return;
    }
    JsonObject settings(found ? *found : none, QStringLiteral("settings/"), m_faults);
    if (m_channel.kind == ChannelKind::Mail)
        readMail(settings);
    else if (m_channel.kind == ChannelKind::Webhook)
        readWebhook(settings);
    else if (m_channel.kind == ChannelKind::Command)
        readCommand(settings);
    else
        settings.allowOnly({}, channelReaderText("is no key here: this kind has no settings."));
}

void ChannelReader::readMail(JsonObject& settings)
{
    static constexpr const char* keys[] = {"host", "port", "security", "user", "from", "to", "caFile"};
    settings.allowOnly(keys, knownKeys());
    MailSettings& mail = m_channel.mail;
    mail.host = settings.text("host");
    mail.security = settings.word("security", mail.security, channelwords::securityOf, channelwords::allSecurities);
    mail.port = settings.wholeNumber("port", mail.port, 1, 65'535);
    mail.user = settings.text("user");
    mail.from = settings.text("from");
    mail.to = settings.texts("to");
    mail.caFile = settings.text("caFile");
}

void ChannelReader::readWebhook(JsonObject& settings)
{
    static constexpr const char* keys[] = {"form", "url", "caFile"};
    settings.allowOnly(keys, knownKeys());
    WebhookSettings& webhook = m_channel.webhook;
    webhook.form = settings.word("form", webhook.form, channelwords::formOf, channelwords::allForms);
    webhook.url = settings.text("url");
    webhook.caFile = settings.text("caFile");
}

void ChannelReader::readCommand(JsonObject& settings)
{
    static constexpr const char* keys[] = {"program", "arguments", "timeout"};
    settings.allowOnly(keys, knownKeys());
    CommandSettings& command = m_channel.command;
    command.program = settings.text("program");
    command.arguments = settings.texts("arguments");
    command.timeoutMs = rulewords::durationIn(settings, "timeout", command.timeoutMs);
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
