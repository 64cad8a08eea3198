// SPDX-License-Identifier: GPL-3.0-or-later
// HTTPS sources from the command line, against real TLS servers.
#include "app/exitcodes.h"
#include "cliprocess.h"
#include "support/certificates.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliSourceTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const Certificates* each : {&m_certificates, &m_others})
            QVERIFY2(each->problem().isEmpty(), qPrintable(each->problem()));
        for (const QString& name : {u"server"_s, u"expired"_s, u"othername"_s})
            serve(name, name);
        serve(u"closing"_s, u"server"_s, {u"close-notify"_s});
        QCOMPARE(m_cli.run({u"caches"_s, u"add"_s, u"shop"_s, u"127.0.0.1:1"_s}).exitCode, 0);
    }

    void aServerIsAskedOnlyWithAGoodCertificate_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("caFile");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("said");
        const QString own = m_certificates.authority();
        const int ok = int(ExitCode::Ok), unavailable = int(ExitCode::Unavailable);
        QTest::newRow("the authority that signed it") << u"server"_s << own << ok << QByteArray();
        QTest::newRow("an answer that ends with close_notify while TCP stays")
            << u"closing"_s << own << ok << QByteArray();
        QTest::newRow("no authority: the system's")
            << u"server"_s << QString() << unavailable << QByteArray("authority that signed it");
        QTest::newRow("another authority")
            << u"server"_s << m_others.authority() << unavailable << QByteArray("authority that signed it");
        QTest::newRow("an expired certificate") << u"expired"_s << own << unavailable << QByteArray("expired");
        QTest::newRow("a certificate for another name")
            << u"othername"_s << own << unavailable << QByteArray("cache.example.org");
        QTest::newRow("an authority that is not there")
            << u"server"_s << m_cli.path(u"nobody.crt"_s) << unavailable << QByteArray("nobody.crt");
    }

    void aServerIsAskedOnlyWithAGoodCertificate()
    {
        QFETCH(QString, server);
        QFETCH(QString, caFile);
        QFETCH(QByteArray, said);
        QStringList add{u"sources"_s, u"add"_s,
                        u"--cache"_s, u"shop"_s,
                        u"--name"_s,  u"api"_s,
                        u"--kind"_s,  u"http-json"_s,
                        u"--map"_s,   u"/l1_hits=stage.l1.hits"_s,
                        u"--url"_s,   m_urls.value(server)};
        if (!caFile.isEmpty())
            add += {u"--ca-file"_s, caFile};
        const CliResult added = m_cli.run(add);
        QVERIFY2(added.exitCode == 0, added.err.constData());
        const CliResult tested = m_cli.run({u"sources"_s, u"test"_s, u"shop/api"_s});
        QCOMPARE(m_cli.run({u"sources"_s, u"remove"_s, u"shop/api"_s}).exitCode, 0);
        QVERIFY2(tested.err.contains(said), tested.err.constData());
        QFETCH(int, code);
        QVERIFY2(tested.exitCode == code, tested.err.constData());
        QCOMPARE(tested.out.contains("stage.l1.hits"), tested.exitCode == 0);
    }

    void cleanupTestCase()
    {
        for (const auto& server : m_servers) {
            server->kill();
            server->waitForFinished();
        }
    }

private:
    void serve(const QString& name, const QString& certificate, const QStringList& how = {})
    {
        auto server = std::make_unique<QProcess>();
        server->start(u"/usr/bin/python3"_s, QStringList{QStringLiteral(PROJECT_SOURCE_DIR "/tests/app/tlsserver.py"),
                                                         m_certificates.file(qPrintable(certificate + u".crt"_s)),
                                                         m_certificates.file(qPrintable(certificate + u".key"_s))} +
                                                 how);
        QVERIFY2(server->waitForReadyRead(20'000), server->readAllStandardError().constData());
        m_urls[name] = u"https://127.0.0.1:%1/stats"_s.arg(server->readLine().trimmed().toInt());
        m_servers.push_back(std::move(server));
    }

    Certificates m_certificates;
    Certificates m_others;
    CliRunner m_cli;
    QMap<QString, QString> m_urls;
    std::vector<std::unique_ptr<QProcess>> m_servers;
};

QTEST_GUILESS_MAIN(TestCliSourceTls)
#include "tst_clisourcetls.moc"
