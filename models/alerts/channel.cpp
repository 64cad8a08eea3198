// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channel.h"

#include <algorithm>
#include <array>

namespace cacheledger
{

namespace
{

template <typename T>
using ChannelWord = std::pair<T, const char*>;

constexpr std::array kindWords{
    ChannelWord<ChannelKind>{ChannelKind::Desktop, "desktop"},
    ChannelWord<ChannelKind>{ChannelKind::Sound, "sound"},
    ChannelWord<ChannelKind>{ChannelKind::Mail, "mail"},
    ChannelWord<ChannelKind>{ChannelKind::Webhook, "webhook"},
    ChannelWord<ChannelKind>{ChannelKind::Command, "command"},
};
constexpr std::array formWords{
    ChannelWord<WebhookForm>{WebhookForm::Json, "json"},
    ChannelWord<WebhookForm>{WebhookForm::Slack, "slack"},
    ChannelWord<WebhookForm>{WebhookForm::Teams, "teams"},
    ChannelWord<WebhookForm>{WebhookForm::PagerDuty, "pagerduty"},
};
constexpr std::array securityWords{
    ChannelWord<MailSecurity>{MailSecurity::StartTls, "starttls"},
    ChannelWord<MailSecurity>{MailSecurity::Tls, "tls"},
    ChannelWord<MailSecurity>{MailSecurity::None, "none"},
};

template <typename Words, typename T>
QString channelWord(const Words& words, T value)
{
    const auto found = std::ranges::find(words, value, &ChannelWord<T>::first);
    return found == words.end() ? QString() : QString(QLatin1String(found->second));
}

template <typename T, std::size_t n>
std::optional<T> valueOfWord(const std::array<ChannelWord<T>, n>& words, const QString& text)
{
    for (const auto& [value, word] : words)
        if (text == QLatin1String(word))
            return value;
    return {};
}

template <typename Words>
QString allChannelWords(const Words& words)
{
    QStringList all;
    for (const auto& [value, word] : words)
        all << QLatin1String(word);
    return all.join(QStringLiteral(", "));
}

} // namespace

QString channelwords::kind(ChannelKind kind)
{
    return channelWord(kindWords, kind);
}

QString channelwords::form(WebhookForm form)
{
    return channelWord(formWords, form);
}

QString channelwords::security(MailSecurity security)
{
    return channelWord(securityWords, security);
}

std::optional<ChannelKind> channelwords::kindOf(const QString& word)
{
    return valueOfWord(kindWords, word);
}

std::optional<WebhookForm> channelwords::formOf(const QString& word)
{
    return valueOfWord(formWords, word);
}

std::optional<MailSecurity> channelwords::securityOf(const QString& word)
{
    return valueOfWord(securityWords, word);
}

QString channelwords::allKinds()
{
    return allChannelWords(kindWords);
}

QString channelwords::allForms()
{
    return allChannelWords(formWords);
}

QString channelwords::allSecurities()
{
    return allChannelWords(securityWords);
}

ChannelSecret secretOf(const AlertChannel& channel)
{
    if (channel.kind == ChannelKind::Mail)
        return channel.mail.user.isEmpty() ? ChannelSecret::None : ChannelSecret::Password;
    if (channel.kind != ChannelKind::Webhook)
        return ChannelSecret::None;
    switch (channel.webhook.form) {
    case WebhookForm::Json:
        return ChannelSecret::SigningKey;
    case WebhookForm::PagerDuty:
        return ChannelSecret::RoutingKey;
    case WebhookForm::Slack:
    case WebhookForm::Teams:
        return ChannelSecret::Url;
    }
    return ChannelSecret::None;
}

bool needsSecret(const AlertChannel& channel)
{
    const ChannelSecret secret = secretOf(channel);
    return secret != ChannelSecret::None && secret != ChannelSecret::SigningKey;
}

std::vector<const AlertChannel*> channelsFor(const std::vector<AlertChannel>& channels, AlertTier tier,
                                             const QStringList& namedByRule)
{
    std::vector<const AlertChannel*> named;
    std::vector<const AlertChannel*> ofTier;
    for (const AlertChannel& channel : channels) {
        if (channel.enabled && namedByRule.contains(channel.id))
            named.push_back(&channel);
        if (channel.enabled && std::ranges::find(channel.tiers, tier) != channel.tiers.end())
            ofTier.push_back(&channel);
    }
    return named.empty() ? ofTier : named;
}

} // namespace cacheledger
