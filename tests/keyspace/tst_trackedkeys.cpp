// SPDX-License-Identifier: GPL-3.0-or-later
// What HOTKEYS GET answers, by replies as the sources of Redis 8.6 and Valkey 9.2 write them: no such server was asked.
#include "keyspace/trackedkeys.h"
#include "redis/reply.h"

#include <QtCore/QDataStream>
#include <QtTest/QTest>

using namespace cacheledger;
using State = TrackedKeys::State;

namespace
{

Reply replyOf(const QByteArray& wire)
{
    ReplyReader reader;
    reader.feed(wire.constData(), wire.size());
    const auto reply = reader.next();
    return reply.ok() && *reply ? **reply : Reply{Reply::Type::Error, "not a reply", 0, {}};
}

/// A session over all slots by both measures, as in the example of the documentation.
const char redisSession[] = "*1\r\n*24\r\n"
                            "$15\r\ntracking-active\r\n:1\r\n"
                            "$12\r\nsample-ratio\r\n:3\r\n"
                            "$14\r\nselected-slots\r\n*0\r\n"
                            "$25\r\nall-commands-all-slots-us\r\n:220\r\n"
                            "$32\r\nnet-bytes-all-commands-all-slots\r\n:2000\r\n"
                            "$29\r\ncollection-start-time-unix-ms\r\n:1769420604522\r\n"
                            "$22\r\ncollection-duration-ms\r\n:6408\r\n"
                            "$22\r\ntotal-cpu-time-user-ms\r\n:3\r\n"
                            "$21\r\ntotal-cpu-time-sys-ms\r\n:11\r\n"
                            "$15\r\ntotal-net-bytes\r\n:1900\r\n"
                            "$14\r\nby-cpu-time-us\r\n*4\r\n$1\r\nx\r\n:104\r\n$3\r\n\xff\0y\r\n:98\r\n"
                            "$12\r\nby-net-bytes\r\n*4\r\n$1\r\nz\r\n:1500\r\n$1\r\nx\r\n:400\r\n";

} // namespace

class TestTrackedKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSessionOfRedisIsRead()
    {
        const TrackedKeys tracked = trackedKeysFrom(replyOf(session()));
        QCOMPARE(tracked.state, State::Told);
        QVERIFY(tracked.isActive);
        QCOMPARE(tracked.fromMs, TimeMs(1'769'420'604'522));
        QCOMPARE(tracked.durationMs, 6408);
        QCOMPARE(tracked.sampledOf, 3);
        const std::vector<TrackedKey> expected{
            {"x", 104, 400, {}}, {QByteArray("\xff\0y", 3), 98, {}, {}}, {"z", {}, 1500, {}}};
        QVERIFY(tracked.keys == expected);
        const QString said = whereHotKeysComeFrom(tracked, false);
        QVERIFY2(said.contains(QStringLiteral("goes on")) && said.contains(QStringLiteral("one key of 3")),
                 qPrintable(said));
    }

    void aWindowOfValkeyIsRead()
    {
        const TrackedKeys tracked =
            trackedKeysFrom(replyOf("*2\r\n*6\r\n$3\r\nkey\r\n$1\r\na\r\n$2\r\ndb\r\n:0\r\n$3\r\nqps\r\n:17\r\n"
                                    "*6\r\n$3\r\nkey\r\n$1\r\nb\r\n$2\r\ndb\r\n:1\r\n$3\r\nqps\r\n:120\r\n"));
        QCOMPARE(tracked.state, State::Told);
        const std::vector<TrackedKey> expected{{"b", {}, {}, 120}, {"a", {}, {}, 17}};
        QVERIFY(tracked.keys == expected);
        QVERIFY(!whereHotKeysComeFrom(tracked, false).isEmpty());
    }

    void whatIsNotThereIsSaid_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const QByteArray& wire, const char* state, const char* said) {
            QTest::newRow(name) << wire << QString::fromLatin1(state) << QString::fromLatin1(said);
        };
        row("no session", "*-1\r\n", "not_started", "HOTKEYS START");
        row("no session, of another kind", "$-1\r\n", "not_started", "HOTKEYS START");
        row("nothing in the last window", "*0\r\n", "not_started", "HOTKEYS START");
        row("not permitted", "-NOPERM User w has no permissions to run the 'hotkeys|get' command\r\n", "refused",
            "--features keys,hotkeys");
        row("not known", "-ERR unknown command 'HOTKEYS'\r\n", "not_offered", "Redis 8.6");
        row("a session without keys", "*1\r\n*2\r\n$15\r\ntracking-active\r\n:0\r\n", "told", "No key was used");
        row("something else", "*2\r\n:1\r\n*3\r\n:1\r\n:2\r\n:3\r\n", "told", "No key was used");
    }
    void whatIsNotThereIsSaid()
    {
        QFETCH(QByteArray, wire);
        const TrackedKeys tracked = trackedKeysFrom(replyOf(wire));
        QTEST(QString::fromLatin1(trackingName(tracked.state)), "state");
        QVERIFY(tracked.keys.empty());
        QFETCH(QString, said);
        QVERIFY2(whereHotKeysComeFrom(tracked, false).contains(said), qPrintable(whereHotKeysComeFrom(tracked, false)));
        // Where the policy counts, what else would count them is no loss.
        QVERIFY(!whereHotKeysComeFrom(tracked, true).contains(QStringLiteral("HOTKEYS START")));
    }

    void serversAreAddedUp()
    {
        TrackedKeys sum;
        sum.add(trackedKeysFrom(replyOf("*-1\r\n")));
        QCOMPARE(sum.state, State::NotStarted);
        TrackedKeys other = trackedKeysFrom(replyOf(session()));
        sum.add(other);
        QCOMPARE(sum.fromMs, other.fromMs);
        other.keys.clear();
        for (int i = 0; i < 30; ++i)
            other.keys.push_back({"other:" + QByteArray::number(i), 100 + i, {}, {}});
        other.fromMs -= 1000;
        sum.add(other);
        QCOMPARE(sum.fromMs, other.fromMs);
        QCOMPARE(sum.keys.size(), TrackedKeys::most);
        QCOMPARE(sum.keys.front().name, QByteArray("other:29"));
        sum.add(TrackedKeys());
        QCOMPARE(sum.state, State::Told);
        QByteArray bytes;
        QDataStream to(&bytes, QIODevice::WriteOnly);
        sum.save(to);
        QDataStream from(bytes);
        TrackedKeys read;
        read.load(from);
        QVERIFY(read.keys == sum.keys && read.state == sum.state && read.isActive == sum.isActive);
        QCOMPARE(read.durationMs, sum.durationMs);
    }

private:
    /// With a byte 0 in a name, which ends a literal.
    static QByteArray session() { return {redisSession, sizeof redisSession - 1}; }
};

QTEST_APPLESS_MAIN(TestTrackedKeys)
#include "tst_trackedkeys.moc"
