// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/collector.h"
#include "app/liveinquirer.h"
#include "app/serverlog/serverlogfile.h"
#include "redis/localredis.h"
#include "support/redisadmin.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestLiveInquirer : public QObject
{
    Q_OBJECT

    struct Answers {
        explicit Answers(ServerInquirer& inquirer)
        {
            QObject::connect(
                &inquirer, &ServerInquirer::answered, &context,
                [this](quint64 request, const EvidenceAnswer& answer) { all.emplace_back(request, answer); });
        }
        QObject context;
        std::vector<std::pair<quint64, EvidenceAnswer>> all;
    };

private Q_SLOTS:
    void aServerIsAskedForWhatIsWantedAlone()
    {
        LocalRedis server;
        QVERIFY(server.start({u"--slowlog-log-slower-than"_s, u"0"_s}).ok());
        adminCommand(server, "SET session:4711 secret-value");
        CacheConfig cache;
        cache.id = newCacheId();
        cache.name = u"rag"_s;
        cache.nodes.resize(1);
        cache.nodes[0].id = newNodeId();
        cache.nodes[0].endpoint = server.endpoint();
        Collector collector(nullptr, std::make_shared<SystemClock>());
        collector.setCache(cache, {});
        LiveInquirer inquirer;
        inquirer.setCollector(&collector);
        Answers answers(inquirer);
        const quint64 slow = inquirer.ask(cache.nodes[0].id, {true, false, true});
        QTRY_COMPARE_WITH_TIMEOUT(answers.all.size(), std::size_t(1), 30'000);
        QCOMPARE(answers.all[0].first, slow);
        const EvidenceAnswer& told = answers.all[0].second;
        QVERIFY(told.slowLog.ok() && told.latency.ok());
        QCOMPARE(told.clients.error().code, ErrorCode::Cancelled);
        const auto set = std::find_if(told.slowLog->begin(), told.slowLog->end(),
                                      [](const SlowCommand& each) { return each.command == "SET"_L1; });
        QVERIFY(set != told.slowLog->end());
        QCOMPARE(set->keyPattern, u"session:*"_s);
        inquirer.ask(cache.nodes[0].id, {false, true, false});
        QTRY_COMPARE_WITH_TIMEOUT(answers.all.size(), std::size_t(2), 30'000);
        QVERIFY(answers.all[1].second.clients.ok() && !answers.all[1].second.slowLog.ok());
        QVERIFY(!answers.all[1].second.clients->empty());
        inquirer.ask(newNodeId(), {});
        QTRY_COMPARE_WITH_TIMEOUT(answers.all.size(), std::size_t(3), 30'000);
        QCOMPARE(answers.all[2].second.slowLog.error().code, ErrorCode::UnknownCache);
        inquirer.setCollector(nullptr);
    }

    void whatWasKeptIsRecalled()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"serverlog.sqlite"_s);
        const NodeId node = newNodeId();
        const serverlogfile::Heard heard{node, 5000, {{{4000, 12'000, u"GET"_s, 1, {}, 7, u"faq:*"_s}}, {}, {}}};
        QVERIFY(serverlogfile::add(file, {&heard, 1}, 5000).ok());
        LiveInquirer inquirer(file);
        std::vector<std::pair<quint64, Result<ServerPast>>> recalled;
        QObject context;
        const auto keep = [&recalled](quint64 request, const Result<ServerPast>& past) {
            recalled.emplace_back(request, past);
        };
        connect(&inquirer, &ServerInquirer::recalled, &context, keep);
        const quint64 within = inquirer.recall({node}, 0, 10'000);
        const quint64 later = inquirer.recall({node}, 5000, 10'000);
        QVERIFY(recalled.empty()); // from the event loop
        QTRY_COMPARE(recalled.size(), std::size_t(2));
        QCOMPARE(recalled[0].first, within);
        QCOMPARE(recalled[0].second->slow.size(), std::size_t(1));
        QCOMPARE(recalled[1].first, later);
        QVERIFY(recalled[1].second->slow.empty());
        LiveInquirer nothing;
        connect(&nothing, &ServerInquirer::recalled, &context, keep);
        nothing.recall({node}, 0, 10'000);
        QTRY_COMPARE(recalled.size(), std::size_t(3));
        QVERIFY(recalled[2].second.ok());
    }

    void whereAnotherProcessCollectsItSaysSo()
    {
        LiveInquirer inquirer;
        Answers answers(inquirer);
        const quint64 request = inquirer.ask(newNodeId(), {});
        QVERIFY(answers.all.empty()); // from the event loop
        QTRY_COMPARE(answers.all.size(), std::size_t(1));
        QCOMPARE(answers.all[0].first, request);
        QVERIFY(answers.all[0].second.slowLog.error().message.contains(u"Another process"_s));
    }

    void whatWasAskedOfACollectorThatEndsIsAnsweredOnce()
    {
        LiveInquirer inquirer;
        Answers answers(inquirer);
        {
            Collector collector(nullptr, std::make_shared<SystemClock>());
            inquirer.setCollector(&collector);
            inquirer.ask(newNodeId(), {});
            inquirer.setCollector(nullptr);
        }
        QTRY_COMPARE(answers.all.size(), std::size_t(1));
        QCoreApplication::processEvents();
        QCOMPARE(answers.all.size(), std::size_t(1));
        QCOMPARE(answers.all[0].second.clients.error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TestLiveInquirer)
#include "tst_liveinquirer.moc"
