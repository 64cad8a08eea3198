// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cachestore.h"
#include "config/following.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static Endpoint at(const QString& address)
{
    return parseEndpointUrl(address)->endpoint;
}

static CacheConfig cacheOf(const QStringList& addresses, Following how)
{
    CacheConfig cache;
    cache.id = CacheId{u"shop"_s};
    cache.name = u"shop"_s;
    for (const QString& address : addresses)
        cache.nodes.push_back(NodeConfig{newNodeId(), at(address)});
    cache.follow.how = how;
    return cache;
}

static QStringList addressesOf(const CacheConfig& cache)
{
    QStringList addresses;
    for (const NodeConfig& node : cache.nodes)
        addresses += node.endpoint.address();
    return addresses;
}

class TestFollowing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foundServersComeGoAndComeBackAsTheyWere()
    {
        const CacheConfig cache = cacheOf({u"a:1"_s}, Following::Cluster);
        const CacheConfig grown = withFoundServers(cache, {at(u"a:1"_s), at(u"b:1"_s), at(u"c:1"_s)});
        QCOMPARE(addressesOf(grown), (QStringList{u"a:1"_s, u"b:1"_s, u"c:1"_s}));
        QCOMPARE(grown.nodes[0], cache.nodes[0]);
        QVERIFY(grown.nodes[1].found);
        const CacheConfig smaller = withFoundServers(grown, {at(u"a:1"_s), at(u"c:1"_s)});
        QCOMPARE(addressesOf(smaller), (QStringList{u"a:1"_s, u"c:1"_s}));
        const CacheConfig again = withFoundServers(smaller, {at(u"c:1"_s), at(u"B:1"_s)});
        QCOMPARE(addressesOf(again), (QStringList{u"a:1"_s, u"c:1"_s, u"B:1"_s}));
        QCOMPARE(again.nodes[2].id, grown.nodes[1].id);
    }

    void nothingGoesWhereTheAnswerNamesOnlyWhatIsUp()
    {
        CacheConfig cache = withFoundServers(cacheOf({u"a:1"_s}, Following::Replicas), {at(u"b:1"_s)});
        QCOMPARE(addressesOf(withFoundServers(cache, {at(u"a:1"_s)})), (QStringList{u"a:1"_s, u"b:1"_s}));
        // Nor where nothing is named at all: a cache without servers is none.
        cache.follow.how = Following::Sentinel;
        QCOMPARE(addressesOf(withFoundServers(cache, {})), (QStringList{u"a:1"_s, u"b:1"_s}));
    }

    void twoCachesWithTheSameServerDoNotShareItsIdentity()
    {
        CacheConfig other = cacheOf({u"a:1"_s}, Following::Cluster);
        other.id = CacheId{u"search"_s};
        QVERIFY(withFoundServers(cacheOf({u"a:1"_s}, Following::Cluster), {at(u"b:1"_s)}).nodes[1].id !=
                withFoundServers(other, {at(u"b:1"_s)}).nodes[1].id);
    }

    void announcedAddressesAreMapped_data()
    {
        QTest::addColumn<QString>("announced");
        QTest::addColumn<QString>("reachable");
        QTest::newRow("not mapped") << u"10.0.0.9:6379"_s << u"10.0.0.9:6379"_s;
        QTest::newRow("whole") << u"10.0.0.5:6379"_s << u"localhost:7001"_s;
        QTest::newRow("by host") << u"10.0.0.5:6380"_s << u"bastion:6380"_s;
        QTest::newRow("IPv6 by host") << u"[fd00::5]:6380"_s << u"bastion:6380"_s;
        QTest::newRow("in other letters") << u"NODE.example:1"_s << u"bastion:1"_s;
    }

    void announcedAddressesAreMapped()
    {
        QFETCH(QString, announced);
        std::vector<AddressMapping> mappings;
        for (const char* text :
             {"10.0.0.5=bastion", "10.0.0.5:6379=localhost:7001", "fd00::5=bastion", "node.example=bastion"}) {
            const auto mapping = parseAddressMapping(QString::fromLatin1(text));
            QVERIFY2(mapping.ok(), text);
            mappings.push_back(*mapping);
        }
        QTEST(reachableAddress(announced, mappings), "reachable");
    }

    void mappingsThatSayNothingAreRefused()
    {
        for (const char* text : {"", "a", "=", "a=", "=b", "a:1=b", "a=b:1", "a:0=b:1", "a:x=b:1", "/socket=b"})
            QVERIFY2(!parseAddressMapping(QString::fromLatin1(text)).ok(), text);
    }

    void sentinelsNeedANameAndTheReverse()
    {
        CacheConfig cache = cacheOf({u"a:1"_s}, Following::Sentinel);
        QVERIFY(!validate(cache).ok());
        cache.follow.sentinelPrimary = u"main"_s;
        QVERIFY(!validate(cache).ok());
        cache.follow.sentinels = {at(u"s:26379"_s)};
        QVERIFY(validate(cache).ok());
        cache.follow.how = Following::Cluster;
        QVERIFY(!validate(cache).ok());
    }

    void whatIsFollowedIsKeptInTheFile()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"caches.json"_s);
        CacheConfig cache = withFoundServers(cacheOf({u"a:1"_s}, Following::Sentinel), {at(u"b:1"_s)});
        cache.follow.sentinelPrimary = u"main"_s;
        Endpoint sentinel = at(u"rediss://watcher@s:26379"_s);
        sentinel.tls.caFile = u"/ca.pem"_s;
        cache.follow.sentinels = {sentinel};
        cache.follow.mappings = {*parseAddressMapping(u"10.0.0.5=bastion"_s)};
        CacheStore store(file);
        QVERIFY(store.load().ok());
        QVERIFY(store.add(cache).ok());
        CacheStore again(file);
        QVERIFY(again.load().ok());
        QCOMPARE(again.caches().front(), cache);
        cache.follow = {};
        cache.nodes[1].found = false;
        QVERIFY(again.update(cache).ok());
        QFile text(file);
        QVERIFY(text.open(QIODevice::ReadOnly));
        const QByteArray written = text.readAll();
        QVERIFY2(!written.contains("follow") && !written.contains("found"), written.constData());
    }

    void whatIsNotUnderstoodIsNamed_data()
    {
        QTest::addColumn<QByteArray>("follow");
        QTest::addColumn<QString>("key");
        QTest::newRow("no object") << QByteArray("true") << u"follow"_s;
        QTest::newRow("unknown word") << QByteArray("{'how': 'magic'}") << u"follow.how"_s;
        QTest::newRow("bad mapping") << QByteArray("{'how': 'cluster', 'addresses': ['a']}") << u"addresses"_s;
        QTest::newRow("bad sentinel") << QByteArray("{'how': 'sentinel', 'primary': 'm', 'sentinels': [{}]}")
                                      << u"sentinels[0].url"_s;
    }

    void whatIsNotUnderstoodIsNamed()
    {
        QFETCH(QByteArray, follow);
        QFETCH(QString, key);
        QTemporaryDir folder;
        QFile file(folder.filePath(u"caches.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray document = "{'version': 1, 'caches': [{'id': 'c', 'name': 'shop', 'follow': " + follow +
                              ", 'nodes': [{'id': 'n', 'url': 'redis://a:1'}]}]}";
        file.write(document.replace('\'', '"'));
        file.close();
        CacheStore store(file.fileName());
        const auto loaded = store.load();
        QVERIFY(!loaded.ok());
        QVERIFY2(loaded.error().text().contains(key), qPrintable(loaded.error().text()));
    }
};

QTEST_GUILESS_MAIN(TestFollowing)
#include "tst_following.moc"
