// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keyanalyser.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"
#include "ui/support/uifixture.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// Analyses of a real server's keys.
class TestKeyAnalyser : public QObject
{
    Q_OBJECT

    static constexpr int patienceMs = 90'000;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start().ok());
        adminCommand(m_server, "EVAL \"for i=1,3000 do redis.call('SET','emb:'..string.sub(redis.sha1hex(i),1,8),"
                               "string.rep('x',300)) redis.call('SET','resp:'..i,'y','EX',600) end\" 0");
    }
    void init()
    {
        m_fixture = std::make_unique<testing::UiFixture>();
        m_cache = m_fixture->addCache(u"rag"_s, {}, 2);
        m_cache.nodes[0].endpoint = closedPort();
        m_cache.nodes[1].endpoint = m_server.endpoint();
        QVERIFY(m_fixture->caches.update(m_cache).ok());
        begin();
    }
    void cleanup()
    {
        m_analyser.reset();
        m_fixture.reset();
    }

    void theServerThatAnswersIsAskedAndTheResultIsKept()
    {
        says(1, NodeState::Up);
        const QSignalSpy changed(m_analyser.get(), &KeyAnalyst::stateChanged);
        m_analyser->start({m_cache.id, 1, 0, {}, 1});
        QVERIFY(m_analyser->state().isRunning);
        QTRY_COMPARE_WITH_TIMEOUT(m_records.size(), std::size_t(1), patienceMs);
        QVERIFY(!m_analyser->state().isRunning);
        QVERIFY(changed.count() >= 3); // it began, went on, ended
        QVERIFY(!m_unfinished);
        const KeyRecord& record = m_records.front();
        QVERIFY(!record.onReplica);
        QCOMPARE(record.node, m_server.endpoint().address());
        QCOMPARE(record.result.report.keys, 6000.0);
        const PrefixShare& largest = record.result.report.prefixes.front();
        QCOMPARE(largest.prefix, QByteArray("emb:"));
        QCOMPARE(largest.withoutTtlShare, std::optional(1.0));
        QCOMPARE(largest.shortHexDigits, 8);
        m_records.clear(); // it is on the disk
        m_analyser->read(m_cache.id);
        QTRY_COMPARE_WITH_TIMEOUT(m_records.size(), std::size_t(1), patienceMs);
    }

    void itPausesGoesOnAndIsCancelled()
    {
        says(1, NodeState::Up);
        m_analyser->start({m_cache.id, 1, 1000, {}, 1});
        QTRY_VERIFY_WITH_TIMEOUT(m_analyser->state().progress.scanned > 0, patienceMs);
        QCOMPARE(m_analyser->state().progress.node, m_server.endpoint().address());
        QCOMPARE(m_analyser->state().progress.total, std::optional<qint64>(6000));
        m_analyser->setPaused(true);
        QVERIFY(m_analyser->state().isPaused);
        m_analyser->start({m_cache.id, 1, 0, {}, 1}); // another one does not begin meanwhile
        QVERIFY(m_analyser->state().isPaused);
        m_analyser->setPaused(false);
        m_analyser->cancel();
        QTRY_COMPARE_WITH_TIMEOUT(m_records.size(), std::size_t(1), patienceMs);
        QVERIFY(m_records.front().result.cancelled);
        QVERIFY(m_records.front().result.report.keysLookedAt < 6000);
    }

    void whatWasCancelledOrClosedGoesOn_data()
    {
        QTest::addColumn<bool>("closed");
        QTest::newRow("cancelled") << false;
        QTest::newRow("the program was closed") << true;
    }
    void whatWasCancelledOrClosedGoesOn()
    {
        QFETCH(bool, closed);
        says(1, NodeState::Up);
        m_analyser->start({m_cache.id, 1, 2000, {}, 1});
        QTRY_VERIFY_WITH_TIMEOUT(m_analyser->state().progress.scanned > 0, patienceMs);
        if (closed) {
            m_analyser.reset();
            begin();
            m_analyser->read(m_cache.id);
        } else {
            m_analyser->cancel();
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_unfinished.has_value(), patienceMs);
        QVERIFY(m_unfinished->scanned > 0 && m_unfinished->scanned < 6000);
        QCOMPARE(m_unfinished->node, m_server.endpoint().address());
        m_analyser->goOn(m_cache.id);
        QTRY_VERIFY_WITH_TIMEOUT(!m_records.empty() && !m_records.front().result.cancelled, patienceMs);
        QCOMPARE(m_records.front().result.report.keys, 6000.0);
        QVERIFY(!m_unfinished);
        const QSignalSpy failed(m_analyser.get(), &KeyAnalyst::failed);
        m_analyser->goOn(m_cache.id); // there is none any more
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patienceMs);
        QVERIFY(!m_analyser->state().isRunning);
    }

    void aServerThatIsGoneIsNamed()
    {
        const QSignalSpy failed(m_analyser.get(), &KeyAnalyst::failed);
        m_analyser->start({m_cache.id, 1, 0, {}, 1}); // nobody is known to answer: the first node
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patienceMs);
        QVERIFY(!m_analyser->state().isRunning);
        const auto error = failed.first().at(1).value<Error>();
        QVERIFY2(error.message.contains(m_cache.nodes[0].endpoint.address()), qPrintable(error.message));
        QVERIFY(m_records.empty());
    }

    void aCacheThatWentIsToldAndItEndsBeforeItBegan()
    {
        const QSignalSpy failed(m_analyser.get(), &KeyAnalyst::failed);
        m_analyser->start({CacheId{u"gone"_s}, 1, 0, {}, 1});
        QTRY_COMPARE(failed.count(), 1);
        m_analyser->start({m_cache.id, 1, 0, {}, 1});
        m_analyser->cancel(); // while the vault is asked for the password
        QVERIFY(!m_analyser->state().isRunning);
    }

private:
    void begin()
    {
        KeyAnalyser::Parts parts{&m_fixture->caches, &m_fixture->statuses, &m_fixture->vault,
                                 &m_credentials,     m_fixture->clock,     m_fixture->dir.filePath(u"keys"_s)};
        m_analyser = std::make_unique<KeyAnalyser>(parts);
        m_records.clear();
        m_unfinished.reset();
        connect(m_analyser.get(), &KeyAnalyst::recordsRead, this,
                [this](const CacheId&, const std::vector<KeyRecord>& records) { m_records = records; });
        connect(m_analyser.get(), &KeyAnalyst::unfinishedRead, this,
                [this](const CacheId&, const std::optional<UnfinishedKeys>& unfinished) { m_unfinished = unfinished; });
    }
    static Endpoint closedPort()
    {
        Endpoint endpoint;
        endpoint.host = u"127.0.0.1"_s;
        endpoint.port = freeLoopbackPort();
        return endpoint;
    }
    void says(std::size_t node, NodeState state)
    {
        auto sample = std::make_shared<Snapshot>();
        sample->node = m_cache.nodes[node].id;
        NodeStatus status;
        status.cache = m_cache.id;
        status.node = sample->node;
        status.state = state;
        status.latest = sample;
        m_fixture->statuses.set(status);
    }

    LocalRedis m_server;
    CredentialSource m_credentials;
    std::unique_ptr<testing::UiFixture> m_fixture;
    std::unique_ptr<KeyAnalyser> m_analyser;
    CacheConfig m_cache;
    std::vector<KeyRecord> m_records;
    std::optional<UnfinishedKeys> m_unfinished;
};

QTEST_MAIN(TestKeyAnalyser)
#include "tst_keyanalyser.moc"
