// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log, held against what a real server counted; and what a user with the least rights is refused: nothing.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "redis/command.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cli = std::make_unique<CliRunner>();
        m_server = std::make_unique<LocalRedis>();
        QVERIFY(m_server->start().ok());
        QVERIFY(adminCommand(*m_server, "HSET app:stats l1_hits 30 l1_misses 10").startsWith(':'));
        QVERIFY(adminCommand(*m_server, "SET resp:1 x EX 600").startsWith('+'));
    }

    void theLogHasWhatTheServerCounted()
    {
        QVERIFY(adminCommand(*m_server, "CONFIG RESETSTAT").startsWith("+OK"));
        useEverything(url());
        std::map<QString, qint64> served = servedCommands();
        const CliResult audit = m_cli->run({u"audit"_s, u"--cache"_s, url(), u"--json"_s});
        QVERIFY2(audit.exitCode == int(ExitCode::Ok), audit.err.constData());
        std::map<QString, qint64> sent;
        for (const auto& row : nlohmann::json::parse(audit.out.toStdString())) {
            QVERIFY(row.at("bytesSent") > 0);
            QVERIFY(row.at("bytesReceived") > 0);
            for (const CommandInfo& command : commandTable())
                if (row.at("command") == command.words)
                    sent[QString::fromLatin1(command.aclRule).mid(1)] += row.at("sent").get<qint64>();
        }
        QVERIFY(sent.size() > 8);
        for (const auto& [command, count] : sent) {
            const auto counted = served.find(command);
            QVERIFY2(counted != served.end(), qPrintable(command));
            QVERIFY2(counted->second == count,
                     qPrintable(u"%1: %2 sent, %3 served"_s.arg(command).arg(count).arg(counted->second)));
        }
        if (!adminLogin().isEmpty())
            served.erase(u"auth"_s); // this test's own
        for (const auto& [command, count] : served)
            QVERIFY2(sent.contains(command), qPrintable(u"%1 is in no log"_s.arg(command)));
    }

    void theLogIsReadByCacheAndDay()
    {
        QCOMPARE(m_cli->run({u"caches"_s, u"add"_s, u"shop"_s, url()}).exitCode, 0);
        QCOMPARE(m_cli->run({u"check"_s, u"shop"_s, u"--duration"_s, u"1"_s}).exitCode, 0);
        const CliResult all = m_cli->run({u"audit"_s});
        QVERIFY2(all.out.contains("PING"), all.out.constData());
        QCOMPARE(m_cli->run({u"audit"_s, u"--cache"_s, u"shop"_s}).out, all.out);
        QCOMPARE(m_cli->run({u"audit"_s, u"--from"_s, u"now-1d"_s, u"--to"_s, u"now"_s}).out, all.out);
        const CliResult before = m_cli->run({u"audit"_s, u"--to"_s, u"now-2d"_s});
        QCOMPARE(before.exitCode, 0);
        QVERIFY(before.out.isEmpty() && !before.err.isEmpty());
        const CliResult unknown = m_cli->run({u"audit"_s, u"--cache"_s, u"nosuch"_s});
        QVERIFY(unknown.exitCode != 0);
        QVERIFY2(unknown.err.contains("nosuch"), unknown.err.constData());
    }

    /// The line that `acl` prints for all features is enough for all that the product does.
    void theLeastRightsAreEnoughForEverything()
    {
        const CliResult line = m_cli->run(
            {u"acl"_s, u"--user"_s, u"watcher"_s, u"--features"_s, u"poll,evidence,topology,sources,keys,diagnosis"_s});
        QByteArray rule = line.out.trimmed();
        rule.replace(">PASSWORD", ">least-rights-canary");
        QCOMPARE(adminCommand(*m_server, rule), QByteArray("+OK\r\n"));
        QCOMPARE(adminCommand(*m_server, "ACL LOG RESET"), QByteArray("+OK\r\n"));
        m_cli->setVariable(u"CACHELEDGER_PASSWORD"_s, u"least-rights-canary"_s);
        useEverything(u"redis://watcher@127.0.0.1:%1"_s.arg(m_server->port()));
        QCOMPARE(adminCommand(*m_server, "ACL LOG"), QByteArray("*0\r\n"));
        const QByteArray errors = adminCommand(*m_server, "INFO errorstats");
        QVERIFY2(!errors.contains("NOPERM") && !errors.contains("NOAUTH"), errors.constData());
        QVERIFY(servedCommands().contains(u"memory|usage"_s)); // it was the watcher who did it
        QVERIFY2(!m_said.contains("least-rights-canary"), m_said.constData());
        int files = 0;
        for (QDirIterator each(m_cli->profileDir(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
             each.hasNext(); ++files) {
            QFile file(each.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("least-rights-canary"), qPrintable(file.fileName()));
        }
        QVERIFY(files > 3);
    }

    /// And without one of them something is refused, which the counters show: they do count.
    void lessRightsAreSeen()
    {
        QCOMPARE(adminCommand(*m_server, "ACL SETUSER watcher on >pw -@all +ping +info +client|setname"),
                 QByteArray("+OK\r\n"));
        m_cli->setVariable(u"CACHELEDGER_PASSWORD"_s, u"pw"_s);
        m_cli->run({u"slowlog"_s, u"redis://watcher@127.0.0.1:%1"_s.arg(m_server->port())});
        QVERIFY(adminCommand(*m_server, "INFO errorstats").contains("NOPERM"));
        QVERIFY(adminCommand(*m_server, "ACL LOG") != QByteArray("*0\r\n"));
    }

private:
    QString url() const { return u"redis://127.0.0.1:%1"_s.arg(m_server->port()); }

    /// Each command of the product that asks a server.
    void useEverything(const QString& url)
    {
        run({u"caches"_s, u"add"_s, u"all"_s, url});
        run({u"sources"_s, u"add"_s, u"--cache"_s, u"all"_s, u"--name"_s, u"counters"_s, u"--kind"_s, u"redis-hash"_s,
             u"--key"_s, u"app:stats"_s, u"--preset"_s, u"levels"_s});
        run({u"caches"_s, u"test"_s, u"all"_s});
        run({u"check"_s, url, u"--duration"_s, u"1"_s}, true);
        run({u"topology"_s, url}, true);
        run({u"capabilities"_s, url});
        run({u"commands"_s, url, u"--duration"_s, u"1"_s}, true);
        run({u"slowlog"_s, url});
        run({u"advise"_s, url, u"--duration"_s, u"1"_s}, true);
        run({u"keys"_s, u"analyse"_s, url});
        run({u"sources"_s, u"test"_s, u"all/counters"_s});
        run({u"collect"_s, u"--cache"_s, u"all"_s, u"--interval"_s, u"250"_s, u"--duration"_s, u"3"_s});
    }

    /// `mayBreach`: what was found may end it with 1.
    void run(const QStringList& arguments, bool mayBreach = false)
    {
        const CliResult result = m_cli->run(arguments, 60000);
        m_said += result.out + result.err;
        const bool good =
            result.exitCode == int(ExitCode::Ok) || (mayBreach && result.exitCode == int(ExitCode::ThresholdBreached));
        QVERIFY2(good, qPrintable(arguments.join(u' ') + u": "_s + QString::fromUtf8(result.err)));
    }

    /// By the server's own count, without the test's.
    std::map<QString, qint64> servedCommands() const
    {
        static const QRegularExpression line(u"cmdstat_([a-z|_-]+):calls=(\\d+).*?rejected_calls=(\\d+)"_s);
        const QString info = QString::fromLatin1(adminCommand(*m_server, "INFO commandstats"));
        std::map<QString, qint64> calls;
        for (auto it = line.globalMatch(info); it.hasNext();) {
            const auto match = it.next();
            calls[match.captured(1)] = match.captured(2).toLongLong() + match.captured(3).toLongLong();
        }
        for (const QString& ofTheTest : {u"config|resetstat"_s, u"acl|setuser"_s, u"acl|log"_s, u"hset"_s, u"set"_s})
            calls.erase(ofTheTest);
        return calls;
    }

    std::unique_ptr<CliRunner> m_cli;
    std::unique_ptr<LocalRedis> m_server;
    QByteArray m_said;
};

QTEST_GUILESS_MAIN(TestCliAudit)
#include "tst_cliaudit.moc"
