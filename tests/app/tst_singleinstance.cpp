// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"

#include <QtCore/QFile>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QLocalSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestSingleInstance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSecondAsksTheFirstToShowItself();
    void otherProfilesAreOthers();
    void theNextIsFirstAfterTheFirstHasEnded();
    void aSocketLeftByACrashIsTakenOver();
    void nonsenseOnTheSocketIsIgnored();
    void onlySocketsThatNobodyListensOnAreRemoved();
};

static QString socketOf(const QString& key)
{
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/cacheledger-"_s + key;
}

/// What a killed process leaves: a socket that was bound and is not listened on.
static bool leaveSocket(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, name.constData(), sizeof address.sun_path);
    QFile::remove(path);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return bound;
}

void TestSingleInstance::theSecondAsksTheFirstToShowItself()
{
    SingleInstance first(u"a"_s);
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    QVERIFY(first.claim());
    qputenv("XDG_ACTIVATION_TOKEN", "token-1");
    SingleInstance second(u"a"_s);
    QVERIFY(!second.claim());
    QVERIFY(raised.count() == 1 || raised.wait(30'000));
    QCOMPARE(raised.first().at(0).toByteArray(), QByteArray("token-1"));
}

void TestSingleInstance::otherProfilesAreOthers()
{
    SingleInstance first(u"a"_s);
    SingleInstance other(u"b"_s);
    QVERIFY(first.claim());
    QVERIFY(other.claim());
}

void TestSingleInstance::theNextIsFirstAfterTheFirstHasEnded()
{
    {
        SingleInstance first(u"a"_s);
        QVERIFY(first.claim());
    }
    SingleInstance next(u"a"_s);
    QVERIFY(next.claim());
}

void TestSingleInstance::aSocketLeftByACrashIsTakenOver()
{
    QFile left(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/cacheledger-c"_s);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.close();
    SingleInstance first(u"c"_s);
    QVERIFY(first.claim());
    SingleInstance second(u"c"_s);
    QVERIFY(!second.claim());
}

void TestSingleInstance::nonsenseOnTheSocketIsIgnored()
{
    SingleInstance first(u"a"_s);
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    QVERIFY(first.claim());
    QLocalSocket stranger;
    stranger.connectToServer(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/cacheledger-a"_s);
    QVERIFY(stranger.waitForConnected());
    stranger.write(QByteArray(100'000, 'x'));
    QTRY_COMPARE(stranger.state(), QLocalSocket::UnconnectedState);
    QCOMPARE(raised.count(), 0);
}

void TestSingleInstance::onlySocketsThatNobodyListensOnAreRemoved()
{
    const QString stale = socketOf(u"0123456789abcdef"_s);
    const QString stranger = socketOf(u"of-somebody-else"_s);
    const QString plainFile = socketOf(u"aaaaaaaaaaaaaaaa"_s);
    QVERIFY(leaveSocket(stale));
    QVERIFY(leaveSocket(stranger));
    QFile file(plainFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    SingleInstance living(u"fedcba9876543210"_s);
    QSignalSpy raised(&living, &SingleInstance::raiseRequested);
    QVERIFY(living.claim());
    SingleInstance::removeStale();
    QVERIFY(!QFile::exists(stale));
    QVERIFY2(QFile::exists(stranger), "its name is not one of ours");
    QVERIFY2(QFile::exists(plainFile), "it is no socket");
    SingleInstance second(u"fedcba9876543210"_s);
    QVERIFY(!second.claim());
    QTRY_COMPARE(raised.count(), 1);
    QFile::remove(stranger);
    QFile::remove(plainFile);
}

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
