// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/cachecard.h"
#include "ui/fleet/fleetlist.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/fleet/fleettable.h"
#include "ui/mainwindow.h"
#include "ui/pages/overviewpage.h"
#include "ui/timerange.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollBar>

#include <set>

using namespace cacheledger;
using cacheledger::testing::UiFixture;
using namespace Qt::StringLiterals;

class TestOverviewPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { fixture = std::make_unique<UiFixture>(); }

    void cleanup()
    {
        window.reset();
        fixture.reset();
    }

    void cardsForAFewCachesTheListForMany_data()
    {
        QTest::addColumn<int>("caches");
        QTest::addColumn<int>("nodesEach");
        QTest::addColumn<bool>("listed");
        QTest::newRow("one node") << 1 << 1 << false;
        QTest::newRow("50 nodes of 10 caches") << 10 << 5 << false;
        QTest::newRow("50 nodes of 25 caches") << 25 << 2 << true;
        QTest::newRow("1,000 nodes") << 20 << 50 << true;
    }

    void cardsForAFewCachesTheListForMany()
    {
        QFETCH(int, caches);
        QFETCH(int, nodesEach);
        QFETCH(bool, listed);
        fill(caches, nodesEach);
        show();
        QCOMPARE(page()->showsList(), listed);
        QCOMPARE(window->findChildren<CacheCard*>().size(), listed ? 0 : caches);
        QCOMPARE(list() != nullptr, listed);
        if (listed) {
            QCOMPARE(list()->model()->rowCount(), caches * nodesEach + 1);
            QCOMPARE(summary(), u"All %1 nodes are well"_s.arg(QLocale().toString(caches * nodesEach)));
        }
    }

    void onlyWhatIsOnTheScreenIsAskedFor()
    {
        fill(20, 50);
        show();
        const QModelIndex first = list()->model()->index(1, FleetModel::HitRatio);
        QTRY_COMPARE(first.data().toString(), u"91.4\u00a0%"_s);
        QTRY_VERIFY(!first.siblingAtColumn(FleetModel::Strip).data(FleetModel::StripRole).toByteArray().isEmpty());
        QTest::qWait(50);
        const auto rows = static_cast<std::size_t>(table()->viewport()->height() / table()->rowHeight(0) + 2);
        QVERIFY2(questions().size() <= 2 * rows, qPrintable(QString::number(rows)));
        fixture->history.requests.clear();
        table()->verticalScrollBar()->setValue(500);
        QTRY_COMPARE(list()->model()->index(510, FleetModel::HitRatio).data().toString(), u"91.4\u00a0%"_s);
        QVERIFY(questions().size() <= 2 * rows);
    }

    void aHiddenListAsksForNothing()
    {
        fill(20, 5);
        show();
        QTRY_VERIFY(!fixture->history.requests.empty());
        window->showPage(u"settings"_s);
        QCoreApplication::processEvents();
        fixture->history.requests.clear();
        list()->refresh();
        fixture->setState(fixture->caches.caches().front(), NodeState::Down);
        QTest::qWait(150);
        QVERIFY(fixture->history.requests.empty());
        QCOMPARE(list()->model()->troubled(), 0);
        window->showPage(u"overview"_s);
        QCOMPARE(list()->model()->troubled(), 5);
    }

    void troubleComesFirstAndIsNamed()
    {
        fill(20, 50);
        show();
        const CacheConfig bad = fixture->caches.caches()[7];
        fixture->setState(bad, NodeState::Down, 60);
        QTRY_COMPARE(list()->model()->troubled(), 50);
        QCOMPARE(list()->model()->nodeAt(1)->cacheName, bad.name);
        QVERIFY2(summary().startsWith(u"50 of 1,000 nodes need attention, first of all 10.0.8.7:6379 of cache-8 ("_s),
                 qPrintable(summary()));
    }

    void searchTagAndTroubleNarrowTheList()
    {
        fill(20, 5);
        show();
        QTest::keyClicks(child<QLineEdit>(u"FleetSearch"_s), u"cache-12"_s);
        QCOMPARE(list()->model()->rowCount(), 6);
        child<QLineEdit>(u"FleetSearch"_s)->clear();
        auto* labels = child<QComboBox>(u"FleetLabel"_s);
        QVERIFY(labels->isVisible());
        labels->setCurrentIndex(labels->findText(u"production"_s));
        QCOMPARE(list()->model()->rowCount(), 51);
        child<QCheckBox>(u"FleetTroubled"_s)->click();
        QCOMPARE(list()->model()->rowCount(), 0);
        fixture->setState(fixture->caches.caches()[0], NodeState::Down);
        QTRY_COMPARE(list()->model()->rowCount(), 6);
    }

    void totalsByCacheAreThoseOfItsNodes()
    {
        fill(20, 5);
        show();
        auto* grouping = child<QComboBox>(u"FleetGrouping"_s);
        fixture->history.requests.clear();
        grouping->setCurrentIndex(1);
        Q_EMIT grouping->activated(1);
        QCOMPARE(list()->model()->rowCount(), 120);
        QTRY_COMPARE(list()->model()->index(0, FleetModel::HitRatio).data().toString(), u"91.4\u00a0%"_s);
        const auto ofGroup = [](const FrameRequest& request) { return request.nodes.size() == 5; };
        QVERIFY(std::ranges::any_of(fixture->history.requests, ofGroup));
    }

    void enterFoldsAGroupAndOpensANode()
    {
        fill(20, 5);
        show();
        QSignalSpy opened(window.get(), &MainWindow::selectedCacheChanged);
        table()->setFocus();
        table()->setCurrentIndex(list()->model()->index(0, 0));
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(list()->model()->rowCount(), 1);
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(list()->model()->rowCount(), 101);
        table()->setCurrentIndex(list()->model()->index(7, 0));
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].value<CacheId>(), fixture->caches.caches()[1].id);
    }

    void theUserChoosesAndItLasts()
    {
        fill(2, 1);
        show();
        child<QAbstractButton>(u"OverviewAsList"_s)->click();
        QVERIFY(page()->showsList());
        QCOMPARE(fixture->preferences.value(u"overview"_s).toString(), u"list"_s);
        window.reset();
        show();
        QVERIFY(page()->showsList());
        child<QAbstractButton>(u"OverviewAsCards"_s)->click();
        QVERIFY(!page()->showsList());
        QCOMPARE(window->findChildren<CacheCard*>().size(), 2);
    }

    void withTheThirteenthCacheTheListTakesOver()
    {
        fill(12, 1);
        show();
        QVERIFY(!page()->showsList());
        const CacheConfig last = fixture->addCache(u"thirteenth"_s);
        QVERIFY(page()->showsList());
        QVERIFY(fixture->caches.remove(last.id));
        QVERIFY(!page()->showsList());
    }

    void aThousandImportedCachesAreTakenInAtOnce()
    {
        fill(3, 1);
        show();
        window->showPage(u"settings"_s);
        window->showPage(u"overview"_s);
        QCOMPARE(window->findChildren<CacheCard*>().size(), 3);
        std::vector<CacheConfig> caches;
        for (int i = 0; i < 1000; ++i) {
            CacheConfig cache = fixture->caches.caches().front();
            cache.id = newCacheId();
            cache.name = u"imported-%1"_s.arg(i);
            cache.nodes.front().id = newNodeId();
            caches.push_back(cache);
        }
        QVERIFY(fixture->caches.addAll(caches));
        QVERIFY(page()->showsList());
        QVERIFY(window->findChildren<CacheCard*>().isEmpty());
        QTRY_COMPARE(list()->model()->rowCount(), 1004);
    }

    void aRangeThatIsOverIsAskedForOnce()
    {
        fill(20, 2); // a group's question is another than that of its node
        show();
        window->range()->setPaused(true);
        QTest::qWait(50);
        fixture->history.requests.clear();
        list()->refresh();
        QTRY_VERIFY(!fixture->history.requests.empty());
        const auto askedAgain = [this] { return fixture->history.requests.size() > questions().size(); };
        QVERIFY(!QTest::qWaitFor(askedAgain, 6000)); // a live one: after five seconds
    }

    void aFailedQuestionDoesNotStopTheOthers()
    {
        fill(20, 1);
        fixture->history.failWith({ErrorCode::Io, u"The history cannot be read."_s, {}});
        show();
        QTRY_VERIFY(fixture->history.requests.size() > 20);
        QCOMPARE(list()->model()->index(1, FleetModel::HitRatio).data().toString(), u"…"_s);
    }

private:
    void fill(int caches, int nodesEach)
    {
        for (int i = 1; i <= caches; ++i) {
            const CacheConfig cache =
                fixture->addCache(u"cache-%1"_s.arg(i), i % 2 == 1 ? u"production"_s : u"staging"_s, nodesEach);
            fixture->setState(cache, NodeState::Up);
        }
    }

    void show()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->showPage(u"overview"_s);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }

    /// What history was asked, each question once however often it was asked.
    std::set<std::pair<std::vector<NodeId>, int>> questions() const
    {
        std::set<std::pair<std::vector<NodeId>, int>> different;
        for (const FrameRequest& request : fixture->history.requests)
            different.emplace(request.nodes, request.columns);
        return different;
    }

    OverviewPage* page() const { return window->findChild<OverviewPage*>(); }
    FleetList* list() const { return window->findChild<FleetList*>(); }
    FleetTable* table() const { return window->findChild<FleetTable*>(); }
    QString summary() const { return child<QLabel>(u"OverviewSummary"_s)->accessibleName(); }

    template <typename T>
    T* child(const QString& name) const
    {
        return window->findChild<T*>(name);
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
};

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
