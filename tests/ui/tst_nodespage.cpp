// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/banner.h"
#include "ui/figuretable.h"
#include "ui/fleet/fleettable.h"
#include "ui/mainwindow.h"
#include "ui/nodes/nodedetails.h"
#include "ui/nodes/nodesmodel.h"
#include "ui/nodes/nodestable.h"
#include "ui/pages/nodespage.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>

using namespace cacheledger;
using cacheledger::testing::UiFixture;
using namespace Qt::StringLiterals;

/// Looks when the test says so.
class FakeInspector : public NodeInspector
{
    Q_OBJECT

public:
    void inspect(const CacheId& cache) override { asked.push_back(cache); }
    void cancel() override { ++cancels; }
    void tell(const NodesReport& report) { Q_EMIT inspected(report); }

    std::vector<CacheId> asked;
    int cancels = 0;
};

class TestNodesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        inspector = std::make_unique<FakeInspector>();
        fixture->services.inspector = inspector.get();
    }

    void cleanup()
    {
        window.reset();
        inspector.reset();
        fixture.reset();
    }

    void opensWith_data()
    {
        QTest::addColumn<int>("nodes");
        QTest::newRow("one node") << 1;
        QTest::newRow("50 nodes") << 50;
        QTest::newRow("1,000 nodes") << 1000;
    }

    void opensWith()
    {
        QFETCH(int, nodes);
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, nodes);
        fixture->setState(cache, NodeState::Up);
        show(cache);
        const QAbstractItemModelTester tester(model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model()->rowCount(), nodes);
        QCOMPARE(text(0, NodesModel::State), u"●\u00a0Up"_s);
        QCOMPARE(inspector->asked, std::vector<CacheId>{cache.id});
        QCOMPARE(note(), u"Looking…"_s);
        NodesReport report{cache.id, UiFixture::startMs, {}, -1, {}};
        for (int i = 0; i < nodes; ++i)
            report.nodes.push_back(look(cache, i, {{u"maxmemory"_s, i == 1 ? u"1"_s : u"2"_s}}));
        inspector->tell(report);
        QVERIFY2(note().contains(nodes == 1 ? u"There is one node"_s : u"differ by nature"_s), qPrintable(note()));
        QCOMPARE(settings()->isVisible(), nodes > 1);
        if (nodes > 1)
            QCOMPARE(settings()->figures().index(0, 2).data().toString(), u"1: 10.0.1.7:6380"_s);
    }

    void aReplicaIsComparedWithItsPrimary()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, 2);
        answer(cache, 0, {{"master_repl_offset", 5'000'000}, {"connected_slaves", 1}, {"slave0.lag", 3}},
               {{"role", "master"}, {"master_replid", "abc"}});
        answer(
            cache, 1, {{"slave_repl_offset", 4'000'000}, {"master_last_io_seconds_ago", 7}, {"master_port", 6379}},
            {{"role", "slave"}, {"master_replid", "abc"}, {"master_link_status", "up"}, {"master_host", "10.0.1.7"}});
        show(cache);
        QCOMPARE(text(0, NodesModel::Role), u"Primary"_s);
        QCOMPARE(text(0, NodesModel::LagSeconds), u"3\u00a0s"_s);
        QCOMPARE(text(0, NodesModel::LagBytes), QString());
        QCOMPARE(text(0, NodesModel::Link), u"replicas: 1"_s);
        QCOMPARE(text(1, NodesModel::Role), u"Replica"_s);
        QCOMPARE(text(1, NodesModel::Link), u"● up to 10.0.1.7:6379"_s);
        QCOMPARE(text(1, NodesModel::LagSeconds), u"■\u00a07\u00a0s"_s);
        QCOMPARE(text(1, NodesModel::LagBytes), u"977\u00a0KiB"_s);
        QCOMPARE(model()->index(1, NodesModel::LagSeconds).data(NodesModel::SeverityRole).toInt(),
                 static_cast<int>(Severity::Warning));
        QVERIFY(summary().startsWith(u"Primaries: 1 · replicas: 1"_s));
    }

    void anIdleReplicaIsAsLateAsItsPrimarySays()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, 2);
        answer(cache, 0, {{"connected_slaves", 1}, {"slave0.lag", 1}, {"slave0.port", 6380}},
               {{"role", "master"}, {"slave0.ip", "10.0.1.7"}});
        answer(cache, 1, {{"master_last_io_seconds_ago", 9}}, {{"role", "slave"}, {"master_link_status", "up"}});
        show(cache);
        QCOMPARE(text(1, NodesModel::LagSeconds), u"1\u00a0s"_s);
        answer(cache, 1, {{"master_link_down_since_seconds", 50}}, {{"role", "slave"}, {"master_link_status", "down"}});
        window->findChild<NodesPage*>()->hide();
        window->findChild<NodesPage*>()->show();
        QCOMPARE(text(1, NodesModel::LagSeconds), u"■\u00a050\u00a0s"_s);
    }

    void aLostLinkIsSaid()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s);
        answer(cache, 0, {{"master_link_down_since_seconds", 42}, {"master_last_io_seconds_ago", -1}},
               {{"role", "slave"}, {"master_link_status", "down"}});
        show(cache);
        QCOMPARE(text(0, NodesModel::Link), u"■ down to its primary"_s);
        QCOMPARE(text(0, NodesModel::LagSeconds), u"■\u00a042\u00a0s"_s);
        QCOMPARE(text(0, NodesModel::LagBytes), u"unknown"_s);
        QCOMPARE(text(0, NodesModel::State), u"■\u00a0Up"_s);
        QVERIFY(child<QWidget>(u"NodeDetails"_s)->findChildren<QLabel*>().size() > 8);
    }

    void slotsThatNobodyServesAndNodesOutOfBalanceAreSaid()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, 3);
        for (int i = 0; i < 3; ++i)
            answer(cache, i, {{"used_memory", 1e8}, {"db0.keys", i == 2 ? 90'000.0 : 10'000.0}}, {{"role", "master"}});
        show(cache);
        NodesReport report{cache.id, UiFixture::startMs, {}, 16'000, {u"384 of 16384 slots are served by nobody."_s}};
        for (int i = 0; i < 3; ++i) {
            auto one = std::make_shared<NodeReport>(*look(cache, i, {}));
            one->inCluster = true;
            one->slotCount = i == 0 ? 6000 : 5000;
            one->slotRanges = u"0-%1"_s.arg(one->slotCount - 1);
            one->migratingSlots = i == 0 ? 2 : 0;
            report.nodes.push_back(one);
        }
        inspector->tell(report);
        QCOMPARE(text(0, NodesModel::Slots), u"6,000 (0-5999) · moving away: 2"_s);
        QVERIFY2(summary().contains(u"16,000 of 16,384 slots served · slots on the move: 2"_s), qPrintable(summary()));
        const auto* banner = window->findChild<NodesPage*>()->findChild<Banner*>();
        QVERIFY(banner->isVisible());
        QString said;
        for (const QLabel* label : banner->findChildren<QLabel*>())
            said += label->text();
        QVERIFY2(said.contains(u"384 of 16384"_s), qPrintable(said));
        QVERIFY2(said.contains(u"10.0.1.7:6381 has 90,000 keys; the primaries have 36,667 on average."_s) ||
                     said.contains(u"10.0.1.7:6381 has 90.0 k keys"_s),
                 qPrintable(said));
        QVERIFY2(!said.contains(u"slots; the primaries"_s), qPrintable(said)); // 6,000 and 5,000 are near enough
    }

    void notPermittedIsAnAnswerOfItsOwn()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, 2);
        show(cache);
        auto denied = std::make_shared<NodeReport>();
        denied->node = cache.nodes[1].id;
        denied->settingsError = Error{ErrorCode::NoPermission, u"The user may not send CONFIG GET."_s,
                                      u"Run ACL SETUSER watcher +config|get."_s};
        NodesReport report{cache.id, UiFixture::startMs, {look(cache, 0, {{u"maxmemory"_s, u"1"_s}}), denied}, -1, {}};
        inspector->tell(report);
        QVERIFY2(note().contains(u"Not known of 10.0.1.7:6380: not permitted. Run ACL SETUSER watcher +config|get."_s),
                 qPrintable(note()));
    }

    void aMissingSettingIsAnotherThanAnEmptyOne()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, 3);
        show(cache);
        inspector->tell({cache.id,
                         UiFixture::startMs,
                         {look(cache, 0, {{u"save"_s, u""_s}, {u"port"_s, u"1"_s}, {u"appendonly"_s, u"no"_s}}),
                          look(cache, 1, {{u"save"_s, u""_s}, {u"port"_s, u"2"_s}, {u"appendonly"_s, u"no"_s}}),
                          look(cache, 2, {{u"port"_s, u"3"_s}, {u"appendonly"_s, u"no"_s}})},
                         -1,
                         {}});
        QCOMPARE(settings()->figures().rowCount(), 1);
        QCOMPARE(settings()->figures().index(0, 0).data().toString(), u"save"_s);
        QCOMPARE(settings()->figures().index(0, 1).data().toString(), u"empty (2 nodes)"_s);
        QCOMPARE(settings()->figures().index(0, 2).data().toString(), u"not there: 10.0.1.7:6381"_s);
    }

    void aLookReplacesWhatPollingDoesNotTell()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s); // another process collects it
        show(cache);
        QCOMPARE(text(0, NodesModel::Role), u"unknown"_s);
        auto one = std::make_shared<NodeReport>(*look(cache, 0, {}));
        one->server = u"Redis 7.0.15"_s;
        one->answer = made(cache, 0, {{"uptime_in_seconds", 90}}, {{"role", "master"}});
        inspector->tell({cache.id, UiFixture::startMs, {one}, -1, {}});
        QCOMPARE(text(0, NodesModel::Role), u"Primary"_s);
        QCOMPARE(text(0, NodesModel::Server), u"Redis 7.0.15"_s);
        QCOMPARE(text(0, NodesModel::RoundTrip), u"unknown"_s);
        QVERIFY(!text(0, NodesModel::Uptime).contains(u"unknown"_s));
    }

    void anotherCachesReportIsNotTaken()
    {
        const CacheConfig shop = fixture->addCache(u"shop"_s);
        const CacheConfig lab = fixture->addCache(u"lab"_s);
        show(shop);
        window->selectCache(lab.id);
        QCOMPARE(inspector->asked, (std::vector<CacheId>{shop.id, lab.id}));
        inspector->tell({shop.id, UiFixture::startMs, {look(shop, 0, {{u"a"_s, u"1"_s}})}, -1, {}});
        QCOMPARE(note(), u"Looking…"_s);
        window->showPage(u"overview"_s);
        QVERIFY(inspector->cancels > 0);
    }

    void aNodeOfTheOverviewIsOpened()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s, {}, 5);
        fixture->setState(cache, NodeState::Up);
        QVERIFY(fixture->preferences.set(u"overview"_s, u"list"_s));
        show(cache);
        window->showPage(u"overview"_s);
        auto* fleet = window->findChild<FleetTable*>();
        fleet->setCurrentIndex(fleet->model()->index(4, 0));
        QTest::keyClick(fleet, Qt::Key_Return);
        QVERIFY(window->findChild<NodesPage*>()->isVisible());
        QCOMPARE(window->findChild<NodesTable*>()->currentIndex().row(), 3);
        QCOMPARE(detailsTitle(), u"10.0.1.7:6382"_s);
    }

private:
    static SnapshotPtr made(const CacheConfig& cache, int place, const std::map<std::string, double>& numbers,
                            const TextFields& texts)
    {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = cache.nodes[static_cast<std::size_t>(place)].id;
        snapshot->timeMs = UiFixture::startMs;
        std::vector<std::string> names;
        for (const auto& [name, value] : numbers) {
            names.push_back(name);
            snapshot->values.push_back(value);
        }
        snapshot->layout = std::make_shared<SeriesLayout>(std::move(names));
        snapshot->texts = std::make_shared<TextFields>(texts);
        return snapshot;
    }

    void answer(const CacheConfig& cache, int place, const std::map<std::string, double>& numbers,
                const TextFields& texts)
    {
        NodeStatus status;
        status.cache = cache.id;
        status.node = cache.nodes[static_cast<std::size_t>(place)].id;
        status.state = NodeState::Up;
        status.lastSampleMs = UiFixture::startMs;
        status.latest = made(cache, place, numbers, texts);
        fixture->statuses.set(status);
    }

    static NodeReportPtr look(const CacheConfig& cache, int place, const std::map<QString, QString>& settings)
    {
        auto report = std::make_shared<NodeReport>();
        report->node = cache.nodes[static_cast<std::size_t>(place)].id;
        report->settings = settings;
        return report;
    }

    void show(const CacheConfig& cache)
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->selectCache(cache.id);
        window->showPage(u"nodes"_s);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }

    template <typename T>
    T* child(const QString& name) const
    {
        return window->findChild<T*>(name);
    }

    NodesModel* model() const { return window->findChild<NodesModel*>(); }
    QString text(int row, int column) const { return model()->index(row, column).data().toString(); }
    QString note() const { return child<QLabel>(u"SettingsNote"_s)->text(); }
    QString summary() const { return child<QLabel>(u"NodesSummary"_s)->text(); }
    FigureTable* settings() const { return child<QWidget>(u"SettingsCard"_s)->findChild<FigureTable*>(); }
    QString detailsTitle() const { return child<QWidget>(u"NodeDetails"_s)->findChild<ElidedLabel*>()->text(); }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FakeInspector> inspector;
    std::unique_ptr<MainWindow> window;
};

QTEST_MAIN(TestNodesPage)
#include "tst_nodespage.moc"
