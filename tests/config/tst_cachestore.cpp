// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cachestore.h"
#include "config/configfile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStorageInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cerrno>
#include <csignal>

#include <sys/resource.h>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
CacheConfig cacheNamed(const QString& name, const QString& url = u"redis://127.0.0.1:6379"_s)
{
    CacheConfig cache;
    cache.id = newCacheId();
    cache.name = name;
    cache.nodes.push_back({newNodeId(), parseEndpointUrl(url).value().endpoint});
    return cache;
}

QStringList namesIn(const CacheStore& store)
{
    QStringList names;
    for (const CacheConfig& cache : store.caches())
        names << cache.name;
    return names;
}

/// JSON is easier to read here with single quotes.
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

/// A file with keys of a CacheLedger to come.
QByteArray fileWithUnknownKeys()
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/unknown-keys.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

class TestCacheStore : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;

    QByteArray content() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void setContent(const QByteArray& text) const
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

    QJsonObject json() const { return QJsonDocument::fromJson(content()).object(); }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(u"caches.json"_s);
    }

    void aFollowedFileBringsWhatAnotherProcessWrites()
    {
        CacheStore store(m_path);
        QVERIFY(store.load());
        QVERIFY(store.add(cacheNamed(u"ours"_s)));
        QSignalSpy followed(&store, &CacheStore::fileFollowed);
        QSignalSpy added(&store, &CacheStore::cacheAdded);
        QSignalSpy removed(&store, &CacheStore::cacheRemoved);
        store.followFile();
        CacheStore other(m_path);
        QVERIFY(other.load());
        QVERIFY(other.add(cacheNamed(u"theirs"_s)));
        QTRY_COMPARE(namesIn(store), (QStringList{u"ours"_s, u"theirs"_s}));
        QCOMPARE(added.size(), 1);
        // The file is another one now: it must still be followed.
        QVERIFY(other.remove(other.caches().front().id));
        QTRY_COMPARE(namesIn(store), QStringList{u"theirs"_s});
        QCOMPARE(removed.size(), 1);
        const QByteArray good = content();
        followed.clear();
        setContent("{ not json");
        QTRY_VERIFY(!followed.isEmpty() && !followed.last().first().value<Result<void>>().ok());
        QCOMPARE(namesIn(store), QStringList{u"theirs"_s});
        setContent(good);
        QTRY_VERIFY(followed.last().first().value<Result<void>>().ok());
        QCOMPARE(namesIn(store), QStringList{u"theirs"_s});
    }

    void aFollowedFileMayAppearLater()
    {
        CacheStore store(m_path);
        QVERIFY(store.load());
        store.followFile();
        CacheStore other(m_path);
        QVERIFY(other.add(cacheNamed(u"theirs"_s)));
        QTRY_COMPARE(namesIn(store), QStringList{u"theirs"_s});
    }

    void startsEmptyWithoutAFile()
    {
        CacheStore store(m_path);
        QVERIFY(store.load());
        QVERIFY(store.caches().empty());
        QVERIFY(!QFileInfo::exists(m_path));
    }

    void remembersEveryField()
    {
        CacheConfig cache = cacheNamed(u"Bücher \"1\""_s, u"rediss://mon@[::1]:6380/2"_s);
        cache.nodes.push_back({newNodeId(), parseEndpointUrl(u"unix:///run/r s.sock?db=1"_s).value().endpoint});
        cache.nodes[0].endpoint.tls = {false, u"/ca"_s, u"/cert"_s, u"/key"_s, TlsVersion::V1_3, u"name"_s};
        cache.intervalMs = 250;
        cache.environment = u"production"_s;
        cache.tags = {u"a"_s, u"b"_s};
        cache.paused = true;
        cache.demo = true;
        {
            CacheStore store(m_path);
            QVERIFY(store.load());
            QVERIFY(store.add(cache));
        }
        CacheStore store(m_path);
        QVERIFY(store.load());
        QCOMPARE(store.caches().size(), std::size_t(1));
        QVERIFY(store.caches()[0] == cache);
    }

    void environmentsHaveColoursAndProductionAMark()
    {
        CacheStore store(m_path);
        QVERIFY(store.load());
        CacheConfig shop = cacheNamed(u"shop"_s);
        shop.environment = u"Staging"_s;
        shop.production = true;
        QVERIFY(store.add(shop));
        CacheConfig live = cacheNamed(u"live"_s, u"redis://b"_s);
        live.environment = u"production-eu"_s;
        QVERIFY(store.add(live));
        QVERIFY(!content().contains("environments"));
        QCOMPARE(store.environmentColor(u"production-eu"_s), u"red"_s);
        QCOMPARE(store.environmentColor(u"staging"_s), u"orange"_s);
        QCOMPARE(store.environmentColor({}), u"grey"_s);
        QVERIFY(store.caches()[0].isProduction() && store.caches()[1].isProduction());
        QSignalSpy changed(&store, &CacheStore::environmentColorsChanged);
        QVERIFY(store.setEnvironmentColor(u"STAGING"_s, u"purple"_s));
        QCOMPARE(changed.size(), 1);
        QVERIFY(!store.setEnvironmentColor(u"staging"_s, u"mauve"_s));
        QVERIFY(!store.setEnvironmentColor({}, u"red"_s));

        CacheStore again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.environmentColor(u"staging"_s), u"purple"_s);
        QCOMPARE(again.caches()[0].production, std::optional(true));
        QCOMPARE(again.caches()[1].production, std::optional<bool>());
        live.production = false; // called so, but it is none
        QVERIFY(again.update(live));
        QVERIFY(again.setEnvironmentColor(u"Staging"_s, {}));
        QVERIFY(store.update(shop)); // takes over what the other wrote
        QCOMPARE(store.environmentColor(u"staging"_s), u"orange"_s);
        QVERIFY(!store.caches()[1].isProduction());
    }

    void addsSeveralAtOnceOrNone()
    {
        CacheStore store(m_path);
        QVERIFY(store.load());
        QVERIFY(store.add(cacheNamed(u"first"_s)));
        QSignalSpy added(&store, &CacheStore::cacheAdded);
        const QByteArray before = content();
        QVERIFY(!store.addAll({cacheNamed(u"second"_s, u"b"_s), cacheNamed(u"FIRST"_s, u"c"_s)}));
        QVERIFY(!store.addAll({cacheNamed(u"second"_s, u"b"_s), cacheNamed({}, u"c"_s)}));
        QCOMPARE(content(), before);
        QVERIFY(added.isEmpty());
        QVERIFY(store.addAll({cacheNamed(u"second"_s, u"b"_s), cacheNamed(u"third"_s, u"c"_s)}));
        QCOMPARE(namesIn(store), (QStringList{u"first"_s, u"second"_s, u"third"_s}));
        QCOMPARE(added.size(), 2);
    }

    void makesMissingFolders()
    {
        CacheStore store(m_dir->filePath(u"a/b/caches.json"_s));
        QVERIFY(store.load());
        QVERIFY(store.add(cacheNamed(u"Shop"_s)));
        QVERIFY(QFileInfo::exists(m_dir->filePath(u"a/b/caches.json"_s)));
    }

    void findsCaches()
    {
        CacheStore store(m_path);
        const CacheConfig shop = cacheNamed(u"Shop"_s);
        QVERIFY(store.add(shop));
        QVERIFY(store.add(cacheNamed(u"Search"_s)));
        QCOMPARE(store.find(shop.id), &store.caches()[0]);
        QCOMPARE(store.findByName(u"Search"_s), &store.caches()[1]);
        QCOMPARE(store.findByName(u"sHOP"_s), &store.caches()[0]);
        QCOMPARE(store.cacheOf(shop.nodes[0].id), &store.caches()[0]);
        QVERIFY(!store.find(newCacheId()) && !store.findByName(u"x"_s) && !store.cacheOf(newNodeId()));
    }

    void givesMissingIdentities()
    {
        CacheStore store(m_path);
        CacheConfig cache = cacheNamed(u" Shop "_s);
        cache.id = {};
        cache.nodes[0].id = {};
        QVERIFY(store.add(cache));
        QVERIFY(!store.caches()[0].id.isEmpty() && !store.caches()[0].nodes[0].id.isEmpty());
        QCOMPARE(store.caches()[0].name, u"Shop"_s);
    }

    void refusesWhatIsNotUnique()
    {
        CacheStore store(m_path);
        const CacheConfig shop = cacheNamed(u"Shop"_s);
        QVERIFY(store.add(shop));
        const QByteArray before = content();
        QVERIFY(!store.add(shop));
        QVERIFY(!store.add(cacheNamed(u"SHOP"_s)));
        CacheConfig sameNode = cacheNamed(u"Other"_s);
        sameNode.nodes[0].id = shop.nodes[0].id;
        QVERIFY(!store.add(sameNode));
        CacheConfig invalid = cacheNamed(u"Other"_s);
        invalid.intervalMs = 1;
        QVERIFY(!store.add(invalid));
        QCOMPARE(namesIn(store), QStringList{u"Shop"_s});
        QCOMPARE(content(), before);
    }

    void updatesACache()
    {
        CacheStore store(m_path);
        CacheConfig shop = cacheNamed(u"Shop"_s);
        QVERIFY(store.add(shop));
        QVERIFY(store.add(cacheNamed(u"Search"_s)));
        QSignalSpy updated(&store, &CacheStore::cacheUpdated);
        shop.name = u"SHOP"_s; // its own name in another spelling
        shop.paused = true;
        QVERIFY(store.update(shop));
        QCOMPARE(updated.size(), 1);
        QVERIFY(updated[0][0].value<CacheConfig>() == shop);
        QVERIFY(store.update(shop)); // nothing changed
        QCOMPARE(updated.size(), 1);
        shop.name = u"search"_s;
        QVERIFY(!store.update(shop));
        const auto unknown = store.update(cacheNamed(u"New"_s));
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, ErrorCode::UnknownCache);
        QCOMPARE(namesIn(store), (QStringList{u"SHOP"_s, u"Search"_s}));
    }

    void undoesARemoval()
    {
        CacheStore store(m_path);
        for (const QString& name : {u"A"_s, u"B"_s, u"C"_s})
            QVERIFY(store.add(cacheNamed(name)));
        QSignalSpy added(&store, &CacheStore::cacheAdded);
        QSignalSpy removedSignal(&store, &CacheStore::cacheRemoved);
        const CacheConfig middle = store.caches()[1];
        const auto removed = store.remove(middle.id);
        QVERIFY(removed);
        QCOMPARE(namesIn(store), (QStringList{u"A"_s, u"C"_s}));
        QCOMPARE(removedSignal.size(), 1);
        QVERIFY(!store.remove(middle.id));
        QVERIFY(store.add(removed->cache, removed->position));
        QCOMPARE(namesIn(store), (QStringList{u"A"_s, u"B"_s, u"C"_s}));
        QVERIFY(store.caches()[1] == middle);
        QCOMPARE(added.size(), 1);
        QVERIFY(store.remove(middle.id));
        QVERIFY(store.add(middle, 99)); // a place that is no more
        QCOMPARE(namesIn(store), (QStringList{u"A"_s, u"C"_s, u"B"_s}));
    }

    void duplicatesWithNewIdentities()
    {
        CacheStore store(m_path);
        const CacheConfig shop = cacheNamed(u"Shop"_s);
        QVERIFY(store.add(shop));
        const CacheConfig copy = store.duplicateOf(shop);
        QCOMPARE(copy.name, u"Shop (2)"_s);
        QVERIFY(copy.id != shop.id && copy.nodes[0].id != shop.nodes[0].id);
        QCOMPARE(copy.nodes[0].endpoint, shop.nodes[0].endpoint);
        QVERIFY(store.add(copy));
        QCOMPARE(store.duplicateOf(shop).name, u"Shop (3)"_s);
        QCOMPARE(store.duplicateOf(copy).name, u"Shop (3)"_s);
        CacheConfig longName = cacheNamed(QString(100, u'n'));
        QVERIFY(store.add(longName));
        QVERIFY(validate(store.duplicateOf(longName)));
    }

    void keepsUnknownKeys()
    {
        setContent(fileWithUnknownKeys());
        CacheStore store(m_path);
        QVERIFY(store.load());
        CacheConfig shop = store.caches()[0];
        shop.intervalMs = 5000;
        shop.nodes.insert(shop.nodes.begin(), cacheNamed(u"x"_s).nodes[0]);
        QVERIFY(store.update(shop));
        QVERIFY(store.add(cacheNamed(u"Search"_s), 0));
        const QJsonObject object = json()[u"caches"_s][1].toObject();
        QCOMPARE(json()[u"future"_s][u"a"_s].toInt(), 1);
        QCOMPARE(object[u"colour"_s].toString(), u"red"_s);
        QCOMPARE(object[u"intervalMs"_s].toInt(), 5000);
        QCOMPARE(object[u"nodes"_s][1][u"weight"_s].toInt(), 3);
        QCOMPARE(object[u"nodes"_s][1][u"tls"_s][u"pin"_s].toString(), u"x"_s);
        QCOMPARE(object[u"nodes"_s][1][u"tls"_s][u"caFile"_s].toString(), u"/ca.pem"_s);
    }

    void bringsUnknownKeysBackWithUndo()
    {
        setContent(fileWithUnknownKeys());
        CacheStore store(m_path);
        QVERIFY(store.load());
        const auto removed = store.remove({u"c1"_s});
        QVERIFY(removed);
        QVERIFY(!content().contains("colour"));
        QVERIFY(store.add(removed->cache, removed->position));
        QCOMPARE(json()[u"caches"_s][0][u"colour"_s].toString(), u"red"_s);
        QCOMPARE(json()[u"caches"_s][0][u"nodes"_s][0][u"weight"_s].toInt(), 3);
    }

    void refusesBadFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("about");
        const auto row = [](const char* name, const QByteArray& text, const char* about,
                            ErrorCode code = ErrorCode::BadConfiguration) {
            QTest::newRow(name) << quoted(text) << code << QString::fromUtf8(about);
        };
        const auto withCache = [](const QByteArray& keys) {
            return "{'version': 1, 'caches': [{'id': 'c', 'name': 'n',"
                   "'nodes': [{'id': 'm', 'url': 'redis://h'}]" +
                   keys + "}]}";
        };
        const auto withNode = [](const QByteArray& keys) {
            return "{'version': 1, 'caches': [{'id': 'c', 'name': 'n', 'nodes': [{" + keys + "}]}]}";
        };
        const QByteArray whole = fileWithUnknownKeys();
        row("empty", "", "line 1");
        row("torn in the middle", whole.left(whole.size() / 2), "line 7");
        row("NUL bytes", QByteArray(512, '\0'), "line 1");
        row("not an object", "[]", "object");
        row("without a version", "{'caches': []}", "version");
        row("with a number that no double holds", "{'version': 1, 'caches': [], 'x': 5e999}", "too large");
        row("of version 0", "{'version': 0, 'caches': []}", "version");
        row("of a newer version", "{'version': 2, 'caches': {}}", "newer CacheLedger", ErrorCode::BadConfiguration);
        row("without caches", "{'version': 1}", "caches");
        row("with caches that are no list", "{'version': 1, 'caches': {}}", "caches");
        row("with a cache that is no object", "{'version': 1, 'caches': [1]}", "caches");
        row("with a cache without a name", "{'version': 1, 'caches': [{'id': 'c'}]}", "caches[0].name");
        row("with a name that is no text", "{'version': 1, 'caches': [{'id': 'c', 'name': 1}]}", "caches[0].name");
        row("with an interval that is no number", withCache(", 'intervalMs': '1s'"), "caches[0].intervalMs");
        row("with an interval that is too large", withCache(", 'intervalMs': 1e18"), "caches[0].intervalMs");
        row("with an interval out of range", withCache(", 'intervalMs': 1"), "caches[0]");
        row("with tags that are no texts", withCache(", 'tags': [1]"), "caches[0].tags");
        row("with a flag that is no flag", withCache(", 'paused': 'yes'"), "caches[0].paused");
        row("with a node without a URL", withNode("'id': 'm'"), "caches[0].nodes[0].url");
        row("with a bad URL", withNode("'id': 'm', 'url': 'http://h'"), "caches[0].nodes[0].url");
        row("with a password", withNode("'id': 'm', 'url': 'redis://u:hunter2@h'"), "never kept in this file");
        row("with TLS that is no object", withNode("'id': 'm', 'url': 'redis://h', 'tls': true"), "nodes[0].tls");
        row("with a node id used twice", withNode("'id': 'c', 'url': 'redis://h'"), "caches[0].nodes");
        row("with two caches of one name",
            "{'version': 1, 'caches': [{'id': 'c', 'name': 'n', 'nodes': [{'id': 'm', 'url': 'redis://h'}]},"
            "{'id': 'd', 'name': 'N', 'nodes': [{'id': 'o', 'url': 'redis://h'}]}]}",
            "caches[1].name");
    }
    void refusesBadFiles()
    {
        QFETCH(QByteArray, text);
        QFETCH(ErrorCode, code);
        QFETCH(QString, about);
        setContent(text);
        CacheStore store(m_path);
        const auto loaded = store.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, code);
        QVERIFY2(loaded.error().message.contains(about), qPrintable(loaded.error().message));
        QVERIFY(loaded.error().message.contains(m_path));
        QVERIFY(!loaded.error().text().contains(u"hunter2"_s));
        QVERIFY(!store.add(cacheNamed(u"Shop"_s)));
        QCOMPARE(content(), text);
        QVERIFY(store.caches().empty());

        setContent(quoted("{'version': 1, 'caches': []}")); // repaired
        QVERIFY(store.add(cacheNamed(u"Shop"_s)));
        QCOMPARE(namesIn(store), QStringList{u"Shop"_s});
    }

    void takesOverWhatAnotherProcessWrote()
    {
        CacheStore mine(m_path);
        QVERIFY(mine.load());
        QVERIFY(mine.add(cacheNamed(u"A"_s)));
        QVERIFY(mine.add(cacheNamed(u"B"_s)));
        CacheStore other(m_path);
        QVERIFY(other.load());
        QVERIFY(other.add(cacheNamed(u"C"_s)));
        QVERIFY(other.remove(other.caches()[0].id));
        CacheConfig changed = other.caches()[0];
        changed.paused = true;
        QVERIFY(other.update(changed));

        QSignalSpy added(&mine, &CacheStore::cacheAdded);
        QSignalSpy updated(&mine, &CacheStore::cacheUpdated);
        QSignalSpy removed(&mine, &CacheStore::cacheRemoved);
        QVERIFY(!mine.add(cacheNamed(u"C"_s))); // the other was first
        QVERIFY(mine.add(cacheNamed(u"D"_s)));
        QCOMPARE(namesIn(mine), (QStringList{u"B"_s, u"C"_s, u"D"_s}));
        QCOMPARE(added.size(), 2);
        QCOMPARE(updated.size(), 1);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(json()[u"caches"_s].toArray().size(), 3);
    }

    void doesNotOverwriteAFileThatBecameUnreadable()
    {
        CacheStore store(m_path);
        QVERIFY(store.add(cacheNamed(u"A"_s)));
        setContent("{ half");
        QVERIFY(!store.add(cacheNamed(u"B"_s)));
        QCOMPARE(content(), QByteArray("{ half"));
        QCOMPARE(namesIn(store), QStringList{u"A"_s});
    }

    void changesNothingWhenItCannotWrite_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("below a file") << u"FILE/caches.json"_s << ErrorCode::Io;
        if (QStorageInfo(u"/sys"_s).fileSystemType() == "sysfs") // not in every chroot
            QTest::newRow("in a folder of the kernel") << u"/sys/kernel/caches.json"_s << ErrorCode::ReadOnly;
        QTest::newRow("where a folder is") << u"FOLDER"_s << ErrorCode::Io;
    }
    void changesNothingWhenItCannotWrite()
    {
        QFETCH(QString, path);
        QFETCH(ErrorCode, code);
        setContent("x");
        path.replace(u"FILE"_s, m_path).replace(u"FOLDER"_s, m_dir->path());
        CacheStore store(path);
        QSignalSpy added(&store, &CacheStore::cacheAdded);
        const auto result = store.add(cacheNamed(u"Shop"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().code, code);
        QVERIFY(result.error().message.contains(path));
        QVERIFY(store.caches().empty());
        QCOMPARE(added.size(), 0);
    }

    void keepsTheOldFileWhenAWriteFailsHalfway()
    {
        CacheStore store(m_path);
        QVERIFY(store.add(cacheNamed(u"A"_s)));
        const QByteArray before = content();
        struct rlimit unlimited;
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
        struct rlimit small = unlimited;
        small.rlim_cur = 100;
        const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto result = store.add(cacheNamed(u"B"_s));
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
        std::signal(SIGXFSZ, oldHandler);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Io);
        QCOMPARE(content(), before);
        QCOMPARE(namesIn(store), QStringList{u"A"_s});
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"caches.json"_s});
    }

    void tellsTheCausesOfAFailedWriteApart()
    {
        QCOMPARE(configfile::fileError(ENOSPC, m_path).code, ErrorCode::DiskFull);
        QCOMPARE(configfile::fileError(EDQUOT, m_path).code, ErrorCode::DiskFull);
        QCOMPARE(configfile::fileError(EROFS, m_path).code, ErrorCode::ReadOnly);
        QCOMPARE(configfile::fileError(EACCES, m_path).code, ErrorCode::ReadOnly);
        QCOMPARE(configfile::fileError(EIO, m_path).code, ErrorCode::Io);
    }

    void doesNotReadAFileWithoutEnd()
    {
        if (!QFileInfo::exists(u"/dev/zero"_s))
            QSKIP("no /dev/zero here");
        QVERIFY(QFile::link(u"/dev/zero"_s, m_path));
        CacheStore store(m_path);
        const auto loaded = store.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::BadConfiguration);
        QVERIFY(!store.add(cacheNamed(u"Shop"_s)));
    }

    void neverWritesAPassword()
    {
        CacheStore store(m_path);
        CacheConfig cache = cacheNamed(u"Shop"_s, u"redis://u:hunter2@h"_s);
        QVERIFY(store.add(cache));
        QVERIFY(!content().contains("hunter2"));
    }
};

QTEST_GUILESS_MAIN(TestCacheStore)
#include "tst_cachestore.moc"
