// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/nodepoller.h"

#include "metrics/catalogue.h"
#include "redis/command.h"
#include "redis/localredis.h"
#include "support/fakeserver.h"
#include "support/redisadmin.h"
#include "support/waiting.h"

#include <QtCore/QFile>
#include <QtCore/QTimer>
#include <QtNetwork/QLocalSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace cacheledger;
using namespace std::chrono_literals;

namespace
{

/// True monotonic time, and a wall clock that the test can set.
class AdjustableClock final : public Clock
{
public:
    TimeMs nowMs() const override { return m_system.nowMs() + offsetMs; }
    qint64 monotonicNs() const override { return m_system.monotonicNs(); }
    qint64 offsetMs = 0;

private:
    SystemClock m_system;
};

PollerOptions quick(int intervalMs = 20)
{
    PollerOptions options;
    options.intervalMs = intervalMs;
    options.backoffFirst = 40ms;
    options.backoffMax = 200ms;
    return options;
}

/// A poller, what it sampled and through which states it went.
class Watched
{
public:
    explicit Watched(const Endpoint& endpoint, const PollerOptions& options = quick(), const QString& password = {})
        : poller(std::make_unique<NodePoller>(CacheId{QStringLiteral("cache")}, NodeId{QStringLiteral("node")},
                                              endpoint, password, options, clock))
    {
        QObject::connect(poller.get(), &NodePoller::sampled, [this](const SnapshotPtr& s) { samples.push_back(s); });
        QObject::connect(poller.get(), &NodePoller::statusChanged, [this](const NodeStatus& status) {
            if (states.isEmpty() || states.last() != status.state)
                states += status.state;
        });
        poller->start();
    }

    NodeState state() const { return poller->status().state; }
    ErrorCode error() const
    {
        return poller->status().error ? poller->status().error->code : ErrorCode::InvalidArgument;
    }
    bool samplesReach(std::size_t count)
    {
        return waitUntil([this, count] { return samples.size() >= count; });
    }
    bool reaches(NodeState wanted)
    {
        return waitUntil([this, wanted] { return state() == wanted; });
    }

    std::shared_ptr<AdjustableClock> clock = std::make_shared<AdjustableClock>();
    std::vector<SnapshotPtr> samples;
    QList<NodeState> states;
    std::unique_ptr<NodePoller> poller;
};

const QByteArray smallInfo = FakeServer::bulk("redis_version:7.0.0\r\nused_memory:1000\r\n");

} // namespace

class TestNodePoller : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRealServerIsSampledWithItsProbe()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        const TimeMs startMs = SystemClock().nowMs();
        Watched watched(server.endpoint());
        QCOMPARE(watched.state(), NodeState::Connecting);
        QVERIFY(watched.samplesReach(5));
        QCOMPARE(watched.states, QList<NodeState>{NodeState::Up}); // told once, not for each sample
        const Snapshot& sample = *watched.samples.back();
        QCOMPARE(sample.node, NodeId{QStringLiteral("node")});
        QCOMPARE(sample.intervalMs, 20);
        QVERIFY(sample.value("used_memory").value_or(0) > 0);
        QVERIFY(sample.value("cmdstat.info.calls").value_or(0) > 0); // "everything", not the default sections
        QVERIFY(sample.text("redis_version").has_value());
        double rtt = sample.value(probe::rtt).value_or(0);
        for (const SnapshotPtr& each : watched.samples) // the quickest: a loaded machine makes some of them long
            rtt = std::min(rtt, each->value(probe::rtt).value_or(0));
        QVERIFY2(rtt > 1 && rtt < 100'000, qPrintable(QString::number(rtt))); // microseconds
        const double p50 = sample.value(probe::p50).value_or(0);
        const double p99 = sample.value(probe::p99).value_or(0);
        QVERIFY(p50 > 0 && p50 <= sample.value(probe::p95).value_or(0) && sample.value(probe::p95).value_or(0) <= p99);
        QCOMPARE(watched.poller->status().latest, watched.samples.back());
        QCOMPARE(watched.poller->status().lastSampleMs, sample.timeMs);
        QCOMPARE(watched.samples[3]->layout, watched.samples[4]->layout); // shared while nothing changes
        QVERIFY(sample.timeMs >= startMs && sample.timeMs <= watched.clock->nowMs());
    }

    void lateAnswersDoNotMoveTheGrid()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        server.hold();
        connect(&server, &FakeServer::commanded, &server, [&] {
            QTimer::singleShot(10, &server, [&] {
                server.release();
                server.hold();
            });
        });
        Watched watched(server.endpoint(), quick(60));
        // Ten intervals of 60 ms; waiting an interval after each answer would always make 800 ms and more. A loaded
        // machine stretches some tens of them, not all.
        qint64 shortest = 100'000;
        for (std::size_t count = 11; count < 400 && shortest > 720; ++count) {
            QVERIFY(watched.samplesReach(count));
            shortest = std::min(shortest, watched.samples[count - 1]->timeMs - watched.samples[count - 11]->timeMs);
        }
        QVERIFY2(shortest <= 720, qPrintable(QString::number(shortest)));
        const qint64 whole = watched.samples.back()->timeMs - watched.samples.front()->timeMs;
        QVERIFY2(whole >= 60 * (qint64(watched.samples.size()) - 2), qPrintable(QString::number(whole)));
    }

    void answersOfFastPollsAreReadTogether()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        PollerOptions options = quick(20);
        options.readWithinMs = 200;
        Watched watched(server.endpoint(), options);
        QVERIFY2(watched.samplesReach(1), "the first is told at once");
        std::vector<std::size_t> groups;
        std::size_t before = 0;
        QVERIFY(waitUntil([&] {
            if (watched.samples.size() > before)
                groups.push_back(watched.samples.size() - before);
            before = watched.samples.size();
            return before >= 30;
        }));
        QVERIFY2(groups.size() < 20, qPrintable(QString::number(groups.size())));
        for (std::size_t i = 1; i < watched.samples.size(); ++i)
            QVERIFY2(watched.samples[i]->timeMs > watched.samples[i - 1]->timeMs, "each has the time of its arrival");
        QCOMPARE(watched.states, QList<NodeState>{NodeState::Up});
        QCOMPARE(watched.poller->status().latest, watched.samples.back());
    }

    void anAnswerThatIsReadWithTheNextPollHasTheTimeOfItsOwn()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        std::vector<TimeMs> askedMs;
        QObject::connect(&server, &FakeServer::commanded, [&askedMs](const QByteArray& command) {
            if (command == "INFO everything")
                askedMs.push_back(SystemClock().nowMs());
        });
        PollerOptions options = quick(500);
        options.readWithinMs = 500;
        Watched watched(server.endpoint(), options);
        QVERIFY(watched.samplesReach(4));
        for (std::size_t i = 1; i < watched.samples.size(); ++i) {
            const TimeMs told = watched.samples[i]->timeMs;
            QVERIFY2(told >= askedMs[i] - 1, qPrintable(QString::number(told - askedMs[i])));
            if (i + 1 < askedMs.size())
                QVERIFY2(told < askedMs[i + 1], qPrintable(QString::number(told - askedMs[i + 1])));
        }
    }

    void noAnswerIsLostUnread_data()
    {
        QTest::addColumn<std::function<void(FakeServer&, NodePoller&)>>("end");
        using End = std::function<void(FakeServer&, NodePoller&)>;
        QTest::newRow("asked for") << End([](FakeServer&, NodePoller& poller) { poller.readNow(); });
        QTest::newRow("the poller is stopped") << End([](FakeServer&, NodePoller& poller) { poller.stop(); });
        QTest::newRow("polls become slow") << End([](FakeServer&, NodePoller& poller) { poller.setInterval(60'000); });
        QTest::newRow("the server goes") << End([](FakeServer& server, NodePoller&) {
            server.stopListening();
            server.hangUp();
        });
        QTest::newRow("the server falls silent") << End([](FakeServer& server, NodePoller&) { server.hold(); });
        QTest::newRow("the server refuses")
            << End([](FakeServer& server, NodePoller&) { server.answer("PING", "-LOADING Redis is loading\r\n"); });
    }
    void noAnswerIsLostUnread()
    {
        QFETCH(std::function<void(FakeServer&, NodePoller&)>, end);
        FakeServer server;
        server.answer("INFO", smallInfo);
        PollerOptions options = quick(20);
        options.readWithinMs = 3600'000;
        Watched watched(server.endpoint(), options);
        QVERIFY(watched.samplesReach(1));
        QVERIFY(waitUntil([&] { return server.countOf("INFO everything") >= 8; }));
        QCOMPARE(watched.samples.size(), std::size_t(1));
        end(server, *watched.poller);
        QVERIFY(watched.samplesReach(7)); // the last one asked for may not have been answered
    }

    void theLeastPrivilegedUserIsEnough()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        QString line = leastPrivilegeAclLine(QStringLiteral("watcher"));
        line.replace(QStringLiteral("PASSWORD"), QStringLiteral("pw"));
        QCOMPARE(adminCommand(server, line.toUtf8()), QByteArray("+OK\r\n"));
        Endpoint endpoint = server.endpoint();
        endpoint.user = QStringLiteral("watcher");
        Watched watched(endpoint, quick(), QStringLiteral("pw"));
        QVERIFY(watched.samplesReach(5));
        QVERIFY(!watched.samples.back()->value("errorstat.NOPERM.count")); // nothing that we send is refused
        QVERIFY(watched.samples.back()->value("acl_access_denied_cmd").value_or(0) == 0);
    }

    void aKilledServerIsSeenAndItsReturnToo()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        Watched watched(server.endpoint());
        QVERIFY(watched.samplesReach(2));
        server.kill();
        QVERIFY(watched.reaches(NodeState::Down));
        QTRY_COMPARE(watched.error(), ErrorCode::ConnectionRefused);
        const auto samplesBefore = watched.samples.size();
        QVERIFY(server.restart().ok());
        QVERIFY(watched.reaches(NodeState::Up));
        QCOMPARE(watched.states, (QList<NodeState>{NodeState::Up, NodeState::Down, NodeState::Up}));
        QVERIFY(watched.samples.size() > samplesBefore - 1);
        QVERIFY(!watched.poller->status().error);
        QVERIFY(!watched.poller->status().nextAttemptMs);
    }

    void theFirstRetryComesWithinTheFirstBackoff()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        PollerOptions options = quick();
        options.backoffFirst = 300ms;
        Watched watched(server.endpoint(), options);
        QVERIFY(watched.samplesReach(1));
        server.hold();
        QTRY_VERIFY(server.countOf("PING") >= 2);
        server.hangUp();
        QVERIFY(watched.reaches(NodeState::Down));
        QVERIFY(watched.poller->status().nextAttemptMs.has_value());
        QVERIFY(*watched.poller->status().nextAttemptMs - watched.clock->nowMs() <= 300);
        QTRY_COMPARE(server.connectionCount(), 2);
    }

    void anIdleConnectionThatTheServerClosesIsReplacedWithoutAFuss()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint(), quick(600));
        QVERIFY(watched.samplesReach(3)); // more than a second old
        server.hangUp();
        QTRY_COMPARE(server.connectionCount(), 2);
        QVERIFY(watched.samplesReach(4));
        QCOMPARE(watched.states, QList<NodeState>{NodeState::Up});
    }

    void aServerThatClosesAfterEachPollIsNotHammered()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        PollerOptions options = quick(10);
        options.backoffFirst = options.backoffMax = 100ms;
        Watched watched(server.endpoint(), options);
        connect(watched.poller.get(), &NodePoller::sampled, &server, [&] { server.hangUp(); });
        const TimeMs before = watched.clock->nowMs();
        QVERIFY(watched.samplesReach(4));
        QVERIFY(watched.clock->nowMs() - before >= 3 * 75);
        QVERIFY(watched.states.contains(NodeState::Down));
    }

    void backoffGrowsAndRetryNowEndsIt()
    {
        FakeServer server;
        server.stopListening();
        PollerOptions options = quick();
        options.backoffFirst = 10ms;
        options.backoffMax = 60s;
        Watched watched(server.endpoint(), options);
        QTRY_VERIFY(watched.poller->status().nextAttemptMs.value_or(0) - watched.clock->nowMs() > 200);
        server.answer("INFO", smallInfo);
        QVERIFY(server.listenAgain());
        watched.poller->retryNow();
        QVERIFY(!watched.poller->status().nextAttemptMs); // trying
        QVERIFY(watched.reaches(NodeState::Up));
    }

    void aLoadingServerIsDownAndAskedAtTheInterval()
    {
        FakeServer server;
        server.answer("PING", "-LOADING Redis is loading the dataset in memory\r\n");
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint());
        QVERIFY(watched.reaches(NodeState::Down));
        QCOMPARE(watched.error(), ErrorCode::Loading);
        QVERIFY(watched.poller->status().nextAttemptMs.has_value());
        QTRY_VERIFY(server.countOf("PING") >= 4);
        QCOMPARE(server.connectionCount(), 1); // the connection is kept
        server.answer("PING", "+PONG\r\n");
        QVERIFY(watched.reaches(NodeState::Up));
        QCOMPARE(watched.states, (QList<NodeState>{NodeState::Down, NodeState::Up}));
    }

    void aServerThatReallyLoadsIsSeenUntilItHasFinished()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--enable-debug-command"), QStringLiteral("yes")}).ok());
        adminCommand(server, "DEBUG POPULATE 2000 key 1");
        QCOMPARE(adminCommand(server, "SAVE"), QByteArray("+OK\r\n"));
        server.kill();
        LocalRedis slow; // the same data, read with a pause at each key
        QVERIFY(slow.start({QStringLiteral("--enable-debug-command"), QStringLiteral("yes")}).ok());
        slow.kill();
        QVERIFY(
            QFile::copy(server.folder() + QStringLiteral("/dump.rdb"), slow.folder() + QStringLiteral("/dump.rdb")));
        QVERIFY(slow.restart().ok());
        adminCommand(slow, "CONFIG SET key-load-delay 500 loading-process-events-interval-bytes 1024");
        Watched watched(slow.endpoint());
        QVERIFY(watched.samplesReach(1));
        QLocalSocket reload;
        reload.connectToServer(slow.unixSocket());
        reload.write(adminLogin() + "DEBUG RELOAD NOSAVE\r\n");
        reload.flush();
        QVERIFY(watched.reaches(NodeState::Down));
        QCOMPARE(watched.error(), ErrorCode::Loading);
        QVERIFY(watched.reaches(NodeState::Up));
        QVERIFY(watched.samples.back()->value("db0.keys").value_or(0) > 1999);
    }

    void aReplicaWithoutItsPrimaryIsSampled()
    {
        LocalRedis replica;
        QVERIFY(
            replica
                .start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), QString::number(freeLoopbackPort()),
                        QStringLiteral("--replica-serve-stale-data"), QStringLiteral("no")})
                .ok());
        Watched watched(replica.endpoint());
        QVERIFY(watched.samplesReach(1));
        QCOMPARE(watched.samples[0]->text("master_link_status").value_or(QString()), QStringLiteral("down"));
    }

    void refusalsAreNamedAndTheConnectionIsKept_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no permission for PING")
            << QByteArray("PING") << QByteArray("-NOPERM no\r\n") << ErrorCode::NoPermission;
        QTest::newRow("no permission for INFO")
            << QByteArray("INFO") << QByteArray("-NOPERM no\r\n") << ErrorCode::NoPermission;
        QTest::newRow("busy with a script")
            << QByteArray("INFO") << QByteArray("-BUSY script\r\n") << ErrorCode::ServerError;
        QTest::newRow("INFO without a field") << QByteArray("INFO") << FakeServer::bulk("") << ErrorCode::ServerError;
    }
    void refusalsAreNamedAndTheConnectionIsKept()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, answer);
        FakeServer server;
        server.answer("INFO", smallInfo);
        server.answer(command, answer);
        Watched watched(server.endpoint());
        QVERIFY(watched.reaches(NodeState::Down));
        QTEST(watched.error(), "code");
        QTRY_VERIFY(server.countOf("PING") >= 3);
        server.answer("PING", "+PONG\r\n");
        server.answer("INFO", smallInfo);
        QVERIFY(watched.reaches(NodeState::Up));
        QCOMPARE(server.connectionCount(), 1);
    }

    void theWorkingFormOfInfoIsRemembered()
    {
        FakeServer server;
        server.answer("INFO everything", "-NOPERM no\r\n");
        server.answer("INFO all", FakeServer::bulk(""));
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint());
        QVERIFY(watched.samplesReach(4));
        QCOMPARE(server.countOf("INFO everything"), 1);
        QCOMPARE(server.countOf("INFO all"), 1);
        QVERIFY(server.countOf("INFO") >= 4);
        // Another connection may be another server.
        server.hangUp();
        QTRY_COMPARE(server.countOf("INFO everything"), 2);
    }

    void aSlowPollIsWaitedForAndNeverPilesUp()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint());
        QVERIFY(watched.samplesReach(2));
        server.hold();
        QVERIFY(watched.reaches(NodeState::Slow)); // after 1 s, which is 50 intervals
        const int pings = server.countOf("PING");
        QVERIFY(pings <= static_cast<int>(watched.samples.size()) + 1);
        QVERIFY(!watched.poller->status().error);
        const auto before = watched.samples.size();
        server.release();
        QVERIFY(watched.reaches(NodeState::Up));
        QVERIFY(watched.samples.size() >= before);
        QVERIFY(watched.samplesReach(before + 2));
        QVERIFY2(watched.samples[before]->timeMs - watched.samples[before - 1]->timeMs > 900, "the gap is kept");
        QVERIFY2(watched.samples[before]->value(probe::rtt).value_or(0) > 900'000, "the probe tells the truth");
    }

    void aSuspendedServerBecomesSlowThenDownThenUp()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        PollerOptions options = quick();
        options.connection.commandTimeout = 1500ms;
        Watched watched(server.endpoint(), options);
        QVERIFY(watched.samplesReach(2));
        server.suspend();
        QVERIFY(watched.reaches(NodeState::Down));
        QVERIFY(watched.states.contains(NodeState::Slow));
        QCOMPARE(watched.error(), ErrorCode::CommandTimeout);
        server.resume();
        QVERIFY(watched.reaches(NodeState::Up));
    }

    void wrongPasswordsAreNamedAndARightOneIsTriedAtOnce()
    {
        LocalRedis server;
        QVERIFY(server.start({QStringLiteral("--requirepass"), QStringLiteral("right")}).ok());
        PollerOptions options = quick();
        options.backoffFirst = options.backoffMax = 60s;
        Watched watched(server.endpoint(), options);
        QVERIFY(watched.reaches(NodeState::Down));
        QCOMPARE(watched.error(), ErrorCode::AuthRequired);
        watched.poller->setPassword(QStringLiteral("wrong"));
        QTRY_COMPARE(watched.error(), ErrorCode::WrongPassword);
        watched.poller->setPassword(QStringLiteral("right"));
        QVERIFY(watched.reaches(NodeState::Up));
    }

    void stopEndsEverythingAndStartGoesOn()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint());
        QVERIFY(watched.samplesReach(2));
        server.hold();
        const int pings = server.countOf("PING");
        QTRY_VERIFY(server.countOf("PING") > pings); // a poll is under way
        watched.poller->stop();
        QCOMPARE(watched.state(), NodeState::Paused);
        QTRY_COMPARE(server.openConnections(), 0);
        const auto samples = watched.samples.size();
        QSignalSpy sampled(watched.poller.get(), &NodePoller::sampled);
        server.release();
        QVERIFY(!sampled.wait(100)); // five intervals
        QCOMPARE(watched.samples.size(), samples);
        watched.poller->start();
        QVERIFY(watched.samplesReach(samples + 2));
        QCOMPARE(watched.state(), NodeState::Up);
    }

    void stopEndsTheBackoff()
    {
        FakeServer server;
        server.stopListening();
        Watched watched(server.endpoint());
        QVERIFY(watched.reaches(NodeState::Down));
        watched.poller->stop();
        QVERIFY(server.listenAgain());
        QSignalSpy connected(&server, &FakeServer::connected);
        QVERIFY(!connected.wait(300)); // longer than the longest back-off
    }

    void theIntervalChangesLive()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint(), quick(3600 * 1000));
        QVERIFY(watched.samplesReach(1));
        watched.poller->setInterval(25);
        QVERIFY(watched.samplesReach(4));
        QCOMPARE(watched.samples.back()->intervalMs, 25);
        watched.poller->setInterval(3600 * 1000);
        const auto samples = watched.samples.size();
        QSignalSpy sampled(watched.poller.get(), &NodePoller::sampled);
        QVERIFY(!sampled.wait(120));
        QVERIFY(watched.samples.size() <= samples + 1);
    }

    void timesIncreaseAlsoWhenTheWallClockStepsBack()
    {
        FakeServer server;
        server.answer("INFO", smallInfo);
        Watched watched(server.endpoint());
        QVERIFY(watched.samplesReach(3));
        watched.clock->offsetMs = -5000;
        QVERIFY(watched.samplesReach(8));
        watched.clock->offsetMs = 100'000;
        QVERIFY(watched.samplesReach(10));
        for (std::size_t i = 1; i < watched.samples.size(); ++i)
            QVERIFY(watched.samples[i]->timeMs > watched.samples[i - 1]->timeMs);
        QVERIFY(std::abs(watched.samples.back()->timeMs - watched.clock->nowMs()) < 2000);
    }

    void aForeignServerIsNotRedis()
    {
        FakeServer server;
        server.answer("PING", "+OK POP3 ready\r\n");
        Watched watched(server.endpoint());
        QVERIFY(watched.reaches(NodeState::Down));
        QCOMPARE(watched.error(), ErrorCode::NotRedis);
        QTRY_VERIFY(server.connectionCount() >= 3); // tried again with back-off
    }

    void aSlotMayStopOrDestroyIt_data()
    {
        QTest::addColumn<QString>("when");
        QTest::addColumn<bool>("destroy");
        for (const char* when : {"sampled", "up", "down"}) {
            QTest::addRow("stop when %s", when) << QString::fromLatin1(when) << false;
            QTest::addRow("destroy when %s", when) << QString::fromLatin1(when) << true;
        }
    }
    void aSlotMayStopOrDestroyIt()
    {
        QFETCH(QString, when);
        QFETCH(bool, destroy);
        FakeServer server;
        server.answer("INFO", smallInfo);
        if (when == QStringLiteral("down"))
            server.answer("PING", "-LOADING x\r\n");
        Watched watched(server.endpoint());
        bool done = false;
        const auto end = [&] {
            if (done)
                return;
            done = true;
            if (destroy)
                watched.poller.reset();
            else
                watched.poller->stop();
        };
        if (when == QStringLiteral("sampled"))
            connect(watched.poller.get(), &NodePoller::sampled, this, end);
        else
            connect(watched.poller.get(), &NodePoller::statusChanged, this, end);
        QTRY_VERIFY(done);
        QTRY_COMPARE(server.openConnections(), 0);
        QVERIFY(destroy || watched.state() == NodeState::Paused);
    }
};

QTEST_GUILESS_MAIN(TestNodePoller)
#include "tst_nodepoller.moc"
