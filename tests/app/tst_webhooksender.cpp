// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/commandsender.h"
#include "app/notify/courier.h"
#include "app/notify/transfer.h"
#include "app/notify/webhooksender.h"
#include "httpreceiver.h"
#include "notifyfixture.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using Kind = SendOutcome::Kind;

/// Webhooks against a real HTTP server, and commands.
class TestWebhookSender : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("no_proxy", "*"); }
    void posts();
    void answersAreJudged_data();
    void answersAreJudged();
    void aMissingLibraryIsNamed();
    void aHangingServerIsUnclear();
    void badAddressesAreRefused_data();
    void badAddressesAreRefused();
    void theAddressOfSlackIsNeverTold();
    void aMissingSecretIsTold();
    void argumentsStayArguments();
    void aNameBringsInNoPlaceholder();
    void commandsAreJudged_data();
    void commandsAreJudged();
    void aHangingCommandIsEndedWithItsChildren();
};

static SendOutcome post(const HttpReceiver& receiver, const SendLimits& limits = {})
{
    const Notification notification = sampleNotification();
    return sendWebhook(QString::fromLatin1(receiver.url() + "/hook?a=b"), {},
                       webhookRequest(WebhookForm::Json, notification, u"key"_s, notification.timeMs), limits);
}

void TestWebhookSender::posts()
{
    HttpReceiver receiver;
    const SendOutcome outcome = post(receiver);
    QVERIFY2(outcome.sent(), qPrintable(outcome.problem));
    const auto requests = receiver.requests();
    QCOMPARE(requests.size(), 1U);
    QVERIFY(requests[0].head.startsWith("POST /hook?a=b HTTP/1.1\r\n"));
    QCOMPARE(requests[0].body, notification::toJson(sampleNotification()));
    QVERIFY(requests[0].head.contains("X-CacheLedger-Signature: " +
                                      webhookSignature("key", "1780315200", requests[0].body)));
    QVERIFY(requests[0].head.contains("Content-Type: application/json; charset=utf-8"));
    QVERIFY(!requests[0].head.contains("Expect"));
}

void TestWebhookSender::answersAreJudged_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("says");
    const QByteArray none;
    QTest::newRow("accepted") << 202 << none << none << Kind::Sent << "";
    QTest::newRow("a fault there") << 500 << none << QByteArray("boom") << Kind::Failed << "answered 500: boom";
    QTest::newRow("overloaded") << 503 << none << none << Kind::Failed << "answered 503.";
    QTest::newRow("too many") << 429 << QByteArray("Retry-After: 17\r\n") << none << Kind::Failed << "429";
    QTest::newRow("forbidden") << 403 << none << QByteArray("invalid_token") << Kind::Refused << "invalid_token";
    QTest::newRow("gone") << 404 << none << none << Kind::Refused << "404";
    QTest::newRow("a redirect") << 307 << QByteArray("Location: http://elsewhere.example/x?secret=1\r\n") << none
                                << Kind::Refused << "redirect (307) to elsewhere.example,";
    QTest::newRow("an endless answer") << 200 << none << QByteArray(1'000'000, 'x') << Kind::Sent << "";
    QTest::newRow("control characters") << 400 << none << QByteArray("a\x1b[2Jb\nc\0d", 11) << Kind::Refused << "b c d";
}

void TestWebhookSender::answersAreJudged()
{
    QFETCH(int, status);
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, body);
    QFETCH(Kind, kind);
    QFETCH(QString, says);
    HttpReceiver receiver;
    receiver.answer(status, headers, body);
    const SendOutcome outcome = post(receiver);
    QVERIFY2(outcome.kind == kind && outcome.problem.contains(says), qPrintable(outcome.problem));
    QCOMPARE(outcome.retryAfterMs.has_value(), status == 429);
    QVERIFY(status != 429 || *outcome.retryAfterMs == 17'000);
    QCOMPARE(receiver.requests().size(), 1U); // nothing was followed
    QVERIFY(outcome.problem.size() < 600);
}

void TestWebhookSender::aMissingLibraryIsNamed()
{
    QVERIFY(!CurlLibrary::load(u"curl-of-another-world"_s, 4));
    QVERIFY(!CurlLibrary::load(u"c"_s, 6)); // a library, but another
    QVERIFY(CurlLibrary::load(u"curl"_s, 4));
    const QString told = transferProblem(CURLE_FAILED_INIT, u"hooks.example"_s, {});
    QVERIFY2(told.contains(u"libcurl4"_s) && told.contains(u"hooks.example"_s), qPrintable(told));
}

void TestWebhookSender::aHangingServerIsUnclear()
{
    HttpReceiver receiver;
    receiver.answer(QByteArray());
    const SendOutcome outcome = post(receiver, {1000, 1000});
    QVERIFY2(outcome.kind == Kind::Unclear && outcome.problem.contains(u"did not answer"_s),
             qPrintable(outcome.problem));
}

void TestWebhookSender::badAddressesAreRefused_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("empty") << QString() << Kind::Refused;
    QTest::newRow("a file") << "file:///etc/passwd" << Kind::Refused;
    QTest::newRow("no host") << "https:///x" << Kind::Refused;
    QTest::newRow("a line end") << "http://127.0.0.1:1/\r\nX: y" << Kind::Refused;
    QTest::newRow("an unknown name") << "http://nowhere.invalid/" << Kind::Failed;
    QTest::newRow("nobody there") << "http://127.0.0.1:1/" << Kind::Failed;
}

void TestWebhookSender::badAddressesAreRefused()
{
    QFETCH(QString, address);
    QFETCH(Kind, kind);
    const SendOutcome outcome =
        sendWebhook(address, {}, webhookRequest(WebhookForm::Json, sampleNotification(), {}, 0), {});
    QVERIFY2(outcome.kind == kind && !outcome.problem.isEmpty(), qPrintable(outcome.problem));
}

void TestWebhookSender::theAddressOfSlackIsNeverTold()
{
    HttpReceiver receiver;
    receiver.answer(403, {}, "no_service");
    ChannelSetup setup;
    setup.channel.kind = ChannelKind::Webhook;
    setup.channel.webhook.form = WebhookForm::Slack;
    setup.secret = QString::fromLatin1(receiver.url() + "/services/T0/B0/verysecret");
    const SendOutcome outcome = sendThrough(setup, sampleNotification(), nullptr, {});
    QCOMPARE(outcome.kind, Kind::Refused);
    QVERIFY(!outcome.problem.contains(u"verysecret"_s));
    QVERIFY(receiver.requests().at(0).head.startsWith("POST /services/T0/B0/verysecret "));
}

void TestWebhookSender::aMissingSecretIsTold()
{
    ChannelSetup setup;
    setup.channel.name = u"Pager"_s;
    setup.channel.kind = ChannelKind::Webhook;
    setup.channel.webhook.form = WebhookForm::PagerDuty;
    const SendOutcome outcome = sendThrough(setup, sampleNotification(), nullptr, {});
    QCOMPARE(outcome.kind, Kind::Failed);
    QVERIFY(outcome.problem.contains(u"\"Pager\""_s));
}

void TestWebhookSender::argumentsStayArguments()
{
    QTemporaryDir folder;
    Notification notification = sampleNotification();
    notification.alerts[0].cacheName = u"a b; touch %1/evil $(x) `y` \"z\" 'w'\nv"_s.arg(folder.path());
    const CommandSettings command{u"/bin/sh"_s,
                                  {u"-c"_s, u"printf '%s|' \"$@\" > \"$0/arguments\"; cat > \"$0/input\""_s,
                                   folder.path(), u"--cache=%cache"_s, u"%tier"_s, u"100%"_s, u"%unknown %titles"_s},
                                  30'000};
    const SendOutcome outcome = runCommand(command, notification, {});
    QVERIFY2(outcome.sent(), qPrintable(outcome.problem));
    QFile arguments(folder.filePath(u"arguments"_s));
    QVERIFY(arguments.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(arguments.readAll()),
             u"--cache="_s + notification.alerts[0].cacheName + u"|critical|100%|%unknown %titles|"_s);
    QFile input(folder.filePath(u"input"_s));
    QVERIFY(input.open(QIODevice::ReadOnly));
    QCOMPARE(input.readAll(), notification::toJson(notification) + '\n');
    QVERIFY(!QFile::exists(folder.filePath(u"evil"_s)));
}

void TestWebhookSender::aNameBringsInNoPlaceholder()
{
    Notification notification = sampleNotification();
    notification.alerts[0].cacheName = u"%node%id"_s;
    QCOMPARE(filledArguments({u"%cache/%node"_s}, notification), QStringList{u"%node%id/127.0.0.1:6379"_s});
    QCOMPARE(filledArguments({u"%cache%tier"_s}, testNotification(0)), QStringList{QString()});
}

void TestWebhookSender::commandsAreJudged_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("script");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("says");
    QTest::newRow("good") << "/bin/sh"
                          << "exit 0" << Kind::Sent << "";
    QTest::newRow("input not read") << "/bin/true"
                                    << "" << Kind::Sent << "";
    QTest::newRow("a failure with words")
        << "/bin/sh"
        << "echo first >&2; echo no pager >&2; exit 3" << Kind::Failed << "sh ended with 3: no pager";
    QTest::newRow("a crash") << "/bin/sh"
                             << "kill -SEGV $$" << Kind::Failed << "crashed";
    QTest::newRow("no such program") << "/no/such/program"
                                     << "" << Kind::Refused << "/no/such/program";
    QTest::newRow("much output") << "/bin/sh"
                                 << "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; exit 1" << Kind::Failed
                                 << "ended with 1";
}

void TestWebhookSender::commandsAreJudged()
{
    QFETCH(QString, program);
    QFETCH(QString, script);
    QFETCH(Kind, kind);
    QFETCH(QString, says);
    const SendOutcome outcome = runCommand({program, {u"-c"_s, script}, 60'000}, sampleNotification(), {});
    QVERIFY2(outcome.kind == kind && outcome.problem.contains(says), qPrintable(outcome.problem));
    QVERIFY(outcome.problem.size() < 600);
}

void TestWebhookSender::aHangingCommandIsEndedWithItsChildren()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"child"_s);
    const SendOutcome outcome = runCommand(
        {u"/bin/sh"_s, {u"-c"_s, u"sleep 600 & echo $! > \"$0.part\"; mv \"$0.part\" \"$0\"; wait"_s, file}, 2000},
        sampleNotification(), {});
    QVERIFY2(outcome.kind == Kind::Unclear && outcome.problem.contains(u"had not ended"_s),
             qPrintable(outcome.problem));
    QFile pid(file);
    QVERIFY(pid.open(QIODevice::ReadOnly));
    const int child = pid.readAll().trimmed().toInt();
    QVERIFY(child > 0);
    // A zombie until somebody reaps it, where nothing does.
    const auto runs = [child] {
        QFile stat(u"/proc/%1/stat"_s.arg(child));
        return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
    };
    QTRY_VERIFY(!runs());
}

QTEST_GUILESS_MAIN(TestWebhookSender)
#include "tst_webhooksender.moc"
