// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/fleet/fleetmodel.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using cacheledger::testing::UiFixture;
using namespace Qt::StringLiterals;

class TestFleetModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        m_shop = fixture->addCache(u"shop"_s, u"production"_s, 3);
        m_lab = fixture->addCache(u"lab"_s, u"staging"_s, 2);
        m_lab.tags = {u"team-a"_s, u"gpu"_s};
        QVERIFY(fixture->caches.update(m_lab));
        fixture->setState(m_shop, NodeState::Up);
        fixture->setState(m_lab, NodeState::Up);
        model = std::make_unique<FleetModel>(&fixture->statuses);
        m_tester = std::make_unique<QAbstractItemModelTester>(model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        model->setCaches(fixture->caches.caches());
        model->update(UiFixture::startMs);
    }

    void cleanup()
    {
        m_tester.reset();
        model.reset();
        fixture.reset();
    }

    void aTotalStandsAboveEveryNode()
    {
        QCOMPARE(model->rowCount(), 6);
        QCOMPARE(text(0, FleetModel::Name), u"▾ All nodes"_s);
        QCOMPARE(text(0, FleetModel::Cache), u"5 nodes"_s);
        QCOMPARE(text(0, FleetModel::State), u"●\u00a0Normal"_s);
        QCOMPARE(names(), (QStringList{u"10.0.1.7:6379"_s, u"10.0.1.7:6380"_s, u"10.0.1.7:6381"_s, u"10.0.2.7:6379"_s,
                                       u"10.0.2.7:6380"_s}));
        QCOMPARE(model->troubled(), 0);
        QVERIFY(!model->worstNode());
        QCOMPARE(model->subjectAt(0).nodes.size(), std::size_t(5));
        QVERIFY(model->subjectAt(0).cache.isEmpty());
    }

    void theWorstNodeIsTheFirst()
    {
        setNode(m_lab, 1, NodeState::Slow);
        setNode(m_shop, 2, NodeState::Down);
        model->update(UiFixture::startMs);
        QCOMPARE(names().mid(0, 3), (QStringList{u"10.0.1.7:6381"_s, u"10.0.2.7:6380"_s, u"10.0.1.7:6379"_s}));
        QCOMPARE(text(0, FleetModel::State), u"▲\u00a02 of 5"_s);
        QCOMPARE(text(1, FleetModel::State), u"▲\u00a0Down"_s);
        QCOMPARE(text(1, FleetModel::Trouble), u"Nothing listens."_s);
        QCOMPARE(text(2, FleetModel::Trouble), u"The running poll is overdue"_s);
        QCOMPARE(model->troubled(), 2);
        QCOMPARE(model->worstNode()->address, u"10.0.1.7:6381"_s);
        QCOMPARE(model->worst(), Severity::Critical);
    }

    void whatTheServerSaysOfItselfCounts_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("saying");
        QTest::addColumn<double>("number");
        QTest::addColumn<Severity>("severity");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a replica without its primary")
            << u"master_link_status"_s << u"down"_s << 0.0 << Severity::Warning << u"The link to its primary is down"_s;
        QTest::newRow("a cluster that is down")
            << u"cluster_state"_s << u"fail"_s << 0.0 << Severity::Critical << u"Its cluster is down"_s;
        QTest::newRow("loading") << u"loading"_s << QString() << 1.0 << Severity::Warning << u"It loads its data"_s;
        QTest::newRow("little memory left")
            << u"used_memory"_s << QString() << 3.7e9 << Severity::Critical << u"Memory used of limit 92.5\u00a0%"_s;
    }

    void whatTheServerSaysOfItselfCounts()
    {
        QFETCH(QString, field);
        QFETCH(QString, saying);
        QFETCH(double, number);
        QFETCH(Severity, severity);
        auto answer = std::make_shared<Snapshot>();
        answer->node = m_shop.nodes[1].id;
        answer->layout = std::make_shared<SeriesLayout>(std::vector<std::string>{field.toStdString(), "maxmemory"});
        answer->values = {number, 4e9};
        if (!saying.isEmpty())
            answer->texts = std::make_shared<TextFields>(TextFields{{field.toStdString(), saying.toStdString()}});
        setNode(m_shop, 1, NodeState::Up, answer);
        model->update(UiFixture::startMs);
        QCOMPARE(model->nodeAt(1)->address, u"10.0.1.7:6380"_s);
        QCOMPARE(model->nodeAt(1)->health.severity, severity);
        QTEST(text(1, FleetModel::Trouble), "reason");
    }

    void anAlertOfANodeCounts()
    {
        fixture->alerts.add(u"hit-ratio-drop"_s, m_lab, 18).newestValue = 0.7;
        model->setAlerts(fixture->alerts.alerts);
        model->update(UiFixture::startMs);
        QCOMPARE(model->nodeAt(1)->address, u"10.0.2.7:6379"_s);
        QVERIFY(text(1, FleetModel::Trouble).contains(u"70.0"_s));
        QCOMPARE(text(1, FleetModel::State).mid(2), u"Up"_s);
        fixture->alerts.alerts.front().silence = u"s"_s;
        model->setAlerts(fixture->alerts.alerts);
        model->update(UiFixture::startMs);
        QCOMPARE(model->troubled(), 0);
    }

    void aNodeWhosePollingBacksOffIsNotOld()
    {
        auto answer = std::make_shared<Snapshot>();
        answer->node = m_shop.nodes[1].id;
        answer->intervalMs = 16'000;
        setNode(m_shop, 1, NodeState::Up, answer);
        model->update(UiFixture::startMs + 40'000);
        const QStringList addresses = names();
        const auto row = int(addresses.indexOf(u"10.0.1.7:6380"_s)) + 1;
        QVERIFY(row > 0);
        QCOMPARE(text(row, FleetModel::State), u"●\u00a0Up"_s);
        QCOMPARE(text(row == 1 ? 2 : 1, FleetModel::State), u"○\u00a0Stale"_s);
    }

    void whatIsOldIsUnknown()
    {
        model->update(UiFixture::startMs + 60'000);
        QCOMPARE(model->worst(), Severity::Unknown);
        QCOMPARE(text(1, FleetModel::State), u"○\u00a0Stale"_s);
        QVERIFY(text(1, FleetModel::Trouble).contains(u"seen"_s));
    }

    void aNodeOfWhichNothingIsKnownIsListed()
    {
        const CacheConfig fresh = fixture->addCache(u"fresh"_s);
        model->setCaches(fixture->caches.caches());
        QCOMPARE(model->rowCount(), 7);
        QCOMPARE(model->nodeAt(1)->cacheName, fresh.name); // unknown is worse than well
        QCOMPARE(text(1, FleetModel::State), u"○\u00a0Connecting"_s);
    }

    void findsByAddressCacheEnvironmentAndTag_data()
    {
        QTest::addColumn<QString>("searched");
        QTest::addColumn<QString>("label");
        QTest::addColumn<int>("found");
        QTest::newRow("nothing is asked") << QString() << QString() << 5;
        QTest::newRow("an address") << u"1.7:6380"_s << QString() << 1;
        QTest::newRow("a cache in another case") << u"SHOP"_s << QString() << 3;
        QTest::newRow("an environment") << u"stag"_s << QString() << 2;
        QTest::newRow("a part of a tag") << u"team"_s << QString() << 2;
        QTest::newRow("a tag is chosen") << QString() << u"gpu"_s << 2;
        QTest::newRow("an environment is chosen") << QString() << u"production"_s << 3;
        QTest::newRow("both") << u"6380"_s << u"gpu"_s << 1;
        QTest::newRow("nothing is like that") << u"nowhere"_s << QString() << 0;
    }

    void findsByAddressCacheEnvironmentAndTag()
    {
        QFETCH(QString, searched);
        QFETCH(QString, label);
        model->setFilter({searched, label, false});
        QTEST(static_cast<int>(names().size()), "found");
    }

    void onlyTroubleIsListed()
    {
        model->setFilter({{}, {}, true});
        QCOMPARE(model->rowCount(), 0);
        setNode(m_lab, 0, NodeState::Down);
        model->update(UiFixture::startMs);
        QCOMPARE(names(), QStringList{u"10.0.2.7:6379"_s});
    }

    void groupsHaveTotalsOfTheirOwn_data()
    {
        QTest::addColumn<FleetModel::Grouping>("grouping");
        QTest::addColumn<QStringList>("titles");
        QTest::newRow("by cache") << FleetModel::Grouping::Cache << QStringList{u"▾ lab"_s, u"▾ shop"_s};
        QTest::newRow("by environment") << FleetModel::Grouping::Environment
                                        << QStringList{u"▾ staging"_s, u"▾ production"_s};
        QTest::newRow("by tag, of which a node has two")
            << FleetModel::Grouping::Tag << QStringList{u"▾ team-a"_s, u"▾ gpu"_s, u"▾ No tags"_s};
    }

    void groupsHaveTotalsOfTheirOwn()
    {
        QFETCH(FleetModel::Grouping, grouping);
        setNode(m_lab, 0, NodeState::Down);
        model->update(UiFixture::startMs);
        model->setGrouping(grouping);
        QStringList titles;
        for (int row = 0; row < model->rowCount(); ++row) {
            if (!model->nodeAt(row))
                titles << text(row, FleetModel::Name);
        }
        QTEST(titles, "titles");
        QCOMPARE(text(0, FleetModel::State), u"▲\u00a01 of 2"_s);
        const FleetSubject worst = model->subjectAt(0);
        QCOMPARE(worst.cache, m_lab.id);
        QCOMPARE(worst.nodes, (std::vector<NodeId>{m_lab.nodes[0].id, m_lab.nodes[1].id}));
        auto frame = std::make_shared<Frame>();
        frame->times = {1};
        frame->series = {{"hit_ratio", Unit::Ratio, {0.5}, {0.5}, {0.5}, {0.5}}};
        QSignalSpy changed(model.get(), &QAbstractItemModel::dataChanged);
        model->setValues(worst.key, frame);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(text(0, FleetModel::HitRatio), u"▲\u00a050.0\u00a0%"_s);
        QCOMPARE(text(1, FleetModel::HitRatio), u"…"_s);
        QCOMPARE(text(0, FleetModel::Memory), u"unknown"_s);
    }

    void aGroupIsFolded()
    {
        model->setGrouping(FleetModel::Grouping::Cache);
        QCOMPARE(model->rowCount(), 7);
        model->toggle(0);
        QCOMPARE(model->rowCount(), 4);
        QCOMPARE(text(0, FleetModel::Name), u"▸ shop"_s);
        model->update(UiFixture::startMs + 1000);
        QCOMPARE(model->rowCount(), 4);
        model->toggle(0);
        QCOMPARE(model->rowCount(), 7);
        model->toggle(2); // a node: nothing
        QCOMPARE(model->rowCount(), 7);
    }

    void aChosenRowStaysChosenWhenItMoves()
    {
        const QPersistentModelIndex chosen = model->index(5, 0);
        QCOMPARE(chosen.data(FleetModel::NodeRole).toString(), m_lab.nodes[1].id.value);
        setNode(m_lab, 1, NodeState::Down);
        model->update(UiFixture::startMs);
        QCOMPARE(chosen.row(), 1);
        QCOMPARE(chosen.data(FleetModel::NodeRole).toString(), m_lab.nodes[1].id.value);
    }

    void figuresSurviveWhatTheUserConfigures()
    {
        auto frame = std::make_shared<Frame>();
        frame->times = {1};
        frame->series = {{"commands_per_second", Unit::PerSecond, {12}, {12}, {12}, {12}}};
        model->setValues(m_lab.nodes[0].id.value, frame);
        fixture->addCache(u"more"_s);
        model->setCaches(fixture->caches.caches());
        const int row = model->rowOf(u"*/"_s + m_lab.nodes[0].id.value);
        QVERIFY(text(row, FleetModel::Commands).startsWith(u"12"_s));
        model->forgetFigures();
        QCOMPARE(text(row, FleetModel::Commands), u"…"_s);
    }

    void aStripTellsTheWorstOfEachStretch()
    {
        Frame frame;
        frame.fromMs = 0;
        frame.toMs = 600;
        frame.times = {99, 199, 250, 299, 599};
        const double none = std::numeric_limits<double>::quiet_NaN();
        frame.series = {{"hit_ratio", Unit::Ratio, {0.99, 0.84, 0.99, 0.5, none}, {}, {}, {}},
                        {"memory_used_ratio", Unit::Ratio, {0.2, 0.2, 0.85, 0.2, none}, {}, {}, {}}};
        const QByteArray strip = FleetFigures::stripOf(frame, 6, defaultThresholds());
        const auto severity = [](Severity each) { return static_cast<char>(each); };
        QCOMPARE(strip[0], severity(Severity::Normal));
        QCOMPARE(strip[1], severity(Severity::Warning));
        QCOMPARE(strip[2], severity(Severity::Critical)); // of two columns the worse
        QCOMPARE(strip[3], FleetFigures::noData);
        QCOMPARE(strip[5], severity(Severity::Normal)); // it answered; nothing that is limited is known
        model->setStrip(m_shop.nodes[0].id.value, strip);
        const QModelIndex cell = model->index(1, FleetModel::Strip);
        QCOMPARE(cell.data(FleetModel::StripRole).toByteArray(), strip);
        QCOMPARE(cell.data(Qt::AccessibleTextRole).toString(),
                 u"Of the range 33 % normal, 17 % warning, 17 % critical, 33 % without data"_s);
        QCOMPARE(model->index(2, FleetModel::Strip).data(Qt::AccessibleTextRole).toString(), u"Not known yet"_s);
    }

private:
    void setNode(const CacheConfig& cache, std::size_t place, NodeState state, SnapshotPtr answer = nullptr)
    {
        NodeStatus status;
        status.cache = cache.id;
        status.node = cache.nodes[place].id;
        status.state = state;
        status.lastSampleMs = UiFixture::startMs;
        status.latest = std::move(answer);
        if (state == NodeState::Down)
            status.error = Error{ErrorCode::ConnectionRefused, u"Nothing listens."_s, {}};
        fixture->statuses.set(status);
    }

    QString text(int row, int column) const { return model->index(row, column).data().toString(); }

    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->nodeAt(row))
                names << text(row, FleetModel::Name);
        }
        return names;
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<FleetModel> model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    CacheConfig m_shop;
    CacheConfig m_lab;
};

QTEST_MAIN(TestFleetModel)
#include "tst_fleetmodel.moc"
