// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/serverkind.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestServerKind : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serversAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char* name, const char* info, const char* kind) {
            QTest::newRow(name) << QByteArray(info) << QString::fromLatin1(kind);
        };
        row("Redis", "redis_version:7.0.15\r\n", "Redis 7.0.15");
        row("Valkey also names a Redis version",
            "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n", "Valkey 8.1.1");
        row("KeyDB is known by its program", "redis_version:6.3.4\r\nexecutable:/usr/bin/keydb-server\r\n",
            "KeyDB 6.3.4");
        row("KeyDB is known by its multi-version store", "redis_version:6.3.4\r\nmvcc_depth:0\r\n", "KeyDB 6.3.4");
        row("Dragonfly", "redis_version:7.4.0\r\ndragonfly_version:df-v1.23.0\r\n", "Dragonfly 1.23.0");
        row("Kvrocks", "redis_version:4.0.0\r\nkvrocks_version:2.9.0\r\n", "Kvrocks 2.9.0");
        row("Garnet", "garnet_version:1.0.65\r\nredis_version:7.4.3\r\n", "Garnet 1.0.65");
        row("a version that looks like a number", "redis_version:7.2\r\n", "Redis 7.2");
        row("nothing said", "role:master\r\n", "");
        row("nothing at all", "", "");
    }
    void serversAreToldApart()
    {
        QFETCH(QByteArray, info);
        QTEST(serverKind(parsed(info)), "kind");
    }

    void whoHasCommandLogs_data()
    {
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<bool>("has");
        QTest::newRow("Valkey 8.1") << QByteArray("redis_version:7.2.4\r\nvalkey_version:8.1.0\r\n") << true;
        QTest::newRow("Valkey 9") << QByteArray("valkey_version:9.0.1\r\n") << true;
        QTest::newRow("Valkey 8.0") << QByteArray("redis_version:7.2.4\r\nvalkey_version:8.0.3\r\n") << false;
        QTest::newRow("Redis 8 has none") << QByteArray("redis_version:8.2.0\r\n") << false;
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("no version") << QByteArray("valkey_version:") << false;
    }
    void whoHasCommandLogs()
    {
        QFETCH(QByteArray, info);
        QTEST(offersCommandLog(info), "has");
    }

    void whoCountsHotKeys_data()
    {
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<bool>("has");
        QTest::newRow("Redis 8.6") << QByteArray("# Server\r\nredis_version:8.6.0\r\n") << true;
        QTest::newRow("Redis 10") << QByteArray("redis_version:10.0.1\r\n") << true;
        QTest::newRow("Redis 8.4") << QByteArray("redis_version:8.4.9\r\n") << false;
        QTest::newRow("Valkey 9.2") << QByteArray("redis_version:7.2.4\r\nvalkey_version:9.2.0\r\n") << true;
        QTest::newRow("Valkey 9.1") << QByteArray("redis_version:8.6.0\r\nvalkey_version:9.1.0\r\n") << false;
        QTest::newRow("who imitates Redis") << QByteArray("redis_version:8.6.0\r\nkvrocks_version:2.9.0\r\n") << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }
    void whoCountsHotKeys()
    {
        QFETCH(QByteArray, info);
        QTEST(offersHotKeys(info), "has");
    }

    void rolesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<QString>("role");
        QTest::newRow("primary") << QByteArray("role:master\r\n") << QStringLiteral("primary");
        QTest::newRow("replica") << QByteArray("role:slave\r\n") << QStringLiteral("replica");
        QTest::newRow("sentinel") << QByteArray("redis_mode:sentinel\r\n") << QStringLiteral("sentinel");
        QTest::newRow("a word we do not know")
            << QByteArray("role:active-replica\r\n") << QStringLiteral("active-replica");
        QTest::newRow("not said") << QByteArray("redis_version:7.0.0\r\n") << QString();
    }
    void rolesAreNamed()
    {
        QFETCH(QByteArray, info);
        QTEST(serverRole(parsed(info)), "role");
    }

    void replicasAreAddresses()
    {
        const InfoValues info = parsed("role:master\r\nconnected_slaves:4\r\n"
                                       "slave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=0\r\n"
                                       "slave1:ip=fd00::3,port=6380,state=online,offset=1,lag=0\r\n"
                                       "slave2:ip=,port=6380,state=wait_bgsave,offset=0,lag=0\r\n"
                                       "slave3:ip=replica-3,port=7000,state=online,offset=1,lag=0\r\n");
        QCOMPARE(replicaAddresses(info), (QStringList{QStringLiteral("10.0.0.2:6379"), QStringLiteral("[fd00::3]:6380"),
                                                      QStringLiteral("replica-3:7000")}));
        QCOMPARE(primaryAddress(info), QString());
    }

    void aReplicaNamesItsPrimary()
    {
        QCOMPARE(primaryAddress(parsed("role:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\n")),
                 QStringLiteral("10.0.0.1:6379"));
        QCOMPARE(primaryAddress(parsed("role:slave\r\nmaster_host:\r\nmaster_port:0\r\n")), QString());
    }

private:
    static InfoValues parsed(const QByteArray& info)
    {
        return InfoParser().parse({info.constData(), static_cast<std::size_t>(info.size())});
    }
};

QTEST_GUILESS_MAIN(TestServerKind)
#include "tst_serverkind.moc"
