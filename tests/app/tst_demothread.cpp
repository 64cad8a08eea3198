// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demothread.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;

static bool answersPing(const Endpoint& endpoint)
{
    QTcpSocket socket;
    socket.connectToHost(endpoint.host, endpoint.port);
    if (!socket.waitForConnected(2000))
        return false;
    socket.write("PING\r\n");
    return socket.waitForReadyRead(5000) && socket.readAll() == "+PONG\r\n";
}

/// Everything that the demo leaves on the disk is in a folder of our own here.
class TestDemoThread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<Error>();
        qputenv("TMPDIR", m_temporary.path().toLocal8Bit());
    }

    void cleanup() { qputenv("PATH", m_path); }

    void itStartsWithoutWaitingAndEndsWithTheObject()
    {
        CacheConfig cache;
        {
            DemoThread demo;
            QSignalSpy ready(&demo, &DemoThread::ready);
            demo.start();
            QVERIFY(!demo.cache());
            demo.start(); // once is enough
            QVERIFY(ready.wait(15000));
            QVERIFY(demo.cache());
            cache = *demo.cache();
            QCOMPARE(cache.nodes.size(), 2u);
            QCOMPARE(demo.sources().size(), 5u);
            QVERIFY(demo.stages().cache == cache.id);
            QVERIFY(answersPing(cache.nodes[0].endpoint));
            QVERIFY(answersPing(cache.nodes[1].endpoint));
            QCOMPARE(ready.size(), 1);
        }
        QVERIFY(!answersPing(cache.nodes[0].endpoint));
        QVERIFY(!answersPing(cache.nodes[1].endpoint));
        QVERIFY(leftBehind().isEmpty());
    }

    void anEndDuringTheStartLeavesNothingBehind()
    {
        {
            DemoThread demo;
            demo.start();
        }
        QVERIFY(leftBehind().isEmpty());
    }

    void withoutAServerThePackageIsNamedAndItMayBeTriedAgain()
    {
        DemoThread demo;
        QSignalSpy failed(&demo, &DemoThread::failed);
        QSignalSpy ready(&demo, &DemoThread::ready);
        qputenv("PATH", m_temporary.path().toLocal8Bit());
        demo.start();
        QVERIFY(failed.wait(15000));
        const Error error = failed.first().first().value<Error>();
        QCOMPARE(error.code, ErrorCode::Unsupported);
        QVERIFY2(error.text().contains(QStringLiteral("redis-server")), qPrintable(error.text()));
        QVERIFY(!demo.cache());
        qputenv("PATH", m_path);
        demo.start();
        QVERIFY(ready.wait(15000));
        QVERIFY(answersPing(demo.cache()->nodes[0].endpoint));
    }

private:
    QStringList leftBehind() const
    {
        return QDir(m_temporary.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }

    const QByteArray m_path = qgetenv("PATH");
    QTemporaryDir m_temporary;
};

QTEST_GUILESS_MAIN(TestDemoThread)
#include "tst_demothread.moc"
