// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/webhookpayload.h"

#include "alerts/notificationtext.h"
#include "metrics/format.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QMessageAuthenticationCode>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

namespace
{

using Json = nlohmann::ordered_json;

QByteArray dumped(const Json& json)
{
    return QByteArray::fromStdString(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json plainText(const QString& text, qsizetype longest)
{
    return {{"type", "plain_text"}, {"text", text.left(longest).toStdString()}, {"emoji", false}};
}

/// Slack's text of a message is markup: "<!channel>" in a cache's name would call everybody.
QString slackEscaped(const QString& text)
{
    return QString(text)
        .replace(QLatin1Char('&'), QLatin1String("&amp;"))
        .replace(QLatin1Char('<'), QLatin1String("&lt;"))
        .replace(QLatin1Char('>'), QLatin1String("&gt;"));
}

/// Blocks: a header of up to 150 characters, then sections of plain text of up to 3,000; at most 50 in all.
QByteArray slackBody(const Notification& notification)
{
    const QString title = notificationtext::title(notification);
    Json blocks = Json::array({{{"type", "header"}, {"text", plainText(title, 150)}}});
    const auto section = [&blocks](const QString& text) {
        if (!text.isEmpty())
            blocks.push_back({{"type", "section"}, {"text", plainText(text, 3000)}});
    };
    if (notification.event == NotificationEvent::Test)
        section(notificationtext::body(notification));
    if (notification.event == NotificationEvent::Message)
        section(notification.text);
    for (std::size_t i = 0; i < std::min(notification.alerts.size(), notificationtext::listedAtMost); ++i) {
        QStringList lines;
        for (const auto& [name, text] : notificationtext::facts(notification.alerts[i], notification.timeMs))
            lines << name + QLatin1String(": ") + text;
        section(lines.join(QLatin1Char('\n')));
    }
    section(notificationtext::restNote(notification));
    section(notificationtext::duplicateNote(notification));
    return dumped({{"text", slackEscaped(title).toStdString()}, {"blocks", std::move(blocks)}});
}

/// Rich text blocks, whose runs are no Markdown, unlike those of text blocks and fact sets.
Json teamsText(const QString& text, bool heading)
{
    Json run{{"type", "TextRun"}, {"text", text.toStdString()}};
    if (heading) {
        run["weight"] = "Bolder";
        run["size"] = "Large";
    }
    return {{"type", "RichTextBlock"}, {"inlines", Json::array({std::move(run)})}};
}

QByteArray teamsBody(const Notification& notification)
{
    Json items = Json::array({teamsText(notificationtext::title(notification), true)});
    if (notification.event == NotificationEvent::Test)
        items.push_back(teamsText(notificationtext::body(notification).trimmed(), false));
    if (notification.event == NotificationEvent::Message)
        items.push_back(teamsText(notification.text.left(12'000), false));
    qsizetype characters = 0; // a message may have 28 KB
    for (std::size_t i = 0; i < std::min(notification.alerts.size(), notificationtext::listedAtMost); ++i) {
        for (const auto& [name, text] : notificationtext::facts(notification.alerts[i], notification.timeMs)) {
            const QString line = name + QLatin1String(": ") + text;
            characters += line.size() + 100;
            if (characters < 12'000)
                items.push_back(teamsText(line, false));
        }
    }
    for (const QString& note :
         {notificationtext::restNote(notification), notificationtext::duplicateNote(notification)})
        if (!note.isEmpty())
            items.push_back(teamsText(note, false));
    return dumped({{"type", "message"},
                   {"attachments", Json::array({{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                                 {"contentUrl", nullptr},
                                                 {"content",
                                                  {{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                                                   {"type", "AdaptiveCard"},
                                                   {"version", "1.4"},
                                                   {"body", std::move(items)}}}}})}});
}

const char* pagerDutyAction(NotificationEvent event)
{
    switch (event) {
    case NotificationEvent::Acknowledged:
        return "acknowledge";
    case NotificationEvent::Ended:
        return "resolve";
    case NotificationEvent::Fired:
    case NotificationEvent::Digest:
    case NotificationEvent::Test:
    case NotificationEvent::Message:
        break;
    }
    return "trigger";
}

const char* pagerDutySeverity(const Notification& notification)
{
    if (notification.alerts.empty() || notification.event == NotificationEvent::Digest)
        return "info";
    switch (notification.alerts.front().tier) {
    case AlertTier::Critical:
        return "critical";
    case AlertTier::Warning:
        return "warning";
    case AlertTier::Information:
        break;
    }
    return "info";
}

/// The thread is the key under which PagerDuty joins events; it may have 255 characters.
QByteArray pagerDutyBody(const Notification& notification, const QString& routingKey)
{
    const QString key = notification.thread.isEmpty() ? notification.id : notification.thread;
    Json json{{"routing_key", routingKey.toStdString()},
              {"event_action", pagerDutyAction(notification.event)},
              {"dedup_key", key.left(255).toStdString()}};
    if (json["event_action"] == "trigger") {
        Json details{{"notification", notification.id.toStdString()},
                     {"possiblyDuplicate", notification.possiblyDuplicate},
                     {"text", notificationtext::body(notification).left(20'000).toStdString()}};
        Json payload{{"summary", notificationtext::title(notification).toStdString()},
                     {"source", "CacheLedger"},
                     {"severity", pagerDutySeverity(notification)},
                     {"timestamp", format::isoUtc(notification.timeMs).toStdString()}};
        if (!notification.alerts.empty()) {
            const Alert& first = notification.alerts.front();
            payload["source"] = (first.address.isEmpty() ? first.cacheName : first.address).toStdString();
            payload["component"] = first.cacheName.toStdString();
            payload["class"] = first.key.rule.toStdString();
        }
        payload["custom_details"] = std::move(details);
        json["payload"] = std::move(payload);
        json["client"] = "CacheLedger";
    }
    return dumped(json);
}

} // namespace

QByteArray webhookSignature(const QByteArray& key, const QByteArray& timestamp, const QByteArray& body)
{
    return "sha256=" +
           QMessageAuthenticationCode::hash(timestamp + '.' + body, key, QCryptographicHash::Sha256).toHex();
}

QString webhookAddress(const WebhookSettings& webhook, const QString& secret)
{
    if (webhook.form == WebhookForm::Slack || webhook.form == WebhookForm::Teams)
        return secret;
    if (webhook.form == WebhookForm::PagerDuty && webhook.url.isEmpty())
        return QStringLiteral("https://events.pagerduty.com/v2/enqueue");
    return webhook.url;
}

WebhookRequest webhookRequest(WebhookForm form, const Notification& notification, const QString& secret, TimeMs nowMs)
{
    WebhookRequest request;
    request.headers = {{"Content-Type", "application/json; charset=utf-8"},
                       {"Idempotency-Key", notification.id.toLatin1()}};
    if (notification.possiblyDuplicate)
        request.headers.emplace_back("X-CacheLedger-Possibly-Duplicate", "true");
    switch (form) {
    case WebhookForm::Slack:
        request.body = slackBody(notification);
        break;
    case WebhookForm::Teams:
        request.body = teamsBody(notification);
        break;
    case WebhookForm::PagerDuty:
        request.body = pagerDutyBody(notification, secret);
        break;
    case WebhookForm::Json: {
        request.body = notification::toJson(notification);
        const QByteArray timestamp = QByteArray::number(nowMs / 1000);
        request.headers.emplace_back("X-CacheLedger-Timestamp", timestamp);
        if (!secret.isEmpty())
            request.headers.emplace_back("X-CacheLedger-Signature",
                                         webhookSignature(secret.toUtf8(), timestamp, request.body));
        break;
    }
    }
    return request;
}

} // namespace cacheledger
