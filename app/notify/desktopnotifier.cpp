// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/desktopnotifier.h"

#include "alerts/notificationtext.h"

#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int busTimeoutMs = 5000;
static constexpr std::size_t rememberedAtMost = 1000; // notifications that a desktop keeps

static QDBusMessage notificationCall(const QString& method)
{
    return QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s, u"/org/freedesktop/Notifications"_s,
                                          u"org.freedesktop.Notifications"_s, method);
}

DesktopNotifier::DesktopNotifier(QObject* parent) : QObject(parent) {}

void DesktopNotifier::listen()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    const auto subscribe = [&](const QString& signal, const char* slot) {
        bus.connect({}, u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, signal, this, slot);
    };
    subscribe(u"ActionInvoked"_s, SLOT(onAction(uint, QString)));
    subscribe(u"NotificationClosed"_s, SLOT(onClosed(uint, uint)));
}

std::optional<DesktopNotifier::Capabilities> DesktopNotifier::capabilities()
{
    const std::lock_guard lock(m_mutex);
    if (m_capabilities)
        return m_capabilities;
    const QDBusMessage reply =
        QDBusConnection::sessionBus().call(notificationCall(u"GetCapabilities"_s), QDBus::Block, busTimeoutMs);
    if (reply.type() != QDBusMessage::ReplyMessage)
        return {};
    const QStringList names = reply.arguments().value(0).toStringList();
    m_capabilities = Capabilities{names.contains(u"actions"_s), names.contains(u"body-markup"_s)};
    return m_capabilities;
}

/// What stands under the title: the first alert's condition and message, and how many more there are.
static QString desktopText(const Notification& notification)
{
    if (notification.alerts.empty())
        return notificationtext::body(notification).trimmed();
    const Alert& first = notification.alerts.front();
    QStringList lines{notificationtext::condition(first, notification.timeMs)};
    for (const QString& line : {first.message, notificationtext::duplicateNote(notification)})
        if (!line.isEmpty())
            lines << line.left(300);
    return lines.join(u'\n');
}

SendOutcome DesktopNotifier::show(const Notification& notification)
{
    using Kind = SendOutcome::Kind;
    if (!QDBusConnection::sessionBus().isConnected())
        return {Kind::Refused, tr("There is no desktop session here, so that no notification can be shown.")};
    const auto can = capabilities();
    if (!can)
        return {Kind::Refused, tr("This desktop has no notification service.")};
    const bool fired = notification.event == NotificationEvent::Fired;
    QStringList actions;
    if (can->actions && !notification.alerts.empty()) {
        actions << u"default"_s << tr("Open") << u"open"_s << tr("Open");
        if (fired)
            actions << u"acknowledge"_s << tr("Acknowledge") << u"snooze"_s << tr("Snooze for 1 h");
    }
    const bool critical =
        fired && !notification.alerts.empty() && notification.alerts.front().tier == AlertTier::Critical;
    const QVariantMap hints{{u"urgency"_s, QVariant::fromValue(uchar(critical ? 2 : 1))},
                            {u"desktop-entry"_s, u"org.cacheledger.CacheLedger"_s}};
    const QString text = desktopText(notification);
    QDBusMessage call = notificationCall(u"Notify"_s);
    call << u"CacheLedger"_s << uint(0) << u"org.cacheledger.CacheLedger"_s << notificationtext::title(notification)
         << (can->markup ? text.toHtmlEscaped() : text) << actions << hints << int(-1);
    const QDBusMessage reply = QDBusConnection::sessionBus().call(call, QDBus::Block, busTimeoutMs);
    if (reply.type() != QDBusMessage::ReplyMessage)
        return {Kind::Failed, tr("The desktop did not take the notification: %1").arg(reply.errorMessage().left(200))};
    std::vector<qint64> alerts;
    for (const Alert& alert : notification.alerts)
        alerts.push_back(alert.id);
    const std::lock_guard lock(m_mutex);
    m_shown[reply.arguments().value(0).toUInt()] = std::move(alerts);
    if (m_shown.size() > rememberedAtMost)
        m_shown.erase(m_shown.begin());
    return {};
}

void DesktopNotifier::onAction(uint id, const QString& action)
{
    std::vector<qint64> alerts;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_shown.find(id);
        if (found == m_shown.end() || found->second.empty())
            return; // another program's
        alerts = found->second;
    }
    if (action == u"acknowledge"_s)
        Q_EMIT acknowledgeRequested(alerts);
    else if (action == u"snooze"_s)
        Q_EMIT snoozeRequested(alerts);
    else
        Q_EMIT openRequested(alerts.front());
}

void DesktopNotifier::onClosed(uint id, uint)
{
    const std::lock_guard lock(m_mutex);
    m_shown.erase(id);
}

SendOutcome playSound(const Notification& notification, const SendLimits& limits)
{
    using Kind = SendOutcome::Kind;
    const bool calm = notification.event != NotificationEvent::Fired;
    const QString sound = calm ? u"complete"_s : u"dialog-warning"_s;
    QProcess player;
    if (const QString canberra = QStandardPaths::findExecutable(u"canberra-gtk-play"_s); !canberra.isEmpty())
        player.start(canberra, {u"--id"_s, sound});
    else if (const QString paplay = QStandardPaths::findExecutable(u"paplay"_s); !paplay.isEmpty())
        player.start(paplay, {u"/usr/share/sounds/freedesktop/stereo/%1.oga"_s.arg(sound)});
    else
        return {Kind::Refused,
                DesktopNotifier::tr("No program that plays sounds was found: install canberra-gtk-play or "
                                    "paplay.")};
    player.setStandardOutputFile(QProcess::nullDevice());
    if (!player.waitForFinished(limits.totalMs)) {
        player.kill();
        player.waitForFinished(1000);
        return {Kind::Refused, DesktopNotifier::tr("The sound did not come to an end.")};
    }
    if (player.exitStatus() == QProcess::NormalExit && player.exitCode() == 0)
        return {};
    return {Kind::Refused,
            DesktopNotifier::tr("The sound could not be played: %1").arg(shownAnswer(player.readAllStandardError()))};
}

} // namespace cacheledger
