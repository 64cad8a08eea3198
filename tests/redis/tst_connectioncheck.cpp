// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connectioncheck.h"

#include "redis/localredis.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace std::chrono_literals;

class TestConnectionCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRealServerIsDescribed()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        QElapsedTimer taken;
        taken.start();
        const CheckReport report = check(server.endpoint());
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
        QVERIFY2(
            QRegularExpression(QStringLiteral("^(Redis|Valkey) \\d+\\.\\d+\\.\\d+$")).match(report.server).hasMatch(),
            qPrintable(report.server));
        QCOMPARE(report.role, QStringLiteral("primary"));
        QCOMPARE(report.infoCommand, QStringLiteral("INFO everything"));
        QVERIFY(report.roundTripMs > 0 && report.roundTripMs <= static_cast<double>(taken.nsecsElapsed()) / 1e6);
        QVERIFY(report.replicas.isEmpty());
        QVERIFY(report.primary.isEmpty());
    }

    void replicasAndTheirPrimaryAreNamed()
    {
        LocalRedis primary;
        LocalRedis replica;
        QVERIFY(primary.start({QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")}).ok());
        QVERIFY(
            replica.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), QString::number(primary.port())})
                .ok());
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(primary, "INFO replication").contains("state=online"), 30'000);
        CheckReport report = check(primary.endpoint());
        QCOMPARE(report.role, QStringLiteral("primary"));
        QCOMPARE(report.replicas, QStringList{replica.endpoint().address()});
        report = check(replica.endpoint());
        QCOMPARE(report.role, QStringLiteral("replica"));
        QCOMPARE(report.primary, primary.endpoint().address());
    }

    void aReplicaWithoutItsPrimaryIsStillDescribed()
    {
        LocalRedis replica;
        QVERIFY(
            replica
                .start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), QString::number(freeLoopbackPort()),
                        QStringLiteral("--replica-serve-stale-data"), QStringLiteral("no")})
                .ok());
        QVERIFY(adminCommand(replica, "PING").startsWith("-MASTERDOWN"));
        const CheckReport report = check(replica.endpoint());
        QVERIFY(!report.error);
        QCOMPARE(report.role, QStringLiteral("replica"));
    }

    void theRichestAllowedFormOfInfoIsFound_data()
    {
        QTest::addColumn<QByteArray>("everything");
        QTest::addColumn<QByteArray>("all");
        QTest::addColumn<QString>("form");
        const QByteArray good = FakeServer::bulk("redis_version:2.8.24\r\nrole:master\r\n");
        const QByteArray none = FakeServer::bulk({});
        const QByteArray denied("-NOPERM no\r\n");
        QTest::newRow("everything") << good << good << QStringLiteral("INFO everything");
        QTest::newRow("all, where everything gives nothing") << none << good << QStringLiteral("INFO all");
        QTest::newRow("all, where everything is denied") << denied << good << QStringLiteral("INFO all");
        QTest::newRow("plain, where sections are errors")
            << QByteArray("-ERR syntax error\r\n") << QByteArray("-ERR syntax error\r\n") << QStringLiteral("INFO");
    }
    void theRichestAllowedFormOfInfoIsFound()
    {
        QFETCH(QByteArray, everything);
        QFETCH(QByteArray, all);
        FakeServer server;
        server.answer("INFO everything", everything);
        server.answer("INFO all", all);
        server.answer("INFO", FakeServer::bulk("redis_version:2.8.24\r\n"));
        const CheckReport report = check(server.endpoint());
        QVERIFY(!report.error);
        QTEST(report.infoCommand, "form");
        QCOMPARE(report.server, QStringLiteral("Redis 2.8.24"));
    }

    void permissionsAreCheckedOnARealServer()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "ACL SETUSER all on >pw -@all +ping +info|all");
        adminCommand(server, "ACL SETUSER blind on >pw -@all +ping");
        adminCommand(server, "ACL SETUSER mute on >pw -@all +info");
        Endpoint endpoint = server.endpoint();
        endpoint.user = QStringLiteral("all");
        QCOMPARE(check(endpoint, QStringLiteral("pw")).infoCommand, QStringLiteral("INFO all"));
        endpoint.user = QStringLiteral("blind");
        CheckReport report = check(endpoint, QStringLiteral("pw"));
        QVERIFY(report.error.has_value());
        QCOMPARE(report.error->code, ErrorCode::NoPermission);
        QVERIFY2(report.error->hint.contains(QStringLiteral("+info")), qPrintable(report.error->hint));
        endpoint.user = QStringLiteral("mute");
        report = check(endpoint, QStringLiteral("pw"));
        QVERIFY(report.error.has_value());
        QCOMPARE(report.error->code, ErrorCode::NoPermission);
        QVERIFY2(report.error->hint.contains(QStringLiteral("+ping")), qPrintable(report.error->hint));
    }

    void failuresAreReported_data()
    {
        QTest::addColumn<QByteArray>("ping");
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("loading") << QByteArray("-LOADING Redis is loading\r\n") << QByteArray() << ErrorCode::Loading;
        QTest::newRow("an odd answer to PING")
            << QByteArray("+OK mail ready\r\n") << QByteArray() << ErrorCode::NotRedis;
        QTest::newRow("INFO with nothing in it")
            << QByteArray("+PONG\r\n") << FakeServer::bulk("hello") << ErrorCode::ServerError;
        QTest::newRow("INFO unknown") << QByteArray("+PONG\r\n") << QByteArray("-ERR unknown command 'INFO'\r\n")
                                      << ErrorCode::ServerError;
        QTest::newRow("busy") << QByteArray("+PONG\r\n") << QByteArray("-BUSY script\r\n") << ErrorCode::ServerError;
    }
    void failuresAreReported()
    {
        QFETCH(QByteArray, ping);
        QFETCH(QByteArray, info);
        FakeServer server;
        server.answer("PING", ping);
        server.answer("INFO", info);
        const CheckReport report = check(server.endpoint());
        QVERIFY(report.error.has_value());
        QTEST(report.error->code, "code");
        QVERIFY(report.error->message.contains(server.endpoint().address()));
    }

    void aConnectionThatIsRefusedIsReportedOnce()
    {
        Endpoint endpoint;
        endpoint.host = QStringLiteral("127.0.0.1");
        endpoint.port = freeLoopbackPort();
        QCOMPARE(check(endpoint).error->code, ErrorCode::ConnectionRefused);
    }

    void aServerThatEndsInTheMiddleIsReportedOnce()
    {
        FakeServer server;
        server.answer("INFO", "$100\r\nredis_ver");
        ConnectionCheck probe(server.endpoint(), {});
        int finished = 0;
        CheckReport report;
        connect(&probe, &ConnectionCheck::finished, this,
                [&](const CheckReport& found) { ++finished, report = found; });
        probe.start();
        QTRY_COMPARE(server.countOf("INFO everything"), 1);
        server.hangUp();
        QTRY_COMPARE(finished, 1);
        QCOMPARE(report.error->code, ErrorCode::Disconnected);
        QCoreApplication::processEvents();
        QCOMPARE(finished, 1);
    }

    void destroyingCancels()
    {
        FakeServer server;
        server.hold();
        auto probe = std::make_unique<ConnectionCheck>(server.endpoint(), QString());
        bool called = false;
        connect(probe.get(), &ConnectionCheck::finished, this, [&] { called = true; });
        probe->start();
        QTRY_COMPARE(server.commands().size(), 1);
        probe.reset();
        QTRY_COMPARE(server.openConnections(), 0);
        QVERIFY(!called);
    }

    void aSlotMayDestroyIt()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.0.0\r\n"));
        auto probe = std::make_unique<ConnectionCheck>(server.endpoint(), QString());
        connect(probe.get(), &ConnectionCheck::finished, this, [&] { probe.reset(); });
        probe->start();
        QTRY_VERIFY(!probe);
        QTRY_COMPARE(server.openConnections(), 0);
    }

private:
    CheckReport check(const Endpoint& endpoint, const QString& password = {})
    {
        ConnectionCheck probe(endpoint, password);
        int finished = 0;
        CheckReport report;
        connect(&probe, &ConnectionCheck::finished, &probe,
                [&](const CheckReport& found) { ++finished, report = found; });
        probe.start();
        [&] { QTRY_COMPARE(finished, 1); }();
        QCoreApplication::processEvents();
        [&] { QCOMPARE(finished, 1); }();
        return report;
    }
};

QTEST_GUILESS_MAIN(TestConnectionCheck)
#include "tst_connectioncheck.moc"
