// SPDX-License-Identifier: GPL-3.0-or-later
// The window's sources without the window: configured, polled with their secret, looked at.
#include "app/secrets.h"
#include "app/sourcelook.h"
#include "app/targets.h"
#include "app/watch.h"
#include "history/historyfile.h"
#include "redis/localredis.h"
#include "support/answeringserver.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestWatchedSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_redis.start()); }
    void init();
    void cleanup() { m_watch.reset(); }
    void aSourceComesUpIsRecordedAndLeavesTheBoard();
    void itsSecretComesFromTheVaultAndIsUsedWhenItChanges();
    void itGoesWithItsCache();
    void aLookShowsWhatThereIs();
    void aLookUsesTheStoredSecret();
    void aLookThatIsReplacedIsSilent();

private:
    SourceConfig sourceOf(const CacheConfig& cache) const
    {
        SourceConfig source;
        source.id = newNodeId();
        source.cache = cache.id;
        source.name = u"app"_s;
        source.kind = SourceKind::HttpJson;
        source.url = m_server->url();
        source.intervalMs = SourceConfig::minIntervalMs;
        source.fields = {{u"/hits"_s, "stage.a.hits", 1}};
        return source;
    }
    NodeState stateOf(const NodeId& node) const
    {
        const NodeStatus* status = m_statuses->find(node);
        return status ? status->state : NodeState::Unwatched;
    }

    LocalRedis m_redis;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AnsweringServer> m_server;
    std::unique_ptr<CacheStore> m_caches;
    std::unique_ptr<SourceStore> m_sources;
    std::unique_ptr<NodeStatusBoard> m_statuses;
    std::unique_ptr<KeychainVault> m_vault;
    std::unique_ptr<Problems> m_problems;
    CredentialSource m_credentials = CredentialSource::load({}, QProcessEnvironment()).value();
    CacheConfig m_cache;
    std::unique_ptr<Watch> m_watch;
};

void TestWatchedSources::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<AnsweringServer>();
    m_server->serve("/", "{\"hits\":7,\"other\":1}");
    m_caches = std::make_unique<CacheStore>(m_folder->filePath(u"caches.json"_s));
    m_sources = std::make_unique<SourceStore>(m_folder->filePath(u"sources.json"_s));
    m_statuses = std::make_unique<NodeStatusBoard>();
    m_vault = std::make_unique<KeychainVault>(false);
    m_problems = std::make_unique<Problems>();
    Watch::Parts parts{m_caches.get(),
                       m_statuses.get(),
                       m_vault.get(),
                       &m_credentials,
                       m_problems.get(),
                       std::make_shared<SystemClock>(),
                       m_folder->filePath(u"history.sqlite"_s)};
    parts.sources = m_sources.get();
    m_watch = std::make_unique<Watch>(std::move(parts));
    m_cache = adHocCache(m_redis.endpoint());
    m_cache.name = u"shop"_s;
    QVERIFY(m_caches->add(m_cache));
}

void TestWatchedSources::aSourceComesUpIsRecordedAndLeavesTheBoard()
{
    m_watch->start();
    const SourceConfig source = sourceOf(m_cache);
    QVERIFY(m_sources->add(source));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(source.id), NodeState::Up, 30'000);
    const auto stored = [this, &source] {
        const auto file = HistoryFile::open(m_folder->filePath(u"history.sqlite"_s));
        return file && (*file)->newestSample(source.id).has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(stored(), 30'000);
    const auto file = HistoryFile::open(m_folder->filePath(u"history.sqlite"_s));
    const auto nodes = (*file)->nodes();
    QVERIFY(nodes);
    QVERIFY(std::any_of(nodes->begin(), nodes->end(), [&source](const KnownNode& node) {
        return node.node == source.id && node.address == u"shop/app"_s;
    }));
    QVERIFY(m_sources->remove(source.id));
    QVERIFY(!m_statuses->find(source.id));
}

void TestWatchedSources::itsSecretComesFromTheVaultAndIsUsedWhenItChanges()
{
    SourceConfig source = sourceOf(m_cache);
    source.auth = HttpAuth::Bearer;
    m_vault->write(sourceSecretKey(source.id), u"first"_s);
    QVERIFY(m_sources->add(source));
    m_watch->start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->heads().isEmpty(), 30'000);
    QVERIFY(m_server->heads().first().contains("Bearer first"));
    m_vault->write(sourceSecretKey(source.id), u"second"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->heads().last().contains("Bearer second"), 30'000);
}

void TestWatchedSources::itGoesWithItsCache()
{
    const SourceConfig source = sourceOf(m_cache);
    QVERIFY(m_sources->add(source));
    m_watch->start();
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(source.id), NodeState::Up, 30'000);
    m_cache.paused = true;
    QVERIFY(m_caches->update(m_cache));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(source.id), NodeState::Paused, 30'000);
    QVERIFY(m_caches->remove(m_cache.id));
    QVERIFY(!m_statuses->find(source.id));
    QVERIFY(m_sources->find(source.id)); // undo brings the cache back
}

void TestWatchedSources::aLookShowsWhatThereIs()
{
    SourceLook look({m_caches.get(), m_vault.get(), &m_credentials});
    QSignalSpy finished(&look, &SourceTester::finished);
    look.test(sourceOf(m_cache), {});
    QVERIFY(finished.wait(20'000));
    const auto outcome = finished.first().first().value<SourceOutcome>();
    QVERIFY2(outcome.usable, qPrintable(outcome.headline));
    QCOMPARE(outcome.fields.size(), std::size_t(2));
    QCOMPARE(outcome.fields[0].value.value(), 7.0);
    QCOMPARE(outcome.fields[0].metric, std::string("stage.a.hits"));
    SourceConfig gone = sourceOf(m_cache);
    gone.url.setPath(u"/nothing"_s);
    look.test(gone, {});
    QVERIFY(finished.wait(20'000));
    QVERIFY(!finished.last().first().value<SourceOutcome>().usable);
    QVERIFY(finished.last().first().value<SourceOutcome>().headline.contains(u"404"_s));
}

void TestWatchedSources::aLookUsesTheStoredSecret()
{
    SourceLook look({m_caches.get(), m_vault.get(), &m_credentials});
    QSignalSpy finished(&look, &SourceTester::finished);
    SourceConfig source = sourceOf(m_cache);
    source.auth = HttpAuth::Bearer;
    m_vault->write(sourceSecretKey(source.id), u"stored"_s);
    look.test(source, {});
    QVERIFY(finished.wait(20'000));
    QVERIFY(m_server->heads().last().contains("Bearer stored"));
    look.test(source, u"typed"_s);
    QVERIFY(finished.wait(20'000));
    QVERIFY(m_server->heads().last().contains("Bearer typed"));
    SourceConfig hash = sourceOf(m_cache);
    hash.kind = SourceKind::RedisHash;
    hash.url.clear();
    hash.key = u"nobody"_s;
    look.test(hash, {});
    QVERIFY(finished.wait(20'000));
    QVERIFY(finished.last().first().value<SourceOutcome>().headline.contains(u"app"_s));
}

void TestWatchedSources::aLookThatIsReplacedIsSilent()
{
    SourceLook look({m_caches.get(), m_vault.get(), &m_credentials});
    QSignalSpy finished(&look, &SourceTester::finished);
    m_server->answer("/slow", QByteArray());
    SourceConfig slow = sourceOf(m_cache);
    slow.url.setPath(u"/slow"_s);
    look.test(slow, {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->heads().isEmpty(), 30'000);
    look.test(sourceOf(m_cache), {});
    QVERIFY(finished.wait(20'000));
    QVERIFY(finished.first().first().value<SourceOutcome>().usable);
    look.test(slow, {});
    look.cancel();
    QCOMPARE(finished.size(), 1);
}

QTEST_GUILESS_MAIN(TestWatchedSources)
#include "tst_watchedsources.moc"
