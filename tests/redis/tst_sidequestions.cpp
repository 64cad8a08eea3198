// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sidequestions.h"

#include "redis/localredis.h"
#include "redis/nodepoller.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"
#include "support/waiting.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

/// A node that is polled and asked beside, all of it in quick succession.
struct AskedNode {
    explicit AskedNode(const Endpoint& endpoint, const QString& password = {}, int readWithinMs = 0)
    {
        PollerOptions options;
        options.intervalMs = 20;
        options.readWithinMs = readWithinMs;
        options.backoffFirst = 20ms;
        options.backoffMax = 50ms;
        options.connection.commandTimeout = 1500ms;
        options.side = {60ms, 150ms};
        poller = std::make_unique<NodePoller>(newCacheId(), newNodeId(), endpoint, password, options,
                                              std::make_shared<SystemClock>());
        QObject::connect(poller.get(), &NodePoller::told, [this](const ServerTold& told) {
            slow.insert(slow.end(), told.slow.begin(), told.slow.end());
            if (told.settings)
                settings.push_back(*told.settings);
            if (!told.latency.empty())
                latency = told.latency;
        });
        QObject::connect(poller.get(), &NodePoller::sampled, [this](const SnapshotPtr& sample) {
            newest = sample;
            ++samples;
        });
        poller->start();
    }
    bool samplesPass(int more)
    {
        return waitUntil([this, until = samples + more] { return samples >= until; });
    }
    int countOf(const QString& command) const
    {
        return static_cast<int>(std::count_if(slow.begin(), slow.end(),
                                              [&command](const SlowCommand& each) { return each.command == command; }));
    }

    std::vector<SlowCommand> slow;
    std::vector<LatencyEvent> latency;
    std::vector<std::map<QString, QString>> settings;
    SnapshotPtr newest;
    int samples = 0;
    std::unique_ptr<NodePoller> poller;
};

QByteArray slowEntry(int id)
{
    return "*6\r\n:" + QByteArray::number(id) +
           "\r\n:1795348800\r\n:41000\r\n*2\r\n$3\r\nGET\r\n$3\r\nfaq\r\n$14\r\n10.0.0.9:50012\r\n$0\r\n\r\n";
}

} // namespace

class TestSideQuestions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachEntryOfARealSlowLogIsToldOnce_data()
    {
        QTest::addColumn<int>("readWithinMs");
        QTest::newRow("answers are read at once") << 0;
        QTest::newRow("answers are read with the next poll") << 200;
    }
    void eachEntryOfARealSlowLogIsToldOnce()
    {
        QFETCH(int, readWithinMs);
        LocalRedis server;
        QVERIFY(server.start({u"--slowlog-log-slower-than"_s, u"0"_s, u"--slowlog-max-len"_s, u"100"_s}).ok());
        adminCommand(server, "SET session:1 value");
        AskedNode node(server.endpoint(), {}, readWithinMs);
        QVERIFY(waitUntil([&] { return node.countOf(u"SET"_s) == 1; }));
        adminCommand(server, "HSET cart:7 item value");
        QVERIFY(waitUntil([&] { return node.countOf(u"HSET"_s) == 1; }));
        QVERIFY(node.samplesPass(20));
        QCOMPARE(node.countOf(u"SET"_s), 1);
        QCOMPARE(node.countOf(u"HSET"_s), 1);
        std::set<qint64> ids;
        for (const SlowCommand& each : node.slow)
            QVERIFY2(ids.insert(each.id).second, qPrintable(each.command));
    }

    void settingsComeWithoutSecrets()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--requirepass"_s, u"canary"_s, u"--masterauth"_s, u"canary"_s}).ok());
        AskedNode node(server.endpoint(), u"canary"_s);
        QVERIFY(waitUntil([&] { return node.settings.size() >= 2; }));
        QVERIFY(node.settings.back().contains(u"maxmemory-policy"_s));
        for (const auto& [name, value] : node.settings.back())
            QVERIFY2(!value.contains(u"canary"_s), qPrintable(name));
    }

    void latencyEventsAreTold()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--latency-monitor-threshold"_s, u"1"_s, u"--enable-debug-command"_s, u"local"_s}).ok());
        AskedNode node(server.endpoint());
        adminCommand(server, "DEBUG SLEEP 0.01");
        QVERIFY(waitUntil([&] { return !node.latency.empty(); }));
        QCOMPARE(node.latency.front().name, u"command"_s);
        QVERIFY(node.latency.front().maxMs >= 10);
        node.latency.clear();
        QVERIFY(node.samplesPass(20)); // asked again several times
        QVERIFY(node.latency.empty());
        QVERIFY(waitUntil([&] {
            adminCommand(server, "DEBUG SLEEP 0.01"); // until it is in another second
            return !node.latency.empty();
        }));
    }

    void whatIsRefusedIsAskedOnce()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "ACL SETUSER watcher on >pw resetchannels -@all +ping +info +client|setname");
        Endpoint endpoint = server.endpoint();
        endpoint.user = u"watcher"_s;
        AskedNode node(endpoint, u"pw"_s);
        QVERIFY(waitUntil([&] { return node.samples >= 60; })); // twenty times as long as between two questions
        const double denied = node.newest->value("errorstat.NOPERM.count").value_or(std::nan(""));
        // The questions for settings go together, before any of them is refused.
        QVERIFY2(denied >= 3 && denied <= 2 + 11, qPrintable(QString::number(denied)));
        QVERIFY(node.slow.empty() && node.settings.empty());
    }

    void aServerThatFallsSilentOverAQuestionIsNotAskedForEver()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.0.0\r\nused_memory:1000\r\n"));
        // From the question on it says nothing more, until it is connected anew.
        server.answer("SLOWLOG", "");
        QObject::connect(&server, &FakeServer::commanded, [&server](const QByteArray& command) {
            if (command.startsWith("SLOWLOG"))
                server.hold();
        });
        QObject::connect(&server, &FakeServer::connected, &server, &FakeServer::release);
        AskedNode node(server.endpoint());
        QVERIFY(waitUntil([&] { return server.connectionCount() >= 3; }));
        const int connections = server.connectionCount();
        QVERIFY(node.samplesPass(50));
        QCOMPARE(server.connectionCount(), connections);
        QCOMPARE(server.countOf("SLOWLOG GET 1"), 2);
    }

    void theLogIsFetchedOnlyWhenItsNewestEntryIsAnother()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.0.0\r\nused_memory:1000\r\n"));
        server.answer("SLOWLOG GET 1", "*1\r\n" + slowEntry(7));
        server.answer("SLOWLOG GET 128", "*1\r\n" + slowEntry(7));
        AskedNode node(server.endpoint());
        QVERIFY(waitUntil([&] { return server.countOf("SLOWLOG GET 1") >= 5; }));
        QCOMPARE(server.countOf("SLOWLOG GET 128"), 1);
        QCOMPARE(node.slow.size(), std::size_t(1));
        server.answer("SLOWLOG GET 1", "*1\r\n" + slowEntry(2)); // started anew
        server.answer("SLOWLOG GET 128", "*2\r\n" + slowEntry(2) + slowEntry(1));
        QVERIFY(waitUntil([&] { return node.slow.size() == 3; }));
        server.answer("SLOWLOG GET 1", "*0\r\n"); // emptied
        const int asked = server.countOf("SLOWLOG GET 1");
        QVERIFY(waitUntil([&] { return server.countOf("SLOWLOG GET 1") >= asked + 3; }));
        QCOMPARE(server.countOf("SLOWLOG GET 128"), 2);
    }

    void eachLogOfValkeyIsToldOnce()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.2.4\r\nvalkey_version:8.1.1\r\nused_memory:1000\r\n"));
        for (const char* log : {"slow", "large-request", "large-reply"})
            for (const char* count : {"1 ", "128 "})
                server.answer(QByteArray("COMMANDLOG GET ") + count + log, "*1\r\n" + slowEntry(7));
        AskedNode node(server.endpoint());
        QVERIFY(waitUntil([&] { return node.slow.size() == 3; }));
        std::set<CommandLog> logs;
        for (const SlowCommand& each : node.slow)
            logs.insert(each.log);
        QCOMPARE(logs.size(), std::size_t(3)); // the same id in each
        QVERIFY(waitUntil([&] { return server.countOf("COMMANDLOG GET 1 large-reply") >= 5; }));
        QCOMPARE(node.slow.size(), std::size_t(3));
        QCOMPARE(server.countOf("COMMANDLOG GET 128 slow"), 1);
        QCOMPARE(server.countOf("SLOWLOG GET 1"), 0);
        server.answer("COMMANDLOG GET 1 large-reply", "*1\r\n" + slowEntry(9));
        server.answer("COMMANDLOG GET 128 large-reply", "*2\r\n" + slowEntry(9) + slowEntry(7));
        QVERIFY(waitUntil([&] { return node.slow.size() == 4; }));
        QCOMPARE(node.slow.back().id, 9);
        QCOMPARE(node.slow.back().log, CommandLog::LargeReply);
    }

    void whereTheLogsAreRefusedTheSlowLogIsAskedFor()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.2.4\r\nvalkey_version:9.0.0\r\nused_memory:1000\r\n"));
        server.answer("COMMANDLOG", "-NOPERM this user has no permissions\r\n");
        server.answer("SLOWLOG GET 1", "*1\r\n" + slowEntry(7));
        server.answer("SLOWLOG GET 128", "*1\r\n" + slowEntry(7));
        AskedNode node(server.endpoint());
        QVERIFY(waitUntil([&] { return node.slow.size() == 1; }));
        QVERIFY(waitUntil([&] { return server.countOf("SLOWLOG GET 1") >= 3; }));
        QVERIFY2(server.countOf("COMMANDLOG GET 1 slow") <= 1 && server.countOf("COMMANDLOG GET 1 large-reply") <= 1,
                 "a refused command was asked again");
    }

    void whatIsNoSlowLogIsPassedOver()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("redis_version:7.0.0\r\nused_memory:1000\r\n"));
        server.answer("SLOWLOG", "*1\r\n*1\r\n:1\r\n");
        server.answer("LATENCY", "*1\r\n+what\r\n");
        server.answer("CONFIG", "*1\r\n$2\r\nhz\r\n");
        AskedNode node(server.endpoint());
        QVERIFY(waitUntil([&] { return server.countOf("SLOWLOG GET 1") >= 5; }));
        QVERIFY(node.slow.empty() && node.latency.empty() && node.settings.empty());
        QCOMPARE(server.connectionCount(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSideQuestions)
#include "tst_sidequestions.moc"
