// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/notification.h"
#include "app/notify/sendoutcome.h"

#include <QtCore/QObject>

#include <map>
#include <mutex>

namespace cacheledger
{

/// Notifications of the desktop (org.freedesktop.Notifications), with the actions Open, Acknowledge and Snooze where
/// the desktop has actions. Lives in a thread with an event loop; show() may be called from any.
class DesktopNotifier : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotifier(QObject* parent = nullptr);

    /// What is clicked is told from now on. Speaks to the session bus, which takes its time.
    void listen();
    /// Blocks until the desktop has taken it, 5 s at most. Refused where there is no session bus or no such service.
    SendOutcome show(const Notification& notification);

Q_SIGNALS:
    void openRequested(qint64 alert);
    void acknowledgeRequested(const std::vector<qint64>& alerts);
    void snoozeRequested(const std::vector<qint64>& alerts); ///< for an hour

private Q_SLOTS:
    void onAction(uint id, const QString& action);
    void onClosed(uint id, uint reason);

private:
    struct Capabilities {
        bool actions = false;
        bool markup = false;
    };
    std::optional<Capabilities> capabilities();

    std::mutex m_mutex;
    std::map<uint, std::vector<qint64>> m_shown; // alerts of what is on the screen
    std::optional<Capabilities> m_capabilities;
};

/// A sound of the desktop's theme. Blocks for its length at most; any thread. Refused where nothing can play one.
SendOutcome playSound(const Notification& notification, const SendLimits& limits);

} // namespace cacheledger
