// SPDX-License-Identifier: GPL-3.0-or-later
// KeyScan against a real server.
#include "keyspace/keyscan.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

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
        adminCommand(server, "SLOWLOG RESET"); // of filling
        QVERIFY(scan(server, {}).ok());
        // A machine under load may stop the server for longer than any command takes: 20 ms is beyond that.
        QCOMPARE(adminCommand(server, "SLOWLOG LEN"), QByteArray(":0\r\n"));
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
