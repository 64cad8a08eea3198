// SPDX-License-Identifier: GPL-3.0-or-later
// TLS from the command line, against a real server that asks for a client certificate; and the ACL line.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "redis/localredis.h"
#include "support/certificates.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestCliTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_certificates.problem().isEmpty(), qPrintable(m_certificates.problem()));
        const quint16 port = freeLoopbackPort();
        QVERIFY(m_server.start(m_certificates.serverOptions(port, QStringLiteral("server"), true)).ok());
        m_url = QStringLiteral("rediss://127.0.0.1:%1").arg(port);
    }

    void aServerIsReachedOnlyWithWhatItTakes_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("said");
        const QStringList authority{QStringLiteral("--tls-ca"), m_certificates.authority()};
        const QStringList certificate{QStringLiteral("--tls-cert"), m_certificates.file("client.crt")};
        const QStringList key{QStringLiteral("--tls-key"), m_certificates.file("client.key")};
        const QStringList insecure{QStringLiteral("--tls-insecure")};
        const int ok = int(ExitCode::Ok);
        const int usage = int(ExitCode::Usage);
        const int unavailable = int(ExitCode::Unavailable);
        QTest::newRow("authority, certificate and key") << authority + certificate + key << ok << QByteArray();
        QTest::newRow("without the authority") << certificate + key << unavailable << QByteArray("is not accepted");
        QTest::newRow("nothing verified, which is said")
            << insecure + certificate + key << ok << QByteArray("is not verified");
        QTest::newRow("without the client certificate") << authority << unavailable << QByteArray("client certificate");
        QTest::newRow("another name than the server's")
            << authority + certificate + key + QStringList{QStringLiteral("--tls-server-name"), QStringLiteral("other")}
            << unavailable << QByteArray("It is for");
        QTest::newRow("a key without its certificate") << authority + key << usage << QByteArray("--tls-cert");
        QTest::newRow("trusted and not verified") << authority + insecure << usage << QByteArray("contradict");
        QTest::newRow("an empty file name")
            << QStringList{QStringLiteral("--tls-ca"), QString()} << usage << QByteArray("not empty");
    }
    void aServerIsReachedOnlyWithWhatItTakes()
    {
        QFETCH(QStringList, options);
        const CliResult result =
            m_cli.run(QStringList{QStringLiteral("caches"), QStringLiteral("test"), m_url} + options);
        QFETCH(QByteArray, said);
        QVERIFY2(result.err.contains(said), result.err.constData());
        QTEST(result.exitCode, "code");
    }

    void anEncryptedKeyNeedsItsPassphrase_data()
    {
        QTest::addColumn<QString>("passphrase");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("its own") << QStringLiteral("opens") << int(ExitCode::Ok) << QByteArray();
        QTest::newRow("none") << QString() << int(ExitCode::Unavailable) << QByteArray("Give its passphrase");
        QTest::newRow("another") << QStringLiteral("s3same") << int(ExitCode::Unavailable) << QByteArray("not its own");
    }
    void anEncryptedKeyNeedsItsPassphrase()
    {
        QFETCH(QString, passphrase);
        CliRunner cli;
        if (!passphrase.isEmpty())
            cli.setVariable(QStringLiteral("CACHELEDGER_TLS_KEY_PASSWORD"), passphrase);
        const CliResult result =
            cli.run({QStringLiteral("caches"), QStringLiteral("test"), m_url, QStringLiteral("--tls-ca"),
                     m_certificates.authority(), QStringLiteral("--tls-cert"), m_certificates.file("client.crt"),
                     QStringLiteral("--tls-key"), m_certificates.file("locked.key")});
        QFETCH(QByteArray, said);
        QVERIFY2(result.err.contains(said), result.err.constData());
        QTEST(result.exitCode, "code");
        QVERIFY(!result.err.contains("s3same"));
    }

    void anOlderVersionThanTheLeastIsRefused()
    {
        LocalRedis old;
        const quint16 port = freeLoopbackPort();
        QVERIFY(old.start(m_certificates.serverOptions(port) +
                          QStringList{QStringLiteral("--tls-protocols"), QStringLiteral("TLSv1.2")})
                    .ok());
        const QStringList test{
            QStringLiteral("caches"),   QStringLiteral("test"),     QStringLiteral("rediss://127.0.0.1:%1").arg(port),
            QStringLiteral("--tls-ca"), m_certificates.authority(), QStringLiteral("--tls-min-version")};
        QCOMPARE(m_cli.run(test + QStringList{QStringLiteral("1.2")}).exitCode, int(ExitCode::Ok));
        QCOMPARE(m_cli.run(test + QStringList{QStringLiteral("1.3")}).exitCode, int(ExitCode::Unavailable));
        QCOMPARE(m_cli.run(test + QStringList{QStringLiteral("1.1")}).exitCode, int(ExitCode::Usage));
    }

    void aPlainAddressTakesNoTlsOptions()
    {
        const CliResult result = m_cli.run({QStringLiteral("check"), QStringLiteral("redis://127.0.0.1:1"),
                                            QStringLiteral("--tls-ca"), m_certificates.authority()});
        QCOMPARE(result.exitCode, int(ExitCode::Usage));
        QVERIFY2(result.err.contains("rediss://"), result.err.constData());
    }

    void anAddedCacheKeepsThem()
    {
        CliRunner cli;
        QCOMPARE(
            cli.run({QStringLiteral("caches"), QStringLiteral("add"), QStringLiteral("secure"), m_url,
                     QStringLiteral("--tls-ca"), m_certificates.authority(), QStringLiteral("--tls-cert"),
                     m_certificates.file("client.crt"), QStringLiteral("--tls-key"), m_certificates.file("client.key")})
                .exitCode,
            int(ExitCode::Ok));
        const CliResult tested = cli.run({QStringLiteral("caches"), QStringLiteral("test"), QStringLiteral("secure")});
        QVERIFY2(tested.exitCode == int(ExitCode::Ok), tested.err.constData());
    }

    void theAclLineIsOneLineOfTheFeaturesThatAreAskedFor()
    {
        const CliResult all = m_cli.run({QStringLiteral("acl"), QStringLiteral("--user"), QStringLiteral("watcher")});
        QCOMPARE(all.exitCode, int(ExitCode::Ok));
        QCOMPARE(all.out.count('\n'), 1);
        QVERIFY2(all.out.startsWith("ACL SETUSER watcher on >PASSWORD"), all.out.constData());
        QVERIFY2(all.out.contains("+slowlog|get"), all.out.constData());
        const CliResult poll = m_cli.run({QStringLiteral("acl"), QStringLiteral("--features"), QStringLiteral("poll")});
        QVERIFY2(poll.out.contains("+info") && poll.out.contains("+ping"), poll.out.constData());
        QVERIFY2(!poll.out.contains("+slowlog"), poll.out.constData());
        // A data server would refuse a line with a sentinel's commands in it.
        const CliResult every = m_cli.run({QStringLiteral("acl"), QStringLiteral("--features"), QStringLiteral("all")});
        QVERIFY2(every.out.contains("+config|get") && every.out.contains("~*"), every.out.constData());
        QVERIFY2(!every.out.contains("sentinel") && !every.out.contains("commandlog") && !every.out.contains("hotkeys"),
                 every.out.constData());
        const CliResult sentinel =
            m_cli.run({QStringLiteral("acl"), QStringLiteral("--features"), QStringLiteral("sentinel")});
        QVERIFY2(sentinel.out.contains("+sentinel|get-master-addr-by-name"), sentinel.out.constData());
    }

    void whatTheAclLineCannotBeMadeOfIsNamed_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("an unknown feature") << QStringList{QStringLiteral("--features"), QStringLiteral("poll,magic")};
        QTest::newRow("a sentinel's and a server's")
            << QStringList{QStringLiteral("--features"), QStringLiteral("poll,sentinel")};
        QTest::newRow("a user of two words") << QStringList{QStringLiteral("--user"), QStringLiteral("a +@all")};
    }
    void whatTheAclLineCannotBeMadeOfIsNamed()
    {
        QFETCH(QStringList, options);
        const CliResult result = m_cli.run(QStringList{QStringLiteral("acl")} + options);
        QCOMPARE(result.exitCode, int(ExitCode::Usage));
        QVERIFY(result.out.isEmpty());
    }

private:
    Certificates m_certificates;
    LocalRedis m_server;
    CliRunner m_cli;
    QString m_url;
};

QTEST_GUILESS_MAIN(TestCliTls)
#include "tst_clitls.moc"
