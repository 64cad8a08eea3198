// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/cacheconfig.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static CacheConfig cacheWith(const QStringList& urls)
{
    CacheConfig cache;
    cache.id = newCacheId();
    cache.name = u"Shop"_s;
    for (const QString& url : urls)
        cache.nodes.push_back({newNodeId(), parseEndpointUrl(url).value().endpoint});
    return cache;
}

class TestCacheConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsBoundaries()
    {
        CacheConfig cache = cacheWith({u"redis://a"_s});
        QVERIFY(validate(cache));
        cache.name = QString(100, u'n');
        QVERIFY(validate(cache));
        for (int intervalMs : {250, 3600 * 1000}) {
            cache.intervalMs = intervalMs;
            QVERIFY(validate(cache));
        }
        QVERIFY(validate(cacheWith({u"redis://a:1"_s, u"redis://a:2"_s, u"unix:///a"_s, u"unix:///b"_s})));
    }

    void refusesBadNames()
    {
        CacheConfig cache = cacheWith({u"redis://a"_s});
        for (const QString& name : {QString(), u"   "_s, QString(101, u'n'), u"two\nlines"_s}) {
            cache.name = name;
            QVERIFY2(!validate(cache), qPrintable(name));
        }
    }

    void refusesIntervalsOutOfRange()
    {
        CacheConfig cache = cacheWith({u"redis://a"_s});
        for (int intervalMs : {249, 0, -1, 3600 * 1000 + 1}) {
            cache.intervalMs = intervalMs;
            const auto valid = validate(cache);
            QVERIFY(!valid);
            QCOMPARE(valid.error().code, ErrorCode::InvalidArgument);
        }
    }

    void refusesNodes_data()
    {
        QTest::addColumn<QStringList>("urls");
        QTest::newRow("none") << QStringList();
        QTest::newRow("the same twice") << QStringList{u"redis://a"_s, u"redis://a"_s};
        QTest::newRow("the same as another user") << QStringList{u"redis://a"_s, u"redis://u@a"_s};
        QTest::newRow("the same in another database") << QStringList{u"redis://a/0"_s, u"redis://a/1"_s};
        QTest::newRow("the same in capitals") << QStringList{u"redis://a"_s, u"redis://A"_s};
        QTest::newRow("the same with TLS") << QStringList{u"redis://a"_s, u"rediss://a"_s};
        QTest::newRow("the same socket") << QStringList{u"unix:///a"_s, u"redis://b"_s, u"/a"_s};
    }
    void refusesNodes()
    {
        QFETCH(QStringList, urls);
        QVERIFY(!validate(cacheWith(urls)));
    }

    void refusesNodesWithoutAnAddress()
    {
        CacheConfig cache = cacheWith({u"redis://a"_s});
        cache.nodes[0].endpoint.host.clear();
        QVERIFY(!validate(cache));
        cache = cacheWith({u"redis://a"_s});
        cache.nodes[0].endpoint.port = 0;
        QVERIFY(!validate(cache));
        cache = cacheWith({u"unix:///a"_s});
        cache.nodes[0].endpoint.path.clear();
        QVERIFY(!validate(cache));
    }

    void refusesAUserThatTheAddressCouldNotHold()
    {
        CacheConfig cache = cacheWith({u"redis://watcher@a"_s});
        QVERIFY(validate(cache));
        for (const QString& user : {u"two words"_s, u"form\ffeed"_s}) {
            cache.nodes[0].endpoint.user = user;
            const auto valid = validate(cache);
            QVERIFY2(!valid, qPrintable(user));
            QVERIFY(valid.error().message.contains(u"user"_s));
        }
    }

    void refusesTwoNodesWithOneIdentity()
    {
        CacheConfig cache = cacheWith({u"redis://a"_s, u"redis://b"_s});
        cache.nodes[1].id = cache.nodes[0].id;
        QVERIFY(!validate(cache));
    }
};

QTEST_GUILESS_MAIN(TestCacheConfig)
#include "tst_cacheconfig.moc"
