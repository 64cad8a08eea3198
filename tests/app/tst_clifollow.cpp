// SPDX-License-Identifier: GPL-3.0-or-later
// Several servers behind one address, as a script sees them.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "support/deployments.h"

#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliFollow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cli.setVariable(u"CACHELEDGER_SENTINEL_PASSWORD"_s, u"sentinels only"_s);
        QVERIFY(startReplicas(m_primary, m_replicas, 2));
        QVERIFY(m_sentinel.start(m_primary.port(), "sentinels only"));
        QTRY_COMPARE_WITH_TIMEOUT(nodesTold(), std::size_t(3), 30000); // it asks the primary every 10 s
    }

    void aSentinelsPrimaryIsChecked()
    {
        const CliResult result =
            m_cli.run({u"caches"_s, u"test"_s, m_sentinel.endpoint().address(), u"--sentinel-master"_s, u"main"_s});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        QVERIFY2(result.out.contains("primary") && result.out.contains("replica"), result.out.constData());
    }

    void anUnknownNameAndAWrongPasswordAreNamed()
    {
        const CliResult unknown =
            m_cli.run({u"check"_s, m_sentinel.endpoint().address(), u"--sentinel-master"_s, u"mian"_s});
        QCOMPARE(unknown.exitCode, int(ExitCode::Usage));
        QVERIFY2(unknown.err.contains("knows no primary \"mian\""), unknown.err.constData());
        CliRunner other;
        other.setVariable(u"CACHELEDGER_PASSWORD"_s, u"sentinels only"_s); // not for sentinels
        const CliResult refused =
            other.run({u"check"_s, m_sentinel.endpoint().address(), u"--sentinel-master"_s, u"main"_s});
        QCOMPARE(refused.exitCode, int(ExitCode::Permission));
    }

    void aCacheThatFollowsIsKeptAndCollected()
    {
        const CliRunner cli;
        const CliResult added =
            cli.run({u"caches"_s, u"add"_s, u"shop"_s, loopbackOf(m_primary).url(), u"--follow"_s, u"replicas"_s});
        QVERIFY2(added.exitCode == int(ExitCode::Ok), added.err.constData());
        const CliResult listed = cli.run({u"caches"_s, u"list"_s, u"--json"_s});
        const auto json = nlohmann::json::parse(listed.out.toStdString());
        QCOMPARE(json.at(0).at("nodes").size(), std::size_t(3));
        const CliResult collected = cli.run({u"collect"_s, u"--duration"_s, u"3"_s});
        QVERIFY2(collected.exitCode == int(ExitCode::Ok), collected.err.constData());
        QVERIFY2(collected.err.contains("3 of 3"), collected.err.constData());
    }

private:
    std::size_t nodesTold() const
    {
        const CliResult result = m_cli.run(
            {u"caches"_s, u"test"_s, m_sentinel.endpoint().address(), u"--sentinel-master"_s, u"main"_s, u"--json"_s});
        return result.exitCode == 0 ? nlohmann::json::parse(result.out.toStdString()).at("nodes").size() : 0;
    }

    CliRunner m_cli;
    LocalRedis m_primary;
    std::vector<std::unique_ptr<LocalRedis>> m_replicas;
    LocalSentinel m_sentinel;
};

QTEST_GUILESS_MAIN(TestCliFollow)
#include "tst_clifollow.moc"
