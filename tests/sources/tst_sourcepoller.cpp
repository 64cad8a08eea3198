// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcepoller.h"
#include "sources/sourceprobe.h"
#include "support/answeringserver.h"
#include "support/waiting.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestSourcePoller : public QObject
{
    Q_OBJECT

    static SourceAccess accessTo(const AnsweringServer& server, SourceKind kind = SourceKind::HttpJson)
    {
        SourceAccess access;
        access.source.id = newNodeId();
        access.source.cache = newCacheId();
        access.source.name = u"app"_s;
        access.source.kind = kind;
        access.source.url = server.url();
        access.source.intervalMs = 50; // shorter than a user may choose
        access.http.timeout = std::chrono::seconds(10);
        access.source.fields = {{u"/hits"_s, "stage.a.hits", 1}, {u"/misses"_s, "stage.a.misses", 1}};
        return access;
    }

    static SourceAccess unhurried(SourceAccess access)
    {
        access.source.intervalMs = 2000;
        return access;
    }

private Q_SLOTS:
    void itPollsAgainAndAgain()
    {
        AnsweringServer server;
        server.serve("/", R"({"hits":1,"misses":3})");
        SourcePoller poller(accessTo(server), std::make_shared<SystemClock>());
        QCOMPARE(poller.status().state, NodeState::Connecting);
        std::vector<SnapshotPtr> samples;
        connect(&poller, &SourcePoller::sampled, this, [&](const SnapshotPtr& sample) { samples.push_back(sample); });
        QSignalSpy statuses(&poller, &SourcePoller::statusChanged);
        poller.start();
        QTRY_VERIFY_WITH_TIMEOUT(samples.size() >= 3, 30'000);
        QVERIFY(!statuses.isEmpty());
        QCOMPARE(samples[0]->value("stage.a.requests").value(), 4.0);
        QCOMPARE(samples[0]->intervalMs, 50);
        QCOMPARE(samples[1]->layout, samples[0]->layout);
        QVERIFY(samples[1]->timeMs > samples[0]->timeMs);
        QVERIFY(samples[0]->node == poller.status().node);
    }

    void itemsThatAreAskedForFarMoreThanUsualAreCounted()
    {
        AnsweringServer server;
        const auto serve = [&server](qint64 a, qint64 b) {
            server.serve("/", uR"({"a":%1,"b":%2})"_s.arg(a).arg(b).toLatin1());
        };
        serve(1, 1);
        SourceAccess access = accessTo(server);
        access.source.fields = {{u"/a"_s, "item.a.requests", 1}, {u"/b"_s, "item.b.requests", 1}};
        access.hotItems.windowMs = 600;
        access.hotItems.leastRequests = 100;
        SourcePoller poller(access, std::make_shared<SystemClock>());
        std::vector<SnapshotPtr> samples;
        connect(&poller, &SourcePoller::sampled, this, [&](const SnapshotPtr& sample) { samples.push_back(sample); });
        const auto hot = [&] { return samples.empty() ? std::nullopt : samples.back()->value("keyspace.hot_items"); };
        poller.start();
        QTRY_VERIFY_WITH_TIMEOUT(!samples.empty(), 30'000);
        QVERIFY(samples[0]->layout->indexOf("keyspace.hot_items") && !hot()); // nothing is usual yet
        QTRY_COMPARE_WITH_TIMEOUT(hot(), std::optional(0.0), 30'000);
        serve(1000, 50); // too few of b
        QTRY_COMPARE_WITH_TIMEOUT(hot(), std::optional(1.0), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(hot(), std::optional(0.0), 30'000); // it is over
        QCOMPARE(samples.back()->layout, samples.front()->layout);
    }

    void whatFailsIsToldAndTriedAgain()
    {
        AnsweringServer server;
        SourcePoller poller(unhurried(accessTo(server)), std::make_shared<SystemClock>());
        poller.start();
        QTRY_COMPARE_WITH_TIMEOUT(poller.status().state, NodeState::Down, 30'000);
        QVERIFY2(poller.status().error->message.contains(u"404"_s), qPrintable(poller.status().error->message));
        QVERIFY(poller.status().nextAttemptMs);
        server.serve("/", R"({"hits":1,"misses":3})");
        poller.retryNow();
        QTRY_COMPARE_WITH_TIMEOUT(poller.status().state, NodeState::Up, 30'000);
        QVERIFY(!poller.status().error && !poller.status().nextAttemptMs);
    }

    void aPartThatIsMissingIsToldWhileTheRestIsKept()
    {
        AnsweringServer server;
        server.serve("/", R"({"hits":1,"misses":"many"})");
        SourcePoller poller(unhurried(accessTo(server)), std::make_shared<SystemClock>());
        poller.start();
        QTRY_COMPARE_WITH_TIMEOUT(poller.status().state, NodeState::Up, 30'000);
        QVERIFY(poller.status().error);
        QVERIFY2(poller.status().error->message.contains(u"/misses"_s), qPrintable(poller.status().error->message));
        QCOMPARE(poller.status().latest->value("stage.a.hits").value(), 1.0);
    }

    void anAnswerWithoutAnythingMappedIsAnError()
    {
        AnsweringServer server;
        server.serve("/", R"({"other":1})");
        SourcePoller poller(unhurried(accessTo(server)), std::make_shared<SystemClock>());
        poller.start();
        QTRY_COMPARE_WITH_TIMEOUT(poller.status().state, NodeState::Down, 30'000);
        QVERIFY(!poller.status().latest);
    }

    void countersThatFallAreToldOnce()
    {
        AnsweringServer server;
        server.serve("/", R"({"hits":100,"misses":3})");
        SourcePoller poller(accessTo(server), std::make_shared<SystemClock>());
        QStringList fallen;
        int samples = 0;
        connect(&poller, &SourcePoller::countersFell, this, [&](TimeMs, const QString& text) { fallen << text; });
        connect(&poller, &SourcePoller::sampled, this, [&] { ++samples; });
        poller.start();
        QTRY_VERIFY_WITH_TIMEOUT(samples >= 2, 30'000);
        QVERIFY(fallen.isEmpty());
        server.serve("/", R"({"hits":2,"misses":3})");
        QTRY_COMPARE_WITH_TIMEOUT(fallen.size(), 1, 30'000);
        QVERIFY2(fallen.front().contains(u"stage.a.hits fell from 100 to 2"_s), qPrintable(fallen.front()));
        const int then = samples;
        QTRY_VERIFY_WITH_TIMEOUT(samples >= then + 2, 30'000);
        QCOMPARE(fallen.size(), 1);
    }

    void aProbeShowsEverythingWithWhatIsMapped()
    {
        AnsweringServer server;
        server.serve("/", R"({"hits":1,"misses":3,"colour":"red","size":7})");
        SourceProbe probe(accessTo(server));
        QSignalSpy finished(&probe, &SourceProbe::finished);
        probe.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        const auto report = finished.front().front().value<SourceReport>();
        QVERIFY(!report.error);
        QCOMPARE(report.fields.size(), std::size_t(3));
        QCOMPARE(report.fields[0].from, u"/hits"_s);
        QCOMPARE(report.fields[0].metric, std::string("stage.a.hits"));
        QCOMPARE(report.fields[2].from, u"/size"_s);
        QVERIFY(report.fields[2].metric.empty());
        QCOMPARE(report.mapped.value("stage.a.requests").value(), 4.0);
    }

    void aProbeOfNobodySaysWhy()
    {
        QUrl nobody;
        {
            AnsweringServer server;
            nobody = server.url();
        }
        SourceAccess access;
        access.source.kind = SourceKind::OpenMetrics;
        access.source.url = nobody;
        SourceProbe probe(access);
        QSignalSpy finished(&probe, &SourceProbe::finished);
        probe.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        QCOMPARE(finished.front().front().value<SourceReport>().error->code, ErrorCode::ConnectionRefused);
    }
};

QTEST_GUILESS_MAIN(TestSourcePoller)
#include "tst_sourcepoller.moc"
