// SPDX-License-Identifier: GPL-3.0-or-later
// Analyses of whole caches: clusters, replicas, and those that are cancelled and go on, against real servers.
#include "keyspace/keyrecordstore.h"
#include "keyspace/keysurvey.h"
#include "keyspace/referencesurvey.h"
#include "redis/keyslot.h"
#include "redis/localredis.h"
#include "redis/topologywalk.h"
#include "support/deployments.h"
#include "support/redisadmin.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestKeySurvey : public QObject
{
    Q_OBJECT

    /// A survey that notes how it goes.
    struct Watched {
        explicit Watched(const Endpoint& first, int keysPerSecond = 0)
            : survey({first}, {}, optionsOf(keysPerSecond), quick())
        {
            QObject::connect(&survey, &KeySurvey::finished, &survey,
                             [this](const Result<KeyScanResult>& result) { found = result; });
            QObject::connect(&survey, &KeySurvey::progressed, &survey,
                             [this](const KeyScanProgress& each) { progress = each; });
        }
        static KeyScanOptions optionsOf(int keysPerSecond)
        {
            KeyScanOptions options;
            options.keysPerSecond = keysPerSecond;
            return options;
        }
        static ConnectionOptions quick()
        {
            ConnectionOptions options;
            options.commandTimeout = std::chrono::milliseconds(20'000); // a loaded machine
            return options;
        }
        KeySurvey survey;
        KeyScanProgress progress;
        std::optional<Result<KeyScanResult>> found;
    };

    static void fill(const LocalRedis& server, int count)
    {
        adminCommand(server, "EVAL \"for i=1," + QByteArray::number(count) +
                                 " do redis.call('SET','emb:'..i,string.rep('x',100)) end\" 0");
    }
    /// So many keys, each on the server that has its slot.
    static void fillCluster(const std::vector<std::unique_ptr<LocalRedis>>& servers, int count)
    {
        for (const auto& server : servers) // each keeps those that it owns
            adminCommand(*server, "EVAL \"for i=1," + QByteArray::number(count) +
                                      " do redis.pcall('SET','emb:'..i,'xxxxxxxxxx') end\" 0");
    }
    static QByteArray hashOf(int i)
    {
        return QCryptographicHash::hash(QByteArray::number(i), QCryptographicHash::Sha1).toHex();
    }
    /// Answers "resp:<hash>" all over a cluster, of which each fifth is gone, and sets of what is (doc:), and what was.
    static void fillWithReferences(const std::vector<std::unique_ptr<LocalRedis>>& servers)
    {
        for (const auto& server : servers)
            adminCommand(*server, "EVAL \"for i=1,400 do local h=redis.sha1hex(i) if i%5>0 then "
                                  "redis.pcall('SET','resp:'..h,'x') redis.pcall('SADD','full:'..(i%40),h) end "
                                  "redis.pcall('SADD','doc:'..(i%40),h) end\" 0");
    }
    /// What an analysis knows of these keys; `sets` are to be looked into.
    static KeyReport reportOfReferences(const QByteArray& prefix, const std::vector<QByteArray>& sets)
    {
        KeyAnalysisOptions options;
        options.delimiter = ':';
        KeyAnalysis analysis(options);
        for (int i = 1; i <= 400; ++i)
            analysis.add({"resp:" + hashOf(i), KeyType::String, 60, -1, {}, {}});
        for (const QByteArray& set : sets)
            analysis.add({set, KeyType::Set, 300, -1, {}, {}});
        KeyReport report = analysis.report();
        [&] { QCOMPARE(report.someSets[prefix].size(), sets.size()); }();
        return report;
    }
    static SurveyPlan planOf(const Endpoint& endpoint)
    {
        std::optional<Result<Topology>> found;
        TopologyWalk walk(endpoint, {}, Watched::quick());
        QObject::connect(&walk, &TopologyWalk::finished, &walk,
                         [&](const Result<Topology>& topology) { found = topology; });
        walk.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(found.has_value() && found->ok(), 30'000); }();
        return found && found->ok() ? surveyPlanOf(**found, endpoint, {endpoint}) : SurveyPlan();
    }
    /// The references of that prefix, and of how many nobody could tell.
    static std::pair<PrefixShare, double> followed(const SurveyPlan& plan, const QByteArray& prefix,
                                                   const std::vector<QByteArray>& sets, int keysPerSecond = 0)
    {
        KeyReport report = reportOfReferences(prefix, sets);
        ReferenceSurvey survey(plan, {}, keysPerSecond, Watched::quick(), report);
        bool isOver = false;
        QObject::connect(&survey, &ReferenceSurvey::finished, &survey, [&isOver] { isOver = true; });
        survey.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(isOver, 60'000); }();
        survey.check().fillIn(report);
        for (const PrefixShare& share : report.prefixes)
            if (share.prefix == prefix)
                return {share, survey.check().unknown()};
        return {};
    }
    /// Cancelled after a first part, and what it takes to go on.
    static KeySurveyState cancelled(const Endpoint& endpoint)
    {
        Watched run(endpoint, 4000);
        run.survey.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(run.progress.scanned > 0, 30'000); }();
        run.survey.cancel();
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
            QVERIFY(run.found->ok() && (*run.found)->cancelled);
        }();
        KeySurveyState state = run.survey.takeState();
        [&] { QVERIFY(state.canGoOn()); }();
        // As it is after a restart of the program.
        return KeySurveyState::fromBytes(state.toBytes()).value_or(KeySurveyState());
    }

private Q_SLOTS:
    void whatWasCancelledGoesOnWhereItWas()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        fill(server, 8000);
        KeySurveyState state = cancelled(server.endpoint());
        const qint64 before = state.scan.sums.scanned;
        QVERIFY2(before > 0 && before < 8000, qPrintable(QString::number(before)));
        Watched run(server.endpoint());
        run.survey.start(std::move(state));
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY2(run.found->ok(), run.found->ok() ? "" : qPrintable(run.found->error().text()));
        const KeyScanResult& result = **run.found;
        QVERIFY(!result.cancelled);
        QCOMPARE(result.scanned, 8000); // none twice, none missed
        QCOMPARE(result.report.keys, 8000.0);
        QCOMPARE(result.report.prefixes.front().keys, 8000.0);
        QCOMPARE(result.report.biggest.size(), std::size_t(20));
        QVERIFY(!run.survey.takeState().canGoOn());
    }

    void afterAFailoverItDoesNotGoOn()
    {
        LocalRedis server, other;
        QVERIFY(server.start().ok() && other.start({u"--repl-diskless-sync-delay"_s, u"0"_s}).ok());
        fill(server, 8000);
        KeySurveyState state = cancelled(loopbackOf(server));
        // The one that was a primary is a replica now.
        adminCommand(server, "REPLICAOF 127.0.0.1 " + QByteArray::number(other.port()));
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(server, "INFO replication").contains("master_link_status:up"), 30'000);
        Watched run(loopbackOf(server));
        run.survey.start(std::move(state));
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY(!run.found->ok());
        QCOMPARE(run.found->error().code, ErrorCode::InvalidArgument);
        QVERIFY(!run.survey.takeState().canGoOn());
    }

    void whereNobodyAnswersItCanStillGoOnLater()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        fill(server, 8000);
        const KeySurveyState state = cancelled(server.endpoint());
        Endpoint nobody = loopbackOf(server);
        nobody.port = freeLoopbackPort();
        Watched run(nobody);
        KeySurveyState there = state;
        there.server = nobody.address();
        run.survey.start(there);
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY(!run.found->ok());
        const KeySurveyState left = run.survey.takeState();
        QVERIFY(left.canGoOn());
        QCOMPARE(left.scan.cursor, state.scan.cursor);
        QCOMPARE(left.scan.mark.runId, state.scan.mark.runId);
    }

    void aServerThatWasRestartedIsRefused()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        fill(server, 8000);
        KeySurveyState state = cancelled(server.endpoint());
        LocalRedis other;
        QVERIFY(other.start().ok());
        state.server = other.endpoint().address(); // who answers there now
        Watched run(other.endpoint());
        run.survey.start(std::move(state));
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY(!run.found->ok());
        QVERIFY2(run.found->error().message.contains(u"restarted"_s), qPrintable(run.found->error().message));
        QVERIFY(!run.survey.takeState().canGoOn());
    }

    void aReplicaThatKeepsUpGoesFirst()
    {
        LocalRedis primary;
        QVERIFY(primary.start().ok());
        std::vector<std::unique_ptr<LocalRedis>> replicas;
        QVERIFY(startReplicas(primary, replicas, 1));
        fill(primary, 500);
        Watched run(loopbackOf(primary));
        run.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY(run.found->ok());
        QCOMPARE((*run.found)->nodes, QStringList{loopbackOf(*replicas.front()).address()});
        QVERIFY((*run.found)->onReplicas);
    }

    void whoIsAskedGoesByHowTheServersAre_data()
    {
        QTest::addColumn<qint64>("lagS");
        QTest::addColumn<bool>("linkUp");
        QTest::addColumn<bool>("failing");
        QTest::addColumn<int>("first"); // port
        QTest::newRow("a replica that keeps up") << qint64(1) << true << false << 7001;
        QTest::newRow("a replica that lags") << qint64(6) << true << false << 7000;
        QTest::newRow("a replica without its primary") << qint64(0) << false << false << 7000;
        QTest::newRow("a replica that others do not reach") << qint64(0) << true << true << 7000;
    }
    void whoIsAskedGoesByHowTheServersAre()
    {
        QFETCH(qint64, lagS);
        QFETCH(bool, linkUp);
        QFETCH(bool, failing);
        Topology topology;
        topology.kind = TopologyKind::Cluster;
        TopologyNode primary, replica;
        primary.address = u"10.0.0.1:7000"_s;
        primary.role = u"primary"_s;
        primary.ranges = {{0, 16383}};
        replica.address = u"10.0.0.1:7001"_s;
        replica.role = u"replica"_s;
        replica.primary = primary.address;
        replica.lagS = lagS;
        replica.linkUp = linkUp;
        replica.failing = failing;
        topology.nodes = {primary, replica};
        Endpoint asked;
        asked.host = u"10.0.0.1"_s;
        asked.port = 7000;
        asked.user = u"poller"_s;
        const SurveyPlan plan = surveyPlanOf(topology, asked, {asked});
        QCOMPARE(plan.shards.size(), std::size_t(1));
        QTEST(int(plan.shards.front().front().endpoint.port), "first");
        QCOMPARE(plan.shards.front().front().endpoint.user, u"poller"_s);
        QCOMPARE(plan.shards.front().back().endpoint.port, quint16(7000)); // the primary stays an answer
        topology.nodes.front().ranges = {{0, 100}};
        QVERIFY(surveyPlanOf(topology, asked, {}).layout != plan.layout);
    }

    void aClusterIsOneAnalysis()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        fillCluster(servers, 3000);
        Watched run(loopbackOf(*servers[1]));
        run.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY2(run.found->ok(), run.found->ok() ? "" : qPrintable(run.found->error().text()));
        const KeyScanResult& result = **run.found;
        QCOMPARE(result.scanned, 3000);
        QCOMPARE(result.report.prefixes.size(), std::size_t(1));
        QCOMPARE(result.report.prefixes.front().keys, 3000.0);
        QCOMPARE(result.servers, 3);
        QCOMPARE(result.nodes.size(), 3);
        QVERIFY(result.missing.empty());
        QVERIFY(!result.slotsMoved);
        QVERIFY(result.notTold.isEmpty());
        QCOMPARE(run.progress.total, std::optional<qint64>(3000));

        // Cancelled at the second shard, it goes on there.
        Watched part(loopbackOf(*servers[0]), 3000);
        part.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(part.progress.server >= 2, 30'000);
        part.survey.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(part.found.has_value(), 30'000);
        QVERIFY((*part.found)->cancelled);
        const KeySurveyState state = part.survey.takeState();
        QVERIFY(state.canGoOn());
        Watched rest(loopbackOf(*servers[0]));
        rest.survey.start(state);
        QTRY_VERIFY_WITH_TIMEOUT(rest.found.has_value(), 30'000);
        QVERIFY2(rest.found->ok(), rest.found->ok() ? "" : qPrintable(rest.found->error().text()));
        QCOMPARE((*rest.found)->scanned, 3000);
        QCOMPARE((*rest.found)->nodes.size(), 3);

        // With slots elsewhere it does not.
        KeySurveyState old = state;
        old.layout += "x";
        Watched refused(loopbackOf(*servers[0]));
        refused.survey.start(old);
        QTRY_VERIFY_WITH_TIMEOUT(refused.found.has_value(), 30'000);
        QVERIFY(!refused.found->ok());
        QVERIFY2(refused.found->error().message.contains(u"slots"_s), qPrintable(refused.found->error().message));

        // A slot on its way while it runs: it ends, and says so.
        const QByteArray there = nodeId(*servers[1]);
        QCOMPARE(adminCommand(*servers[0], "CLUSTER SETSLOT 0 MIGRATING " + there), QByteArray("+OK\r\n"));
        Watched moving(loopbackOf(*servers[0]));
        moving.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(moving.found.has_value(), 30'000);
        QVERIFY(moving.found->ok());
        QVERIFY((*moving.found)->slotsMoved);
        QCOMPARE(adminCommand(*servers[0], "CLUSTER SETSLOT 0 STABLE"), QByteArray("+OK\r\n"));

        // A shard that goes halfway is named, and the others are told.
        Watched broken(loopbackOf(*servers[0]), 2000);
        broken.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(broken.progress.server >= 2, 30'000);
        const QString gone = broken.progress.node;
        for (const auto& server : servers)
            if (loopbackOf(*server).address() == gone)
                server->kill();
        QTRY_VERIFY_WITH_TIMEOUT(broken.found.has_value(), 60'000);
        QVERIFY2(broken.found->ok(), broken.found->ok() ? "" : qPrintable(broken.found->error().text()));
        QCOMPARE((*broken.found)->missing.size(), std::size_t(1));
        QCOMPARE((*broken.found)->missing.front().node, gone);
        QVERIFY(!(*broken.found)->missing.front().why.isEmpty());
        QCOMPARE((*broken.found)->nodes.size(), 2);
        QVERIFY((*broken.found)->scanned < 3000);
    }

    void referencesAreFollowedToWhoeverOwnsThem()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        fillWithReferences(servers);
        Watched run(loopbackOf(*servers[0]));
        run.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY2(run.found->ok(), run.found->ok() ? "" : qPrintable(run.found->error().text()));
        QCOMPARE((*run.found)->referencesUnknown, 0.0);
        QVERIFY2((*run.found)->notTold.isEmpty(), qPrintable((*run.found)->notTold.join(u' ')));
        QCOMPARE((*run.found)->report.keys, 320.0 + 40 + 32);
        for (const PrefixShare& share : (*run.found)->report.prefixes) {
            const double stale = share.references > 0 ? share.staleReferences / share.references : 0;
            QVERIFY2(share.prefix == "resp:" || share.references >= 50, share.prefix.constData());
            QVERIFY2(share.prefix != "doc:" || (stale > 0.05 && stale < 0.5), qPrintable(QString::number(stale)));
            QVERIFY2(share.prefix != "full:" || stale == 0, qPrintable(QString::number(stale)));
        }
    }

    void whatMovedOrIsNotReachedIsUnknownNotStale()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        fillWithReferences(servers);
        const SurveyPlan plan = planOf(loopbackOf(*servers[0]));
        QCOMPARE(plan.ranges.size(), std::size_t(3));
        std::vector<QByteArray> sets;
        for (int i = 1; i < 40; i += 2)
            sets.push_back("full:" + QByteArray::number(i));
        const auto [all, none] = followed(plan, "full:", sets);
        QCOMPARE(all.references, 80.0);
        QCOMPARE(all.staleReferences, 0.0);
        QCOMPARE(none, 0.0);

        // The budget holds for this, too: 16 sets, and five members of each.
        QElapsedTimer sinceStart;
        sinceStart.start();
        QCOMPARE(followed(plan, "full:", sets, 300).first.references, 80.0);
        QVERIFY2(sinceStart.elapsed() >= 319, qPrintable(QString::number(sinceStart.elapsed())));

        // Slots that have moved since the plan was made: MOVED.
        SurveyPlan old = plan;
        std::swap(old.ranges[0], old.ranges[1]);
        const auto [moved, movedUnknown] = followed(old, "full:", sets);
        QVERIFY(moved.references > 0 && moved.references < 80);
        QCOMPARE(moved.staleReferences, 0.0);
        QVERIFY(movedUnknown > 0);

        // A key that has gone ahead of its slot: ASK.
        const QByteArray key = "resp:" + hashOf(1);
        const QByteArray slot = QByteArray::number(clusterSlotOf(key));
        const auto owner = std::find_if(servers.begin(), servers.end(), [&key](const auto& server) {
            return adminCommand(*server, "EXISTS " + key) == ":1\r\n";
        });
        QVERIFY(owner != servers.end());
        const auto& other = owner == servers.begin() ? servers[1] : servers[0];
        QCOMPARE(adminCommand(*other, "CLUSTER SETSLOT " + slot + " IMPORTING " + nodeId(**owner)),
                 QByteArray("+OK\r\n"));
        QCOMPARE(adminCommand(**owner, "CLUSTER SETSLOT " + slot + " MIGRATING " + nodeId(*other)),
                 QByteArray("+OK\r\n"));
        QCOMPARE(
            adminCommand(**owner, "MIGRATE 127.0.0.1 " + QByteArray::number(other->port()) + " " + key + " 0 5000"),
            QByteArray("+OK\r\n"));
        for (const auto& server : servers)
            adminCommand(*server, "SADD few:1 " + hashOf(1) + " " + hashOf(2) + " " + hashOf(3));
        const auto [asked, askedUnknown] = followed(plan, "few:", {"few:1"});
        QCOMPARE(asked.references, 2.0);
        QCOMPARE(asked.staleReferences, 0.0);
        QCOMPARE(askedUnknown, 1.0);

        // A server that is gone.
        for (const auto& server : servers)
            adminCommand(*server, "CONFIG SET cluster-require-full-coverage no");
        (*owner)->kill();
        const auto [left, leftUnknown] = followed(plan, "full:", sets);
        QCOMPARE(left.staleReferences, 0.0);
        QVERIFY(leftUnknown > 0);
    }

    void aClustersReplicaTellsOfKeys()
    {
        std::vector<std::unique_ptr<LocalRedis>> servers;
        QVERIFY(startCluster(servers, 3));
        const auto replica = addClusterReplica(*servers.front());
        QVERIFY(replica);
        fillCluster(servers, 600);
        // Until it has heard of all, and all of it.
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(*replica, "CLUSTER INFO").contains("cluster_state:ok"), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(adminCommand(*servers[2], "CLUSTER NODES").contains("slave"), 30'000);
        Watched run(loopbackOf(*servers[2]));
        run.survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(run.found.has_value(), 30'000);
        QVERIFY(run.found->ok());
        QCOMPARE((*run.found)->report.keys, 600.0);
        QVERIFY((*run.found)->nodes.contains(loopbackOf(*replica).address()));
        QVERIFY2((*run.found)->notTold.isEmpty(), qPrintable((*run.found)->notTold.join(u' ')));
    }

    void whereItWasIsKeptAsAFile()
    {
        LocalRedis server;
        QVERIFY(server.start().ok());
        fill(server, 8000);
        QTemporaryDir folder;
        const KeyRecordStore store(folder.path());
        const CacheId cache{u"c"_s};
        QVERIFY(!store.unfinished(cache));
        const KeySurveyState state = cancelled(server.endpoint());
        QVERIFY(store.keepUnfinished(cache, state, 77).ok());
        const auto read = store.unfinished(cache);
        QVERIFY(read);
        QCOMPARE(read->timeMs, TimeMs(77));
        QCOMPARE(read->scan.cursor, state.scan.cursor);
        QCOMPARE(read->scan.sums.scanned, state.scan.sums.scanned);
        QCOMPARE(read->toBytes().size(), state.toBytes().size());
        // A part of the file, or another one, is none.
        const QByteArray bytes = state.toBytes();
        for (qsizetype size = 0; size < bytes.size(); size += 97)
            QVERIFY(!KeySurveyState::fromBytes(bytes.left(size)));
        QVERIFY(!KeySurveyState::fromBytes("{\"version\": 1}"));
        store.dropUnfinished(cache);
        QVERIFY(!store.unfinished(cache));
        QVERIFY(store.load(cache).empty());
    }

private:
    static QByteArray nodeId(const LocalRedis& server)
    {
        const QByteArray reply = adminCommand(server, "CLUSTER MYID"); // "$40\r\n<id>\r\n"
        return reply.mid(reply.indexOf('\n') + 1).trimmed();
    }
};

QTEST_GUILESS_MAIN(TestKeySurvey)
#include "tst_keysurvey.moc"
