// SPDX-License-Identifier: GPL-3.0-or-later
// Connection over TLS, against real servers with certificates made for the test.
#include "redis/connection.h"
#include "redis/localredis.h"
#include "support/certificates.h"
#include "support/fakeserver.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace std::chrono_literals;

class TestTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_certificates.problem().isEmpty())
            QFAIL(qPrintable(m_certificates.problem()));
        m_plainTlsPort = startTls(m_server, QStringLiteral("server"), false);
        QVERIFY(m_plainTlsPort != 0);
    }

    void verifiedServersAreUsed_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("folder");
        QTest::newRow("by name, authority from a file") << QStringLiteral("localhost") << false;
        QTest::newRow("by address, authority from a folder") << QStringLiteral("127.0.0.1") << true;
    }
    void verifiedServersAreUsed()
    {
        QFETCH(QString, host);
        QFETCH(bool, folder);
        Endpoint endpoint = tlsEndpoint(m_plainTlsPort);
        endpoint.host = host;
        if (folder)
            endpoint.tls.caFile = m_certificates.authorityFolder();
        QCOMPARE(outcome(endpoint), QStringLiteral("PONG"));
    }

    void anUntrustedServerIsRefusedUnlessVerificationIsOff()
    {
        Endpoint endpoint = tlsEndpoint(m_plainTlsPort);
        endpoint.tls.caFile.clear(); // the system does not know our authority
        QCOMPARE(outcome(endpoint), QStringLiteral("TlsFailed"));
        QVERIFY2(m_error.message.contains(QStringLiteral("The certificate")), qPrintable(m_error.message));
        QVERIFY2(m_error.message.contains(endpoint.address()), qPrintable(m_error.message));
        endpoint.tls.verify = false;
        QCOMPARE(outcome(endpoint), QStringLiteral("PONG"));
    }

    void aSelfSignedCertificateIsRefusedUnlessItIsTheOneThatIsTrusted()
    {
        LocalRedis server;
        const quint16 port = startTls(server, QStringLiteral("selfsigned"), false);
        QVERIFY(port != 0);
        Endpoint endpoint = tlsEndpoint(port);
        QCOMPARE(outcome(endpoint), QStringLiteral("TlsFailed"));
        QVERIFY2(m_error.text().contains(QStringLiteral("self-signed")), qPrintable(m_error.text()));
        QVERIFY2(m_error.text().contains(QStringLiteral("made by itself")), qPrintable(m_error.text()));
        endpoint.tls.caFile = m_certificates.file("selfsigned.crt");
        QCOMPARE(outcome(endpoint), QStringLiteral("PONG"));
    }

    void anExpiredCertificateSaysWhen()
    {
        LocalRedis server;
        const quint16 port = startTls(server, QStringLiteral("expired"), false);
        QVERIFY(port != 0);
        QCOMPARE(outcome(tlsEndpoint(port)), QStringLiteral("TlsFailed"));
        QVERIFY2(m_error.message.contains(QStringLiteral("\"expired\"")), qPrintable(m_error.message));
        QVERIFY2(m_error.hint.contains(QStringLiteral("2021-01-01")), qPrintable(m_error.hint));
    }

    void aCertificateForAnotherNameSaysWhichUnlessThatNameIsGiven()
    {
        LocalRedis server;
        const quint16 port = startTls(server, QStringLiteral("othername"), false);
        QVERIFY(port != 0);
        Endpoint endpoint = tlsEndpoint(port);
        QCOMPARE(outcome(endpoint), QStringLiteral("TlsFailed"));
        QVERIFY2(m_error.hint.contains(QStringLiteral("cache.example.org")), qPrintable(m_error.hint));
        endpoint.tls.serverName = QStringLiteral("cache.example.org");
        QCOMPARE(outcome(endpoint), QStringLiteral("PONG"));
    }

    void aClientCertificateOpensAServerThatAsksForOne()
    {
        LocalRedis server;
        const quint16 port = startTls(server, QStringLiteral("server"), true);
        QVERIFY(port != 0);
        Endpoint endpoint = tlsEndpoint(port);
        QCOMPARE(outcome(endpoint), QStringLiteral("TlsFailed"));
        QVERIFY2(m_error.text().contains(QStringLiteral("client certificate")), qPrintable(m_error.text()));
        endpoint.tls.certificateFile = m_certificates.file("client.crt");
        endpoint.tls.keyFile = m_certificates.file("client.key");
        QCOMPARE(outcome(endpoint), QStringLiteral("PONG"));
    }

    void filesThatCannotBeUsedAreNamed_data()
    {
        QTest::addColumn<QString>("caFile");
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("named");
        const QString good = m_certificates.authority();
        const QString none = QStringLiteral("/nonexistent/file.pem");
        const QString noKey = m_certificates.file("client.crt");
        QTest::newRow("no authority file") << none << QString() << QString() << none;
        QTest::newRow("an authority file without a certificate")
            << m_certificates.file("ca.key") << QString() << QString() << m_certificates.file("ca.key");
        QTest::newRow("no client certificate") << good << none << none << none;
        QTest::newRow("no key") << good << noKey << none << none;
        QTest::newRow("a key file without a key") << good << noKey << noKey << noKey;
    }
    void filesThatCannotBeUsedAreNamed()
    {
        QFETCH(QString, caFile);
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, named);
        Endpoint endpoint = tlsEndpoint(m_plainTlsPort);
        endpoint.tls.caFile = caFile;
        endpoint.tls.certificateFile = certificate;
        endpoint.tls.keyFile = key;
        QCOMPARE(outcome(endpoint), QStringLiteral("TlsFailed"));
        QVERIFY2(m_error.message.contains(named), qPrintable(m_error.message));
    }

    void tlsToAPlainPortHintsAtPlain_data()
    {
        QTest::addColumn<bool>("silent");
        QTest::newRow("a real server") << false;
        QTest::newRow("a silent port") << true;
    }
    void tlsToAPlainPortHintsAtPlain()
    {
        QFETCH(bool, silent);
        FakeServer fake;
        fake.beSilent();
        const QString found = outcome(tlsEndpoint(silent ? fake.port() : m_server.port()), 300ms);
        QVERIFY2(found == QStringLiteral("ConnectTimeout") || found == QStringLiteral("TlsFailed"), qPrintable(found));
        QVERIFY2(m_error.text().contains(QStringLiteral("redis://")), qPrintable(m_error.text()));
        QVERIFY2(m_error.message.contains(QStringLiteral("TLS")), qPrintable(m_error.message));
    }

    void plainToATlsPortHintsAtTls()
    {
        Endpoint endpoint = tlsEndpoint(m_plainTlsPort);
        endpoint.transport = Transport::Tcp;
        const QString found = outcome(endpoint);
        QVERIFY2(found == QStringLiteral("NotRedis") || found == QStringLiteral("Disconnected"), qPrintable(found));
        QVERIFY2(m_error.hint.contains(QStringLiteral("rediss://")), qPrintable(m_error.text()));
    }

    void aStoppedTlsServerTimesOut()
    {
        m_server.suspend();
        const QString found = outcome(tlsEndpoint(m_plainTlsPort), 200ms);
        m_server.resume();
        QCOMPARE(found, QStringLiteral("ConnectTimeout"));
    }

private:
    quint16 startTls(LocalRedis& server, const QString& name, bool askForClientCertificate)
    {
        const quint16 port = freeLoopbackPort();
        return server.start(m_certificates.serverOptions(port, name, askForClientCertificate)).ok() ? port : quint16(0);
    }

    Endpoint tlsEndpoint(quint16 port) const
    {
        Endpoint endpoint;
        endpoint.transport = Transport::Tls;
        endpoint.host = QStringLiteral("127.0.0.1");
        endpoint.port = port;
        endpoint.tls.caFile = m_certificates.authority();
        return endpoint;
    }

    // What a PING is answered, or the name of the error, which is kept.
    QString outcome(const Endpoint& endpoint, std::chrono::milliseconds patience = 20s)
    {
        ConnectionOptions options;
        options.connectTimeout = options.commandTimeout = patience;
        Connection connection(endpoint, {}, options);
        QString found;
        QObject::connect(&connection, &Connection::ready, &connection, [&] {
            connection.send(Command::ping(), [&](const Result<Reply>& reply) {
                if (reply.ok())
                    found = QString::fromLatin1(reply->text);
            });
        });
        QObject::connect(&connection, &Connection::closed, &connection, [&](const Error& error) {
            m_error = error;
            found = QString::fromLatin1(errorCodeName(error.code));
        });
        connection.open();
        [&] { QTRY_VERIFY(!found.isEmpty()); }();
        return found;
    }

    Certificates m_certificates;
    LocalRedis m_server;
    quint16 m_plainTlsPort = 0;
    Error m_error;
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
