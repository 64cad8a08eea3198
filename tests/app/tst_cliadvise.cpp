// SPDX-License-Identifier: GPL-3.0-or-later
// advise against a real server with planted faults.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <map>
#include <nlohmann/json.hpp>

using namespace cacheledger;

class TestCliAdvise : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plantedFaultsAreFoundAndHealthIsFine()
    {
        LocalRedis server;
        QVERIFY(server
                    .start({QStringLiteral("--maxmemory"), QStringLiteral("64mb"), QStringLiteral("--maxmemory-policy"),
                            QStringLiteral("noeviction")})
                    .ok());
        adminCommand(server, "SET a 1");
        adminCommand(server, "KEYS *");
        const CliResult result = m_cli.run({QStringLiteral("advise"), url(server), QStringLiteral("--json"),
                                            QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        std::map<std::string, std::string> states;
        for (const auto& finding : nlohmann::json::parse(result.out.toStdString())) {
            states[finding.at("id").get<std::string>()] = finding.at("state").get<std::string>();
            QVERIFY(!finding.at("evidence").get<std::string>().empty());
            QVERIFY(finding.contains("worth"));
        }
        for (const char* found :
             {"noeviction-on-cache", "keys-without-ttl", "slow-commands", "default-user-without-password"})
            QCOMPARE(states[found], std::string("found"));
        for (const char* fine : {"no-maxmemory", "memory-high", "rejected-connections", "many-databases"})
            QCOMPARE(states[fine], std::string("fine"));
        for (const char* unknown : {"hit-ratio-low", "big-keys", "latency-monitor-off"})
            QCOMPARE(states[unknown], std::string("not_checkable"));
    }

    void peopleReadWhatToDoAndTheWayBack()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const CliResult result = m_cli.run({QStringLiteral("advise"), QStringLiteral("--cache"), url(server),
                                            QStringLiteral("--duration"), QStringLiteral("1")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        QVERIFY2(result.out.contains("No memory limit"), result.out.constData());
        QVERIFY2(result.out.contains("Way back: CONFIG SET maxmemory 0"), result.out.constData());
        QVERIFY2(result.out.contains("hit_ratio unknown"), result.out.constData());
    }

    void wrongUseAndNobodyThereAreTold()
    {
        QCOMPARE(m_cli.run({QStringLiteral("advise")}).exitCode, int(ExitCode::Usage));
        const QString nobody = QStringLiteral("127.0.0.1:%1").arg(freeLoopbackPort());
        const CliResult result = m_cli.run({QStringLiteral("advise"), nobody, QStringLiteral("--json")});
        QCOMPARE(result.exitCode, int(ExitCode::Unavailable));
        QVERIFY(nlohmann::json::parse(result.out.toStdString()).empty());
    }

private:
    static QString url(const LocalRedis& server) { return QStringLiteral("redis://127.0.0.1:%1").arg(server.port()); }

    CliRunner m_cli;
};

QTEST_GUILESS_MAIN(TestCliAdvise)
#include "tst_cliadvise.moc"
