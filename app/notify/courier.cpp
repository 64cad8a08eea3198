// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/courier.h"

#include "alerts/mailmessage.h"
#include "app/notify/commandsender.h"
#include "app/notify/desktopnotifier.h"
#include "app/notify/mailsender.h"
#include "app/notify/webhooksender.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUuid>

namespace cacheledger
{

struct CourierTr {
    Q_DECLARE_TR_FUNCTIONS(Courier)
};

SendOutcome sendThrough(const ChannelSetup& setup, const Notification& notification, DesktopNotifier* desktop,
                        const SendLimits& limits)
{
    using Kind = SendOutcome::Kind;
    const AlertChannel& channel = setup.channel;
    if (needsSecret(channel) && setup.secret.isEmpty())
        return {Kind::Failed,
                CourierTr::tr("The secret of \"%1\" is not known here. Enter it in the settings, or set the "
                              "environment as docs/notifications.md says.")
                    .arg(channel.name)};
    const TimeMs nowMs = SystemClock().nowMs();
    switch (channel.kind) {
    case ChannelKind::Desktop:
        return desktop ? desktop->show(notification)
                       : SendOutcome{Kind::Refused, CourierTr::tr("There is no desktop here.")};
    case ChannelKind::Sound:
        return playSound(notification, limits);
    case ChannelKind::Mail:
        return sendMail(channel.mail, setup.secret, mailMessage(channel.mail, notification, nowMs), limits);
    case ChannelKind::Webhook:
        return sendWebhook(webhookAddress(channel.webhook, setup.secret), channel.webhook.caFile,
                           webhookRequest(channel.webhook.form, notification, setup.secret, nowMs), limits);
    case ChannelKind::Command:
        return runCommand(channel.command, notification, limits);
    }
    return {};
}

Notification testNotification(TimeMs nowMs)
{
    Notification test;
    test.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    test.event = NotificationEvent::Test;
    test.timeMs = nowMs;
    test.thread = QStringLiteral("cacheledger/test");
    return test;
}

} // namespace cacheledger
