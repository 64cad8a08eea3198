// SPDX-License-Identifier: GPL-3.0-or-later
#include "cachelists/cachelist.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCacheList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatEachFormatSays_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QStringList>("taken");
        QTest::newRow("CSV with all columns")
            << QByteArray("name,url,user,environment,tags,password\r\n"
                          "shop,redis://10.0.0.1:6379/2,watcher,production,\"team-a, eu\",secret\r\n"
                          "\r\n"
                          "\"the \"\"lab\"\"\",rediss://10.0.0.2:6380,,staging,,\r\n")
            << u"csv"_s
            << QStringList{u"shop|redis://watcher@10.0.0.1:6379/2|production|team-a,eu|line 2|password"_s,
                           u"the \"lab\"|rediss://10.0.0.2:6380/0|staging||line 4|"_s};
        QTest::newRow("CSV of a spreadsheet: a mark, semicolons, host and port apart")
            << QByteArray("\xef\xbb\xbfHost;Port;TLS;Cluster\n10.0.0.1;7000;no;yes\n::1;6380;true;\nlocalhost;;;\n")
            << u"csv"_s
            << QStringList{u"10.0.0.1:7000|redis://10.0.0.1:7000/0|||line 2| cluster"_s,
                           u"[::1]:6380|rediss://[::1]:6380/0|||line 3|"_s,
                           u"localhost:6379|redis://localhost:6379/0|||line 4|"_s};
        QTest::newRow("targets in YAML")
            << QByteArray(
                   "# of the exporter\n- targets:\n    - redis://first:6379\n    - second:6380\n  labels:\n"
                   "    env: production\n    team: search\n    job: redis\n- targets: [\"rediss://u:pw@third\"]\n"
                   "  labels: {name: third cache}\n")
            << u"targets"_s
            << QStringList{u"first:6379|redis://first:6379/0|production|search|line 3|"_s,
                           u"second:6380|redis://second:6380/0|production|search|line 4|"_s,
                           u"third cache|rediss://u@third:6379/0|||line 9|password"_s};
        QTest::newRow("targets in JSON")
            << QByteArray(R"([{"targets": ["10.0.0.1:6379"], "labels": {"environment": "staging"}}])") << u"targets"_s
            << QStringList{u"10.0.0.1:6379|redis://10.0.0.1:6379/0|staging||line 1|"_s};
        QTest::newRow("a scrape configuration: only what the exporter is asked about")
            << QByteArray("scrape_configs:\n"
                          "  - job_name: 'redis_exporter_targets'\n    static_configs:\n      - targets:\n"
                          "        - redis://a:6379\n        - redis://b:6379\n    metrics_path: /scrape\n"
                          "  - job_name: node\n    static_configs:\n      - targets: ['c:9100']\n")
            << u"targets"_s
            << QStringList{u"a:6379|redis://a:6379/0|||line 5|"_s, u"b:6379|redis://b:6379/0|||line 6|"_s};
        QTest::newRow("Redis Insight")
            << QByteArray(R"([{"host": "10.0.0.9", "port": 6379, "name": "sessions", "username": "default",
                "password": "pw", "db": 1, "tls": true, "tlsServername": "cache.example.net", "verifyServerCert": false,
                "connectionType": "STANDALONE", "caCert": {"certificate": "x"}, "lastConnection": null,
                "tags": [{"key": "environment", "value": "production"}, {"key": "team", "value": "search"}, "blue"]},
                {"host": "10.0.0.8", "port": 7000, "connectionType": "CLUSTER", "password": null}])")
            << u"insight"_s
            << QStringList{u"sessions|rediss://10.0.0.9:6379/1|production|search,blue|entry 1|password,CA "
                           u"certificate,verification that was switched off"_s,
                           u"10.0.0.8:7000|redis://10.0.0.8:7000/0|||entry 2| cluster"_s};
        QTest::newRow("an older export") << QByteArray(
                                                R"({"databases": [{"host": "h", "port": "6380", "ssl": false}]})")
                                         << u"insight"_s << QStringList{u"h:6380|redis://h:6380/0|||entry 1|"_s};
    }

    void whatEachFormatSays()
    {
        QFETCH(QByteArray, text);
        const auto list = readCacheList(text, {}, {});
        QVERIFY2(list.ok(), qPrintable(list.ok() ? QString() : list.error().text()));
        QTEST(QString::fromLatin1(cacheListFormatName(list->format)), "format");
        QVERIFY2(list->skipped.empty(), qPrintable(list->skipped.empty() ? QString() : list->skipped.front().why));
        QStringList taken;
        for (const ListedCache& each : list->taken) {
            const CacheConfig& cache = each.cache;
            QVERIFY(validate(cache));
            taken << QStringList{cache.name,        cache.nodes.front().endpoint.url(),
                                 cache.environment, cache.tags.join(u','),
                                 each.where,        each.leftOut.join(u',')}
                             .join(u'|') +
                         (cache.follow.how == Following::Cluster ? u" cluster"_s : QString());
        }
        QTEST(taken, "taken");
    }

    void passwordsAreHandedOverAndNeverPartOfTheCache()
    {
        const auto list = readCacheList("url\nredis://u:canary@10.0.0.1:6379\nredis://u:canary@[bad\n", {}, {});
        QVERIFY(list);
        QCOMPARE(list->taken.size(), std::size_t(1));
        QCOMPARE(list->taken[0].password, u"canary"_s);
        QVERIFY(!list->taken[0].cache.nodes[0].endpoint.url().contains(u"canary"_s));
        QVERIFY(!list->taken[0].cache.name.contains(u"canary"_s));
        QCOMPARE(list->skipped.size(), std::size_t(1));
        QVERIFY2(!(list->skipped[0].why + list->skipped[0].name).contains(u"canary"_s),
                 qPrintable(list->skipped[0].why));
    }

    void verificationStaysOn()
    {
        const auto list =
            readCacheList(R"([{"host": "h", "tls": true, "verifyServerCert": false, "tlsServername": "n"}])", {}, {});
        QVERIFY(list);
        const TlsOptions& tls = list->taken[0].cache.nodes[0].endpoint.tls;
        QVERIFY(tls.verify);
        QCOMPARE(tls.serverName, u"n"_s);
    }

    void whatIsSkippedSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("a server that is watched") << QByteArray("host\nKNOWN.example\n") << u"watched already, as"_s;
        QTest::newRow("a server twice") << QByteArray("host\na\nb\nredis://A:6379\n")
                                        << u"the server of line 2 again"_s;
        QTest::newRow("no address") << QByteArray("name,host\nlab,\n") << u"no address"_s;
        QTest::newRow("a port that is none") << QByteArray("host,port\nh,99999\n") << u"port"_s;
        QTest::newRow("a database that is none") << QByteArray("host,db\nh,first\n") << u"database"_s;
        QTest::newRow("a user with a blank") << QByteArray("host,user\nh,form\ffeed\n") << u"user name"_s;
        QTest::newRow("too many fields") << QByteArray("host\nh,1\n") << u"more fields"_s;
        QTest::newRow("another scheme") << QByteArray("- targets: ['http://h:9121']\n") << u"scheme"_s;
        QTest::newRow("sentinels") << QByteArray(R"([{"host": "s", "connectionType": "SENTINEL"}])") << u"sentinels"_s;
        QTest::newRow("SSH") << QByteArray(R"([{"host": "s", "ssh": true, "sshOptions": {"host": "j"}}])") << u"SSH"_s;
        QTest::newRow("no object") << QByteArray(R"(["10.0.0.1"])") << u"no object"_s;
    }

    void whatIsSkippedSaysWhy()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        CacheConfig known;
        known.name = u"known"_s;
        known.nodes = {{newNodeId(), parseEndpointUrl(u"redis://known.example:6379"_s)->endpoint}};
        const auto list = readCacheList(text, {}, {known});
        QVERIFY2(list.ok(), qPrintable(list.ok() ? QString() : list.error().text()));
        QCOMPARE(list->skipped.size(), std::size_t(1));
        QVERIFY2(list->skipped[0].why.contains(why), qPrintable(list->skipped[0].why));
        QVERIFY(!list->skipped[0].where.isEmpty());
    }

    void badListsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("nothing") << QByteArray() << u"names no column"_s;
        QTest::newRow("only headings") << QByteArray("name,host\n") << u"names no cache"_s;
        QTest::newRow("over 10 MiB") << QByteArray("host\n").leftJustified(11 << 20, 'a') << u"larger than 10 MiB"_s;
        QTest::newRow("binary") << QByteArray("host\n\x00\x01\x02", 8) << u"no text"_s;
        QTest::newRow("another encoding") << QByteArray("host\nk\xfc"
                                                        "che\n")
                                          << u"no text"_s;
        QTest::newRow("some CSV") << QByteArray("a,b\n1,2\n") << u"names no column"_s;
        QTest::newRow("half of a JSON") << QByteArray(R"([{"host": "h")") << u"no JSON"_s;
        QTest::newRow("another JSON") << QByteArray(R"({"version": 1})") << u"no export of Redis Insight"_s;
        QTest::newRow("half of a YAML") << QByteArray("- targets: [a\n") << u"is not understood"_s;
        QTest::newRow("a group without targets") << QByteArray("- labels: {}\n") << u"no list \"targets\" (line 1)"_s;
        QTest::newRow("YAML of something else") << QByteArray("---\ngroups: []\n") << u"neither \"targets\""_s;
        QTest::newRow("deep YAML") << QByteArray("- targets: " + QByteArray(100'000, '[')) << u"too deeply"_s;
        QTest::newRow("deep JSON") << QByteArray(100'000, '[') << u"no"_s;
        QTest::newRow("over 10,000 entries") << QByteArray("host\n" + QByteArray("a\n").repeated(10'001)) << u"10000"_s;
    }

    void badListsAreRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        const auto list = readCacheList(text, {}, {});
        QVERIFY(!list);
        QCOMPARE(list.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(list.error().message.contains(why), qPrintable(list.error().message));
    }

    void namesAreMadeDistinct()
    {
        CacheConfig known;
        known.name = u"shop"_s;
        known.nodes = {{newNodeId(), parseEndpointUrl(u"redis://known:6379"_s)->endpoint}};
        const auto list = readCacheList("name,host\nShop,a\nshop,b\n" + QByteArray(300, 'x') + ",c\n", {}, {known});
        QVERIFY(list);
        QCOMPARE(list->taken[0].cache.name, u"Shop (2)"_s);
        QCOMPARE(list->taken[1].cache.name, u"shop (3)"_s);
        QVERIFY(validate(list->taken[2].cache));
    }

    void unknownColumnsAreNamed()
    {
        const auto csv = readCacheList("host,owner,Cost centre\nh,joe,7\n", {}, {});
        QVERIFY(csv);
        QCOMPARE(csv->unknown, (QStringList{u"owner"_s, u"Cost centre"_s}));
        const auto targets = readCacheList("- targets: [h]\n  labels: {job: redis, __meta_x: y}\n", {}, {});
        QVERIFY(targets);
        QCOMPARE(targets->unknown, QStringList{u"job"_s});
    }

    void theFormatMayBeGiven()
    {
        QVERIFY(!readCacheList("host\nh\n", CacheListFormat::RedisInsight, {}));
        const auto list = readCacheList(R"({"targets": ["h"]})", CacheListFormat::PrometheusTargets, {});
        QVERIFY(list);
        QCOMPARE(list->taken.size(), std::size_t(1));
        for (const auto format :
             {CacheListFormat::Csv, CacheListFormat::PrometheusTargets, CacheListFormat::RedisInsight})
            QCOMPARE(cacheListFormatFromName(QString::fromLatin1(cacheListFormatName(format))), format);
        QVERIFY(!cacheListFormatFromName(u"xml"_s));
    }
};

QTEST_GUILESS_MAIN(TestCacheList)
#include "tst_cachelist.moc"
