// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channel.h"

#include "config/wordtable.h"

#include <algorithm>
#include <array>

namespace cacheledger
{

namespace
{

using wordtable::Word;

constexpr std::array kindWords{
    Word<ChannelKind>{ChannelKind::Desktop, "desktop"}, Word<ChannelKind>{ChannelKind::Sound, "sound"},
    Word<ChannelKind>{ChannelKind::Mail, "mail"},       Word<ChannelKind>{ChannelKind::Webhook, "webhook"},
    Word<ChannelKind>{ChannelKind::Command, "command"},
};
constexpr std::array formWords{
    Word<WebhookForm>{WebhookForm::Json, "json"},
    Word<WebhookForm>{WebhookForm::Slack, "slack"},
    Word<WebhookForm>{WebhookForm::Teams, "teams"},
    Word<WebhookForm>{WebhookForm::PagerDuty, "pagerduty"},
};
constexpr std::array securityWords{
    Word<MailSecurity>{MailSecurity::StartTls, "starttls"},
    Word<MailSecurity>{MailSecurity::Tls, "tls"},
    Word<MailSecurity>{MailSecurity::None, "none"},
};

} // namespace

QString channelwords::kind(ChannelKind kind)
{
    return wordtable::wordFor(kindWords, kind);
}

QString channelwords::form(WebhookForm form)
{
    return wordtable::wordFor(formWords, form);
}

QString channelwords::security(MailSecurity security)
{
    return wordtable::wordFor(securityWords, security);
}

std::optional<ChannelKind> channelwords::kindOf(const QString& word)
{
    return wordtable::valueFor(kindWords, word);
}

std::optional<WebhookForm> channelwords::formOf(const QString& word)
{
    return wordtable::valueFor(formWords, word);
}

std::optional<MailSecurity> channelwords::securityOf(const QString& word)
{
    return wordtable::valueFor(securityWords, word);
}

QString channelwords::allKinds()
{
    return wordtable::allOf(kindWords);
}

QString channelwords::allForms()
{
    return wordtable::allOf(formWords);
}

QString channelwords::allSecurities()
{
    return wordtable::allOf(securityWords);
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

bool takesMessages(const AlertChannel& channel)
{
    const bool isPager = channel.kind == ChannelKind::Webhook && channel.webhook.form == WebhookForm::PagerDuty;
    return channel.enabled && channel.kind != ChannelKind::Sound && !isPager;
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
