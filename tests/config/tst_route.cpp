// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cachestore.h"
#include "config/transportsecrets.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestRoute : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAddressIsReadAndWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url");
        QTest::newRow("SSH") << u"ssh://bastion.example"_s << u"ssh://bastion.example:22"_s;
        QTest::newRow("SSH, user and port") << u"ssh://ops@10.0.0.1:2222"_s << u"ssh://ops@10.0.0.1:2222"_s;
        QTest::newRow("the servers' own port, given") << u"ssh://bastion:6379"_s << u"ssh://bastion:6379"_s;
        QTest::newRow("IPv6") << u"ssh://[::1]"_s << u"ssh://[::1]:22"_s;
        QTest::newRow("IPv6 and port") << u"socks5://[::1]:9"_s << u"socks5://[::1]:9"_s;
        QTest::newRow("SOCKS5, slash at the end") << u"socks5://proxy/"_s << u"socks5://proxy:1080"_s;
        QTest::newRow("HTTP") << u" HTTP://me@proxy "_s << u"http://me@proxy:3128"_s;
        QTest::newRow("a user with an at sign") << u"ssh://me%40corp@h"_s << u"ssh://me%40corp@h:22"_s;
    }
    void anAddressIsReadAndWritten()
    {
        QFETCH(QString, text);
        const auto route = parseRoute(text);
        QVERIFY2(route.ok(), route ? "" : qPrintable(route.error().text()));
        QTEST(route->url(), "url");
        QCOMPARE(*parseRoute(route->url()), *route);
    }

    void whatIsNoneIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("no scheme") << u"bastion"_s;
        QTest::newRow("another scheme") << u"https://proxy"_s;
        QTest::newRow("no host") << u"ssh://"_s;
        QTest::newRow("only a user") << u"ssh://me@"_s;
        QTest::newRow("a path") << u"http://proxy/path"_s;
        QTest::newRow("an option") << u"http://proxy?x=1"_s;
        QTest::newRow("port 0") << u"ssh://h:0"_s;
        QTest::newRow("port of letters") << u"ssh://h:x"_s;
        QTest::newRow("a password") << u"http://me:s3cret@proxy"_s;
        QTest::newRow("blanks in the host") << u"ssh://a b"_s;
    }
    void whatIsNoneIsRefused()
    {
        QFETCH(QString, text);
        const auto route = parseRoute(text);
        QVERIFY(!route.ok());
        QVERIFY(!route.error().text().contains(u"s3cret"_s));
    }

    void aCacheKeepsItsRoute()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"caches.json"_s);
        CacheConfig cache;
        cache.id = newCacheId();
        cache.name = u"shop"_s;
        Endpoint endpoint;
        endpoint.host = u"10.0.0.5"_s;
        endpoint.route = *parseRoute(u"ssh://ops@bastion:2222"_s);
        endpoint.route.keyFile = u"/keys/ops"_s;
        endpoint.route.knownHostsFile = u"/keys/hosts"_s;
        cache.nodes.push_back({newNodeId(), endpoint});
        CacheStore store(file);
        QVERIFY(store.load());
        QVERIFY(store.add(cache));
        CacheStore again(file);
        QVERIFY(again.load());
        QCOMPARE(again.caches().front(), cache);

        CacheConfig direct = cache;
        direct.nodes.front().endpoint.route = {};
        QVERIFY(again.update(direct));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(!written.readAll().contains("via"));
    }

    void aProxyCannotReachAUnixSocket()
    {
        CacheConfig cache;
        cache.id = newCacheId();
        cache.name = u"shop"_s;
        Endpoint endpoint;
        endpoint.transport = Transport::Unix;
        endpoint.path = u"/run/redis.sock"_s;
        endpoint.route = *parseRoute(u"socks5://proxy"_s);
        cache.nodes.push_back({newNodeId(), endpoint});
        QVERIFY(!validate(cache).ok());
        cache.nodes.front().endpoint.route = *parseRoute(u"ssh://bastion"_s);
        QVERIFY(validate(cache).ok());
    }

    void theSameAddressBehindAnotherGatewayIsAnotherServer()
    {
        Endpoint a;
        a.host = u"10.0.0.5"_s;
        Endpoint b = a;
        QVERIFY(isSameServer(a, b));
        b.route = *parseRoute(u"ssh://bastion"_s);
        QVERIFY(!isSameServer(a, b));
    }

    void aSecretBelongsToTheGateway()
    {
        const Route route = *parseRoute(u"ssh://me@bastion"_s);
        Route same = route;
        same.keyFile = u"/key"_s;
        transportsecrets::set(route.url(), u"s3cret"_s);
        QCOMPARE(transportsecrets::of(same.url()), u"s3cret"_s);
        QCOMPARE(transportsecrets::of(parseRoute(u"ssh://you@bastion"_s)->url()), QString());
        transportsecrets::set(route.url(), {});
        QCOMPARE(transportsecrets::of(route.url()), QString());
        transportsecrets::set({}, u"x"_s);
        QCOMPARE(transportsecrets::of({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestRoute)
#include "tst_route.moc"
