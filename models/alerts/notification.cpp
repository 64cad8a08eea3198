// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/notification.h"

#include "alerts/rulewords.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace cacheledger
{

using NoteJson = nlohmann::ordered_json;

static constexpr std::array eventWords{
    std::pair{NotificationEvent::Fired, "fired"}, std::pair{NotificationEvent::Acknowledged, "acknowledged"},
    std::pair{NotificationEvent::Ended, "ended"}, std::pair{NotificationEvent::Digest, "digest"},
    std::pair{NotificationEvent::Test, "test"},   std::pair{NotificationEvent::Message, "message"},
};

QString notification::eventWord(NotificationEvent event)
{
    for (const auto& [known, word] : eventWords)
        if (known == event)
            return QLatin1String(word);
    return {};
}

static NoteJson jsonNumber(const std::optional<double>& value)
{
    return value && std::isfinite(*value) ? NoteJson(*value) : NoteJson();
}

static NoteJson jsonTime(const std::optional<TimeMs>& timeMs)
{
    return timeMs ? NoteJson(*timeMs) : NoteJson();
}

static NoteJson alertJson(const Alert& alert)
{
    return {{"id", alert.id},
            {"rule", alert.key.rule.toStdString()},
            {"name", alert.ruleName.toStdString()},
            {"tier", rulewords::tier(alert.tier).toStdString()},
            {"cache", alert.cacheName.toStdString()},
            {"cacheId", alert.cache.value.toStdString()},
            {"node", alert.address.toStdString()},
            {"nodeId", alert.key.node.value.toStdString()},
            {"metric", alert.metric},
            {"function", rulewords::function(alert.function).toStdString()},
            {"comparison", rulewords::comparison(alert.comparison).toStdString()},
            {"threshold", jsonNumber(alert.threshold)},
            {"value", jsonNumber(alert.newestValue ? alert.newestValue : alert.firedValue)},
            {"noData", alert.noData},
            {"forMs", alert.forMs},
            {"sinceMs", alert.sinceMs},
            {"firedMs", jsonTime(alert.firedMs)},
            {"endedMs", jsonTime(alert.endedMs)},
            {"message", alert.message.toStdString()},
            {"playbook", alert.playbook.toStdString()}};
}

QByteArray notification::toJson(const Notification& notification)
{
    NoteJson alerts = NoteJson::array();
    for (const Alert& alert : notification.alerts)
        alerts.push_back(alertJson(alert));
    NoteJson json{{"version", 1},
                  {"id", notification.id.toStdString()},
                  {"event", eventWord(notification.event).toStdString()},
                  {"timeMs", notification.timeMs},
                  {"thread", notification.thread.toStdString()},
                  {"possiblyDuplicate", notification.possiblyDuplicate},
                  {"moreAlerts", notification.moreAlerts},
                  {"alerts", std::move(alerts)}};
    if (notification.event == NotificationEvent::Message) {
        json["title"] = notification.title.toStdString();
        json["text"] = notification.text.toStdString();
    }
    return QByteArray::fromStdString(json.dump(-1, ' ', false, NoteJson::error_handler_t::replace));
}

/// Throws what nlohmann throws when a key is missing or of another type.
static Alert alertOf(const NoteJson& json)
{
    const auto text = [&json](const char* key) { return QString::fromStdString(json.at(key).get<std::string>()); };
    const auto time = [&json](const char* key) {
        return json.at(key).is_null() ? std::optional<TimeMs>() : json.at(key).get<TimeMs>();
    };
    Alert alert;
    alert.id = json.at("id").get<qint64>();
    alert.key = {text("rule"), NodeId{text("nodeId")}};
    alert.cache = CacheId{text("cacheId")};
    alert.cacheName = text("cache");
    alert.address = text("node");
    alert.ruleName = text("name");
    alert.tier = rulewords::tierOf(text("tier")).value_or(AlertTier::Warning);
    alert.metric = json.at("metric").get<std::string>();
    alert.function = rulewords::functionOf(text("function")).value_or(RuleFunction::Value);
    alert.comparison = rulewords::comparisonOf(text("comparison")).value_or(Comparison::Above);
    alert.threshold = json.at("threshold").is_null() ? 0 : json.at("threshold").get<double>();
    if (!json.at("value").is_null())
        alert.newestValue = json.at("value").get<double>();
    alert.noData = json.at("noData").get<bool>();
    alert.forMs = json.at("forMs").get<qint64>();
    alert.sinceMs = json.at("sinceMs").get<TimeMs>();
    alert.firedMs = time("firedMs");
    alert.endedMs = time("endedMs");
    alert.message = text("message");
    alert.playbook = text("playbook");
    return alert;
}

std::optional<Notification> notification::fromJson(const QByteArray& text)
{
    try {
        const NoteJson json = NoteJson::parse(text.cbegin(), text.cend());
        Notification result;
        result.id = QString::fromStdString(json.at("id").get<std::string>());
        const std::string word = json.at("event").get<std::string>();
        for (const auto& [event, known] : eventWords)
            if (word == known)
                result.event = event;
        result.timeMs = json.at("timeMs").get<TimeMs>();
        result.thread = QString::fromStdString(json.at("thread").get<std::string>());
        result.possiblyDuplicate = json.at("possiblyDuplicate").get<bool>();
        result.moreAlerts = json.at("moreAlerts").get<qint64>();
        if (result.event == NotificationEvent::Message) {
            result.title = QString::fromStdString(json.at("title").get<std::string>());
            result.text = QString::fromStdString(json.at("text").get<std::string>());
        }
        for (const NoteJson& alert : json.at("alerts"))
            result.alerts.push_back(alertOf(alert));
        return result;
    } catch (const NoteJson::exception&) {
        return {};
    }
}

} // namespace cacheledger
