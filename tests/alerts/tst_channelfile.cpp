// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channelfile.h"

#include <QtCore/QObject>
#include <QtTest/QTest>

using namespace cacheledger;

namespace
{

const QString channelsFile = QStringLiteral("channels.json");

QByteArray fileWithChannel(const QByteArray& object)
{
    return "{\"version\": 1, \"channels\": [\n{\"id\": \"first\", \"kind\": \"desktop\"},\n" + object +
           ",\n{\"id\": \"last\", \"kind\": \"sound\"}\n]}\n";
}

std::vector<AlertChannel> oneOfEach()
{
    AlertChannel desktop = channelfile::defaults().front();
    desktop.tellsEnd = false;
    AlertChannel mail;
    mail.id = QStringLiteral("team-mail");
    mail.name = QStringLiteral("Mail to the team");
    mail.kind = ChannelKind::Mail;
    mail.enabled = false;
    mail.tiers = {AlertTier::Critical, AlertTier::Information};
    mail.digestHour = 0;
    mail.mail = {QStringLiteral("mail.example.org"),
                 465,
                 MailSecurity::Tls,
                 QStringLiteral("cache"),
                 QStringLiteral("cache@example.org"),
                 {QStringLiteral("a@example.org"), QStringLiteral("b+c@example.org")},
                 QStringLiteral("/etc/ca.pem")};
    AlertChannel hook;
    hook.id = QStringLiteral("hook");
    hook.name = QStringLiteral("Hook");
    hook.kind = ChannelKind::Webhook;
    hook.tiers = {};
    hook.webhook = {WebhookForm::Json, QStringLiteral("https://example.org/hook?x=1"), {}};
    AlertChannel slack = hook;
    slack.id = QStringLiteral("slack");
    slack.webhook = {WebhookForm::Slack, {}, {}};
    AlertChannel command;
    command.id = QStringLiteral("page-me");
    command.name = QStringLiteral("Pager");
    command.kind = ChannelKind::Command;
    command.command = {QStringLiteral("/usr/bin/logger"), {QStringLiteral("-t"), QStringLiteral("%title")}, 5000};
    return {desktop, mail, hook, slack, command};
}

} // namespace

class TestChannelFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadBack()
    {
        const std::vector<AlertChannel> channels = oneOfEach();
        for (const AlertChannel& channel : channels)
            QVERIFY2(faultsOf(channel).empty(), qPrintable(channel.id));
        const auto read = channelfile::parse(channelfile::toText(channels), channelsFile);
        QVERIFY(read.ok());
        QVERIFY2(read->problems.empty(), qPrintable(read->problems.empty() ? QString() : read->problems[0].text()));
        QCOMPARE(read->channels.size(), channels.size());
        for (std::size_t i = 0; i < channels.size(); ++i)
            QVERIFY2(read->channels[i] == channels[i], qPrintable(channels[i].id));
    }

    void theDesktopIsThereWithoutAFile()
    {
        const std::vector<AlertChannel> channels = channelfile::defaults();
        QCOMPARE(channels.size(), 1U);
        QVERIFY(faultsOf(channels[0]).empty());
        QVERIFY(channels[0].enabled && channels[0].kind == ChannelKind::Desktop);
        QCOMPARE(channels[0].tiers, (std::vector{AlertTier::Critical, AlertTier::Warning}));
    }

    void aFaultIsNamedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("pointer");
        const QByteArray mail =
            "{\"id\": \"m\", \"kind\": \"mail\", \"settings\": {\"host\": \"h\", \"from\": \"a@b.c\", "
            "\"to\": [\"a@b.c\"], ";
        const QByteArray hook = "{\"id\": \"w\", \"kind\": \"webhook\", \"settings\": {";
        const QByteArray command = "{\"id\": \"c\", \"kind\": \"command\", \"settings\": {";
        QTest::newRow("no kind") << QByteArray("{\"id\": \"x\"}") << "kind";
        QTest::newRow("unknown kind") << QByteArray("{\"id\": \"x\", \"kind\": \"fax\"}") << "kind";
        QTest::newRow("unknown key") << QByteArray("{\"id\": \"x\", \"kind\": \"sound\", \"loud\": 1}") << "loud";
        QTest::newRow("id with a space") << QByteArray("{\"id\": \"x y\", \"kind\": \"sound\"}") << "id";
        QTest::newRow("id again") << QByteArray("{\"id\": \"first\", \"kind\": \"sound\"}") << "id";
        QTest::newRow("unknown tier") << QByteArray("{\"id\": \"x\", \"kind\": \"sound\", \"tiers\": [\"low\"]}")
                                      << "tiers";
        QTest::newRow("25 o'clock") << QByteArray("{\"id\": \"x\", \"kind\": \"sound\", \"digestHour\": 25}")
                                    << "digestHour";
        QTest::newRow("enabled is a text")
            << QByteArray("{\"id\": \"x\", \"kind\": \"sound\", \"enabled\": \"no\"}") << "enabled";
        QTest::newRow("settings of a desktop")
            << QByteArray("{\"id\": \"x\", \"kind\": \"desktop\", \"settings\": {\"url\": \"\"}}") << "settings/url";
        QTest::newRow("settings are a list")
            << QByteArray("{\"id\": \"x\", \"kind\": \"mail\", \"settings\": []}") << "settings";
        QTest::newRow("a password in the file") << mail + "\"password\": \"secret\"}}"
                                                << "settings/password";
        QTest::newRow("another header in an address")
            << QByteArray(mail).replace("[\"a@b.c\"]", "[\"a@b.c\\r\\nBcc: x@y.z\"]") + "\"port\": 25}}"
            << "settings/to";
        QTest::newRow("another command in the sender")
            << QByteArray(mail).replace("\"from\": \"a@b.c\"", "\"from\": \"a@b.c> SIZE=1\"") + "\"port\": 25}}"
            << "settings/from";
        QTest::newRow("port 0") << mail + "\"port\": 0}}"
                                << "settings/port";
        QTest::newRow("huge port") << mail + "\"port\": 99999999999999999999}}"
                                   << "settings/port";
        QTest::newRow("unknown security") << mail + "\"security\": \"ssl3\"}}"
                                          << "settings/security";
        QTest::newRow("relative certificate") << mail + "\"caFile\": \"ca.pem\"}}"
                                              << "settings/caFile";
        QTest::newRow("a file as webhook") << hook + "\"url\": \"file:///etc/passwd\"}}"
                                           << "settings/url";
        QTest::newRow("no address") << hook + "\"form\": \"json\"}}"
                                    << "settings/url";
        QTest::newRow("a password in an address") << hook + "\"url\": \"https://u:p@example.org/\"}}"
                                                  << "settings/url";
        QTest::newRow("Slack's address in the file")
            << hook + "\"form\": \"slack\", \"url\": \"https://hooks.slack.com/services/T/B/x\"}}"
            << "settings/url";
        QTest::newRow("a command line") << command + "\"program\": \"rm -rf /\"}}"
                                        << "settings/program";
        QTest::newRow("no time at all") << command + "\"program\": \"/bin/true\", \"timeout\": \"0s\"}}"
                                        << "settings/timeout";
        QTest::newRow("arguments in one text") << command + "\"program\": \"/bin/true\", \"arguments\": \"-x\"}}"
                                               << "settings/arguments";
    }

    void aFaultIsNamedWithItsLine()
    {
        QFETCH(QByteArray, object);
        QFETCH(QString, pointer);
        const auto read = channelfile::parse(fileWithChannel(object), channelsFile);
        QVERIFY(read.ok());
        QCOMPARE(read->channels.size(), 2U); // the good ones stay
        QVERIFY(!read->problems.empty());
        QCOMPARE(read->problems[0].pointer, QStringLiteral("/channels/1/") + pointer);
        QCOMPARE(read->problems[0].line, 3);
        QVERIFY(!read->problems[0].reason.isEmpty());
    }

    void aFileThatIsNoneIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << QByteArray("{\n\"version\": 1,,") << "line 2";
        QTest::newRow("a list") << QByteArray("[]") << "object";
        QTest::newRow("no version") << QByteArray("{\"channels\": []}") << "version";
        QTest::newRow("newer") << QByteArray("{\"version\": 2, \"channels\": []}") << "newer";
        QTest::newRow("rules") << QByteArray("{\"version\": 1, \"rules\": []}") << "\"channels\"";
    }

    void aFileThatIsNoneIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto read = channelfile::parse(text, channelsFile);
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
    }

    void alertsGoToTheChannelsOfTheirTierUnlessTheirRuleNamesOthers()
    {
        std::vector<AlertChannel> channels = oneOfEach(); // mail is off
        const auto idsFor = [&](AlertTier tier, const QStringList& named) {
            QStringList ids;
            for (const AlertChannel* channel : channelsFor(channels, tier, named))
                ids << channel->id;
            return ids.join(QLatin1Char(' '));
        };
        QCOMPARE(idsFor(AlertTier::Critical, {}), "desktop page-me");
        QCOMPARE(idsFor(AlertTier::Information, {}), "");
        QCOMPARE(idsFor(AlertTier::Information, {QStringLiteral("slack")}), "slack");
        QCOMPARE(idsFor(AlertTier::Critical, {QStringLiteral("gone")}), "desktop page-me");
        QCOMPARE(idsFor(AlertTier::Critical, {QStringLiteral("team-mail")}), "desktop page-me");
        channels[1].enabled = true;
        QCOMPARE(idsFor(AlertTier::Critical, {QStringLiteral("team-mail"), QStringLiteral("gone")}), "team-mail");
        QCOMPARE(idsFor(AlertTier::Information, {}), "team-mail");
    }

    void secretsBelongToTheirKind()
    {
        std::vector<AlertChannel> channels = oneOfEach();
        QCOMPARE(secretOf(channels[0]), ChannelSecret::None);
        QCOMPARE(secretOf(channels[1]), ChannelSecret::Password);
        channels[1].mail.user.clear();
        QCOMPARE(secretOf(channels[1]), ChannelSecret::None);
        QCOMPARE(secretOf(channels[2]), ChannelSecret::SigningKey);
        QVERIFY(!needsSecret(channels[2]));
        QCOMPARE(secretOf(channels[3]), ChannelSecret::Url);
        QVERIFY(needsSecret(channels[3]));
        channels[3].webhook.form = WebhookForm::PagerDuty;
        QCOMPARE(secretOf(channels[3]), ChannelSecret::RoutingKey);
        QCOMPARE(secretOf(channels[4]), ChannelSecret::None);
    }
};

QTEST_GUILESS_MAIN(TestChannelFile)
#include "tst_channelfile.moc"
