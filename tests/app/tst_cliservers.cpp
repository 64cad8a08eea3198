// SPDX-License-Identifier: GPL-3.0-or-later
// topology and capabilities, as a script sees them.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <limits>
#include <nlohmann/json.hpp>

using namespace cacheledger;

class TestCliServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.start().ok()); }

    void aTopologyIsListed()
    {
        LocalRedis replica;
        QVERIFY(
            replica.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1 %1").arg(m_server.port())}).ok());
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(m_server, "INFO replication").contains("state=online"), 30'000);
        const CliResult asJson = m_cli.run({QStringLiteral("topology"), url(), QStringLiteral("--json")});
        QVERIFY2(asJson.exitCode == int(ExitCode::Ok), asJson.err.constData());
        const auto json = nlohmann::json::parse(asJson.out.toStdString());
        QCOMPARE(json.at("kind").get<std::string>(), std::string("replication"));
        QCOMPARE(json.at("nodes").size(), std::size_t(2));
        QCOMPARE(json["nodes"][0].at("role").get<std::string>(), std::string("primary"));
        QCOMPARE(json["nodes"][1].at("primary").get<std::string>(), json["nodes"][0].at("address").get<std::string>());
        QVERIFY(json["nodes"][1].at("lagBytes").is_number());
        QVERIFY(json.at("coveredSlots").is_null());
        const CliResult text = m_cli.run({QStringLiteral("topology"), url()});
        QCOMPARE(text.out.count('\n'), 2);
        QVERIFY2(text.out.contains("replica"), text.out.constData());
    }

    void somethingWrongEndsWithOne()
    {
        LocalRedis orphan;
        QVERIFY(
            orphan.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1 %1").arg(freeLoopbackPort())}).ok());
        const CliResult result =
            m_cli.run({QStringLiteral("topology"), QStringLiteral("127.0.0.1:%1").arg(orphan.port())});
        QCOMPARE(result.exitCode, int(ExitCode::ThresholdBreached));
        QVERIFY2(result.err.contains("has lost its primary"), result.err.constData());
    }

    void capabilitiesAreListedAndTheLineThatGrantsThem()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER poller on >pw -@all +ping +info +client|setname"),
                 QByteArray("+OK\r\n"));
        CliRunner cli;
        cli.setVariable(QStringLiteral("CACHELEDGER_PASSWORD"), QStringLiteral("pw"));
        const QString asPoller = QStringLiteral("redis://poller@127.0.0.1:%1").arg(m_server.port());
        const CliResult result = cli.run({QStringLiteral("capabilities"), asPoller, QStringLiteral("--json")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        const auto node = nlohmann::json::parse(result.out.toStdString()).at("nodes").at(0);
        QVERIFY(!node.at("commands").empty());
        for (const auto& feature : node.at("features")) {
            const bool polls = feature.at("name") == "poll";
            QCOMPARE(feature.at("state").get<std::string>(), std::string(polls ? "available" : "missing"));
            QCOMPARE(feature.at("grant").is_null(), polls);
        }
        const CliResult text = cli.run({QStringLiteral("capabilities"), asPoller});
        QVERIFY2(text.out.contains("ACL SETUSER poller +slowlog|get"), text.out.constData());
    }

    void commandsAreListedByTheTimeTheyTook()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        for (int i = 0; i < 3; ++i)
            adminCommand(server, "SET key value");
        adminCommand(server, "HGET key field"); // fails: wrong type
        const CliResult result =
            m_cli.run({QStringLiteral("commands"), QStringLiteral("127.0.0.1:%1").arg(server.port()),
                       QStringLiteral("--json"), QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        double lastShare = 1;
        bool seen = false;
        for (const auto& use : nlohmann::json::parse(result.out.toStdString())) {
            QVERIFY(use.at("timeShare").get<double>() <= lastShare);
            lastShare = use["timeShare"].get<double>();
            if (use.at("command") == "set") {
                seen = true;
                QCOMPARE(use.at("calls").get<double>(), 3.0);
            }
            if (use.at("command") == "hget")
                QCOMPARE(use.at("failedCalls").get<double>(), 1.0);
        }
        QVERIFY(seen);
    }

    void slowCommandsAreListedWithoutArguments()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--slowlog-log-slower-than"), QStringLiteral("0")}).ok());
        adminCommand(server, "SET secret-key secret-value");
        const QString address = QStringLiteral("127.0.0.1:%1").arg(server.port());
        const CliResult result = m_cli.run({QStringLiteral("slowlog"), address, QStringLiteral("--json")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        QVERIFY2(!result.out.contains("secret"), result.out.constData());
        qint64 last = std::numeric_limits<qint64>::max();
        bool seen = false;
        for (const auto& entry : nlohmann::json::parse(result.out.toStdString())) {
            QVERIFY(entry.at("microseconds").get<qint64>() <= last);
            last = entry["microseconds"].get<qint64>();
            seen = seen || (entry.at("command") == "SET" && entry.at("arguments") == 2);
        }
        QVERIFY(seen);
    }

    void aDiagnosisIsExplained()
    {
        const CliResult result = m_cli.run({QStringLiteral("diagnose"), url(), QStringLiteral("--json")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        const auto node = nlohmann::json::parse(result.out.toStdString()).at(0);
        bool seen = false;
        for (const auto& part : node.at("memory"))
            seen = seen || (part.at("name") == "dataset.bytes" && !part.at("meaning").get<std::string>().empty() &&
                            part.at("value").get<double>() > 0);
        QVERIFY(seen);
        QCOMPARE(node.at("latencyDoctor").at("meaning").size(), std::size_t(1));
        const CliResult text = m_cli.run({QStringLiteral("diagnose"), url()});
        QVERIFY2(text.out.contains("> Hi Sam") && text.out.contains("latency-monitor-threshold 100"),
                 text.out.constData());
    }

    void aDiagnosisThatIsPartlyRefusedIsToldPartByPart()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER part on >pw -@all +ping +info +client|setname +memory|stats"),
                 QByteArray("+OK\r\n"));
        CliRunner cli;
        cli.setVariable(QStringLiteral("CACHELEDGER_PASSWORD"), QStringLiteral("pw"));
        const QString asPart = QStringLiteral("redis://part@127.0.0.1:%1").arg(m_server.port());
        const CliResult result = cli.run({QStringLiteral("diagnose"), asPart});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        QVERIFY2(result.out.contains("dataset.bytes") && result.err.contains("ACL SETUSER part +latency|doctor"),
                 result.err.constData());
    }

    void withoutInfoThereIsNoPermissionToWatch()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER blind on >pw -@all +ping"), QByteArray("+OK\r\n"));
        CliRunner cli;
        cli.setVariable(QStringLiteral("CACHELEDGER_PASSWORD"), QStringLiteral("pw"));
        const CliResult result = cli.run(
            {QStringLiteral("capabilities"), QStringLiteral("redis://blind@127.0.0.1:%1").arg(m_server.port())});
        QCOMPARE(result.exitCode, int(ExitCode::Permission));
    }

    void anUnreachableServerIsUnavailable_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("topology") << QStringLiteral("topology");
        QTest::newRow("capabilities") << QStringLiteral("capabilities");
        QTest::newRow("commands") << QStringLiteral("commands");
        QTest::newRow("slowlog") << QStringLiteral("slowlog");
        QTest::newRow("diagnose") << QStringLiteral("diagnose");
    }
    void anUnreachableServerIsUnavailable()
    {
        QFETCH(QString, command);
        const CliResult result = m_cli.run({command, QStringLiteral("127.0.0.1:%1").arg(freeLoopbackPort())});
        QCOMPARE(result.exitCode, int(ExitCode::Unavailable));
    }

private:
    QString url() const { return QStringLiteral("redis://127.0.0.1:%1").arg(m_server.port()); }

    LocalRedis m_server;
    CliRunner m_cli;
};

QTEST_GUILESS_MAIN(TestCliServers)
#include "tst_cliservers.moc"
