// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/selfcost.h"

#include "metrics/catalogue.h"
#include "redis/localredis.h"
#include "redis/nodepoller.h"
#include "support/redisadmin.h"
#include "support/waiting.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;

static constexpr qint64 second = 1'000'000'000;

/// A server's commandstats, and what is sent to it.
struct SelfCostFixture {
    LayoutPtr layout = std::make_shared<SeriesLayout>(
        std::vector<std::string>{"cmdstat.info.calls", "cmdstat.info.usec", "cmdstat.ping.calls", "cmdstat.ping.usec",
                                 "cmdstat.slowlog.calls", "cmdstat.slowlog.usec"});
    std::vector<double> values = std::vector<double>(6, 0);
    std::shared_ptr<NodeTally> tally = std::make_shared<NodeTally>();
    SelfCost cost{tally};
    qint64 nowNs = 0;
    std::array<double, 4> own{};

    void send(CommandKind kind, int column, double usec)
    {
        tally->addSent(kind, 10);
        tally->addReceived(kind, 100);
        values[std::size_t(column)] += 1;
        values[std::size_t(column) + 1] += usec;
    }
    void poll()
    {
        send(CommandKind::InfoEverything, 0, 50);
        send(CommandKind::Ping, 2, 2);
        nowNs += second;
        cost.fill(own.data(), cost.read(), layout, values.data(), nowNs);
    }
};

class TestSelfCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAMeanOfTheLastMinute()
    {
        SelfCostFixture of;
        of.poll();
        for (const double value : of.own)
            QVERIFY(std::isnan(value)); // since when?
        of.poll();
        QCOMPARE(of.own[0], 120.0); // two commands a second
        QCOMPARE(of.own[1], 1200.0);
        QCOMPARE(of.own[2], 12000.0);
        QCOMPARE(of.own[3], 60.0 * 52);
        for (int i = 0; i < 100; ++i)
            of.poll();
        QCOMPARE(of.own[0], 120.0);
        QCOMPARE(of.own[3], 60.0 * 52);
        of.send(CommandKind::SlowlogGet, 4, 30'000); // on demand; before Redis 7 there is no "slowlog|get"
        of.poll();
        QVERIFY2(std::abs(of.own[3] - 33'000) < 3500, qPrintable(QString::number(of.own[3])));
        for (int i = 0; i < 70; ++i)
            of.poll();
        QCOMPARE(of.own[3], 60.0 * 52); // a minute ago
    }

    void otherClientsCommandsAreNotOurs()
    {
        SelfCostFixture of;
        of.poll();
        for (int i = 0; i < 9; ++i) {
            of.values[0] += 9; // another monitor, nine times as busy
            of.values[1] += 9 * 50;
            of.poll();
        }
        QCOMPARE(of.own[3], 60.0 * 52);
        of.values = {1, 50, 1, 2, 0, 0}; // CONFIG RESETSTAT, and one of ours after it
        of.poll();
        QVERIFY(of.own[3] > 0 && of.own[3] < 60.0 * 60);
    }

    void withoutStatisticsTheTimeIsAbsent()
    {
        SelfCostFixture of;
        of.layout = std::make_shared<SeriesLayout>(std::vector<std::string>{"used_memory"});
        of.poll();
        of.poll();
        QCOMPARE(of.own[0], 120.0);
        QVERIFY(std::isnan(of.own[3]));
    }

    void eachSampleOfARealServerTellsIt()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        PollerOptions options;
        options.intervalMs = 50;
        NodePoller poller(CacheId{QStringLiteral("cache")}, NodeId{QStringLiteral("node")}, server.endpoint(), {},
                          options, std::make_shared<SystemClock>());
        std::vector<SnapshotPtr> samples;
        connect(&poller, &NodePoller::sampled, this, [&](const SnapshotPtr& sample) { samples.push_back(sample); });
        poller.start();
        QVERIFY(waitUntil([&] { return samples.size() >= 12; }));
        QVERIFY(!samples.front()->value(selfcost::commands));
        const SnapshotPtr last = samples.back();
        const double polls = double(last->timeMs - samples.front()->timeMs) / 60000;
        const double sent = double(samples.size() - 1) * 2;
        QVERIFY(std::abs(last->value(selfcost::commands).value_or(0) * polls - sent) < 0.2 * sent);
        QVERIFY(last->value(selfcost::bytesReceived).value_or(0) > 100 * last->value(selfcost::bytesSent).value_or(0));
        // Nobody else sends INFO here: ours is all that the server counted.
        const double served =
            last->value("cmdstat.info.usec").value_or(0) + last->value("cmdstat.ping.usec").value_or(0);
        const double ours = last->value(selfcost::serverUs).value_or(-1) * polls;
        QVERIFY2(ours > 0 && ours < 1.5 * served, qPrintable(QStringLiteral("%1 of %2").arg(ours).arg(served)));
        for (const std::string& column : SelfCost::columns()) {
            QVERIFY(catalogue::find(column));
            QVERIFY(!catalogue::metricDescription(column).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestSelfCost)
#include "tst_selfcost.moc"
