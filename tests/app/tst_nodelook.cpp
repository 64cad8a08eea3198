// SPDX-License-Identifier: GPL-3.0-or-later
// A look at real servers: a cluster of three primaries with a replica each, a pair, one that is gone.
#include "app/nodelook.h"
#include "support/deployments.h"
#include "support/redisadmin.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// Knows one password.
class OneSecret : public SecretVault
{
    Q_OBJECT

public:
    void read(const CacheId& cache) override
    {
        QMetaObject::invokeMethod(
            this, [this, cache] { Q_EMIT readFinished(cache, secret, !secret.isEmpty()); }, Qt::QueuedConnection);
    }
    void write(const CacheId&, const QString&) override {}
    bool sessionOnly() const override { return true; }

    QString secret;
};

class TestNodeLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_caches = std::make_unique<CacheStore>(m_dir->filePath(u"caches.json"_s));
        QVERIFY(m_caches->load());
        m_secrets = std::make_unique<OneSecret>();
        m_look = std::make_unique<NodeLook>(
            NodeLook::Parts{m_caches.get(), m_secrets.get(), &m_credentials, std::make_shared<SystemClock>()});
    }

    void cleanup() { m_look.reset(); }

    void aClustersSlotsAndSettings()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        for (const auto& server : servers) {
            replicas.push_back(addClusterReplica(*server));
            QVERIFY(replicas.back());
        }
        CacheConfig cache = cacheOf(servers);
        for (const auto& replica : replicas)
            cache.nodes.push_back({newNodeId(), loopbackOf(*replica)});
        QCOMPARE(adminCommand(*servers[1], "CONFIG SET maxmemory-policy allkeys-lru"), QByteArray("+OK\r\n"));
        NodesReport report = lookAt(cache);
        QCOMPARE(report.coveredSlots, 16384);
        QVERIFY2(report.problems.isEmpty(), qPrintable(report.problems.join(u' ')));
        QCOMPARE(report.nodes.size(), std::size_t(6));
        int slotsOfAll = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            const NodeReport& node = *report.nodes[i];
            QCOMPARE(node.node, cache.nodes[i].id);
            QVERIFY(!node.error && !node.settingsError && node.inCluster && node.answer);
            QVERIFY(node.server.startsWith(u"Redis "_s));
            QCOMPARE(node.slotCount > 0, i < 3);
            QCOMPARE(node.settings.at(u"maxmemory-policy"_s), i == 1 ? u"allkeys-lru"_s : u"noeviction"_s);
            slotsOfAll += node.slotCount;
        }
        QCOMPARE(slotsOfAll, 16384);

        // A slot on its way from one to the other, then a primary that is gone.
        const QByteArray to = adminCommand(*servers[1], "CLUSTER MYID").split('\n').value(1).trimmed();
        const QByteArray from = adminCommand(*servers[0], "CLUSTER MYID").split('\n').value(1).trimmed();
        const QByteArray slot =
            QByteArray::number(report.nodes[0]->slotRanges.section(u'-', 0, 0).section(u',', 0, 0).toInt());
        QCOMPARE(adminCommand(*servers[1], "CLUSTER SETSLOT " + slot + " IMPORTING " + from), QByteArray("+OK\r\n"));
        QCOMPARE(adminCommand(*servers[0], "CLUSTER SETSLOT " + slot + " MIGRATING " + to), QByteArray("+OK\r\n"));
        report = lookAt(cache);
        QCOMPARE(report.nodes[0]->migratingSlots, 1);
        QCOMPARE(report.nodes[1]->importingSlots, 1);
        servers[2]->terminate();
        report = lookAt(cache);
        QVERIFY(report.nodes[2]->error.has_value());
        QVERIFY(!report.nodes[2]->answer);
        QVERIFY(!report.nodes[3]->error);
    }

    void aPasswordIsUsedAndAWrongOneIsAnError()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--requirepass"_s, u"pw"_s}).ok());
        std::vector<std::unique_ptr<LocalRedis>> none;
        CacheConfig cache = cacheOf(none);
        cache.nodes.push_back({newNodeId(), loopbackOf(server)});
        m_secrets->secret = u"pw"_s;
        const NodesReport report = lookAt(cache);
        QVERIFY(!report.nodes[0]->error);
        QVERIFY(!report.nodes[0]->settings.contains(u"requirepass"_s));
        QCOMPARE(report.coveredSlots, -1);
        m_secrets->secret = u"wrong"_s;
        m_look->inspect(cache.id);
        QSignalSpy told(m_look.get(), &NodeInspector::inspected);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 30000);
        QCOMPARE(told[0][0].value<NodesReport>().nodes[0]->error->code, ErrorCode::WrongPassword);
    }

    void onlyTheLastOneAskedForIsTold()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        std::vector<std::unique_ptr<LocalRedis>> none;
        CacheConfig first = cacheOf(none);
        first.nodes.push_back({newNodeId(), loopbackOf(server)});
        QVERIFY(m_caches->add(first));
        CacheConfig second = first;
        second.id = newCacheId();
        second.name = u"second"_s;
        second.nodes.front().id = newNodeId();
        QVERIFY(m_caches->add(second));
        QSignalSpy told(m_look.get(), &NodeInspector::inspected);
        m_look->inspect(first.id);
        m_look->inspect(second.id);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 30000);
        QCOMPARE(told[0][0].value<NodesReport>().cache, second.id);
        m_look->inspect(first.id);
        m_look->cancel();
        m_look->inspect(second.id);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 30000);
        QCOMPARE(told[1][0].value<NodesReport>().cache, second.id);
    }

private:
    static CacheConfig cacheOf(const std::vector<std::unique_ptr<LocalRedis>>& servers)
    {
        CacheConfig cache;
        cache.id = newCacheId();
        cache.name = u"looked at"_s;
        for (const auto& server : servers)
            cache.nodes.push_back({newNodeId(), loopbackOf(*server)});
        return cache;
    }

    NodesReport lookAt(const CacheConfig& cache)
    {
        if (!m_caches->find(cache.id))
            [&] { QVERIFY(m_caches->add(cache)); }();
        QSignalSpy told(m_look.get(), &NodeInspector::inspected);
        m_look->inspect(cache.id);
        [&] { QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 30000); }();
        return told.isEmpty() ? NodesReport() : told[0][0].value<NodesReport>();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<CacheStore> m_caches;
    std::unique_ptr<OneSecret> m_secrets;
    CredentialSource m_credentials;
    std::unique_ptr<NodeLook> m_look;
};

QTEST_GUILESS_MAIN(TestNodeLook)
#include "tst_nodelook.moc"
