// SPDX-License-Identifier: GPL-3.0-or-later
// keys analyse against a real server with planted faults.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;

class TestCliKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start().ok());
        // A prefix without TTLs and with truncated hashes, one with TTLs, a big key, a name that is no text.
        adminCommand(m_server, "EVAL \"for i=1,400 do redis.call('SET','emb:'..string.sub(redis.sha1hex(i),1,8),"
                               "string.rep('x',300)) redis.call('SET','resp:'..i,'y','EX',600) end\" 0");
        adminCommand(m_server, "EVAL \"redis.call('SET','blob',string.rep('z',100000))\" 0");
        adminCommand(m_server, "SET \"emb:\\xff\\xfe\" 1");
    }

    void theFaultsShow()
    {
        const CliResult result = m_cli.run({QStringLiteral("keys"), QStringLiteral("analyse"), url(),
                                            QStringLiteral("--json"), QStringLiteral("--budget"), QStringLiteral("0")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        const auto json = nlohmann::json::parse(result.out.toStdString());
        QCOMPARE(json.at("keys").get<double>(), 802.0);
        QCOMPARE(json.at("delimiter").get<std::string>(), std::string(":"));
        QVERIFY(json.at("complete").get<bool>());
        QCOMPARE(json.at("biggest").at(0).at("key").get<std::string>(), std::string("blob"));
        bool seen = false;
        for (const auto& prefix : json.at("prefixes")) {
            if (prefix.at("prefix") != "emb:")
                continue;
            seen = true;
            QCOMPARE(prefix.at("withoutTtlShare").get<double>(), 1.0);
            QCOMPARE(prefix.at("shortHexIds").at("digits").get<int>(), 8);
        }
        QVERIFY(seen);
    }

    void peopleReadATable()
    {
        const CliResult result = m_cli.run({QStringLiteral("keys"), QStringLiteral("analyse"),
                                            QStringLiteral("--cache"), url(), QStringLiteral("--sample"),
                                            QStringLiteral("50"), QStringLiteral("--delimiter"), QStringLiteral(":")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        QVERIFY2(result.out.contains("emb:"), result.out.constData());
        QVERIFY2(result.out.contains("\u00b1"), result.out.constData());
        QVERIFY2(result.out.contains("hexadecimal"), result.out.constData());
    }

    void wrongUseIsNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no cache") << QStringList{};
        QTest::newRow("two caches") << QStringList{url(), QStringLiteral("--cache"), url()};
        QTest::newRow("a sample of nothing") << QStringList{url(), QStringLiteral("--sample"), QStringLiteral("0")};
        QTest::newRow("more than all") << QStringList{url(), QStringLiteral("--sample"), QStringLiteral("101")};
        QTest::newRow("a delimiter of two") << QStringList{url(), QStringLiteral("--delimiter"), QStringLiteral("::")};
        QTest::newRow("a resumed one with another sample")
            << QStringList{url(), QStringLiteral("--resume"), QStringLiteral("--sample"), QStringLiteral("1")};
        QTest::newRow("a negative budget") << QStringList{url(), QStringLiteral("--budget"), QStringLiteral("-1")};
    }
    void wrongUseIsNamed()
    {
        QFETCH(QStringList, arguments);
        const CliResult result = m_cli.run(QStringList{QStringLiteral("keys"), QStringLiteral("analyse")} + arguments);
        QCOMPARE(result.exitCode, int(ExitCode::Usage));
        QVERIFY(result.out.isEmpty());
    }

    void theResultOfAConfiguredCacheIsKept()
    {
        CliRunner cli;
        const QStringList analyse{QStringLiteral("keys"), QStringLiteral("analyse")};
        QCOMPARE(cli.run(analyse + QStringList{url()}).exitCode, int(ExitCode::Ok));
        const QString folder = cli.profileDir() + QStringLiteral("/data/keys");
        QVERIFY(!QFileInfo::exists(folder)); // nobody would look for it
        QCOMPARE(cli.run({QStringLiteral("caches"), QStringLiteral("add"), QStringLiteral("shop"), url()}).exitCode,
                 int(ExitCode::Ok));
        for (const int kept : {1, 2}) {
            const CliResult result = cli.run(analyse + QStringList{QStringLiteral("shop")});
            QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
            const QStringList caches = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
            QCOMPARE(caches.size(), 1);
            QCOMPARE(QDir(folder + QLatin1Char('/') + caches.front()).entryList(QDir::Files).size(), kept);
        }
    }

    void whatASignalEndedIsResumed()
    {
        CliRunner cli;
        QCOMPARE(cli.run({QStringLiteral("caches"), QStringLiteral("add"), QStringLiteral("shop"), url()}).exitCode,
                 int(ExitCode::Ok));
        const QStringList analyse{QStringLiteral("keys"), QStringLiteral("analyse"), QStringLiteral("shop")};
        const QStringList resume = analyse + QStringList{QStringLiteral("--resume"), QStringLiteral("--json")};
        const CliResult none = cli.run(resume);
        QCOMPARE(none.exitCode, int(ExitCode::Usage));
        adminCommand(m_server, "CONFIG RESETSTAT");
        const auto process = cli.start(analyse + QStringList{QStringLiteral("--budget"), QStringLiteral("200")});
        // It has begun when the server knows it; its first step is 250 names.
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(m_server, "INFO commandstats").contains("cmdstat_scan:"), 30'000);
        process->terminate();
        const CliResult ended = CliRunner::wait(*process);
        QCOMPARE(ended.exitCode, int(ExitCode::Ok));
        QVERIFY2(ended.err.contains("--resume"), ended.err.constData());
        const CliResult result = cli.run(resume + QStringList{QStringLiteral("--budget"), QStringLiteral("0")});
        QVERIFY2(result.exitCode == int(ExitCode::Ok), result.err.constData());
        const auto json = nlohmann::json::parse(result.out.toStdString());
        QVERIFY(json.at("complete").get<bool>());
        QCOMPARE(json.at("scanned").get<int>(), 802);
        QCOMPARE(cli.run(resume).exitCode, int(ExitCode::Usage)); // it is over
    }

    void whoMayNotScanIsToldWhatToGrant()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER poller on >pw -@all +ping +info +client|setname"),
                 QByteArray("+OK\r\n"));
        CliRunner cli;
        cli.setVariable(QStringLiteral("CACHELEDGER_PASSWORD"), QStringLiteral("pw"));
        const CliResult result = cli.run({QStringLiteral("keys"), QStringLiteral("analyse"),
                                          QStringLiteral("redis://poller@127.0.0.1:%1").arg(m_server.port())});
        QCOMPARE(result.exitCode, int(ExitCode::Permission));
        QVERIFY2(result.err.contains("ACL SETUSER poller +scan"), result.err.constData());
    }

private:
    QString url() const { return QStringLiteral("redis://127.0.0.1:%1").arg(m_server.port()); }

    LocalRedis m_server;
    CliRunner m_cli;
};

QTEST_GUILESS_MAIN(TestCliKeys)
#include "tst_clikeys.moc"
