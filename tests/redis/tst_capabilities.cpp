// SPDX-License-Identifier: GPL-3.0-or-later
// CapabilityProbe against a real server with users of several rights, and one that lacks commands.
#include "redis/capabilities.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtTest/QTest>

#include <algorithm>
#include <optional>

using namespace cacheledger;

class TestCapabilities : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.start().ok()); }

    void whatAUserMayIsFound_data()
    {
        QTest::addColumn<QByteArray>("rights");
        QTest::addColumn<QStringList>("lacking");
        QTest::newRow("all") << QByteArray("+@all") << QStringList();
        QTest::newRow("what our own line gives")
            << leastPrivilegeAclLine(QStringLiteral("u")).section(QStringLiteral("-@all "), 1).toUtf8()
            << QStringList();
        QTest::newRow("polling alone") << QByteArray("+ping +info +client|setname")
                                       << QStringList{QStringLiteral("evidence"), QStringLiteral("topology"),
                                                      QStringLiteral("diagnosis")};
        QTest::newRow("next to nothing") << QByteArray("+ping")
                                         << QStringList{QStringLiteral("poll"), QStringLiteral("evidence"),
                                                        QStringLiteral("topology"), QStringLiteral("diagnosis")};
    }
    void whatAUserMayIsFound()
    {
        QFETCH(QByteArray, rights);
        adminCommand(m_server, "ACL DELUSER u");
        QCOMPARE(adminCommand(m_server, "ACL SETUSER u on >pw resetchannels -@all " + rights), QByteArray("+OK\r\n"));
        const auto found = probe(m_server, QStringLiteral("u"));
        QVERIFY2(found.ok(), qPrintable(found.ok() ? QString() : found.error().text()));
        QStringList lacking;
        for (const FeatureCapability& feature : found->features(QStringLiteral("u"))) {
            if (feature.available)
                continue;
            lacking += feature.name;
            // The line that is offered does grant it.
            QVERIFY(feature.grant.startsWith(QStringLiteral("ACL SETUSER u +")));
            QCOMPARE(adminCommand(m_server, feature.grant.toUtf8()), QByteArray("+OK\r\n"));
        }
        QTEST(lacking, "lacking");
        for (const FeatureCapability& feature : probe(m_server, QStringLiteral("u"))->features({}))
            QVERIFY2(feature.available, qPrintable(feature.missing.join(u' ')));
    }

    void whatAServerLacksCannotBeGranted()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--rename-command"), QStringLiteral("SLOWLOG"), QString()}).ok());
        const auto found = probe(server, {});
        QVERIFY(found.ok());
        for (const FeatureCapability& feature : found->features({})) {
            QCOMPARE(feature.available, feature.name != QStringLiteral("evidence"));
            QVERIFY(feature.grant.isEmpty());
        }
    }

    void anUnreachableServerIsTheError()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        Endpoint endpoint = server.endpoint();
        server.terminate();
        const auto found = ask(endpoint, {});
        QVERIFY(!found.ok());
    }

private:
    static Result<Capabilities> probe(const LocalRedis& server, const QString& user)
    {
        Endpoint endpoint = server.endpoint();
        endpoint.user = user;
        return ask(endpoint, user.isEmpty() ? QString() : QStringLiteral("pw"));
    }

    static Result<Capabilities> ask(const Endpoint& endpoint, const QString& password)
    {
        std::optional<Result<Capabilities>> found;
        CapabilityProbe probe(endpoint, password);
        QObject::connect(&probe, &CapabilityProbe::finished, &probe,
                         [&](const Result<Capabilities>& result) { found = result; });
        probe.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), 30000); }();
        return found ? *found : Result<Capabilities>(Error{ErrorCode::Cancelled, QStringLiteral("no answer"), {}});
    }

    LocalRedis m_server;
};

QTEST_GUILESS_MAIN(TestCapabilities)
#include "tst_capabilities.moc"
