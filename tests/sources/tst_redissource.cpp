// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/localredis.h"
#include "sources/sourcereader.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"
#include "support/waiting.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestRedisSource : public QObject
{
    Q_OBJECT

    SourceAccess access(SourceKind kind, const QString& key) const
    {
        SourceAccess access;
        access.source.name = u"app"_s;
        access.source.kind = kind;
        access.source.key = key;
        access.endpoint = m_server.endpoint();
        return access;
    }

    static Result<SourceReading> readOnce(SourceReader& reader)
    {
        std::optional<Result<SourceReading>> found;
        reader.read([&found](const Result<SourceReading>& reading) { found = reading; });
        if (!waitUntil([&found] { return found.has_value(); }, 10'000))
            return Error{ErrorCode::Cancelled, u"no answer at all"_s, {}};
        return *found;
    }

    static Result<SourceReading> readOnce(const SourceAccess& access) { return readOnce(*makeSourceReader(access)); }
    void run(const QByteArray& command) const { QVERIFY2(!adminCommand(m_server, command).startsWith('-'), command); }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.start()); }
    void init() { run("FLUSHALL"); }

    void listsGiveTheirStatistics()
    {
        run("LPUSH latencies:embed 1 2 3 4 5 6 7 8 9 10");
        run("SET success_count:embed 40");
        run("SET error_count:embed 2");
        run("LPUSH cache_latencies 0.5");
        const auto reading = readOnce(access(SourceKind::RedisLists, u"embed, search"_s));
        QVERIFY2(reading.ok(), reading.ok() ? "" : qPrintable(reading.error().text()));
        const SourceDistribution embed = reading->distributions.at(u"latencies:embed"_s);
        // As "Caching and Latency" defines them: nearest rank; the median of an even number is between the two middle
        // ones; the standard deviation is of the population.
        QCOMPARE(embed.count.value(), 10.0);
        QCOMPARE(embed.min.value(), 1.0);
        QCOMPARE(embed.max.value(), 10.0);
        QCOMPARE(embed.mean.value(), 5.5);
        QCOMPARE(embed.median.value(), 5.5);
        QCOMPARE(embed.p95.value(), 10.0);
        QCOMPARE(embed.standardDeviation.value(), std::sqrt(8.25));
        QCOMPARE(reading->distributions.at(u"cache_latencies"_s).count.value(), 1.0);
        QVERIFY(!reading->distributions.contains(u"latencies:search"_s)); // nothing there is not 0
        const std::map<QString, double> expected{{u"success_count:embed"_s, 40}, {u"error_count:embed"_s, 2}};
        QVERIFY(reading->numbers == expected);
        QVERIFY(reading->problems.isEmpty());
    }

    void onlyTheNewestThousandAreRead()
    {
        QByteArray command = "RPUSH latencies:op";
        for (int i = 1; i <= 1500; ++i)
            command += ' ' + QByteArray::number(i); // the first ones are the newest
        run(command);
        const auto reading = readOnce(access(SourceKind::RedisLists, u"op"_s));
        QVERIFY(reading);
        QCOMPARE(reading->distributions.at(u"latencies:op"_s).count.value(), 1000.0);
        QCOMPARE(reading->distributions.at(u"latencies:op"_s).max.value(), 1000.0);
    }

    void whatIsNoNumberIsToldAndTheRestCounts()
    {
        run("RPUSH latencies:op 4 oops nan -3 inf 6");
        run("SET success_count:op many");
        run("SET cache_latencies 7"); // of the wrong type
        const auto reading = readOnce(access(SourceKind::RedisLists, u"op"_s));
        QVERIFY(reading);
        QCOMPARE(reading->distributions.at(u"latencies:op"_s).mean.value(), 5.0);
        QCOMPARE(reading->distributions.at(u"latencies:op"_s).count.value(), 2.0);
        QVERIFY(reading->numbers.empty());
        const QString problems = reading->problems.join(u'\n');
        for (const QString& named :
             {u"latencies:op that are no latencies: 4 of 6"_s, u"success_count:op is \"many\""_s, u"WRONGTYPE"_s})
            QVERIFY2(problems.contains(named), qPrintable(problems));
    }

    void aHashGivesItsNumbers()
    {
        run("HSET stats l1_hits 10 l1_misses 2.5 name shop started NaN");
        SourceAccess hash = access(SourceKind::RedisHash, u"stats"_s);
        hash.source.fields = {{u"started"_s, "app.requests", 1}};
        const auto reader = makeSourceReader(hash);
        const auto reading = readOnce(*reader);
        QVERIFY(reading);
        const std::map<QString, double> expected{{u"l1_hits"_s, 10}, {u"l1_misses"_s, 2.5}};
        QVERIFY(reading->numbers == expected);
        QCOMPARE(reading->problems.size(), 1); // of what nobody mapped nothing is expected
        QVERIFY(reading->problems.front().contains(u"started"_s));
        run("HSET stats l1_hits 11");
        QCOMPARE(readOnce(*reader)->numbers.at(u"l1_hits"_s), 11.0); // over the same connection
        m_server.kill();
        QVERIFY(!readOnce(*reader));
        QVERIFY(m_server.restart());
        run("HSET stats l1_hits 1");
        QCOMPARE(readOnce(*reader)->numbers.at(u"l1_hits"_s), 1.0); // and over a new one
    }

    void theDatabaseIsSelected()
    {
        run("SET success_count:op 1");
        SourceAccess other = access(SourceKind::RedisLists, u"op"_s);
        other.endpoint.database = 3;
        QVERIFY(!readOnce(other));
        other.endpoint.database = 99;
        const auto outside = readOnce(other);
        QVERIFY(!outside);
        QVERIFY2(outside.error().message.contains(u"out of range"_s), qPrintable(outside.error().message));
    }

    void whatIsNotThereIsNamed()
    {
        const auto nothing = readOnce(access(SourceKind::RedisHash, u"nobody"_s));
        QVERIFY(!nothing);
        QVERIFY2(nothing.error().text().contains(u"Check the key"_s), qPrintable(nothing.error().text()));
        run("SET text x");
        const auto wrongType = readOnce(access(SourceKind::RedisHash, u"text"_s));
        QVERIFY(!wrongType);
        QVERIFY2(wrongType.error().message.contains(u"WRONGTYPE"_s), qPrintable(wrongType.error().message));
        SourceAccess nowhere = access(SourceKind::RedisHash, u"x"_s);
        nowhere.endpoint.port = freeLoopbackPort();
        nowhere.endpoint.transport = Transport::Tcp;
        nowhere.endpoint.host = u"127.0.0.1"_s;
        QCOMPARE(readOnce(nowhere).error().code, ErrorCode::ConnectionRefused);
    }

    void whyNothingCouldBeReadIsSaid()
    {
        run("HSET stats l1_hits many l1_misses nan");
        SourceAccess hash = access(SourceKind::RedisHash, u"stats"_s);
        hash.source.fields = {{u"l1_hits"_s, "stage.l1.hits", 1}, {u"l1_misses"_s, "stage.l1.misses", 1}};
        const auto words = readOnce(hash);
        QVERIFY(!words);
        for (const QString& named : {u"nothing that can be read"_s, u"l1_hits is \"many\", which is no number"_s,
                                     u"l1_misses is \"nan\""_s, u"writes numbers"_s})
            QVERIFY2(words.error().text().contains(named), qPrintable(words.error().text()));
        run("RPUSH latencies:op soon");
        const auto list = readOnce(access(SourceKind::RedisLists, u"op"_s));
        QVERIFY(!list);
        QVERIFY2(list.error().message.contains(u"no latencies: 1 of 1"_s), qPrintable(list.error().message));
    }

    void aHugeHashIsNotRead()
    {
        FakeServer server;
        server.answer("HLEN big", ":10001\r\n");
        SourceAccess big = access(SourceKind::RedisHash, u"big"_s);
        big.endpoint = server.endpoint();
        const auto reading = readOnce(big);
        QVERIFY(!reading);
        QCOMPARE(reading.error().code, ErrorCode::ReplyTooLarge);
        QCOMPARE(server.countOf("HGETALL big"), 0);
    }

    void nothingIsEverWritten()
    {
        run("HSET stats a 1");
        run("LPUSH latencies:op 1");
        const QByteArray before = adminCommand(m_server, "LASTSAVE"); // the connection works
        QVERIFY(!before.isEmpty());
        run("CONFIG RESETSTAT");
        QVERIFY(readOnce(access(SourceKind::RedisHash, u"stats"_s)));
        QVERIFY(readOnce(access(SourceKind::RedisLists, u"op"_s)));
        const QByteArray stats = adminCommand(m_server, "INFO commandstats");
        for (const QByteArray& line : stats.split('\n')) {
            if (!line.startsWith("cmdstat_"))
                continue;
            const QByteArray name = line.mid(8, line.indexOf(':') - 8);
            const QList<QByteArray> known{"lrange",           "get",  "hlen", "hgetall", "client|setname",
                                          "config|resetstat", "info", "ping"};
            if (name == "auth" && !adminLogin().isEmpty())
                continue; // this test's own
            QVERIFY2(known.contains(name), name);
        }
    }

private:
    LocalRedis m_server;
};

QTEST_GUILESS_MAIN(TestRedisSource)
#include "tst_redissource.moc"
