// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/evidenceprobe.h"

#include "redis/localredis.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestEvidenceProbe : public QObject
{
    Q_OBJECT

    static EvidenceAnswer ask(const Endpoint& endpoint, const QString& password = {},
                              const ConnectionOptions& options = {}, const EvidenceParts& parts = {})
    {
        EvidenceProbe probe(endpoint, password, options, nullptr, parts);
        std::vector<EvidenceAnswer> answers;
        connect(&probe, &EvidenceProbe::finished, &probe,
                [&answers](const EvidenceAnswer& answer) { answers.push_back(answer); });
        probe.start();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t(1), 30'000); }();
        return answers.empty() ? EvidenceAnswer(Error{}) : answers.front();
    }

    /// An entry of a log as SLOWLOG GET and COMMANDLOG GET document it: id, time, microseconds or bytes, words, client.
    static QByteArray logEntry(int id, int measure, const QByteArray& command, const QByteArray& key,
                               const QByteArray& last = {})
    {
        return "*6\r\n:" + QByteArray::number(id) + "\r\n:1790000000\r\n:" + QByteArray::number(measure) +
               (last.isEmpty() ? "\r\n*2\r\n" : "\r\n*3\r\n") + FakeServer::bulk(command) + FakeServer::bulk(key) +
               (last.isEmpty() ? QByteArray() : FakeServer::bulk(last)) +
               "$15\r\n127.0.0.1:58217\r\n$10\r\nworker-123\r\n";
    }
    /// What Valkey 8.1 answers; none can be installed here.
    static void playValkey(FakeServer& server)
    {
        server.answer("INFO", FakeServer::bulk("# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\n"
                                               "valkey_version:8.1.1\r\n"));
        server.answer("COMMANDLOG GET 32 slow", "*1\r\n" + logEntry(3, 15'000, "HGETALL", "faq:all"));
        server.answer("COMMANDLOG GET 32 large-request",
                      "*1\r\n" + logEntry(3, 1'048'617, "SET", "blob:7", "xxxxxxxx... (1048449 more bytes)"));
        server.answer("COMMANDLOG GET 32 large-reply", "*1\r\n" + logEntry(0, 5'242'880, "LRANGE", "feed:9"));
    }

private Q_SLOTS:
    void aRealServerTellsItsState()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--slowlog-log-slower-than"_s, u"0"_s, u"--latency-monitor-threshold"_s, u"1"_s}).ok());
        adminCommand(server, "SET patient:4711 secret-value");
        adminCommand(server, "DEBUG SLEEP 0.01");
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(answer.info.ok() && answer.info->contains("redis_version:"));
        QVERIFY(answer.slowLog.ok());
        const auto isSet = [](const SlowCommand& command) { return command.command == "SET"_L1; };
        const auto set = std::find_if(answer.slowLog->begin(), answer.slowLog->end(), isSet);
        QVERIFY(set != answer.slowLog->end());
        QCOMPARE(set->arguments, 2);
        QVERIFY(set->timeMs > 1'700'000'000'000);
        QVERIFY(answer.clients.ok());
        const auto isOurs = [](const ClientConnection& client) { return client.name == "cacheledger"_L1; };
        QVERIFY(std::any_of(answer.clients->begin(), answer.clients->end(), isOurs));
        QVERIFY(answer.latency.ok());
    }

    void noArgumentOfASlowCommandIsTakenOver()
    {
        FakeServer server;
        server.answer("SLOWLOG", "*1\r\n*6\r\n:7\r\n:1790000000\r\n:15000\r\n*3\r\n$4\r\nAUTH\r\n$3\r\njoe\r\n"
                                 "$6\r\nsecret\r\n$14\r\n10.0.0.7:51234\r\n$3\r\nweb\r\n");
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(answer.slowLog.ok());
        QCOMPARE(answer.slowLog->size(), std::size_t(1));
        const SlowCommand& slow = answer.slowLog->front();
        QCOMPARE(slow.command, u"AUTH"_s);
        QCOMPARE(slow.arguments, 2);
        QCOMPARE(slow.microseconds, 15000);
        QCOMPARE(slow.client, u"10.0.0.7:51234"_s);
        QVERIFY(!answer.clients.ok()); // unknown to this server: said, and the rest still comes
        QVERIFY(!answer.clients.error().message.isEmpty());
    }

    void ofAKeyOnlyItsPrefixIsTakenOver_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("a prefix and an id") << QByteArray("get") << QByteArray("session:8f3a") << u"session:*"_s;
        QTest::newRow("only the first part") << QByteArray("HGETALL") << QByteArray("user:asha:cart") << u"user:*"_s;
        QTest::newRow("another delimiter") << QByteArray("SET") << QByteArray("emb/42") << u"emb/*"_s;
        QTest::newRow("a key without a delimiter") << QByteArray("GET") << QByteArray("asha") << u"*"_s;
        QTest::newRow("a prefix with digits may be an id") << QByteArray("GET") << QByteArray("4711:cart") << u"*"_s;
        QTest::newRow("a mail address") << QByteArray("GET") << QByteArray("asha@example.org") << u"*"_s;
        QTest::newRow("what begins with a delimiter") << QByteArray("GET") << QByteArray(":a") << u"*"_s;
        QTest::newRow("bytes that are no text") << QByteArray("GET") << QByteArray("\xff\x01:a") << u"*"_s;
        QTest::newRow("a prefix that is none") << QByteArray("GET") << QByteArray(40, 'a') + ":b" << u"*"_s;
        QTest::newRow("a command whose argument is no key") << QByteArray("AUTH") << QByteArray("joe:x") << QString();
    }
    void ofAKeyOnlyItsPrefixIsTakenOver()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, key);
        FakeServer server;
        server.answer("SLOWLOG", "*1\r\n*4\r\n:7\r\n:1790000000\r\n:15000\r\n*2\r\n" + FakeServer::bulk(command) +
                                     FakeServer::bulk(key));
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(answer.slowLog.ok());
        QCOMPARE(answer.slowLog->front().id, 7);
        QTEST(answer.slowLog->front().keyPattern, "pattern");
    }

    void whatIsNotACommandsNameIsNotShown()
    {
        FakeServer server;
        server.answer("SLOWLOG", "*1\r\n*4\r\n:7\r\n:1790000000\r\n:15000\r\n*1\r\n$9\r\na b: c=d!\r\n");
        QCOMPARE(ask(server.endpoint()).slowLog->front().command, u"?"_s);
    }

    void clientsAreReadWithoutWhatTheyAskFor()
    {
        FakeServer server;
        server.answer("INFO", FakeServer::bulk("# Clients\r\nconnected_clients:2\r\n"));
        server.answer("CLIENT LIST", FakeServer::bulk("id=3 addr=10.0.0.7:51234 laddr=10.0.0.1:6379 name=web age=300 "
                                                      "idle=12 tot-mem=22400 omem=20504 cmd=get user=app "
                                                      "lib-name=redis-py lib-ver=5.0.1\nid=4 addr=10.0.0.8:1 "
                                                      "name= age=1 idle=0 omem=0 cmd=NULL\n"));
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(answer.clients.ok());
        QCOMPARE(answer.clients->size(), std::size_t(2));
        const ClientConnection& web = answer.clients->front();
        QCOMPARE(web.address, u"10.0.0.7:51234"_s);
        QCOMPARE(web.name, u"web"_s);
        QCOMPARE(web.ageS, 300);
        QCOMPARE(web.idleS, 12);
        QCOMPARE(web.outputBytes, 20504);
        QCOMPARE(web.command, u"get"_s);
        QCOMPARE(web.memoryBytes, 22400);
        QCOMPARE(web.library, u"redis-py 5.0.1"_s);
        QCOMPARE(answer.clients->back().library, QString());
    }

    void manyClientsAreNotListed_data()
    {
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("asked");
        QTest::addColumn<QString>("said");
        const QByteArray five = "# Clients\r\nconnected_clients:5\r\n";
        QTest::newRow("as many as the limit") << five << 5 << 1 << QString();
        QTest::newRow("one more") << five << 4 << 0 << u"5 clients"_s;
        QTest::newRow("never") << five << 0 << 0 << u"5 clients"_s;
        QTest::newRow("nobody knows how many")
            << QByteArray("# Server\r\nredis_version:7.0.0\r\n") << 100 << 0 << u"does not say"_s;
        QTest::newRow("a broken number") << QByteArray("# Clients\r\nconnected_clients:five\r\n") << 100 << 0
                                         << u"does not say"_s;
    }
    void manyClientsAreNotListed()
    {
        QFETCH(QByteArray, info);
        QFETCH(int, limit);
        QFETCH(QString, said);
        FakeServer server;
        server.answer("INFO", FakeServer::bulk(info));
        server.answer("CLIENT LIST", FakeServer::bulk("id=3 addr=10.0.0.7:51234\n"));
        EvidenceProbe probe(server.endpoint(), {});
        probe.setClientLimit(limit);
        std::vector<EvidenceAnswer> answers;
        connect(&probe, &EvidenceProbe::finished, &probe,
                [&answers](const EvidenceAnswer& answer) { answers.push_back(answer); });
        probe.start();
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t(1), 30'000);
        QTEST(server.countOf("CLIENT LIST"), "asked");
        QCOMPARE(answers.front().clients.ok(), said.isEmpty());
        if (!said.isEmpty())
            QVERIFY2(answers.front().clients.error().text().contains(said),
                     qPrintable(answers.front().clients.error().text()));
    }

    void oddAnswersAreRefusedOneByOne_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::newRow("a status") << QByteArray("+OK\r\n");
        QTest::newRow("entries that are too short") << QByteArray("*1\r\n*2\r\n:7\r\n:8\r\n");
        QTest::newRow("an entry without a command") << QByteArray("*1\r\n*4\r\n:7\r\n:8\r\n:9\r\n*0\r\n");
    }
    void oddAnswersAreRefusedOneByOne()
    {
        QFETCH(QByteArray, reply);
        FakeServer server;
        server.answer("SLOWLOG", reply);
        server.answer("LATENCY", "*0\r\n");
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(!answer.slowLog.ok());
        QCOMPARE(answer.slowLog.error().code, ErrorCode::ProtocolError);
        QVERIFY(answer.latency.ok());
    }

    void aMissingPermissionNamesTheAclLine()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "ACL SETUSER watcher on >pw -@all +ping +info +client|setname");
        Endpoint endpoint = server.endpoint();
        endpoint.user = u"watcher"_s;
        const EvidenceAnswer answer = ask(endpoint, u"pw"_s);
        QVERIFY(answer.info.ok());
        QCOMPARE(answer.slowLog.error().code, ErrorCode::NoPermission);
        QVERIFY(answer.slowLog.error().hint.contains(u"ACL SETUSER watcher +slowlog|get"_s));
        QVERIFY(answer.clients.error().hint.contains(u"+client|list"_s));
        QVERIFY(answer.latency.error().hint.contains(u"+latency|latest"_s));
    }

    void theLogsOfValkeyAreAskedForByName()
    {
        FakeServer server;
        playValkey(server);
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(answer.slowLog.ok() && !answer.otherLogs);
        QCOMPARE(answer.slowLog->size(), std::size_t(3));
        const SlowCommand &slow = (*answer.slowLog)[0], &request = (*answer.slowLog)[1], &large = (*answer.slowLog)[2];
        QCOMPARE(slow.log, CommandLog::Slow);
        QCOMPARE(slow.microseconds, 15'000);
        QCOMPARE(request.log, CommandLog::LargeRequest);
        QCOMPARE(request.bytes, 1'048'617);
        QCOMPARE(request.microseconds, 0);
        QCOMPARE(request.arguments, 2);
        QCOMPARE(request.keyPattern, u"blob:*"_s);
        QCOMPARE(large.log, CommandLog::LargeReply);
        QCOMPARE(large.bytes, 5'242'880);
        QCOMPARE(large.command, u"LRANGE"_s);
        QCOMPARE(server.countOf("SLOWLOG GET 32"), 0);
    }

    void whereTheLogsAreRefusedTheSlowLogIsReadByItsOldName()
    {
        FakeServer server;
        playValkey(server);
        for (const char* log : {"slow", "large-request", "large-reply"})
            server.answer("COMMANDLOG GET 32 " + QByteArray(log),
                          "-NOPERM User w has no permissions to run the 'commandlog|get' command\r\n");
        server.answer("SLOWLOG GET 32", "*1\r\n" + logEntry(8, 12'000, "GET", "faq:1"));
        const EvidenceAnswer answer = ask(server.endpoint());
        QVERIFY(answer.slowLog.ok());
        QCOMPARE(answer.slowLog->size(), std::size_t(1));
        QCOMPARE(answer.slowLog->front().microseconds, 12'000);
        QVERIFY(answer.otherLogs && answer.otherLogs->hint.contains(u"+commandlog|get"_s));
    }

    void aDiagnosisIsAskedForOnlyWhereItIsWanted()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "SET faq:1 answer");
        const EvidenceParts diagnosis{false, false, false, true};
        const EvidenceAnswer answer = ask(server.endpoint(), {}, {}, diagnosis);
        QVERIFY2(answer.memory.ok(), qPrintable(answer.memory.ok() ? QString() : answer.memory.error().text()));
        const auto valueOf = [&answer](QLatin1String name) {
            for (const MemoryPart& part : *answer.memory)
                if (part.name == name)
                    return part.value;
            return -1.0;
        };
        QCOMPARE(valueOf("keys.count"_L1), 1);
        QVERIFY(valueOf("total.allocated"_L1) > 100'000);
        QVERIFY(valueOf("allocator-fragmentation.ratio"_L1) > 0.5); // text on the wire
        QVERIFY(valueOf("db.0.overhead.hashtable.main"_L1) > 0);    // in an array of its own
        QVERIFY(answer.memoryDoctor->contains(u"Sam"_s));
        QVERIFY(answer.latencyDoctor->contains(u"Latency monitoring is disabled"_s));
        QCOMPARE(answer.slowLog.error().code, ErrorCode::Cancelled);
        QCOMPARE(ask(server.endpoint()).memory.error().code, ErrorCode::Cancelled);

        // Advice takes what the server says of its latency, and asks for nothing else.
        adminCommand(server, "CONFIG RESETSTAT");
        const EvidenceAnswer advised = ask(server.endpoint(), {}, {}, {false, false, false, false, true});
        QVERIFY(advised.latencyDoctor->contains(u"Latency monitoring is disabled"_s));
        QCOMPARE(advised.memoryDoctor.error().code, ErrorCode::Cancelled);
        QVERIFY(!adminCommand(server, "INFO commandstats").contains("cmdstat_memory"));
    }

    void aDiagnosisThatIsRefusedSaysWhatWouldGrantIt()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        adminCommand(server, "ACL SETUSER watcher on >pw -@all +ping +info +client|setname +memory|stats");
        Endpoint endpoint = server.endpoint();
        endpoint.user = u"watcher"_s;
        const EvidenceAnswer answer = ask(endpoint, u"pw"_s, {}, {false, false, false, true});
        QVERIFY(answer.memory.ok());
        QCOMPARE(answer.memoryDoctor.error().code, ErrorCode::NoPermission);
        QVERIFY(answer.memoryDoctor.error().hint.contains(u"ACL SETUSER watcher +memory|doctor"_s));
        QVERIFY(answer.latencyDoctor.error().hint.contains(u"+latency|doctor"_s));
    }

    void aServerWithoutItSaysThatNobodyCanGrantIt()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--rename-command"_s, u"MEMORY"_s, QString()}).ok());
        const EvidenceAnswer answer = ask(server.endpoint(), {}, {}, {false, false, false, true});
        QCOMPARE(answer.memory.error().code, ErrorCode::Unsupported);
        QVERIFY2(answer.memory.error().text().contains(u"does not offer MEMORY STATS"_s),
                 qPrintable(answer.memory.error().text()));
        QVERIFY(answer.latencyDoctor.ok());
    }

    void oddDiagnosesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("stats");
        QTest::newRow("a status") << QByteArray("+OK\r\n");
        QTest::newRow("nothing") << QByteArray("*0\r\n");
        QTest::newRow("a name without a value") << QByteArray("*1\r\n$1\r\na\r\n");
        QTest::newRow("the same in a database") << QByteArray("*2\r\n$4\r\ndb.0\r\n*1\r\n$1\r\na\r\n");
    }
    void oddDiagnosesAreRefused()
    {
        QFETCH(QByteArray, stats);
        FakeServer server;
        server.answer("MEMORY STATS", stats);
        server.answer("MEMORY DOCTOR", FakeServer::bulk("fine\x1b[31m\r\nreally"));
        server.answer("LATENCY DOCTOR", ":1\r\n");
        const EvidenceAnswer answer = ask(server.endpoint(), {}, {}, {false, false, false, true});
        QCOMPARE(answer.memory.error().code, ErrorCode::ProtocolError);
        QCOMPARE(*answer.memoryDoctor, u"fine[31m\nreally"_s); // nothing that a terminal would obey
        QCOMPARE(answer.latencyDoctor.error().code, ErrorCode::ProtocolError);
    }

    void aDeadServerIsSaidForEveryPart()
    {
        Endpoint endpoint;
        endpoint.host = u"127.0.0.1"_s;
        endpoint.port = freeLoopbackPort();
        const EvidenceAnswer answer = ask(endpoint);
        QCOMPARE(answer.info.error().code, ErrorCode::ConnectionRefused);
        QCOMPARE(answer.slowLog.error().code, ErrorCode::ConnectionRefused);
        QCOMPARE(answer.clients.error().code, ErrorCode::ConnectionRefused);
        QCOMPARE(answer.latency.error().code, ErrorCode::ConnectionRefused);
    }

    void aServerThatFallsSilentEndsInTime()
    {
        FakeServer server;
        server.hold();
        ConnectionOptions options;
        options.connectTimeout = 200ms;
        options.commandTimeout = 200ms;
        QVERIFY(!ask(server.endpoint(), {}, options).info.ok());
    }
};

QTEST_GUILESS_MAIN(TestEvidenceProbe)
#include "tst_evidenceprobe.moc"
