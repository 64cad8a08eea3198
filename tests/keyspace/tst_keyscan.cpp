// SPDX-License-Identifier: GPL-3.0-or-later
// KeyScan against a real server.
#include "keyspace/keyscan.h"
#include "redis/localredis.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

#include <map>
#include <optional>

using namespace cacheledger;

class TestKeyScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start().ok());
        fill(m_server, "emb", 3000, 200, 0);
        fill(m_server, "resp", 1000, 50, 600);
        QCOMPARE(adminCommand(m_server, "HSET big:hash f v"), QByteArray(":1\r\n"));
    }

    void allKeysAreSeen()
    {
        const auto result = scan(m_server, {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.delimiter, std::optional(':'));
        QCOMPARE(result->report.keys, 4001.0);
        QCOMPARE(result->scanned, 4001);
        QVERIFY(!result->cancelled);
        QVERIFY2(result->notTold.isEmpty(), qPrintable(result->notTold.join(u' ')));
        const PrefixShare& emb = result->report.prefixes[0];
        QCOMPARE(emb.prefix, QByteArray("emb:"));
        QCOMPARE(emb.keys, 3000.0);
        QCOMPARE(emb.withoutTtlShare, std::optional(1.0));
        QVERIFY(emb.bytes > 3000 * 200);
        QVERIFY(emb.stat.idles[0] + emb.stat.idles[1] > 0); // of every tenth
        const PrefixShare& resp = result->report.prefixes[1];
        QCOMPARE(resp.withoutTtlShare, std::optional(0.0));
        QCOMPARE(resp.stat.ttls[1], 1000.0);
    }

    void aSampleAsksLessAndSaysHowFarOffItMayBe()
    {
        KeyScanOptions options;
        options.analysis.sampled = 0.2;
        const auto result = scan(m_server, options);
        QVERIFY(result.ok());
        QCOMPARE(result->scanned, 4001);
        QVERIFY(result->report.keysLookedAt < 1200);
        QVERIFY(result->report.prefixes[0].byteShareError > 0);
        QVERIFY(qAbs(result->report.keys - 4001) < 800);
    }

    void setsWhoseMembersAreGoneAreFound()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "EVAL \"for i=1,400 do local h=redis.sha1hex(i) if i%5>0 then "
                             "redis.call('SET','resp:'..h,'x') end redis.call('SADD','doc_mapping:'..(i%40),h) "
                             "redis.call('SADD','tags:'..(i%40),'word'..i) "
                             "redis.call('SADD','links:'..(i%40),'resp:'..h) end\" 0");
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QVERIFY2(result->notTold.isEmpty(), qPrintable(result->notTold.join(u' ')));
        const auto prefix = [&result](const QByteArray& name) {
            return *std::find_if(result->report.prefixes.begin(), result->report.prefixes.end(),
                                 [&name](const PrefixShare& share) { return share.prefix == name; });
        };
        for (const char* name : {"doc_mapping:", "links:"}) {
            const PrefixShare share = prefix(name);
            QVERIFY2(share.references >= 50, name);
            const double stale = share.staleReferences / share.references; // a fifth
            QVERIFY2(stale > 0.05 && stale < 0.5, qPrintable(QString::number(stale)));
        }
        QCOMPARE(prefix("tags:").references, 0.0); // words are no references
        QVERIFY(result->report.someSets.empty());
    }

    void keysThatVanishOrChangeMeanwhileDoNoHarm()
    {
        FakeServer server;
        server.answer("SCAN", "*2\r\n$1\r\n0\r\n*4\r\n$3\r\na:1\r\n$3\r\na:2\r\n$3\r\na:3\r\n$3\r\na:4\r\n");
        server.answer("DBSIZE", ":4\r\n");
        for (const char* key : {"a:1", "a:2", "a:3", "a:4"}) {
            server.answer(QByteArray("TYPE ") + key, "+string\r\n");
            server.answer("MEMORY USAGE " + QByteArray(key) + " SAMPLES 5", ":100\r\n");
            server.answer(QByteArray("PTTL ") + key, ":-1\r\n");
            server.answer("OBJECT IDLETIME " + QByteArray(key), ":1\r\n");
        }
        server.answer("TYPE a:1", "+none\r\n"); // gone before it was asked about
        server.answer("MEMORY USAGE a:1 SAMPLES 5", "$-1\r\n");
        server.answer("PTTL a:1", ":-2\r\n");
        server.answer("OBJECT IDLETIME a:1", "-ERR no such key\r\n");
        server.answer("MEMORY USAGE a:2 SAMPLES 5", "$-1\r\n"); // gone after its type
        server.answer("PTTL a:2", ":-2\r\n");
        server.answer("TYPE a:3", "+hash\r\n"); // written anew as a hash, with a TTL
        server.answer("HLEN a:3", ":3\r\n");
        server.answer("PTTL a:3", ":5000\r\n");
        server.answer("TYPE a:4", "-MOVED 3999 127.0.0.1:1\r\n"); // its slot went
        const auto result = scan(server.endpoint(), {}, {});
        QVERIFY2(result.ok(), result.ok() ? "" : qPrintable(result.error().text()));
        QCOMPARE(result->scanned, 4);
        QCOMPARE(result->vanished, 2);
        QCOMPARE(result->report.keys, 2.0);
        QCOMPARE(result->report.bytes, 100.0);
        QVERIFY(result->slotsMoved);
        QVERIFY2(result->notTold.isEmpty(), qPrintable(result->notTold.join(u' ')));
        const PrefixShare& share = result->report.prefixes.front();
        QCOMPARE(share.stat.types[static_cast<std::size_t>(KeyType::Hash)], 1.0);
        QCOMPARE(share.withoutTtlShare, std::optional(0.0)); // of the one whose TTL is known
    }

    void whatIsMeasuredAlreadyIsAskedForAndNothingBegun_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("asked");
        QTest::newRow("Redis 8.6 has HOTKEYS") << QByteArray("8.6.0") << 1;
        QTest::newRow("Redis 8.4 has not") << QByteArray("8.4.2") << 0;
    }
    void whatIsMeasuredAlreadyIsAskedForAndNothingBegun()
    {
        QFETCH(QByteArray, version);
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:" + version + "\r\nrun_id:abc\r\nrole:master\r\n"));
        server.answer("SCAN", "*2\r\n$1\r\n0\r\n*0\r\n");
        server.answer("DBSIZE", ":0\r\n");
        server.answer("HOTKEYS GET", "*1\r\n*2\r\n$14\r\nby-cpu-time-us\r\n*2\r\n$3\r\na:1\r\n:104\r\n");
        const auto result = scan(server.endpoint(), {}, {});
        QVERIFY2(result.ok(), result.ok() ? "" : qPrintable(result.error().text()));
        QTEST(server.countOf("HOTKEYS GET"), "asked");
        QTEST(static_cast<int>(result->tracked.keys.size()), "asked");
        for (const QByteArray& command : server.commands())
            QVERIFY2(!command.startsWith("HOTKEYS") || command == "HOTKEYS GET", command.constData());
    }

    void namesAreBytes()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "EVAL \"for i=1,30 do redis.call('SET','\xff\xfe:'..i,'x') "
                             "redis.call('SET','\xd0\xba\xd0\xbb\xd1\x8e\xd1\x87:'..i,'x') "
                             "redis.call('SET','a b:'..i,'x') end\" 0");
        adminCommand(server, "SET \"nul\\x00\\r\\n\" x");
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.keys, 91.0);
        QCOMPARE(result->vanished, 0); // each was asked about by the bytes that it has
        std::map<QByteArray, double> keys;
        for (const PrefixShare& share : result->report.prefixes)
            keys[share.prefix] = share.keys;
        QCOMPARE(keys["\xff\xfe:"], 30.0);
        QCOMPARE(keys["\xd0\xba\xd0\xbb\xd1\x8e\xd1\x87:"], 30.0);
        QCOMPARE(keys["a b:"], 30.0);
        QCOMPARE(keys[""], 1.0);
    }

    void aDelimiterThatNeverOccursMakesOnePrefix()
    {
        KeyScanOptions options;
        options.analysis.delimiter = '|';
        const auto result = scan(m_server, options);
        QVERIFY(result.ok());
        QCOMPARE(result->report.prefixes.size(), std::size_t(1));
        QCOMPARE(result->report.prefixes.front().prefix, QByteArray());
        QCOMPARE(result->report.prefixes.front().keys, 4001.0);
        QVERIFY(result->report.hottest.empty()); // nothing counts uses without an LFU policy
    }

    void hugeValuesAreMeasuredByAFew()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--slowlog-log-slower-than"), QStringLiteral("20000")}).ok());
        adminCommand(server, "SETRANGE huge:string 134217727 x"); // 128 MiB
        adminCommand(server, "EVAL \"for i=1,100 do local t={} for j=1,2000 do t[#t+1]='f'..i..'-'..j t[#t+1]='v' end "
                             "redis.call('HSET','huge:hash',unpack(t)) end\" 0");
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.biggest.size(), std::size_t(2));
        QVERIFY(result->report.biggest.front().bytes >= 134'217'728);
        QVERIFY(result->report.biggest.back().bytes > 4'000'000); // 200,000 fields, of which a few were measured
        QVERIFY(aScanIsNotInTheSlowLog(server));
    }

    /// Of a server with a hash, a set and a sorted set of so many elements each, in the midst of their rehashing: the
    /// first table has 2^18 buckets, most of which have been emptied.
    static void fillLarge(const LocalRedis& server, int count)
    {
        for (int done = 0; done < count; done += 20'000) {
            const QByteArray to = QByteArray::number(std::min(count, done + 20'000));
            adminCommand(server,
                         "EVAL \"for i=" + QByteArray::number(done + 1) + "," + to +
                             " do local h=redis.sha1hex(i) redis.call('HSET','big:hash',h,string.rep('v',40+i%57)) "
                             "redis.call('SADD','big:set',string.sub(h,1,10+i%30)..i) "
                             "redis.call('ZADD','big:zset',i,'member:'..h) end\" 0");
        }
    }

    void largeCollectionsAreEstimated()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        fillLarge(server, 370'000);
        fill(server, "small", 10, 50, 0);
        adminCommand(server, "CONFIG RESETSTAT");
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QVERIFY2(result->notTold.isEmpty(), qPrintable(result->notTold.join(u' ')));
        // Only the strings were measured as a whole: of the others that may take the server milliseconds.
        QVERIFY2(adminCommand(server, "INFO commandstats").contains("cmdstat_memory|usage:calls=10,"),
                 adminCommand(server, "INFO commandstats").constData());
        QCOMPARE(result->estimated, 3);
        for (const BigKey& key : result->report.biggest) {
            QCOMPARE(key.isEstimate, key.name.startsWith("big:"));
            const QByteArray answer = adminCommand(server, "MEMORY USAGE " + key.name + " SAMPLES 0");
            const double exact = answer.mid(1).trimmed().toDouble();
            const double off = std::abs(static_cast<double>(key.bytes) / exact - 1);
            QVERIFY2(off < (key.isEstimate ? 0.2 : 0.001),
                     qPrintable(
                         QStringLiteral("%1: %2 of %3").arg(QString::fromLatin1(key.name)).arg(key.bytes).arg(exact)));
        }
    }

    void whatTellsNoElementsIsMeasuredOnlyWhereThatIsBearable()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--rename-command"), QStringLiteral("ZRANDMEMBER"), QString()}).ok());
        fillLarge(server, 20'000);
        adminCommand(server, "EVAL \"for i=1,120000 do redis.call('SADD','huge:set',i..'x') end\" 0");
        QCOMPARE(adminCommand(server, "ACL SETUSER part on >pw ~* +@all -hrandfield -srandmember"),
                 QByteArray("+OK\r\n"));
        Endpoint endpoint = server.endpoint();
        endpoint.user = QStringLiteral("part");
        const auto result = scan(endpoint, QStringLiteral("pw"), {});
        QVERIFY(result.ok());
        QCOMPARE(result->estimated, 0);
        QSet<QByteArray> measured;
        for (const BigKey& key : result->report.biggest)
            measured.insert(key.name);
        QCOMPARE(measured, QSet<QByteArray>({"big:hash", "big:set", "big:zset"})); // of huge:set nothing is said
        for (const char* words : {"HRANDFIELD KEY 5", "SRANDMEMBER KEY 5", "ZRANDMEMBER KEY 5"})
            QVERIFY2(result->notTold.contains(QLatin1String(words)), words);
        QVERIFY(adminCommand(server, "INFO commandstats").contains("cmdstat_memory|usage:calls=3,"));
    }

    void whereThePolicyCountsTheMostUsedKeysAreTold()
    {
        LocalRedis server;
        QVERIFY(server
                    .start({QStringLiteral("--maxmemory-policy"), QStringLiteral("allkeys-lfu"),
                            QStringLiteral("--lfu-log-factor"), QStringLiteral("0")})
                    .ok());
        fill(server, "emb", 500, 20, 0);
        for (int i = 0; i < 40; ++i)
            adminCommand(server, "GET emb:7");
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.hottest.size(), std::size_t(20));
        QCOMPARE(result->report.hottest.front().name, QByteArray("emb:7"));
        QVERIFY(result->report.hottest.front().frequency > result->report.hottest[1].frequency);
        QVERIFY(result->report.prefixes[0].stat.idles[0] == 0);
    }

    void noCallHoldsTheServerUpForAMillisecond()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--slowlog-log-slower-than"), QStringLiteral("20000")}).ok());
        fill(server, "k", 20'000, 10, 0);
        QVERIFY(aScanIsNotInTheSlowLog(server));
    }

    void theBudgetIsKept()
    {
        KeyScanOptions options;
        options.keysPerSecond = 4000;
        const auto result = scan(m_server, options);
        QVERIFY(result.ok());
        QVERIFY2(result->durationMs >= 900, qPrintable(QString::number(result->durationMs)));
    }

    void aScanIsPausedResumedAndCancelled()
    {
        KeyScanOptions options;
        options.keysPerSecond = 2000;
        KeyScan scan(m_server.endpoint(), {}, options);
        std::optional<Result<KeyScanResult>> found;
        qint64 scanned = 0;
        connect(&scan, &KeyScan::finished, &scan, [&](const Result<KeyScanResult>& result) { found = result; });
        connect(&scan, &KeyScan::progressed, &scan, [&](const KeyScanProgress& progress) {
            scanned = progress.scanned;
            QCOMPARE(progress.total, std::optional<qint64>(4001));
        });
        scan.start();
        QTRY_VERIFY(scanned > 0);
        scan.pause();
        scan.resume();
        const qint64 before = scanned;
        QTRY_VERIFY(scanned > before);
        scan.cancel();
        QTRY_VERIFY(found.has_value());
        QVERIFY(found->ok());
        QVERIFY((*found)->cancelled);
        QVERIFY((*found)->scanned < 4001);
    }

    void whatIsNotPermittedIsNamedAndTheRestTold()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER part on >pw ~* -@all +scan +type +pttl +dbsize +client|setname"),
                 QByteArray("+OK\r\n"));
        Endpoint endpoint = m_server.endpoint();
        endpoint.user = QStringLiteral("part");
        const auto result = scan(endpoint, QStringLiteral("pw"), {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.keys, 4001.0);
        QVERIFY2(result->notTold.join(u' ').contains(QStringLiteral("MEMORY USAGE")),
                 qPrintable(result->notTold.join(u' ')));
        QVERIFY(result->report.biggest.empty());
    }

    void withoutScanThereIsAnError()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER none on >pw -@all +client|setname"), QByteArray("+OK\r\n"));
        Endpoint endpoint = m_server.endpoint();
        endpoint.user = QStringLiteral("none");
        const auto result = scan(endpoint, QStringLiteral("pw"), {});
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::NoPermission);
    }

    void anLfuServerTellsFrequenciesInstead()
    {
        LocalRedis server;
        QVERIFY(server
                    .start({QStringLiteral("--maxmemory"), QStringLiteral("64mb"), QStringLiteral("--maxmemory-policy"),
                            QStringLiteral("allkeys-lfu")})
                    .ok());
        fill(server, "k", 100, 10, 0);
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.keys, 100.0);
        QVERIFY2(result->notTold.isEmpty(), qPrintable(result->notTold.join(u' ')));
    }

    void anEmptyServerIsEmpty()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const auto result = scan(server, {});
        QVERIFY(result.ok());
        QCOMPARE(result->report.keys, 0.0);
    }

    void aServerThatGoesIsTheError()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        fill(server, "k", 5000, 10, 0);
        KeyScanOptions options;
        options.keysPerSecond = 1000;
        KeyScan scan(server.endpoint(), {}, options);
        std::optional<Result<KeyScanResult>> found;
        connect(&scan, &KeyScan::finished, &scan, [&](const Result<KeyScanResult>& result) { found = result; });
        bool moved = false;
        connect(&scan, &KeyScan::progressed, &scan, [&] { moved = true; });
        scan.start();
        QTRY_VERIFY(moved);
        server.kill();
        QTRY_VERIFY(found.has_value());
        QVERIFY(!found->ok());
    }

private:
    static void fill(const LocalRedis& server, const QByteArray& prefix, int count, int bytes, int ttlSeconds)
    {
        const QByteArray script = "for i=1," + QByteArray::number(count) + " do redis.call('SET','" + prefix +
                                  ":'..i,string.rep('x'," + QByteArray::number(bytes) + ")" +
                                  (ttlSeconds > 0 ? ",'EX'," + QByteArray::number(ttlSeconds) : QByteArray()) + ") end";
        adminCommand(server, "EVAL \"" + script + "\" 0");
    }

    /// Of several scans one: the log counts the time on the wall, and a loaded machine may stop the server in the midst
    /// of any command. A command that is slow by itself is slow in all of them.
    static bool aScanIsNotInTheSlowLog(const LocalRedis& server)
    {
        for (int i = 0; i < 10; ++i) {
            adminCommand(server, "SLOWLOG RESET");
            if (scan(server, {}).ok() && adminCommand(server, "SLOWLOG LEN") == ":0\r\n")
                return true;
        }
        return false;
    }

    static Result<KeyScanResult> scan(const LocalRedis& server, const KeyScanOptions& options)
    {
        return scan(server.endpoint(), {}, options);
    }
    static Result<KeyScanResult> scan(const Endpoint& endpoint, const QString& password, KeyScanOptions options)
    {
        if (options.keysPerSecond == KeyScanOptions().keysPerSecond)
            options.keysPerSecond = 0;
        std::optional<Result<KeyScanResult>> found;
        KeyScan scan(endpoint, password, options);
        QObject::connect(&scan, &KeyScan::finished, &scan,
                         [&](const Result<KeyScanResult>& result) { found = result; });
        scan.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), 60000); }();
        return found ? *found : Result<KeyScanResult>(Error{ErrorCode::Cancelled, QStringLiteral("no answer"), {}});
    }

    LocalRedis m_server;
};

QTEST_GUILESS_MAIN(TestKeyScan)
#include "tst_keyscan.moc"
