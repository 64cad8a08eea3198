// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/command.h"

#include "redis/connection.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <set>
#include <type_traits>

using namespace cacheledger;

// The list is closed: a Command comes from its named functions alone, and a Connection takes nothing else.
static_assert(!std::is_default_constructible_v<Command>);
static_assert(!std::is_constructible_v<Command, CommandKind, std::vector<QByteArray>>);
static_assert(!std::is_constructible_v<Command, CommandKind>);
static_assert(!std::is_constructible_v<Command, QByteArray>);
static_assert(!std::is_invocable_v<decltype(&Connection::send), Connection&, QByteArray, Connection::Callback>);
static_assert(!std::is_invocable_v<decltype(&Connection::send), Connection&, CommandKind, Connection::Callback>);
static_assert(std::is_invocable_v<decltype(&Connection::send), Connection&, Command, Connection::Callback>);

class TestCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.start().ok()); }

    void theTableIsExactlyTheClosedList()
    {
        // A new command belongs here, too: this is the promise that the documentation makes.
        const std::set<QByteArray> promised{"CLUSTER NODES",
                                            "PING",
                                            "AUTH",
                                            "CLIENT SETNAME",
                                            "INFO everything",
                                            "INFO all",
                                            "INFO",
                                            "SLOWLOG GET 32",
                                            "CLIENT LIST",
                                            "LATENCY LATEST",
                                            "SELECT",
                                            "LRANGE KEY 0 999",
                                            "GET",
                                            "HLEN",
                                            "HGETALL",
                                            "DBSIZE",
                                            "SCAN CURSOR COUNT 250",
                                            "TYPE",
                                            "MEMORY USAGE KEY SAMPLES 5",
                                            "PTTL",
                                            "OBJECT IDLETIME",
                                            "OBJECT FREQ",
                                            "SENTINEL GET-MASTER-ADDR-BY-NAME NAME",
                                            "SENTINEL REPLICAS NAME",
                                            "CONFIG GET PATTERN",
                                            "SRANDMEMBER KEY 5",
                                            "MEMORY STATS",
                                            "MEMORY DOCTOR",
                                            "LATENCY DOCTOR",
                                            "READONLY",
                                            "COMMANDLOG GET 32 LOG",
                                            "HLEN KEY",
                                            "SCARD KEY",
                                            "ZCARD KEY",
                                            "HRANDFIELD KEY 5",
                                            "ZRANDMEMBER KEY 5",
                                            "HSTRLEN KEY FIELD",
                                            "HOTKEYS GET"};
        std::set<QByteArray> found;
        int index = 0;
        for (const CommandInfo& command : commandTable()) {
            found.insert(command.words);
            QCOMPARE(static_cast<int>(command.kind), index++); // in the order of the enumeration
            QCOMPARE(commandInfo(command.kind).words, command.words);
            QVERIFY(command.aclRule[0] == '+');
            QVERIFY(qstrlen(command.usedFor) > 0);
        }
        QCOMPARE(found, promised);
    }

    void keysAreReadOnlyWhereThatIsAskedFor()
    {
        QVERIFY(!leastPrivilegeAclLine(QStringLiteral("watcher")).contains(u'~'));
        const CommandFeature keys = CommandFeature::Keys;
        QString line = leastPrivilegeAclLine(QStringLiteral("looker"), {&keys, 1});
        line.replace(QStringLiteral("PASSWORD"), QStringLiteral("pw"));
        QCOMPARE(adminCommand(m_server, line.toUtf8()), QByteArray("+OK\r\n"));
        for (const char* command : {"SCAN 0", "TYPE a", "MEMORY USAGE a", "PTTL a", "OBJECT IDLETIME a", "HLEN a",
                                    "SCARD a", "ZCARD a", "HRANDFIELD a 5", "ZRANDMEMBER a 5", "HSTRLEN a f"})
            QCOMPARE(adminCommand(m_server, QByteArray("ACL DRYRUN looker ") + command), QByteArray("+OK\r\n"));
        QVERIFY(adminCommand(m_server, "ACL DRYRUN looker GET a").contains("no permissions"));
    }

    void noCommandOfTheTableWrites()
    {
        for (const CommandInfo& command : commandTable()) {
            if (command.feature == CommandFeature::Sentinel || command.feature == CommandFeature::CommandLogs ||
                command.feature == CommandFeature::HotKeys)
                continue; // unknown to this server; a sentinel stores nothing, and GET of a log only reads
            const QByteArray name = QByteArray(command.words).split(' ').first();
            const QByteArray described = adminCommand(m_server, "EVAL \"local f = ''; for _, v in "
                                                                "ipairs(redis.call('COMMAND','INFO','" +
                                                                    name +
                                                                    "')[1][3]) do f = f .. (v.ok or v) .. ' ' end "
                                                                    "return f\" 0");
            QVERIFY2(described.startsWith('$'), described.constData());
            QVERIFY2(!described.contains("write"), described.constData());
        }
    }

    void wireBytesAreResp_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const Command& command, const QByteArray& expected) {
            QTest::newRow(name) << command.wire() << expected;
        };
        row("ping", Command::ping(), "*1\r\n$4\r\nPING\r\n");
        row("info everything", Command::infoEverything(), "*2\r\n$4\r\nINFO\r\n$10\r\neverything\r\n");
        row("info all", Command::infoAll(), "*2\r\n$4\r\nINFO\r\n$3\r\nall\r\n");
        row("info", Command::info(), "*1\r\n$4\r\nINFO\r\n");
        row("slow log", Command::slowlogGet(), "*3\r\n$7\r\nSLOWLOG\r\n$3\r\nGET\r\n$2\r\n32\r\n");
        row("clients", Command::clientList(), "*2\r\n$6\r\nCLIENT\r\n$4\r\nLIST\r\n");
        row("latency", Command::latencyLatest(), "*2\r\n$7\r\nLATENCY\r\n$6\r\nLATEST\r\n");
        row("a log", Command::commandLogGet(CommandLog::LargeReply),
            "*4\r\n$10\r\nCOMMANDLOG\r\n$3\r\nGET\r\n$2\r\n32\r\n$11\r\nlarge-reply\r\n");
        row("hot keys", Command::hotKeysGet(), "*2\r\n$7\r\nHOTKEYS\r\n$3\r\nGET\r\n");
        row("memory", Command::memoryStats(), "*2\r\n$6\r\nMEMORY\r\n$5\r\nSTATS\r\n");
        row("memory doctor", Command::memoryDoctor(), "*2\r\n$6\r\nMEMORY\r\n$6\r\nDOCTOR\r\n");
        row("latency doctor", Command::latencyDoctor(), "*2\r\n$7\r\nLATENCY\r\n$6\r\nDOCTOR\r\n");
        row("cluster", Command::clusterNodes(), "*2\r\n$7\r\nCLUSTER\r\n$5\r\nNODES\r\n");
        row("a sentinel's primary", Command::sentinelPrimary(QStringLiteral("main")),
            "*3\r\n$8\r\nSENTINEL\r\n$23\r\nGET-MASTER-ADDR-BY-NAME\r\n$4\r\nmain\r\n");
        row("a sentinel's replicas", Command::sentinelReplicas(QStringLiteral("main")),
            "*3\r\n$8\r\nSENTINEL\r\n$8\r\nREPLICAS\r\n$4\r\nmain\r\n");
        row("members", Command::someMembers("k"), "*3\r\n$11\r\nSRANDMEMBER\r\n$1\r\nk\r\n$1\r\n5\r\n");
        row("how many fields", Command::hashCount("k"), "*2\r\n$4\r\nHLEN\r\n$1\r\nk\r\n");
        row("how many members", Command::setCount("k"), "*2\r\n$5\r\nSCARD\r\n$1\r\nk\r\n");
        row("how many sorted members", Command::sortedSetCount("k"), "*2\r\n$5\r\nZCARD\r\n$1\r\nk\r\n");
        row("fields, without values", Command::someFields("k"), "*3\r\n$10\r\nHRANDFIELD\r\n$1\r\nk\r\n$1\r\n5\r\n");
        row("sorted members", Command::someSortedMembers("k"), "*3\r\n$11\r\nZRANDMEMBER\r\n$1\r\nk\r\n$1\r\n5\r\n");
        row("how long a value is", Command::fieldLength("k", "f\r\n"),
            "*3\r\n$7\r\nHSTRLEN\r\n$1\r\nk\r\n$3\r\nf\r\n\r\n");
        row("settings", Command::configGet("m[^a]*"), "*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$6\r\nm[^a]*\r\n");
        row("a database", Command::select(3), "*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n");
        row("the newest of a list", Command::listNewest("latencies:a b"),
            "*4\r\n$6\r\nLRANGE\r\n$13\r\nlatencies:a b\r\n$1\r\n0\r\n$3\r\n999\r\n");
        row("a counter", Command::get("n\r\n"), "*2\r\n$3\r\nGET\r\n$3\r\nn\r\n\r\n");
        row("a hash's size", Command::hashLength("h"), "*2\r\n$4\r\nHLEN\r\n$1\r\nh\r\n");
        row("a hash", Command::hashGetAll("h"), "*2\r\n$7\r\nHGETALL\r\n$1\r\nh\r\n");
        row("a password alone", Command::auth({}, QStringLiteral("pw")), "*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n");
        row("user and password", Command::auth(QStringLiteral("joe"), QStringLiteral("pw")),
            "*3\r\n$4\r\nAUTH\r\n$3\r\njoe\r\n$2\r\npw\r\n");
        row("a password beyond ASCII", Command::auth({}, QString::fromUtf8("p\u00e4ss")),
            "*2\r\n$4\r\nAUTH\r\n$5\r\np\xc3\xa4ss\r\n");
        row("line ends do not smuggle a command in", Command::auth({}, QStringLiteral("x\r\nFLUSHALL\r\n")),
            "*2\r\n$4\r\nAUTH\r\n$13\r\nx\r\nFLUSHALL\r\n\r\n");
        row("a name", Command::clientSetName("me"), "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$2\r\nme\r\n");
    }
    void wireBytesAreResp()
    {
        QFETCH(QByteArray, wire);
        QTEST(wire, "expected");
    }

    void theAclLineIsAcceptedAndAllowsExactlyTheTable()
    {
        QString line = leastPrivilegeAclLine(QStringLiteral("watcher"));
        QVERIFY2(line.startsWith(QStringLiteral("ACL SETUSER watcher on >PASSWORD resetchannels -@all +ping")),
                 qPrintable(line));
        line.replace(QStringLiteral("PASSWORD"), QStringLiteral("pw"));
        QCOMPARE(adminCommand(m_server, line.toUtf8()), QByteArray("+OK\r\n"));
        const auto dryRun = [this](const QByteArray& command) {
            return adminCommand(m_server, "ACL DRYRUN watcher " + command);
        };
        for (const CommandInfo& command : commandTable()) {
            if (command.kind == CommandKind::Auth || command.feature == CommandFeature::Sources ||
                command.feature == CommandFeature::Keys || command.feature == CommandFeature::Sentinel ||
                command.feature == CommandFeature::Settings || command.feature == CommandFeature::CommandLogs ||
                command.feature == CommandFeature::HotKeys)
                continue; // AUTH is always allowed, and not known to DRYRUN's arity check without arguments
            const QByteArray words = command.kind == CommandKind::ClientSetName ? "CLIENT SETNAME x" : command.words;
            QCOMPARE(dryRun(words), QByteArray("+OK\r\n"));
        }
        for (const char* forbidden :
             {"SET a b", "GET a", "FLUSHALL", "CONFIG GET *", "CLIENT KILL x", "SLOWLOG RESET", "LATENCY RESET",
              "CLIENT NO-EVICT on", "EVAL x 0", "KEYS *", "ACL LIST", "SHUTDOWN"})
            QVERIFY2(dryRun(forbidden).contains("no permissions"), forbidden);
    }

    void whoWantsSourcesMayReadTheirKeysAndNoOthers()
    {
        const CommandFeature features[] = {CommandFeature::Poll, CommandFeature::Sources};
        QString line = leastPrivilegeAclLine(QStringLiteral("reader"), features);
        line.replace(QStringLiteral("PASSWORD"), QStringLiteral("pw"));
        QCOMPARE(adminCommand(m_server, line.toUtf8()), QByteArray("+OK\r\n"));
        for (const char* allowed : {"LRANGE latencies:embed 0 999", "LRANGE cache_latencies 0 999",
                                    "GET success_count:embed", "GET error_count:embed", "SELECT 1", "INFO"})
            QCOMPARE(adminCommand(m_server, "ACL DRYRUN reader " + QByteArray(allowed)), QByteArray("+OK\r\n"));
        for (const char* forbidden : {"GET session:1", "HGETALL users", "LPUSH latencies:embed 1", "CLIENT LIST"})
            QVERIFY2(adminCommand(m_server, "ACL DRYRUN reader " + QByteArray(forbidden)).contains("no permissions") ||
                         adminCommand(m_server, "ACL DRYRUN reader " + QByteArray(forbidden)).contains("doesn't have"),
                     forbidden);
    }

private:
    LocalRedis m_server;
};

QTEST_GUILESS_MAIN(TestCommand)
#include "tst_command.moc"
