// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"

#include <QtCore/QFile>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QLocalSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

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
};

void TestSingleInstance::theSecondAsksTheFirstToShowItself()
{
    SingleInstance first(u"a"_s);
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    QVERIFY(first.claim());
    qputenv("XDG_ACTIVATION_TOKEN", "token-1");
    SingleInstance second(u"a"_s);
    QVERIFY(!second.claim());
    QVERIFY(raised.count() == 1 || raised.wait());
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

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
