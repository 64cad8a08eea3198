// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rulecheck.h"

#include <QtCore/QMetaType>

namespace cacheledger
{

/// How somebody is told.
enum class ChannelKind {
    Desktop, ///< a notification of the desktop
    Sound,   ///< of the desktop's sound theme
    Mail,    ///< by SMTP
    Webhook, ///< an HTTP POST
    Command, ///< a program of this machine
};

/// The form of a webhook's body.
enum class WebhookForm { Json, Slack, Teams, PagerDuty };

/// How the connection to the mail server is protected.
enum class MailSecurity {
    StartTls, ///< begins in the clear and must change to TLS before anything is said
    Tls,      ///< TLS from the first byte
    None,     ///< in the clear, also the password
};

struct MailSettings {
    QString host;
    int port = 587;
    MailSecurity security = MailSecurity::StartTls;
    QString user; ///< empty: no login
    QString from;
    QStringList to;
    QString caFile; ///< PEM, for a server whose certificate the system does not know; empty: the system's

    friend bool operator==(const MailSettings&, const MailSettings&) = default;
};

struct WebhookSettings {
    WebhookForm form = WebhookForm::Json;
    QString url;    ///< empty for Slack and Teams, where it is the secret, and for PagerDuty's own address
    QString caFile; ///< as in MailSettings

    friend bool operator==(const WebhookSettings&, const WebhookSettings&) = default;
};

struct CommandSettings {
    QString program; ///< an absolute path
    /// With %title, %text, %event, %tier, %cache, %node, %rule and %id; what is put in stays one argument.
    QStringList arguments;
    qint64 timeoutMs = 30'000;

    friend bool operator==(const CommandSettings&, const CommandSettings&) = default;
};

/// A way to reach somebody. A value; what holds of one that came from a file or a form is told by faultsOf(). Its
/// secret (a channel has at most one) is never part of it.
struct AlertChannel {
    QString id; ///< unique
    QString name;
    ChannelKind kind = ChannelKind::Desktop;
    bool enabled = true;
    std::vector<AlertTier> tiers{AlertTier::Critical, AlertTier::Warning}; ///< that it is told of, most severe first
    bool tellsEnd = true;                                                  ///< also when an alert has ended
    int digestHour = 8; ///< local time, 0..23: when tier 3 is told, all of a day in one message
    MailSettings mail;
    WebhookSettings webhook;
    CommandSettings command;

    friend bool operator==(const AlertChannel&, const AlertChannel&) = default;
};

/// What somebody writes through a channel.
struct OperatorMessage {
    QString id;      ///< of the writer's choice, to know the answer by
    QString channel; ///< id
    QString title;   ///< one line
    QString text;
    QString thread; ///< what belongs together for the receiver
};

/// What a channel's secret is, if it has one.
enum class ChannelSecret {
    None,
    Password,   ///< of the mail server's user
    Url,        ///< the address that Slack or Teams gave: who knows it can write there
    RoutingKey, ///< PagerDuty's integration key
    SigningKey, ///< of HMAC-SHA256 over plain JSON; without one nothing is signed
};

ChannelSecret secretOf(const AlertChannel& channel);
/// Whether nothing can be sent without it.
bool needsSecret(const AlertChannel& channel);

/// Whether people can be written to through it now: PagerDuty would open an incident of its own, a sound says nothing.
bool takesMessages(const AlertChannel& channel);

/// The words of channels.json (docs/formats.md). Stable; never translated.
namespace channelwords
{
QString kind(ChannelKind kind);
QString form(WebhookForm form);
QString security(MailSecurity security);
std::optional<ChannelKind> kindOf(const QString& word);
std::optional<WebhookForm> formOf(const QString& word);
std::optional<MailSecurity> securityOf(const QString& word);
QString allKinds(); ///< with commas between
QString allForms();
QString allSecurities();
} // namespace channelwords

/// Whether it can be the address of a webhook: http or https with a host.
bool isWebhookUrl(const QString& text);
/// Everything that makes a channel unusable, by key of channels.json. Empty: it can be used.
std::vector<RuleFault> faultsOf(const AlertChannel& channel);

/// Those that hear of an alert: the enabled ones that the rule names, else (it names none, or none that is there) the
/// enabled ones of the tier. Pointers into `channels`.
std::vector<const AlertChannel*> channelsFor(const std::vector<AlertChannel>& channels, AlertTier tier,
                                             const QStringList& namedByRule);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::AlertChannel)
Q_DECLARE_METATYPE(cacheledger::OperatorMessage)
