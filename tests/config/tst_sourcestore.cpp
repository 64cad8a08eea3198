// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sourcestore.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{
SourceConfig sourceNamed(const QString& name, const CacheId& cache)
{
    SourceConfig source;
    source.cache = cache;
    source.name = name;
    source.kind = SourceKind::HttpJson;
    source.url = QUrl(u"http://127.0.0.1:9000/cache/stats"_s);
    source.fields = {{u"/l1_hit_rate"_s, "stage.l1.reported_hit_ratio", 0.01}};
    return source;
}

SourceConfig hashNamed(const QString& name, const CacheId& cache)
{
    SourceConfig source = sourceNamed(name, cache);
    source.kind = SourceKind::RedisHash;
    source.url.clear();
    source.key = u"rag:stats"_s;
    source.fields = {{u"hits"_s, "stage.response.hits", 1}};
    source.endpoint = parseEndpointUrl(u"rediss://reader@stats.example:6380/2"_s)->endpoint;
    source.endpoint.tls.caFile = u"/etc/ca.pem"_s;
    return source;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void setContentOf(const QString& path, QByteArray text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(text.replace('\'', '"')) > 0);
}
} // namespace

class TestSourceStore : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
    const CacheId m_cache = newCacheId();

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(u"sources.json"_s);
    }

    void whatIsAddedIsThereAgain()
    {
        SourceStore store(m_path);
        QVERIFY(store.load());
        SourceConfig http = sourceNamed(u"app"_s, m_cache);
        http.auth = HttpAuth::Header;
        http.authName = u"X-Api-Key"_s;
        http.caFile = u"/etc/private-ca.pem"_s;
        http.paused = true;
        http.intervalMs = 30'000;
        http.viaCache = true;
        QVERIFY(store.add(http));
        QVERIFY(store.add(hashNamed(u"counters"_s, m_cache)));
        SourceConfig behind = hashNamed(u"behind"_s, m_cache);
        behind.viaCache = true;
        QVERIFY(store.add(behind));
        QVERIFY(store.setPlan({m_cache, stagePreset(u"rag"_s)}));
        SourceStore again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.sources().size(), std::size_t(3));
        QVERIFY(again.sources() == store.sources());
        QVERIFY(again.planOf(m_cache) == store.planOf(m_cache));
        QCOMPARE(again.planOf(m_cache).stages.size(), std::size_t(4));
        QVERIFY(again.planOf(newCacheId()).stages.empty());
        QVERIFY(again.findByName(m_cache, u"APP"_s));
        QVERIFY(!again.findByName(newCacheId(), u"app"_s));
    }

    void namesAreUniqueWithinTheCacheOnly()
    {
        SourceStore store(m_path);
        QVERIFY(store.load());
        QVERIFY(store.add(sourceNamed(u"app"_s, m_cache)));
        const auto again = store.add(sourceNamed(u" App "_s, m_cache));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::InvalidArgument);
        QVERIFY(store.add(sourceNamed(u"app"_s, newCacheId())));
        QVERIFY(!store.update(sourceNamed(u"nobody"_s, m_cache)));
        QVERIFY(!store.remove(newNodeId()));
    }

    void removingCanBeUndone()
    {
        SourceStore store(m_path);
        QVERIFY(store.load());
        for (const QString& name : {u"a"_s, u"b"_s, u"c"_s})
            QVERIFY(store.add(sourceNamed(name, m_cache)));
        const auto before = store.sources();
        const auto removed = store.remove(before[1].id);
        QVERIFY(removed);
        QCOMPARE(store.sources().size(), std::size_t(2));
        QVERIFY(store.add(removed->source, removed->position));
        QVERIFY(store.sources() == before);
    }

    void unknownKeysSurvive()
    {
        setContentOf(m_path, "{'version':1,'later':7,'sources':[{'id':'s1','cache':'c1','name':'app','kind':"
                             "'http-json','url':'http://a/b','colour':'red'}],'stages':[{'cache':'c1','stages':[],"
                             "'shape':'round'}]}");
        SourceStore store(m_path);
        QVERIFY(store.load());
        SourceConfig source = store.sources().front();
        source.intervalMs = 5000;
        QVERIFY(store.update(source));
        QVERIFY(store.setPlan({CacheId{u"c1"_s}, stagePreset(u"levels"_s)}));
        const QByteArray text = contentOf(m_path);
        for (const char* kept : {"\"later\": 7", "\"colour\": \"red\"", "\"shape\": \"round\"", "5000", "\"l3\""})
            QVERIFY2(text.contains(kept), kept);
    }

    void aBadFileIsNamedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* what, const char* sources, const QString& named) {
            QTest::newRow(what) << QByteArray("{'version':1,'sources':[") + sources + "]}" << named;
        };
        row("no kind", "{'id':'s','cache':'c','name':'n'}", u"sources[0].kind"_s);
        row("a password in a URL",
            "{'id':'s','cache':'c','name':'n','kind':'redis-hash','key':'k','url':"
            "'redis://:secret@h'}",
            u"sources[0].url"_s);
        row("a fractional interval", "{'id':'s','cache':'c','name':'n','kind':'redis-hash','key':'k','intervalMs':1.5}",
            u"sources[0].intervalMs"_s);
        row("a factor in quotes",
            "{'id':'s','cache':'c','name':'n','kind':'redis-hash','key':'k','fields':[{'from':'a','metric':"
            "'app.requests','factor':'2'}]}",
            u"fields[0].factor"_s);
        row("unknown authentication",
            "{'id':'s','cache':'c','name':'n','kind':'http-json','url':'http://a/','auth':{'kind':'magic'}}",
            u"auth.kind"_s);
        row("a way that is not the cache's",
            "{'id':'s','cache':'c','name':'n','kind':'http-json','url':'http://a/','via':{'url':'ssh://b'}}",
            u"sources[0].via"_s);
        row("a way that is a word",
            "{'id':'s','cache':'c','name':'n','kind':'redis-hash','key':'k','url':'redis://a','via':'b'}",
            u"sources[0].via"_s);
        row("one id twice",
            "{'id':'s','cache':'c','name':'n','kind':'redis-hash','key':'k'},"
            "{'id':'s','cache':'c','name':'m','kind':'redis-hash','key':'k'}",
            u"sources[1].id"_s);
        QTest::newRow("stages that are no list") << QByteArray("{'version':1,'sources':[],'stages':{}}") << u"stages"_s;
        QTest::newRow("a newer version") << QByteArray("{'version':2,'sources':[]}") << u"2"_s;
        QTest::newRow("torn") << QByteArray("{'version':1,'sources':[") << u"sources.json"_s;
    }

    void aBadFileIsNamedAndLeftAlone()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, named);
        setContentOf(m_path, file);
        const QByteArray before = contentOf(m_path);
        SourceStore store(m_path);
        const auto loaded = store.load();
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().text().contains(named), qPrintable(loaded.error().text()));
        QVERIFY(!loaded.error().text().contains(u"secret"_s));
        QVERIFY(!store.add(sourceNamed(u"app"_s, m_cache)));
        QCOMPARE(contentOf(m_path), before);
    }

    void aFollowedFileBringsWhatAnotherProcessWrites()
    {
        SourceStore store(m_path);
        QVERIFY(store.load());
        store.followFile();
        QSignalSpy added(&store, &SourceStore::sourceAdded);
        QSignalSpy updated(&store, &SourceStore::sourceUpdated);
        QSignalSpy removed(&store, &SourceStore::sourceRemoved);
        QSignalSpy planned(&store, &SourceStore::planChanged);
        SourceStore other(m_path);
        QVERIFY(other.load());
        QVERIFY(other.add(sourceNamed(u"theirs"_s, m_cache)));
        QVERIFY(other.setPlan({m_cache, stagePreset(u"web"_s)}));
        QTRY_COMPARE(added.size(), 1);
        QTRY_COMPARE(store.planOf(m_cache).stages.size(), std::size_t(5));
        SourceConfig source = other.sources().front();
        source.paused = true;
        QVERIFY(other.update(source));
        QTRY_COMPARE(updated.size(), 1);
        QVERIFY(other.setPlan({m_cache, {}}));
        QTRY_VERIFY(store.planOf(m_cache).stages.empty());
        QVERIFY(planned.size() >= 2);
        QVERIFY(other.remove(source.id));
        QTRY_COMPARE(removed.size(), 1);
        QVERIFY(store.sources().empty());
    }
};

QTEST_GUILESS_MAIN(TestSourceStore)
#include "tst_sourcestore.moc"
