// SPDX-License-Identifier: GPL-3.0-or-later
// Against a real mail server (aiosmtpd), also where it refuses, hangs or wants other TLS.
#include "alerts/mailmessage.h"
#include "app/notify/mailsender.h"
#include "notifyfixture.h"
#include "support/certificates.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <future>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using Kind = SendOutcome::Kind;

class TestMailSender : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void sends_data();
    void sends();
    void anAttemptCanBeGivenUp();

private:
    bool startServer(const QString& mode);
    nlohmann::json takenMail();

    Certificates m_certificates;
    std::unique_ptr<QProcess> m_server;
    int m_port = 0;
};

void TestMailSender::initTestCase()
{
    QProcess python;
    python.start(u"/usr/bin/python3"_s, {u"-c"_s, u"import aiosmtpd"_s});
    if (!python.waitForFinished() || python.exitCode() != 0)
        QSKIP("aiosmtpd is not installed");
    QVERIFY2(m_certificates.problem().isEmpty(), qPrintable(m_certificates.problem()));
}

void TestMailSender::cleanup()
{
    if (m_server) {
        m_server->kill();
        m_server->waitForFinished();
        m_server.reset();
    }
}

bool TestMailSender::startServer(const QString& mode)
{
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_server->start(u"/usr/bin/python3"_s, {QStringLiteral(PROJECT_SOURCE_DIR "/tests/app/mailserver.py"), mode,
                                            m_certificates.file("server.crt"), m_certificates.file("server.key")});
    while (!m_server->canReadLine() && m_server->waitForReadyRead())
        continue;
    m_port = m_server->readLine().trimmed().toInt();
    return m_port > 0;
}

nlohmann::json TestMailSender::takenMail()
{
    while (!m_server->canReadLine() && m_server->waitForReadyRead())
        continue;
    const QByteArray line = m_server->readLine();
    return nlohmann::json::parse(line.cbegin(), line.cend(), nullptr, false);
}

void TestMailSender::sends_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<MailSecurity>("security");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* server, MailSecurity security, Kind kind, const char* says,
                        const char* user = "", const char* password = "", bool trusted = true) {
        QTest::newRow(name) << QString::fromLatin1(server) << security << QString::fromLatin1(user)
                            << QString::fromLatin1(password) << trusted << kind << QString::fromLatin1(says);
    };
    row("in the clear", "plain", MailSecurity::None, Kind::Sent, "");
    row("with STARTTLS", "starttls", MailSecurity::StartTls, Kind::Sent, "");
    row("with TLS from the start", "tls", MailSecurity::Tls, Kind::Sent, "");
    row("with STARTTLS and a login", "starttls+auth", MailSecurity::StartTls, Kind::Sent, "", "cache", "right");
    row("a wrong password", "starttls+auth", MailSecurity::StartTls, Kind::Refused, "password", "cache", "wrong");
    row("no login where one is wanted", "auth", MailSecurity::None, Kind::Refused, "530");
    row("a certificate that nobody knows", "starttls", MailSecurity::StartTls, Kind::Refused, "certificate", "", "",
        false);
    row("the same with TLS from the start", "tls", MailSecurity::Tls, Kind::Refused, "certificate", "", "", false);
    row("no STARTTLS there", "plain", MailSecurity::StartTls, Kind::Refused, "STARTTLS");
    row("STARTTLS is wanted", "starttls", MailSecurity::None, Kind::Refused, "530");
    row("TLS to a server in the clear", "plain", MailSecurity::Tls, Kind::Failed, "TLS");
    row("STARTTLS to a server with TLS", "tls", MailSecurity::StartTls, Kind::Failed, "did not answer");
    row("an unknown recipient", "unknown", MailSecurity::None, Kind::Refused, "550");
    row("a busy server", "busy", MailSecurity::None, Kind::Failed, "451");
    row("a full mailbox", "full", MailSecurity::None, Kind::Refused, "552");
    row("a server that says nothing", "silent", MailSecurity::None, Kind::Failed, "did not answer");
    row("no answer after the mail", "mute", MailSecurity::None, Kind::Unclear, "did not answer");
    row("nobody listens", "", MailSecurity::None, Kind::Failed, "connections");
}

void TestMailSender::sends()
{
    QFETCH(QString, server);
    QFETCH(MailSecurity, security);
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(bool, trusted);
    QFETCH(Kind, kind);
    QFETCH(QString, says);
    m_port = 1;
    QVERIFY(server.isEmpty() || startServer(server));
    const MailSettings mail{u"127.0.0.1"_s,
                            m_port,
                            security,
                            user,
                            u"cache@example.org"_s,
                            {u"a@example.org"_s, u"b@example.org"_s},
                            trusted ? m_certificates.authority() : QString()};
    const Notification notification = sampleNotification();
    const bool waits = says == u"did not answer"_s;
    const SendOutcome outcome = sendMail(mail, password, mailMessage(mail, notification, notification.timeMs),
                                         waits ? SendLimits{1500, 1500} : SendLimits{});
    QVERIFY2(outcome.kind == kind && outcome.problem.contains(says), qPrintable(outcome.problem));
    QVERIFY(password.isEmpty() || !outcome.problem.contains(password));
    QCOMPARE(outcome.problem.isEmpty(), kind == Kind::Sent);
    if (kind != Kind::Sent)
        return;
    const nlohmann::json taken = takenMail();
    QVERIFY(!taken.is_discarded());
    QCOMPARE(QString::fromStdString(taken["subject"]), u"Critical: Hit ratio drop on shöp"_s);
    QCOMPARE(QString::fromStdString(taken["from"]), mail.from);
    QCOMPARE(taken["to"].size(), 2U);
    QVERIFY(QString::fromStdString(taken["body"]).contains(notification.alerts[0].message));
    QVERIFY(QString::fromStdString(taken["id"]).contains(notification.id));
    QCOMPARE(taken["tls"].get<bool>(), security != MailSecurity::None);
    QCOMPARE(taken["login"].get<bool>(), !user.isEmpty());
}

void TestMailSender::anAttemptCanBeGivenUp()
{
    QVERIFY(startServer(u"silent"_s));
    std::atomic_bool cancelled = false;
    const MailSettings mail{u"127.0.0.1"_s, m_port, MailSecurity::None, {}, u"a@b.c"_s, {u"a@b.c"_s}, {}};
    auto sending = std::async(std::launch::async, [&] {
        return sendMail(mail, {}, "Subject: x\r\n\r\n", SendLimits{600'000, 600'000, &cancelled});
    });
    cancelled = true;
    QVERIFY(sending.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
    QVERIFY(!sending.get().sent());
}

QTEST_GUILESS_MAIN(TestMailSender)
#include "tst_mailsender.moc"
