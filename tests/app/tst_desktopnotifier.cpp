// SPDX-License-Identifier: GPL-3.0-or-later
// With a session bus of its own and a notification service in this process.
#include "app/notify/desktopnotifier.h"
#include "notifyfixture.h"

#include <QtCore/QProcess>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <future>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// What a desktop offers, as far as it is used.
class MockDesktop : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList capabilities{u"actions"_s, u"body-markup"_s};
    QString title;
    QString body;
    QStringList actions;
    QVariantMap hints;
    uint shown = 40;

public Q_SLOTS:
    QStringList GetCapabilities() const { return capabilities; }
    uint Notify(const QString&, uint, const QString&, const QString& summary, const QString& text,
                const QStringList& buttons, const QVariantMap& options, int)
    {
        title = summary;
        body = text;
        actions = buttons;
        hints = options;
        return ++shown;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void NotificationClosed(uint id, uint reason);
};

class TestDesktopNotifier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void withoutAServiceItIsTold();
    void showsAndAsks();
    void withoutActionsThereAreNone();

private:
    /// In another thread, while this one answers on the bus.
    static SendOutcome show(DesktopNotifier& notifier, const Notification& notification);
    bool offer(MockDesktop& desktop);
    void withdraw();

    QProcess m_daemon;
    QString m_address;
};

void TestDesktopNotifier::initTestCase()
{
    m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(m_daemon.waitForStarted());
    while (!m_daemon.canReadLine() && m_daemon.waitForReadyRead())
        continue;
    m_address = QString::fromLatin1(m_daemon.readLine().trimmed());
    QVERIFY(!m_address.isEmpty());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toLatin1());
}

void TestDesktopNotifier::cleanupTestCase()
{
    m_daemon.kill();
    m_daemon.waitForFinished();
}

bool TestDesktopNotifier::offer(MockDesktop& desktop)
{
    QDBusConnection bus = QDBusConnection::connectToBus(m_address, u"desktop"_s);
    return bus.registerObject(u"/org/freedesktop/Notifications"_s, &desktop,
                              QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals) &&
           bus.registerService(u"org.freedesktop.Notifications"_s);
}

void TestDesktopNotifier::withdraw()
{
    QDBusConnection bus(u"desktop"_s);
    bus.unregisterService(u"org.freedesktop.Notifications"_s);
    bus.unregisterObject(u"/org/freedesktop/Notifications"_s);
    QDBusConnection::disconnectFromBus(u"desktop"_s);
}

SendOutcome TestDesktopNotifier::show(DesktopNotifier& notifier, const Notification& notification)
{
    auto showing = std::async(std::launch::async, [&] { return notifier.show(notification); });
    while (showing.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
        QCoreApplication::processEvents();
    return showing.get();
}

void TestDesktopNotifier::withoutAServiceItIsTold()
{
    DesktopNotifier notifier;
    const SendOutcome outcome = show(notifier, sampleNotification());
    QCOMPARE(outcome.kind, SendOutcome::Kind::Refused);
    QVERIFY(!outcome.problem.isEmpty());
}

void TestDesktopNotifier::showsAndAsks()
{
    MockDesktop desktop;
    QVERIFY(offer(desktop));
    DesktopNotifier notifier;
    notifier.listen();
    QVERIFY(show(notifier, sampleNotification()).sent());
    QCOMPARE(desktop.title, u"Critical: Hit ratio drop on shöp"_s);
    QVERIFY(desktop.body.contains(u"&lt;b&gt;what&lt;/b&gt;"_s));
    QVERIFY(desktop.actions.contains(u"acknowledge"_s) && desktop.actions.contains(u"snooze"_s));
    QCOMPARE(desktop.hints[u"urgency"_s].toInt(), 2);
    QSignalSpy opened(&notifier, &DesktopNotifier::openRequested);
    QSignalSpy acknowledged(&notifier, &DesktopNotifier::acknowledgeRequested);
    QSignalSpy snoozed(&notifier, &DesktopNotifier::snoozeRequested);
    Q_EMIT desktop.ActionInvoked(3, u"open"_s); // another program's
    Q_EMIT desktop.ActionInvoked(desktop.shown, u"default"_s);
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toLongLong(), 7);
    Q_EMIT desktop.ActionInvoked(desktop.shown, u"acknowledge"_s);
    QTRY_COMPARE(acknowledged.size(), 1);
    QCOMPARE(acknowledged[0][0].value<std::vector<qint64>>(), std::vector<qint64>{7});
    Q_EMIT desktop.ActionInvoked(desktop.shown, u"snooze"_s);
    QTRY_COMPARE(snoozed.size(), 1);
    Q_EMIT desktop.NotificationClosed(desktop.shown, 2);
    Q_EMIT desktop.ActionInvoked(desktop.shown, u"open"_s);
    QVERIFY(show(notifier, sampleNotification()).sent()); // what came before has been handled by then
    QCOMPARE(opened.size(), 1);
    withdraw();
}

void TestDesktopNotifier::withoutActionsThereAreNone()
{
    MockDesktop desktop;
    desktop.capabilities = {u"body"_s};
    QVERIFY(offer(desktop));
    DesktopNotifier notifier;
    Notification notification = sampleNotification();
    notification.event = NotificationEvent::Ended;
    QVERIFY(show(notifier, notification).sent());
    QVERIFY(desktop.actions.isEmpty());
    QVERIFY(desktop.body.contains(u"<b>what</b>"_s));
    QCOMPARE(desktop.hints[u"urgency"_s].toInt(), 1);
    withdraw();
}

QTEST_GUILESS_MAIN(TestDesktopNotifier)
#include "tst_desktopnotifier.moc"
