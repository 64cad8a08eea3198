// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets.h"
#include "app/targets.h"
#include "app/watch.h"
#include "history/historywriter.h"
#include "redis/localredis.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The window's collecting, without the window.
class TestWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void configuredCachesComeUpAndAreRecorded();
    void anAddedCacheIsWatchedAndARemovedOneLeavesTheBoard();
    void aPasswordFromTheVaultOpensTheServer();
    void aPasswordThatIsWrittenLaterIsUsedAtOnce();
    void aHistoryHeldElsewhereIsReadAndTakenOverLater();
    void aHistoryThatIsNoneIsAProblemAndPollingGoesOn();
    void aDamagedHistoryIsReplacedAndSaidSo();

private:
    CacheConfig cacheOf(const LocalRedis& redis) const
    {
        CacheConfig cache = adHocCache(redis.endpoint());
        cache.intervalMs = CacheConfig::minIntervalMs;
        return cache;
    }
    NodeState stateOf(const CacheConfig& cache) const
    {
        const NodeStatus* status = m_statuses->find(cache.nodes.front().id);
        return status ? status->state : NodeState::Connecting;
    }
    QString historyFile() const { return m_folder->filePath(u"history.sqlite"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LocalRedis> m_redis;
    std::unique_ptr<CacheStore> m_caches;
    std::unique_ptr<NodeStatusBoard> m_statuses;
    std::unique_ptr<KeychainVault> m_vault;
    std::unique_ptr<Problems> m_problems;
    CredentialSource m_credentials = CredentialSource::load({}, QProcessEnvironment()).value();
    std::unique_ptr<Watch> m_watch;
    QString m_problem;
};

void TestWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_redis = std::make_unique<LocalRedis>();
    QVERIFY(m_redis
                ->start({u"--requirepass"_s,
                         QTest::currentTestFunction() == QByteArray("aPasswordFromTheVaultOpensTheServer") ||
                                 QTest::currentTestFunction() == QByteArray("aPasswordThatIsWrittenLaterIsUsedAtOnce")
                             ? u"s3cret"_s
                             : QString()})
                .ok());
    m_caches = std::make_unique<CacheStore>(m_folder->filePath(u"caches.json"_s));
    QVERIFY(m_caches->load().ok());
    m_statuses = std::make_unique<NodeStatusBoard>();
    m_vault = std::make_unique<KeychainVault>(false);
    m_problems = std::make_unique<Problems>();
    m_problem.clear();
    connect(m_problems.get(), &Problems::shownChanged, this,
            [this](const QString& headline, const QString& text) { m_problem = headline + u'|' + text; });
    m_watch = std::make_unique<Watch>(Watch::Parts{m_caches.get(), m_statuses.get(), m_vault.get(), &m_credentials,
                                                   m_problems.get(), std::make_shared<SystemClock>(), historyFile()});
}

void TestWatch::cleanup()
{
    m_watch.reset();
}

void TestWatch::configuredCachesComeUpAndAreRecorded()
{
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    m_watch->start();
    QTRY_COMPARE(stateOf(cache), NodeState::Up);
    QTRY_VERIFY(m_statuses->find(cache.nodes.front().id)->latest != nullptr);
    const auto stored = [this, &cache] {
        const auto file = HistoryFile::open(historyFile());
        return file && (*file)->newestSample(cache.nodes.front().id).has_value();
    };
    QTRY_VERIFY(stored());
    QCOMPARE(m_problem, QString());
}

void TestWatch::anAddedCacheIsWatchedAndARemovedOneLeavesTheBoard()
{
    m_watch->start();
    QTRY_VERIFY(m_watch->isCollecting());
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    QTRY_COMPARE(stateOf(cache), NodeState::Up);
    QVERIFY(m_caches->remove(cache.id).ok());
    QVERIFY(m_statuses->find(cache.nodes.front().id) == nullptr);
}

void TestWatch::aPasswordFromTheVaultOpensTheServer()
{
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    m_vault->write(cache.id, u"s3cret"_s);
    m_watch->start();
    QTRY_COMPARE(stateOf(cache), NodeState::Up);
}

void TestWatch::aPasswordThatIsWrittenLaterIsUsedAtOnce()
{
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    m_watch->start();
    QTRY_COMPARE(stateOf(cache), NodeState::Down);
    m_vault->write(cache.id, u"s3cret"_s);
    QTRY_COMPARE(stateOf(cache), NodeState::Up);
}

void TestWatch::aHistoryHeldElsewhereIsReadAndTakenOverLater()
{
    auto other = HistoryWriter::open(historyFile());
    QVERIFY(other.ok());
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    m_watch->start();
    QTRY_COMPARE(stateOf(cache), NodeState::Unwatched);
    QVERIFY(!m_watch->isCollecting());
    QVERIFY2(m_problem.contains(QString::number(QCoreApplication::applicationPid())), qPrintable(m_problem));
    const QSignalSpy tookOver(m_watch.get(), &Watch::tookOver);
    other.value().reset();
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(cache), NodeState::Up, 30'000);
    QCOMPARE(m_problem, u"|"_s);
    QCOMPARE(tookOver.size(), 1);
}

void TestWatch::aHistoryThatIsNoneIsAProblemAndPollingGoesOn()
{
    QFile file(historyFile());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(10000, 'g')) == 10000);
    file.close();
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    m_watch->start();
    QTRY_COMPARE(stateOf(cache), NodeState::Up);
    QVERIFY2(m_problem.contains(u"history.sqlite"_s), qPrintable(m_problem));

    // Moved away, as the problem asks for: it is remembered from now on.
    QVERIFY(file.rename(m_folder->filePath(u"garbage"_s)));
    const auto stored = [this, &cache] {
        const auto history = HistoryFile::open(historyFile());
        return history && (*history)->newestSample(cache.nodes.front().id).has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(stored(), 30'000);
    QCOMPARE(m_problem, u"|"_s);
}

void TestWatch::aDamagedHistoryIsReplacedAndSaidSo()
{
    {
        const auto writer = HistoryWriter::open(historyFile());
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = {u"node"_s};
        snapshot->timeMs = 1'780'315'200'000;
        snapshot->intervalMs = 1000;
        snapshot->layout = std::make_shared<const SeriesLayout>(std::vector<std::string>{"used_memory"});
        snapshot->values = {1};
        QVERIFY((*writer)->append(std::vector<SnapshotPtr>{snapshot}).ok());
    }
    QFile file(historyFile());
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write(QByteArray(4096, '\x33')) == 4096);
    file.close();
    const CacheConfig cache = cacheOf(*m_redis);
    QVERIFY(m_caches->add(cache).ok());
    m_watch->start();
    QTRY_COMPARE(stateOf(cache), NodeState::Up);
    QTRY_VERIFY2(m_problem.contains(u"Samples brought over: 1;"_s), qPrintable(m_problem));
    QVERIFY2(m_problem.startsWith(u"The history was damaged|It is kept as "_s), qPrintable(m_problem));
    QVERIFY2(m_problem.contains(u"history-damaged-"_s), qPrintable(m_problem));
    const auto history = HistoryFile::open(historyFile());
    QVERIFY(history.ok());
    QTRY_VERIFY((*history)->newestSample(cache.nodes.front().id).has_value());
}

QTEST_GUILESS_MAIN(TestWatch)
#include "tst_watch.moc"
