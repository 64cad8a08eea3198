// SPDX-License-Identifier: GPL-3.0-or-later
// What a real server tells of its settings, and what it is not asked for.
#include "redis/factsquestion.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <array>
#include <optional>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestServerSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server
                    .start({u"--maxmemory"_s, u"64mb"_s, u"--masterauth"_s, u"canary"_s, u"--masteruser"_s,
                            u"canary-user"_s, u"--proc-title-template"_s, u"{title} {listen-addr}"_s})
                    .ok());
    }

    void everySettingIsToldExceptSecrets()
    {
        const NodeFacts facts = ask({}, {});
        QVERIFY(!facts.error && !facts.settingsError);
        QCOMPARE(facts.settings.at(u"maxmemory"_s), QString::number(64 << 20));
        // All that the server has, asked at once, less what must not be asked for.
        const QByteArray everything = adminCommand(m_server, "CONFIG GET *");
        int missing = 0;
        int told = 0;
        const QList<QByteArray> lines = everything.split('\n');
        for (qsizetype i = 2; i + 2 < lines.size(); i += 4) {
            const QString name = QString::fromUtf8(lines[i].trimmed());
            const bool known = facts.settings.contains(name);
            told += known;
            missing += !known;
            const bool isExpected = name.startsWith("mas"_L1) || name.startsWith("req"_L1) ||
                                    name.startsWith("pri"_L1) || name.startsWith("tls-k"_L1) ||
                                    name.startsWith("tls-cli"_L1);
            QVERIFY2(known != isExpected, qPrintable(name));
        }
        QVERIFY(told > 100);
        QVERIFY(missing >= 3);
        for (const auto& [name, value] : facts.settings)
            QVERIFY2(!value.contains("canary"_L1), qPrintable(name));
    }

    void aPasswordIsLeftOutWhateverTheServerAnswers()
    {
        Reply reply;
        reply.type = Reply::Type::Array;
        for (const char* text : {"maxmemory", "1", "Some-Password", "canary", "api-token", "canary"}) {
            Reply element;
            element.type = Reply::Type::Bulk;
            element.text = text;
            reply.elements.push_back(element);
        }
        ServerSettings settings;
        QVERIFY(readSettings(reply, settings));
        QCOMPARE(settings, (ServerSettings{{u"maxmemory"_s, u"1"_s}}));
        reply.elements.pop_back();
        QVERIFY(!readSettings(reply, settings));
        QVERIFY(!readSettings(Reply(), settings));
    }

    void whoIsNotPermittedLearnsAllElse()
    {
        QCOMPARE(adminCommand(m_server, "ACL SETUSER poller on >pw resetchannels -@all +ping +info +client|setname"),
                 QByteArray("+OK\r\n"));
        const NodeFacts facts = ask(u"poller"_s, u"pw"_s);
        QVERIFY(!facts.error);
        QVERIFY(facts.info.layout->indexOf("used_memory").has_value());
        QVERIFY(facts.settings.empty());
        QVERIFY(facts.settingsError.has_value());
        QCOMPARE(facts.settingsError->code, ErrorCode::NoPermission);
        QVERIFY2(facts.settingsError->text().contains(u"+config|get"_s), qPrintable(facts.settingsError->text()));
        // The line that is offered does grant it.
        QString line = leastPrivilegeAclLine(u"poller"_s, std::array{CommandFeature::Poll, CommandFeature::Settings});
        line.replace(u"PASSWORD"_s, u"pw"_s);
        QCOMPARE(adminCommand(m_server, line.toUtf8()), QByteArray("+OK\r\n"));
        QVERIFY(ask(u"poller"_s, u"pw"_s).settings.contains(u"maxmemory"_s));
    }

    void aServerWithoutTheCommandIsToldApart()
    {
        LocalRedis managed;
        QVERIFY(managed.start({u"--rename-command"_s, u"CONFIG"_s, QString()}).ok());
        std::optional<NodeFacts> facts;
        FactsQuestion question(
            managed.endpoint(), {}, {}, [&](NodeFacts told) { facts = std::move(told); }, true);
        QTRY_VERIFY_WITH_TIMEOUT(facts.has_value(), 30000);
        QVERIFY(!facts->error);
        QVERIFY(facts->settingsError && facts->settingsError->code != ErrorCode::NoPermission);
    }

private:
    NodeFacts ask(const QString& user, const QString& password)
    {
        Endpoint endpoint = m_server.endpoint();
        endpoint.user = user;
        std::optional<NodeFacts> facts;
        FactsQuestion question(
            endpoint, password, {}, [&](NodeFacts told) { facts = std::move(told); }, true);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(facts.has_value(), 30000); }();
        return facts.value_or(NodeFacts());
    }

    LocalRedis m_server;
};

QTEST_GUILESS_MAIN(TestServerSettings)
#include "tst_serversettings.moc"
