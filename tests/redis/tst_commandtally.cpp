// SPDX-License-Identifier: GPL-3.0-or-later
// What is counted is what a real server says that it got.
#include "redis/commandtally.h"

#include "redis/connection.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"
#include "support/waiting.h"

#include <QtTest/QTest>

using namespace cacheledger;

/// A number of INFO, which the server gives over another connection.
static quint64 infoNumber(const LocalRedis& server, const QByteArray& section, const QByteArray& before)
{
    const QByteArray info = adminCommand(server, "INFO " + section);
    const qsizetype at = info.indexOf(before);
    return at < 0 ? 0 : info.mid(at + before.size()).split(',').front().split('\r').front().toULongLong();
}

class TestCommandTally : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatTheServerCounts()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const auto tally = CommandTally::ofProcess().of(server.endpoint().address());
        const NodeTally::Counts before = tally->total();
        QVERIFY(adminCommand(server, "CONFIG RESETSTAT").startsWith("+OK"));
        Connection connection(server.endpoint(), {});
        connection.open();
        QVERIFY(waitUntil([&] { return connection.state() == Connection::State::Ready; }));
        int answers = 0;
        const auto answered = [&answers](const Result<Reply>& reply) { answers += reply.ok() ? 1 : 0; };
        connection.sendAll({Command::ping(), Command::ping(), Command::dbSize()}, answered);
        for (int i = 0; i < 3; ++i)
            connection.send(Command::infoEverything(), answered);
        connection.send(Command::get("nosuch"), answered);
        QVERIFY(waitUntil([&] { return answers == 7; }));

        const auto calls = [&](const QByteArray& name) {
            return infoNumber(server, "commandstats", "cmdstat_" + name + ":calls=");
        };
        QCOMPARE(tally->of(CommandKind::Ping).commands, calls("ping"));
        QCOMPARE(tally->of(CommandKind::DbSize).commands, calls("dbsize"));
        QCOMPARE(tally->of(CommandKind::Get).commands, calls("get"));
        QCOMPARE(tally->of(CommandKind::ClientSetName).commands, calls("client|setname"));
        QCOMPARE(tally->of(CommandKind::InfoEverything).commands, quint64(3));
        const NodeTally::Counts all = tally->total() - before;
        QCOMPARE(all.commands, quint64(8));
        QCOMPARE(all.bytesSent, quint64(connection.bytesSent()));
        QCOMPARE(all.bytesReceived, quint64(connection.bytesReceived()));
        QCOMPARE(tally->of(CommandKind::Ping).bytesReceived, quint64(14)); // "+PONG\r\n" twice
    }

    void repliesInPiecesAreCountedWhole()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        for (int i = 0; i < 60; ++i) // more than a read takes
            adminCommand(server, "RPUSH list " + QByteArray(1000, 'x'));
        Connection connection(server.endpoint(), {});
        connection.open();
        QVERIFY(waitUntil([&] { return connection.state() == Connection::State::Ready; }));
        int answers = 0;
        connection.sendAll({Command::listNewest("list"), Command::ping()},
                           [&answers](const Result<Reply>&) { ++answers; });
        QVERIFY(waitUntil([&] { return answers == 2; }));
        const auto tally = CommandTally::ofProcess().of(server.endpoint().address());
        QCOMPARE(tally->of(CommandKind::ListNewest).bytesReceived,
                 quint64(5 + 60 * (QByteArray("$1000\r\n").size() + 1002))); // "*60\r\n"
        QCOMPARE(tally->total().bytesReceived, quint64(connection.bytesReceived()));
    }

    void changesAreHandedOutOnce()
    {
        CommandTally tally;
        QVERIFY(tally.takeChanges().empty());
        const auto one = tally.of(QStringLiteral("here:1"));
        QCOMPARE(tally.of(QStringLiteral("here:1")), one);
        one->addSent(CommandKind::Ping, 14);
        one->addReceived(CommandKind::Ping, 7);
        tally.of(QStringLiteral("there:1"))->addSent(CommandKind::Info, 20);
        auto changes = tally.takeChanges();
        QCOMPARE(changes.size(), std::size_t(2));
        QCOMPARE(changes[0].address, QStringLiteral("here:1"));
        QCOMPARE(changes[0].kind, CommandKind::Ping);
        QVERIFY((changes[0].counts == NodeTally::Counts{1, 14, 7}));
        QVERIFY(tally.takeChanges().empty());
        one->addSent(CommandKind::Ping, 14);
        changes = tally.takeChanges();
        QCOMPARE(changes.size(), std::size_t(1));
        QVERIFY((changes[0].counts == NodeTally::Counts{1, 14, 0}));
    }
};

QTEST_GUILESS_MAIN(TestCommandTally)
#include "tst_commandtally.moc"
