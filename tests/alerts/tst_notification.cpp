// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplealert.h"

#include "alerts/mailmessage.h"
#include "alerts/notificationtext.h"
#include "alerts/webhookpayload.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using Json = nlohmann::json;

namespace
{

/// Everything that one of the formats takes for more than text.
const QString evil =
    QStringLiteral("a\"b\\c\r\nBcc: x@example.org\r\n\r\n<!channel> & [link](http://evil) *b* \u2028 \U0001F525 %s");

Json bodyOf(WebhookForm form, const Notification& notification, const QString& secret = {})
{
    return Json::parse(webhookRequest(form, notification, secret, sampleNowMs).body.toStdString());
}

QByteArray headerOf(const WebhookRequest& request, const QByteArray& name)
{
    for (const auto& [key, value] : request.headers)
        if (key == name)
            return value;
    return {};
}

} // namespace

class TestNotification : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMessageIsWhatSomebodyWroteInEveryForm()
    {
        Notification message;
        message.id = QStringLiteral("m");
        message.event = NotificationEvent::Message;
        message.timeMs = sampleNowMs;
        message.thread = QStringLiteral("cacheledger/incident/1");
        message.title = QStringLiteral("shop: Memory exhaustion");
        message.text = evil;
        const auto read = notification::fromJson(notification::toJson(message));
        QVERIFY(read && read->event == NotificationEvent::Message);
        QCOMPARE(read->title, message.title);
        QCOMPARE(read->text, message.text);
        QCOMPARE(notificationtext::title(message), message.title);
        QVERIFY(notificationtext::body(message).contains(QStringLiteral("[link](http://evil)")));
        const Json slack = bodyOf(WebhookForm::Slack, message);
        QCOMPARE(QString::fromStdString(slack["blocks"][1]["text"]["text"]), evil);
        QVERIFY(slack["blocks"][1]["text"]["type"] == "plain_text");
        const Json card = bodyOf(WebhookForm::Teams, message)["attachments"][0]["content"];
        QCOMPARE(QString::fromStdString(card["body"][1]["inlines"][0]["text"]), evil);
        Notification old = message; // one of a version that knew no messages
        old.event = NotificationEvent::Test;
        QVERIFY(!notification::toJson(old).contains("\"text\""));
    }
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void textSaysMetricValueLimitDurationAndPlaybook()
    {
        const Notification notification = sampleNotification(sampleAlert());
        QCOMPARE(notificationtext::title(notification), "Critical: Hit ratio drop on shop");
        const QString body = notificationtext::body(notification);
        const QString condition =
            notificationtext::condition(notification.alerts[0], sampleNowMs).replace(QChar(0xa0), QLatin1Char(' '));
        QCOMPARE(condition, "Hit ratio is 71.4 % (limit: below 80.0 %) for 6 min.");
        for (const char* part : {"shop", "127.0.0.1:6379", "The database answers", "performance-degradation"})
            QVERIFY2(body.contains(QLatin1String(part)), part);
        QVERIFY(!body.contains(QLatin1String("duplicate")));
    }

    void conditionsReadWell_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<RuleFunction>("function");
        QTest::addColumn<Comparison>("comparison");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("threshold");
        QTest::addColumn<QString>("says");
        QTest::newRow("bytes") << QByteArray("used_memory") << RuleFunction::Value << Comparison::AtLeast
                               << 2147483648.0 << 1073741824.0 << "is 2 GiB (limit: 1 GiB or more) for 6 min.";
        QTest::newRow("growth of bytes is a ratio")
            << QByteArray("used_memory") << RuleFunction::GrowthPerDay << Comparison::Above << 0.25 << 0.2
            << "is 25.0 % (limit: above 20.0 %) for 6 min.";
        QTest::newRow("a rate is a second's") << QByteArray("evicted_keys") << RuleFunction::Rate << Comparison::Above
                                              << 20.0 << 10.0 << "/s (limit: above 10";
        QTest::newRow("node down") << QByteArray("up") << RuleFunction::Value << Comparison::Below << 0.0 << 1.0
                                   << "No answer for 6 min.";
        QTest::newRow("no limit") << QByteArray("maxmemory") << RuleFunction::Value << Comparison::Equal << 0.0 << 0.0
                                  << "Memory limit: no limit for 6 min.";
        QTest::newRow("a limit that grew by nothing")
            << QByteArray("maxmemory") << RuleFunction::GrowthPerDay << Comparison::AtMost << 0.0 << 0.0
            << "is 0.0 % (limit: 0.0 % or less) for 6 min.";
        QTest::newRow("absence") << QByteArray("used_memory") << RuleFunction::Absence << Comparison::Above << 1.0
                                 << 0.0 << "has no value for 6 min.";
    }

    void conditionsReadWell()
    {
        QFETCH(QByteArray, metric);
        QFETCH(RuleFunction, function);
        QFETCH(Comparison, comparison);
        QFETCH(double, value);
        QFETCH(double, threshold);
        QFETCH(QString, says);
        Alert alert = sampleAlert();
        alert.metric = metric.toStdString();
        alert.function = function;
        alert.comparison = comparison;
        alert.newestValue = value;
        alert.threshold = threshold;
        const QString text = notificationtext::condition(alert, sampleNowMs).replace(QChar(0xa0), QLatin1Char(' '));
        QVERIFY2(text.contains(says), qPrintable(text));
    }

    void jsonIsReadBack()
    {
        Notification notification = sampleNotification(sampleAlert());
        notification.possiblyDuplicate = true;
        notification.event = NotificationEvent::Ended;
        notification.moreAlerts = 3;
        notification.alerts.push_back(sampleAlert());
        notification.alerts[1].newestValue.reset();
        notification.alerts[1].firedValue.reset();
        notification.alerts[1].firedMs.reset();
        notification.alerts[1].ruleName = evil;
        const auto read = notification::fromJson(notification::toJson(notification));
        QVERIFY(read.has_value());
        QCOMPARE(notification::toJson(*read), notification::toJson(notification));
        QCOMPARE(read->alerts[1].ruleName, evil);
        QVERIFY(read->possiblyDuplicate && read->event == NotificationEvent::Ended);
        QVERIFY(!read->alerts[1].newestValue);
        for (const char* bad : {"", "{}", "[1]", "{\"id\": 3}", "\xff"})
            QVERIFY(!notification::fromJson(bad));
    }

    void plainJsonIsSigned()
    {
        // echo -n '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
        QCOMPARE(webhookSignature("key", "1700000000", "{\"a\":1}"),
                 QByteArray("sha256=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03"));
        const WebhookRequest request =
            webhookRequest(WebhookForm::Json, sampleNotification(sampleAlert()), QStringLiteral("key"), sampleNowMs);
        QCOMPARE(headerOf(request, "X-CacheLedger-Timestamp"), QByteArray("1780315200"));
        QCOMPARE(headerOf(request, "X-CacheLedger-Signature"), webhookSignature("key", "1780315200", request.body));
        QCOMPARE(headerOf(request, "Idempotency-Key"), sampleNotification(sampleAlert()).id.toLatin1());
        QVERIFY(headerOf(webhookRequest(WebhookForm::Json, sampleNotification(sampleAlert()), {}, sampleNowMs),
                         "X-CacheLedger-Signature")
                    .isEmpty());
    }

    void slackGetsPlainText()
    {
        Notification notification = sampleNotification(sampleAlert());
        notification.alerts[0].cacheName = evil;
        const Json json = bodyOf(WebhookForm::Slack, notification);
        const std::string text = json["text"];
        QVERIFY(text.find("<!channel>") == std::string::npos &&
                text.find("&lt;!channel&gt; &amp;") != std::string::npos);
        QVERIFY(json["blocks"][0]["type"] == "header");
        QVERIFY(json["blocks"][0]["text"]["text"].get<std::string>().size() <= 200);
        for (const Json& block : json["blocks"])
            QVERIFY(block["text"]["type"] == "plain_text");
    }

    void teamsGetsACardWithoutMarkdown()
    {
        Notification notification = sampleNotification(sampleAlert());
        notification.alerts[0].message = evil;
        const Json json = bodyOf(WebhookForm::Teams, notification);
        QVERIFY(json["type"] == "message");
        QVERIFY(json["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive");
        const Json card = json["attachments"][0]["content"];
        QVERIFY(card["type"] == "AdaptiveCard");
        QVERIFY(card["body"][0]["inlines"][0]["text"] == "Critical: Hit ratio drop on shop");
        for (const Json& item : card["body"])
            QVERIFY(item["type"] == "RichTextBlock");
    }

    void pagerDutyJoinsByThread()
    {
        Notification notification = sampleNotification(sampleAlert());
        Json json = bodyOf(WebhookForm::PagerDuty, notification, QStringLiteral("R0"));
        QVERIFY(json["event_action"] == "trigger");
        QVERIFY(json["routing_key"] == "R0");
        QVERIFY(json["dedup_key"] == "cacheledger/c1/hit-ratio-drop");
        QVERIFY(json["payload"]["severity"] == "critical");
        QVERIFY(json["payload"]["timestamp"] == "2026-06-01T12:00:00.000Z");
        QVERIFY(json["payload"]["source"] == "127.0.0.1:6379");
        notification.event = NotificationEvent::Acknowledged;
        json = bodyOf(WebhookForm::PagerDuty, notification, QStringLiteral("R0"));
        QVERIFY(json["event_action"] == "acknowledge");
        notification.event = NotificationEvent::Ended;
        json = bodyOf(WebhookForm::PagerDuty, notification, QStringLiteral("R0"));
        QVERIFY(json["event_action"] == "resolve");
        QVERIFY(json["dedup_key"] == "cacheledger/c1/hit-ratio-drop");
        QVERIFY(!json.contains("payload"));
    }

    void aRepetitionSaysSoEverywhere()
    {
        Notification notification = sampleNotification(sampleAlert());
        notification.possiblyDuplicate = true;
        for (const WebhookForm form :
             {WebhookForm::Json, WebhookForm::Slack, WebhookForm::Teams, WebhookForm::PagerDuty}) {
            const WebhookRequest request = webhookRequest(form, notification, {}, sampleNowMs);
            QCOMPARE(headerOf(request, "X-CacheLedger-Possibly-Duplicate"), QByteArray("true"));
            QVERIFY2(request.body.toLower().contains("duplicate"), request.body);
        }
        QVERIFY(mailMessage({}, notification, sampleNowMs).contains("X-CacheLedger-Possibly-Duplicate: true\r\n"));
    }

    void tenThousandAlertsAreOneReadableMessage()
    {
        Notification notification = sampleNotification(sampleAlert());
        notification.alerts.assign(100, sampleAlert());
        notification.moreAlerts = 9900;
        for (Alert& alert : notification.alerts)
            alert.message = QString(3000, QLatin1Char('x'));
        QCOMPARE(notificationtext::title(notification), "Critical: Hit ratio drop on shop and 9,999 more");
        QVERIFY(notificationtext::body(notification).contains(QLatin1String("9,980 more")));
        const Json slack = bodyOf(WebhookForm::Slack, notification);
        QVERIFY(slack["blocks"].size() <= 50);
        for (const Json& block : slack["blocks"])
            QVERIFY(block["text"]["text"].get<std::string>().size() <= 3000);
        QVERIFY(webhookRequest(WebhookForm::Teams, notification, {}, sampleNowMs).body.size() < 28'000);
        QVERIFY(webhookRequest(WebhookForm::PagerDuty, notification, {}, sampleNowMs).body.size() < 512'000);
    }

    void aMailHasWhatAMailNeeds()
    {
        MailSettings mail;
        mail.from = QStringLiteral("cache@example.org");
        mail.to = {QStringLiteral("a@example.org"), QStringLiteral("b@example.org")};
        const QByteArray text = mailMessage(mail, sampleNotification(sampleAlert()), sampleNowMs);
        QVERIFY(text.contains("Date: Mon, 01 Jun 2026 12:00:00 +0000\r\n"));
        QVERIFY(text.contains("From: CacheLedger <cache@example.org>\r\n"));
        QVERIFY(text.contains("To: a@example.org,\r\n b@example.org\r\n"));
        QVERIFY(text.contains("Subject: Critical: Hit ratio drop on shop\r\n"));
        QVERIFY(text.contains("Message-ID: <6d1f0f8e-1111-4222-8333-444455556666@example.org>\r\n"));
        const QByteArray body = text.mid(text.indexOf("\r\n\r\n") + 4).replace("\r\n", "");
        QCOMPARE(QString::fromUtf8(QByteArray::fromBase64(body)).replace(QLatin1String("\r\n"), QLatin1String("\n")),
                 notificationtext::body(sampleNotification(sampleAlert())));
    }

    void aFileIsAttachedWhole()
    {
        MailSettings mail;
        mail.from = QStringLiteral("cache@example.org");
        mail.to = {QStringLiteral("a@example.org")};
        QByteArray file;
        for (int i = 0; i < 100'000; ++i)
            file += static_cast<char>(i * 7);
        const MailWithFile content{QStringLiteral("report-1"),
                                   QStringLiteral("Cost report\r\nBcc: x@example.org"),
                                   QStringLiteral("See ₹.\n--=_cacheledger_part"),
                                   QStringLiteral("über \"x\".pdf"),
                                   "application/pdf",
                                   file};
        const QByteArray text = mailMessage(mail, content, sampleNowMs);
        const QByteArray headers = text.left(text.indexOf("\r\n\r\n"));
        QVERIFY(!headers.contains("Bcc"));
        QCOMPARE(text.count("\r\n--=_cacheledger_part\r\n"), 2);
        QVERIFY(text.endsWith("\r\n--=_cacheledger_part--\r\n"));
        QVERIFY(text.contains("filename*=UTF-8''%C3%BCber%20%22x%22.pdf\r\n"));
        const qsizetype begin = text.indexOf("\r\n\r\n", text.indexOf("application/pdf")) + 4;
        const QByteArray part = text.mid(begin, text.lastIndexOf("\r\n--=_") - begin);
        QCOMPARE(QByteArray::fromBase64(QByteArray(part).replace("\r\n", "")), file);
        for (const QByteArray& line : text.split('\n'))
            QVERIFY2(line.size() <= 79, line);
    }

    void noNameBeginsAnotherHeader()
    {
        Notification notification = sampleNotification(sampleAlert());
        notification.alerts[0].cacheName = evil;
        notification.alerts[0].ruleName = evil;
        MailSettings mail;
        mail.from = QStringLiteral("cache@example.org");
        mail.to = {QStringLiteral("a@example.org")};
        const QByteArray text = mailMessage(mail, notification, sampleNowMs);
        const QByteArray headers = text.left(text.indexOf("\r\n\r\n"));
        QCOMPARE(text.count("\r\n\r\n"), 1);
        QVERIFY(!headers.contains("Bcc"));
        for (const QByteArray& line : text.split('\n'))
            QVERIFY2(line.size() <= 79, line);
        for (const char c : text)
            QVERIFY(c > 0);
    }

    void encodedHeadersHoldWholeCharacters()
    {
        const QString value = QString(60, QChar(0x20ac)) + QStringLiteral("\U0001F525") + QString(60, QChar(0xe9));
        QByteArray header = mailHeader("Subject", value);
        QString decoded;
        for (const QByteArray& line : header.mid(9).trimmed().split('\n')) {
            const QByteArray word = line.trimmed();
            QVERIFY2(word.startsWith("=?UTF-8?B?") && word.endsWith("?=") && word.size() <= 75, word);
            const QString part = QString::fromUtf8(QByteArray::fromBase64(word.mid(10, word.size() - 12)));
            QVERIFY(!part.contains(QChar::ReplacementCharacter));
            decoded += part;
        }
        QCOMPARE(decoded, value);
        QCOMPARE(mailHeader("Subject", QStringLiteral("plain")), QByteArray("Subject: plain\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestNotification)
#include "tst_notification.moc"
