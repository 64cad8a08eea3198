// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/clusternodes.h"

#include <QtTest/QTest>

using namespace cacheledger;

// As Redis 7.0 answers, with a slot on its way from the first primary to the second.
static const char cluster[] =
    "07c37df 127.0.0.1:30004@31004,host-4 slave e7d1eec 0 1426238317239 4 connected\n"
    "67ed2db 127.0.0.1:30002@31002 master - 0 1426238316232 2 connected 5461-10922 [93-<-e7d1eec]\n"
    "292f8b3 10.0.0.3:6379 master,fail? - 0 1426238318243 3 disconnected 10923-16383\n"
    "6ec2392 :0@0 master,noaddr - 0 0 5 disconnected\n"
    "824fe11 127.0.0.1:30009@31009 handshake - 0 0 0 connected\n"
    "aa19f34 [fe80::1]:30005@31005 slave,fail e7d1eec 0 1426238316232 5 connected\n"
    "e7d1eec :30001@31001 myself,master - 0 0 1 connected 0-92 94-5460 93 [93->-67ed2db]\n";

class TestClusterNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatANodeSeesIsRead()
    {
        const ClusterNodes found = parseClusterNodes(cluster);
        QCOMPARE(found.malformedLines, 0);
        QCOMPARE(found.nodes.size(), std::size_t(5)); // neither without an address nor in handshake
        const ClusterNode& replica = found.nodes[0];
        QCOMPARE(replica.host, QStringLiteral("host-4"));
        QCOMPARE(replica.port, quint16(30004));
        QCOMPARE(replica.primaryId, QStringLiteral("e7d1eec"));
        QVERIFY(replica.ranges.empty());
        QCOMPARE(found.nodes[1].importingSlots, 1);
        QVERIFY(found.nodes[2].failing && !found.nodes[2].linkUp);
        QCOMPARE(found.nodes[2].host, QStringLiteral("10.0.0.3"));
        QCOMPARE(found.nodes[3].host, QStringLiteral("fe80::1"));
        const ClusterNode& self = found.nodes[4];
        QVERIFY(self.isSelf && self.linkUp && self.host.isEmpty());
        QCOMPARE(self.ranges, (std::vector<SlotRange>{{0, 92}, {94, 5460}, {93, 93}}));
        QCOMPARE(self.migratingSlots, 1);
    }

    void brokenLinesAreCountedAndTheOthersRead_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("cut off") << QByteArray("e7d1eec 127.0.0.1:30001@31001 master -");
        QTest::newRow("no port") << QByteArray("e7d1eec 127.0.0.1 master - 0 0 1 connected");
        QTest::newRow("port 0") << QByteArray("e7d1eec 127.0.0.1:0 master - 0 0 1 connected");
        QTest::newRow("a slot beyond the last") << QByteArray("e7d1eec 127.0.0.1:1 master - 0 0 1 connected 0-16384");
        QTest::newRow("a range that runs backwards") << QByteArray("e7d1eec 127.0.0.1:1 master - 0 0 1 connected 5-4");
        QTest::newRow("words for slots") << QByteArray("e7d1eec 127.0.0.1:1 master - 0 0 1 connected all");
        QTest::newRow("an open bracket") << QByteArray("e7d1eec 127.0.0.1:1 master - 0 0 1 connected [93->-67");
    }
    void brokenLinesAreCountedAndTheOthersRead()
    {
        QFETCH(QByteArray, line);
        const ClusterNodes found =
            parseClusterNodes(line + "\nffffff 127.0.0.1:30002@31002 master - 0 0 2 connected 0-16383\n");
        QCOMPARE(found.malformedLines, 1);
        QCOMPARE(found.nodes.size(), std::size_t(1));
        QCOMPARE(found.nodes[0].id, QStringLiteral("ffffff"));
    }

    void nothingIsNoCluster() { QVERIFY(parseClusterNodes({}).nodes.empty()); }
};

QTEST_GUILESS_MAIN(TestClusterNodes)
#include "tst_clusternodes.moc"
