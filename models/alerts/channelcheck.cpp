// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channel.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QRegularExpression>
#include <QtCore/QUrl>

#include <algorithm>

namespace cacheledger
{

namespace
{

using ChannelFaults = std::vector<RuleFault>;

constexpr qsizetype longestText = 1000;
constexpr qint64 longestCommandMs = 600'000;

QString channelText(const char* text)
{
    return QCoreApplication::translate("ChannelCheck", text);
}

void addFault(ChannelFaults& faults, const char* key, const QString& reason)
{
    faults.push_back({QLatin1String(key), reason});
}

bool hasControl(const QString& text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

/// What an SMTP command can hold without another meaning: one "@", nothing that ends the address or the line.
bool isMailAddress(const QString& text)
{
    static const QRegularExpression form(
        QStringLiteral(R"(^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}\z)"));
    return form.match(text).hasMatch();
}

bool isHostName(const QString& text)
{
    static const QRegularExpression form(QStringLiteral(R"(^(?!-)[A-Za-z0-9_.:\-\[\]]{1,255}\z)"));
    return form.match(text).hasMatch();
}

void checkCaFile(const QString& file, ChannelFaults& faults)
{
    if (!file.isEmpty() && (!QDir::isAbsolutePath(file) || hasControl(file)))
        addFault(faults, "settings/caFile", channelText("must be an absolute path."));
}

void checkMail(const MailSettings& mail, ChannelFaults& faults)
{
    if (!isHostName(mail.host))
        addFault(faults, "settings/host", channelText("must be the name or address of a mail server."));
    if (mail.port < 1 || mail.port > 65535)
        addFault(faults, "settings/port", channelText("must be from 1 to 65535."));
    if (mail.user.size() > longestText || hasControl(mail.user))
        addFault(faults, "settings/user", channelText("must be a text of one line."));
    if (!isMailAddress(mail.from))
        addFault(faults, "settings/from", channelText("must be a mail address like cache@example.org."));
    if (mail.to.isEmpty() || mail.to.size() > 50 || !std::ranges::all_of(mail.to, isMailAddress))
        addFault(faults, "settings/to", channelText("must be 1 to 50 mail addresses."));
    checkCaFile(mail.caFile, faults);
}

void checkWebhook(const WebhookSettings& webhook, ChannelFaults& faults)
{
    checkCaFile(webhook.caFile, faults);
    const bool hidden = webhook.form == WebhookForm::Slack || webhook.form == WebhookForm::Teams;
    if (hidden) {
        if (!webhook.url.isEmpty())
            addFault(faults, "settings/url",
                     channelText("must be left out: who knows this address can write there, so it is kept as the "
                                 "channel's secret."));
        return;
    }
    if (webhook.url.isEmpty() && webhook.form == WebhookForm::PagerDuty)
        return;
    if (!isWebhookUrl(webhook.url))
        addFault(faults, "settings/url", channelText("must be an address with http:// or https://."));
    else if (!QUrl(webhook.url).password().isEmpty())
        addFault(faults, "settings/url", channelText("must not hold a password, which this file is no place for."));
}

void checkCommand(const CommandSettings& command, ChannelFaults& faults)
{
    if (!QDir::isAbsolutePath(command.program) || hasControl(command.program))
        addFault(faults, "settings/program",
                 channelText("must be the absolute path of a program; arguments stand in \"arguments\"."));
    if (command.arguments.size() > 100 || std::ranges::any_of(command.arguments, [](const QString& text) {
            return text.size() > longestText || text.contains(QChar(0));
        }))
        addFault(faults, "settings/arguments", channelText("must be at most 100 texts of up to 1,000 characters."));
    if (command.timeoutMs < 1000 || command.timeoutMs > longestCommandMs)
        addFault(faults, "settings/timeout", channelText("must be from 1s to 10m."));
}

} // namespace

bool isWebhookUrl(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && text.size() <= 2000 &&
           (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"));
}

std::vector<RuleFault> faultsOf(const AlertChannel& channel)
{
    static const QRegularExpression idForm(QStringLiteral("^[a-z0-9][a-z0-9-]{0,39}\\z"));
    ChannelFaults faults;
    if (!idForm.match(channel.id).hasMatch())
        addFault(faults, "id", channelText("must be 1 to 40 small letters, digits or dashes."));
    if (channel.name.trimmed().isEmpty() || channel.name.size() > 100 || hasControl(channel.name))
        addFault(faults, "name", channelText("must be a text of 1 to 100 characters."));
    if (channel.digestHour < 0 || channel.digestHour > 23)
        addFault(faults, "digestHour", channelText("must be from 0 to 23."));
    if (channel.kind == ChannelKind::Mail)
        checkMail(channel.mail, faults);
    else if (channel.kind == ChannelKind::Webhook)
        checkWebhook(channel.webhook, faults);
    else if (channel.kind == ChannelKind::Command)
        checkCommand(channel.command, faults);
    return faults;
}

} // namespace cacheledger
