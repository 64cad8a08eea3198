// SPDX-License-Identifier: GPL-3.0-or-later
// Through an SSH server or a proxy from the command line, with real ones.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "redis/localredis.h"
#include "support/answeringserver.h"
#include "support/gateways.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliRoute : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_gateways.problem().isEmpty(), qPrintable(m_gateways.problem()));
        QVERIFY(m_server.start());
        m_url = m_server.endpoint().url();
        const Route ssh = m_gateways.ssh();
        m_ssh = {u"--ssh"_s, u"tester@"_s + ssh.address(), u"--ssh-known-hosts"_s, ssh.knownHostsFile};
    }

    void aServerIsReached_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("secret");
        const QString socks = u"socks5://"_s + m_gateways.socks().address();
        const QString http = u"http://tester@"_s + m_gateways.http().address();
        QTest::newRow("SSH, key") << m_ssh + QStringList{u"--ssh-key"_s, m_gateways.file("key")} << QString()
                                  << QString();
        QTest::newRow("SSH, key with a passphrase") << m_ssh + QStringList{u"--ssh-key"_s, m_gateways.file("locked")}
                                                    << u"CACHELEDGER_SSH_PASSWORD"_s << u"opens"_s;
        QTest::newRow("SSH, password") << m_ssh << u"CACHELEDGER_SSH_PASSWORD"_s << u"s3cret"_s;
        QTest::newRow("SOCKS5") << QStringList{u"--proxy"_s, socks} << QString() << QString();
        QTest::newRow("HTTP") << QStringList{u"--proxy"_s, http} << u"CACHELEDGER_PROXY_PASSWORD"_s << u"s3cret"_s;
    }
    void aServerIsReached()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, variable);
        QFETCH(QString, secret);
        CliRunner cli;
        if (!variable.isEmpty())
            cli.setVariable(variable, secret);
        const CliResult tested = cli.run(QStringList{u"caches"_s, u"test"_s, m_url} + options);
        QVERIFY2(tested.exitCode == 0, tested.err.constData());
    }

    void whatContradictsIsRefused_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("both ways") << QStringList{u"--ssh"_s, u"a"_s, u"--proxy"_s, u"socks5://b"_s};
        QTest::newRow("a key without SSH") << QStringList{u"--ssh-key"_s, u"/key"_s};
        QTest::newRow("an SSH server as a proxy") << QStringList{u"--proxy"_s, u"ssh://a"_s};
        QTest::newRow("a proxy of another kind") << QStringList{u"--proxy"_s, u"socks4://a"_s};
        QTest::newRow("a password in the address") << QStringList{u"--proxy"_s, u"http://me:s3cret@a"_s};
        QTest::newRow("nothing") << QStringList{u"--ssh"_s, QString()};
    }
    void whatContradictsIsRefused()
    {
        QFETCH(QStringList, options);
        const CliResult tested = m_cli.run(QStringList{u"caches"_s, u"test"_s, m_url} + options);
        QCOMPARE(tested.exitCode, int(ExitCode::Usage));
        QVERIFY(!tested.err.contains("s3cret"));
    }

    void anAddedCacheKeepsItsWayAndNoSecret()
    {
        CliRunner cli;
        cli.setVariable(u"CACHELEDGER_SSH_PASSWORD"_s, u"s3cret"_s);
        const CliResult added = cli.run(QStringList{u"caches"_s, u"add"_s, u"shop"_s, m_url} + m_ssh);
        QVERIFY2(added.exitCode == 0, added.err.constData());
        const CliResult tested = cli.run({u"caches"_s, u"test"_s, u"shop"_s});
        QVERIFY2(tested.exitCode == 0, tested.err.constData());
        const CliResult collected = cli.run({u"collect"_s, u"--cache"_s, u"shop"_s, u"--duration"_s, u"2"_s});
        QVERIFY2(collected.exitCode == 0, collected.err.constData());
        QFile caches(cli.profileDir() + u"/config/caches.json"_s);
        QVERIFY(caches.open(QIODevice::ReadOnly));
        const QByteArray text = caches.readAll();
        QVERIFY2(text.contains("ssh://tester@"), text.constData());
        QVERIFY2(!text.contains("s3cret"), text.constData());

        cli.removeVariable(u"CACHELEDGER_SSH_PASSWORD"_s);
        const QString file = cli.writeFile(u"credentials.json"_s, "{\"routes\": {\"" + m_gateways.ssh().url().toUtf8() +
                                                                      "\": {\"secret\": \"s3cret\"}}}");
        const CliResult fromFile = cli.run({u"--credentials"_s, file, u"caches"_s, u"test"_s, u"shop"_s});
        QVERIFY2(fromFile.exitCode == 0, fromFile.err.constData());
        QVERIFY(cli.run({u"caches"_s, u"test"_s, u"shop"_s}).exitCode != 0);
    }

    void aSourceGoesByTheWayOfItsCache()
    {
        CliRunner cli;
        cli.setVariable(u"CACHELEDGER_SSH_PASSWORD"_s, u"s3cret"_s);
        AnsweringServer app;
        app.serve("/stats", R"({"hits": 7})");
        QVERIFY(cli.run(QStringList{u"caches"_s, u"add"_s, u"shop"_s, m_url} + m_ssh).exitCode == 0);
        const CliResult added = cli.run({u"sources"_s, u"add"_s, u"--cache"_s, u"shop"_s, u"--name"_s, u"app"_s,
                                         u"--kind"_s, u"http-json"_s, u"--map"_s, u"/hits=stage.l1.hits"_s, u"--url"_s,
                                         app.url(u"/stats"_s).toString(), u"--via-cache"_s});
        QVERIFY2(added.exitCode == 0, added.err.constData());
        const auto looked = [&] { // the server lives in this thread
            const auto process = cli.start({u"sources"_s, u"test"_s, u"shop/app"_s});
            [&] { QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 60'000); }();
            return CliRunner::wait(*process);
        };
        const CliResult tested = looked();
        QVERIFY2(tested.exitCode == 0, tested.err.constData());
        QVERIFY2(tested.out.contains("/hits\t7"), tested.out.constData());
        QCOMPARE(app.heads().size(), 1);
        const auto collect = cli.start({u"collect"_s, u"--cache"_s, u"shop"_s, u"--duration"_s, u"3"_s});
        QTRY_COMPARE_WITH_TIMEOUT(collect->state(), QProcess::NotRunning, 60'000);
        const CliResult collected = CliRunner::wait(*collect);
        QVERIFY2(collected.exitCode == 0 && !collected.err.contains("Source app"), collected.err.constData());
        QVERIFY(app.heads().size() >= 2);
        cli.setVariable(u"CACHELEDGER_SSH_PASSWORD"_s, u"guess"_s); // or it would not go that way at all
        const CliResult refused = looked();
        QVERIFY2(refused.exitCode != 0 && refused.err.contains("SSH"), refused.err.constData());
    }

private:
    Gateways m_gateways;
    LocalRedis m_server;
    CliRunner m_cli;
    QString m_url;
    QStringList m_ssh;
};

QTEST_GUILESS_MAIN(TestCliRoute)
#include "tst_cliroute.moc"
