// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/servererror.h"

#include <QtTest/QTest>

using namespace cacheledger;

static Endpoint cacheExample()
{
    Endpoint endpoint;
    endpoint.host = QStringLiteral("cache.example");
    return endpoint;
}

class TestServerError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKnownReplyHasItsName_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* reply, ErrorCode code, const char* says) {
            QTest::newRow(name) << QByteArray(reply) << code << QString::fromLatin1(says);
        };
        row("no password given", "NOAUTH Authentication required.", ErrorCode::AuthRequired, "requires a password");
        row("no password given, Redis 2.6", "ERR operation not permitted", ErrorCode::AuthRequired, "requires");
        row("wrong password", "WRONGPASS invalid username-password pair or user is disabled.", ErrorCode::WrongPassword,
            "refused");
        row("wrong password, before Redis 6", "ERR invalid password", ErrorCode::WrongPassword, "refused");
        row("a password for a server without", "ERR Client sent AUTH, but no password is set", ErrorCode::WrongPassword,
            "has none");
        row("a password for a default user without",
            "ERR AUTH <password> called without any password configured for the default user. Are you sure your "
            "configuration is correct?",
            ErrorCode::WrongPassword, "has none");
        row("a user for a server without users", "ERR wrong number of arguments for 'auth' command",
            ErrorCode::Unsupported, "older than Redis 6");
        row("no permission", "NOPERM this user has no permissions to run the 'info' command", ErrorCode::NoPermission,
            "+info");
        row("no permission, Redis 7.2", "NOPERM User x has no permissions to run the 'info' command",
            ErrorCode::NoPermission, "ACL SETUSER");
        row("protected mode", "DENIED Redis is running in protected mode because protected mode is enabled",
            ErrorCode::NoPermission, "protected mode");
        row("loading", "LOADING Redis is loading the dataset in memory", ErrorCode::Loading, "loading");
        row("moved", "MOVED 3999 127.0.0.1:6381", ErrorCode::Moved, "cluster");
        row("ask", "ASK 3999 127.0.0.1:6381", ErrorCode::Moved, "cluster");
        row("full", "ERR max number of clients reached", ErrorCode::MaxClients, "maxclients");
        row("full, in a cluster", "ERR max number of clients + cluster connections reached", ErrorCode::MaxClients,
            "maximum");
        row("busy with a script", "BUSY Redis is busy running a script.", ErrorCode::ServerError, "BUSY");
        row("anything else", "ERR something new", ErrorCode::ServerError, "something new");
        row("nothing", "", ErrorCode::ServerError, "error");
    }
    void everyKnownReplyHasItsName()
    {
        QFETCH(QByteArray, reply);
        QFETCH(QString, says);
        const Error error = errorFromReply(reply, cacheExample(), CommandKind::Info);
        QTEST(error.code, "code");
        QVERIFY2(error.message.contains(QStringLiteral("cache.example:6379")), qPrintable(error.message));
        QVERIFY2(error.text().contains(says), qPrintable(error.text()));
        QVERIFY2(!error.text().contains(QStringLiteral("%1")), qPrintable(error.text()));
        QVERIFY2(!error.hint.isEmpty(), qPrintable(error.text()));
    }

    void aMissingPermissionNamesCommandUserAndGrant_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("command");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("hint");
        QTest::newRow("a named user") << QStringLiteral("ops") << int(CommandKind::Info)
                                      << QStringLiteral("On cache.example:6379, the user \"ops\" may not run INFO,")
                                      << QStringLiteral("ACL SETUSER ops +info");
        QTest::newRow("none named: the default user")
            << QString() << int(CommandKind::Ping) << QStringLiteral("the user \"default\" may not run PING,")
            << QStringLiteral("ACL SETUSER default +ping");
        QTest::newRow("a section is refused as the command")
            << QStringLiteral("ops") << int(CommandKind::InfoEverything) << QStringLiteral("may not run INFO,")
            << QStringLiteral("+info");
        QTest::newRow("a name like a placeholder")
            << QStringLiteral("a%1%4") << int(CommandKind::Info) << QStringLiteral("\"a%1%4\" may not run INFO,")
            << QStringLiteral("ACL SETUSER a%1%4 +info");
    }

    void aMissingPermissionNamesCommandUserAndGrant()
    {
        QFETCH(QString, user);
        QFETCH(int, command);
        QFETCH(QString, message);
        QFETCH(QString, hint);
        Endpoint endpoint = cacheExample();
        endpoint.user = user;
        const Error error = errorFromReply("NOPERM no", endpoint, static_cast<CommandKind>(command));
        QVERIFY2(error.message.contains(message), qPrintable(error.message));
        QVERIFY2(error.hint.endsWith(hint), qPrintable(error.hint));
        QVERIFY2(!error.text().contains(QLatin1Char('<')), qPrintable(error.text()));
    }

    void argumentsThatTheServerRepeatsAreCut()
    {
        const Error error = errorFromReply("ERR unknown command 'AUTH', with args beginning with: 'joe' 's3cret' ",
                                           cacheExample(), CommandKind::Auth);
        QCOMPARE(error.code, ErrorCode::ServerError);
        QVERIFY(error.message.contains(QStringLiteral("AUTH")));
        QVERIFY(!error.text().contains(QStringLiteral("s3cret")));
    }

    void aHugeTextIsCut()
    {
        const Error error = errorFromReply("ERR " + QByteArray(100000, 'x'), cacheExample(), CommandKind::Info);
        QVERIFY(error.message.size() < 300);
    }
};

QTEST_GUILESS_MAIN(TestServerError)
#include "tst_servererror.moc"
