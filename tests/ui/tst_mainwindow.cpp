// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/cachecard.h"
#include "ui/charts/chartpanel.h"
#include "ui/commandpalette.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/dashboardpage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/welcomepage.h"
#include "ui/rangebar.h"
#include "ui/tile.h"
#include "ui/timerange.h"

#include <QtCore/QFile>
#include <QtCore/QScopeGuard>
#include <QtGui/QScreen>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <ctime>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using cacheledger::testing::UiFixture;

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { fixture = std::make_unique<UiFixture>(); }

    void cleanup()
    {
        window.reset();
        fixture.reset();
    }

    void welcomesWhoeverHasNoCache()
    {
        open();
        auto* welcome = window->findChild<WelcomePage*>();
        QVERIFY(welcome->isVisible());
        QSignalSpy demo(window.get(), &MainWindow::demoRequested);
        click(window->findChild<QPushButton*>(u"WelcomeDemo"_s));
        QCOMPARE(demo.size(), 1);
        fixture->addCache(u"first"_s);
        QVERIFY(!welcome->isVisible());
        QCOMPARE(window->currentPage(), u"overview"_s);
    }

    void opensEveryPageFromTheSidebarAndByKeys_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<int>("key");
        QTest::newRow("Overview is Ctrl+1") << u"overview"_s << int(Qt::Key_1);
        QTest::newRow("Dashboard is Ctrl+2") << u"dashboard"_s << int(Qt::Key_2);
        QTest::newRow("Layers is Ctrl+3") << u"layers"_s << int(Qt::Key_3);
        QTest::newRow("Savings is Ctrl+4") << u"savings"_s << int(Qt::Key_4);
        QTest::newRow("Alerts is Ctrl+5") << u"alerts"_s << int(Qt::Key_5);
        QTest::newRow("Incidents is Ctrl+6") << u"incidents"_s << int(Qt::Key_6);
        QTest::newRow("Nodes is Ctrl+7") << u"nodes"_s << int(Qt::Key_7);
        QTest::newRow("Server is Ctrl+8") << u"server"_s << int(Qt::Key_8);
        QTest::newRow("Keys is Ctrl+9") << u"keys"_s << int(Qt::Key_9);
        QTest::newRow("Advisor is Ctrl+0, the tenth") << u"advisor"_s << int(Qt::Key_0);
    }

    void opensEveryPageFromTheSidebarAndByKeys()
    {
        QFETCH(QString, page);
        QFETCH(int, key);
        openTypical();
        window->showPage(page == "settings"_L1 ? u"overview"_s : u"settings"_s);
        click(window->findChild<QToolButton*>(u"Sidebar."_s + page));
        QCOMPARE(window->currentPage(), page);
        QVERIFY(window->page(page)->isVisible());
        window->showPage(page == "settings"_L1 ? u"overview"_s : u"settings"_s);
        QTest::keyClick(window.get(), static_cast<Qt::Key>(key), Qt::ControlModifier);
        QTRY_COMPARE(window->currentPage(), page);
    }

    void anUnknownPageChangesNothing()
    {
        openTypical();
        window->showPage(u"no-such-page"_s);
        QCOMPARE(window->currentPage(), u"overview"_s);
        QVERIFY(!window->page(u"no-such-page"_s));
    }

    void hiddenPagesAskNothing()
    {
        openTypical();
        QTRY_VERIFY(!fixture->history.requests.empty());
        window->showPage(u"settings"_s);
        const std::size_t before = fixture->history.requests.size();
        QVERIFY(!QTest::qWaitFor([&] { return fixture->history.requests.size() > before; }, 2500));
    }

    void overviewShowsTheWorstFirst()
    {
        openTypical();
        QTRY_COMPARE(cardNames().value(0), u"sessions"_s);  // down
        QTRY_COMPARE(cardNames().value(1), u"rag-cache"_s); // a critical hit ratio
        QCOMPARE(cardNames().size(), 4);
    }

    void aCardOpensItsDashboardByClickAndByEnter()
    {
        openTypical();
        QTest::mouseClick(card(u"embeddings"_s), Qt::LeftButton);
        QCOMPARE(window->currentPage(), u"dashboard"_s);
        QCOMPARE(window->selectedCache(), fixture->caches.findByName(u"embeddings"_s)->id);
        window->showPage(u"overview"_s);
        QTest::keyClick(card(u"sessions"_s), Qt::Key_Return);
        QCOMPARE(window->selectedCache(), fixture->caches.findByName(u"sessions"_s)->id);
        QCOMPARE(window->windowTitle(), u"PRODUCTION · sessions — CacheLedger"_s);
    }

    void productionIsMarkedWhereverTheUserIs()
    {
        openTypical();
        auto* mark = window->findChild<QLabel*>(u"ProductionBadge"_s);
        const auto choose = [&](const QString& name) { window->selectCache(fixture->caches.findByName(name)->id); };
        for (const QString& page : {u"overview"_s, u"dashboard"_s, u"settings"_s}) {
            window->showPage(page);
            choose(u"embeddings"_s); // staging
            QVERIFY(!mark->isVisible());
            QCOMPARE(window->windowTitle(), u"embeddings — CacheLedger"_s);
            choose(u"sessions"_s);
            QVERIFY(mark->isVisible());
            QCOMPARE(mark->text(), u"◆ PRODUCTION"_s);
            QCOMPARE(mark->accessibleName(), u"sessions is marked as production"_s);
        }
        window->resize(700, 600);
        QCOMPARE(mark->text(), u"◆"_s);
        // The mark is the user's, whatever the environment is called.
        CacheConfig embeddings = *fixture->caches.findByName(u"embeddings"_s);
        embeddings.production = true;
        QVERIFY(fixture->caches.update(embeddings));
        choose(u"embeddings"_s);
        QVERIFY(mark->isVisible());
        window->showPage(u"dashboard"_s);
        const auto* badge = window->findChild<RangeBar*>()->findChild<EnvironmentBadge*>();
        QCOMPARE(badge->text(), u"◆ production · staging"_s);
        embeddings.production = false;
        QVERIFY(fixture->caches.update(embeddings));
        QVERIFY(!mark->isVisible());
        QCOMPARE(badge->text(), u"● staging"_s);
    }

    void retryNowAsksForTheCache()
    {
        openTypical();
        QSignalSpy retry(window.get(), &MainWindow::retryRequested);
        for (auto* button : card(u"sessions"_s)->findChildren<QPushButton*>())
            click(button);
        QCOMPARE(retry.size(), 1);
        QCOMPARE(retry[0][0].value<CacheId>(), fixture->caches.findByName(u"sessions"_s)->id);
    }

    void aMissingPasswordIsEnteredNotRetried_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("page");
        QTest::newRow("none is known after a restart, on the card") << int(ErrorCode::AuthRequired) << u"overview"_s;
        QTest::newRow("it is wrong, on the card") << int(ErrorCode::WrongPassword) << u"overview"_s;
        QTest::newRow("none is known, on the dashboard") << int(ErrorCode::AuthRequired) << u"dashboard"_s;
    }

    void aMissingPasswordIsEnteredNotRetried()
    {
        QFETCH(int, code);
        QFETCH(QString, page);
        openTypical();
        const CacheConfig sessions = *fixture->caches.findByName(u"sessions"_s);
        NodeStatus status = *fixture->statuses.find(sessions.nodes.front().id);
        status.error->code = static_cast<ErrorCode>(code);
        status.sinceMs += 1;
        fixture->statuses.set(status);
        window->selectCache(sessions.id);
        window->showPage(page);
        const QWidget* where = page == "overview"_L1 ? static_cast<QWidget*>(card(u"sessions"_s)) : window->page(page);
        const auto remedy = [where] {
            const QList<QPushButton*> all = where->findChildren<QPushButton*>();
            const auto found = std::find_if(all.begin(), all.end(),
                                            [](const QPushButton* each) { return each->text() == u"Edit…"_s; });
            return found == all.end() ? nullptr : *found;
        };
        QTRY_VERIFY(remedy() && remedy()->isVisible());
        QSignalSpy retry(window.get(), &MainWindow::retryRequested);
        click(remedy());
        QCOMPARE(retry.size(), 0);
        auto* dialog = window->findChild<ConnectionDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->cache().id, sessions.id);
        auto* password = dialog->findChild<QLineEdit*>(u"Password"_s);
        QTRY_COMPARE(dialog->focusWidget(), password);
        QTest::keyClicks(password, u"secret"_s);
        click(dialog->findChild<QPushButton*>(u"SaveButton"_s));
        QCOMPARE(fixture->vault.passwords[sessions.id], u"secret"_s);
        QCOMPARE(fixture->caches.caches().size(), std::size_t(4));
    }

    void addsACacheThroughTheDialog()
    {
        open();
        QTest::keyClick(window.get(), Qt::Key_N, Qt::ControlModifier);
        ConnectionDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = window->findChild<ConnectionDialog*>()));
        QTest::keyClicks(dialog->findChild<QLineEdit*>(u"Name"_s), u"new one"_s);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(u"Host"_s), u"cache.example.net"_s);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(u"Password"_s), u"secret"_s);
        click(dialog->findChild<QPushButton*>(u"SaveButton"_s));
        const CacheConfig* added = fixture->caches.findByName(u"new one"_s);
        QVERIFY(added);
        QCOMPARE(added->nodes.front().endpoint.host, u"cache.example.net"_s);
        QCOMPARE(fixture->vault.passwords[added->id], u"secret"_s);
        QFile stored(fixture->dir.filePath(u"caches.json"_s));
        QVERIFY(stored.open(QIODevice::ReadOnly));
        QVERIFY(!stored.readAll().contains("secret"));
        QCOMPARE(window->currentPage(), u"dashboard"_s);
    }

    void editsACacheThroughSettings()
    {
        openTypical();
        window->showPage(u"settings"_s);
        click(window->findChild<QToolButton*>(u"Cache.edit.embeddings"_s));
        auto* dialog = window->findChild<ConnectionDialog*>();
        QVERIFY(dialog);
        auto* name = dialog->findChild<QLineEdit*>(u"Name"_s);
        name->selectAll();
        QTest::keyClicks(name, u"vectors"_s);
        click(dialog->findChild<QPushButton*>(u"SaveButton"_s));
        QVERIFY(fixture->caches.findByName(u"vectors"_s));
        QVERIFY(!fixture->caches.findByName(u"embeddings"_s));
    }

    void duplicatesACacheWithItsPassword()
    {
        openTypical();
        const CacheId original = fixture->caches.findByName(u"embeddings"_s)->id;
        fixture->vault.passwords[original] = u"secret"_s;
        window->showPage(u"settings"_s);
        click(window->findChild<QToolButton*>(u"Cache.duplicate.embeddings"_s));
        auto* dialog = window->findChild<ConnectionDialog*>();
        QVERIFY(dialog);
        QTRY_COMPARE(dialog->findChild<QLineEdit*>(u"Password"_s)->text(), u"secret"_s);
        click(dialog->findChild<QPushButton*>(u"SaveButton"_s));
        QCOMPARE(fixture->caches.caches().size(), 5U);
        const CacheId copy = fixture->caches.caches().back().id;
        QVERIFY(copy != original);
        QCOMPARE(fixture->vault.passwords[copy], u"secret"_s);
    }

    void removesAndUndoes()
    {
        openTypical();
        const CacheId id = fixture->caches.findByName(u"sessions"_s)->id;
        fixture->vault.passwords[id] = u"secret"_s;
        window->showPage(u"settings"_s);
        click(window->findChild<QToolButton*>(u"Cache.remove.sessions"_s));
        QVERIFY(!fixture->caches.find(id));
        auto* notice = window->findChild<NoticeBar*>();
        QVERIFY(notice->isVisible());
        click(notice->findChild<QPushButton*>());
        QVERIFY(fixture->caches.find(id));
        QCOMPARE(fixture->caches.caches()[1].id, id); // where it stood
        QCOMPARE(fixture->vault.passwords[id], u"secret"_s);
    }

    void removingForGoodForgetsThePassword()
    {
        openTypical();
        const CacheId id = fixture->caches.findByName(u"sessions"_s)->id;
        fixture->vault.passwords[id] = u"secret"_s;
        QTest::keyClick(card(u"sessions"_s), Qt::Key_Delete);
        auto* notice = window->findChild<NoticeBar*>();
        QCOMPARE(fixture->vault.passwords.count(id), 1U);
        notice->dismiss();
        QCOMPARE(fixture->vault.passwords.count(id), 0U);
    }

    void aNoticeGoesByItselfButStaysWhileItHasTheFocus()
    {
        openTypical();
        window->activateWindow();
        auto* notice = window->findChild<NoticeBar*>();
        notice->setDurationMs(60);
        window->showNotice(u"gone soon"_s);
        QVERIFY(notice->isVisible());
        QTRY_VERIFY(!notice->isVisible());
        window->showNotice(u"kept"_s);
        notice->findChild<QToolButton*>()->setFocus();
        QVERIFY(!QTest::qWaitFor([&] { return !notice->isVisible(); }, 400));
        QTest::keyClick(notice->findChild<QToolButton*>(), Qt::Key_Escape);
        QVERIFY(!notice->isVisible());
    }

    void aProblemIsPutAwayByItsButtonAndByKeys()
    {
        openTypical();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QSignalSpy dismissed(window.get(), &MainWindow::problemDismissed);
        window->showProblem(u"The history was damaged"_s, u"It is kept."_s);
        QToolButton* close = nullptr;
        for (auto* button : window->findChildren<QToolButton*>())
            if (button->accessibleName() == u"Dismiss"_s && button->isVisible())
                close = button;
        click(close);
        QCOMPARE(dismissed.size(), 1);
        QVERIFY(close->focusPolicy() & Qt::TabFocus);
        close->setFocus();
        QTest::keyClick(close, Qt::Key_Space);
        QCOMPARE(dismissed.size(), 2);
        window->showProblem({});
        QVERIFY(!close->isVisible());
    }

    void aCardSaysWhyItsValuesAreUnknown()
    {
        openTypical();
        CacheCard* shown = card(u"rag-cache"_s);
        QTRY_VERIFY(!shown->accessibleName().contains(u"unknown"_s));
        fixture->history.failWith({ErrorCode::Corrupt, u"The history is damaged."_s, u"Repair it."_s});
        fixture->clock->advance(2000);
        window->findChild<OverviewPage*>()->refresh();
        QTRY_VERIFY(shown->accessibleName().contains(u"unknown"_s));
        QCOMPARE(shown->accessibleDescription(), u"The history is damaged. Repair it."_s);
        QVERIFY(shown->severity() != Severity::Normal);
        window->showPage(u"dashboard"_s);
        const Tile* tile = window->findChild<Tile*>(u"Tile.memory"_s);
        QTRY_VERIFY(tile->accessibleName().contains(u"unknown"_s));
    }

    void aCardTellsLinesOfInfoThatWereNotUnderstood()
    {
        const CacheConfig cache = fixture->addCache(u"odd"_s);
        fixture->setState(cache, NodeState::Up);
        open();
        const auto texts = [&] {
            QString all;
            for (const auto* label : card(u"odd"_s)->findChildren<ElidedLabel*>())
                all += label->text() + u'|';
            return all;
        };
        QVERIFY(!texts().contains(u"INFO"_s));
        NodeStatus status = *fixture->statuses.find(cache.nodes.front().id);
        auto snapshot = std::make_shared<Snapshot>(*status.latest);
        snapshot->malformedLines = 3;
        status.latest = snapshot;
        fixture->statuses.set(status);
        QTRY_VERIFY2(texts().contains(u"lines of INFO not understood: 3"_s), qPrintable(texts()));
    }

    void dashboardHasAtLeastTwelveCharts()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        auto* page = static_cast<DashboardPage*>(window->page(u"dashboard"_s));
        QVERIFY(page->charts().size() >= 12);
        QTRY_VERIFY(page->charts().front()->toCsv().contains(u"hit_ratio"_s));
    }

    void chartsComeByThemselvesOnceThePageIsPainted()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        QVERIFY(window->findChildren<ChartPanel*>().isEmpty());
        QTRY_VERIFY(window->findChild<ChartPanel*>(u"Chart.errors"_s)); // the last
        const auto charts = window->findChildren<ChartPanel*>();
        QCOMPARE(static_cast<DashboardPage*>(window->page(u"dashboard"_s))->charts().size(),
                 static_cast<std::size_t>(charts.size()));
        for (const ChartPanel* chart : charts)
            QTRY_VERIFY2(chart->isVisible() && chart->toCsv().contains(u"Z,"_s), qPrintable(chart->objectName()));
    }

    void aChartThatComesLateShowsWhatTheOthersShow()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        QTRY_VERIFY(window->findChild<ChartPanel*>(u"Chart.hit_ratio"_s));
        QTRY_VERIFY(window->findChild<ChartPanel*>(u"Chart.hit_ratio"_s)->toCsv().contains(u"Z,"_s));
        window->range()->setPaused(true); // no other frame
        QVERIFY(static_cast<DashboardPage*>(window->page(u"dashboard"_s))->charts().back()->toCsv().contains(u"Z,"_s));
    }

    void dashboardAsksOneFrameForAllItsCharts()
    {
        openTypical();
        window->showPage(u"settings"_s);
        fixture->history.requests.clear();
        window->showPage(u"dashboard"_s);
        const auto charts = [&] {
            return std::count_if(fixture->history.requests.begin(), fixture->history.requests.end(),
                                 [](const FrameRequest& request) { return request.columns > 1; });
        };
        QTRY_VERIFY(charts() >= 1);
        const auto request = std::find_if(fixture->history.requests.begin(), fixture->history.requests.end(),
                                          [](const FrameRequest& each) { return each.columns > 1; });
        QVERIFY(request->metrics.size() > 20);
        QCOMPARE(request->nodes.size(), 3U); // all nodes
    }

    void aChosenNodeIsAskedAlone()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        QComboBox* nodes = nodeBox(3);
        QVERIFY(nodes);
        fixture->history.requests.clear();
        nodes->setCurrentIndex(2);
        Q_EMIT nodes->activated(2);
        QTRY_VERIFY(!fixture->history.requests.empty());
        QCOMPARE(fixture->history.requests.back().nodes.size(), 1U);
        QCOMPARE(fixture->history.requests.back().nodes.front(), fixture->caches.caches().front().nodes[1].id);
    }

    void aStaleCacheDimsItsTiles()
    {
        openTypical();
        window->selectCache(fixture->caches.findByName(u"sessions"_s)->id);
        window->showPage(u"dashboard"_s);
        for (const Tile* tile : window->findChildren<Tile*>()) {
            QVERIFY(tile->property("stale").toBool());
            QVERIFY(tile->accessibleName().contains(u"Stale"_s));
        }
    }

    void aCacheThatNeverAnsweredSinceTheStartDimsItsTiles()
    {
        const CacheConfig cache = fixture->addCache(u"shop"_s);
        NodeStatus down;
        down.cache = cache.id;
        down.node = cache.nodes.front().id;
        down.state = NodeState::Down;
        down.sinceMs = UiFixture::startMs;
        down.error = Error{ErrorCode::WrongPassword, u"no"_s, {}};
        fixture->statuses.set(down);
        open();
        window->showPage(u"dashboard"_s);
        for (const Tile* tile : window->findChildren<Tile*>())
            QTRY_VERIFY(tile->accessibleName().contains(u"unknown"_s) == false);
        fixture->history.hold(true);
        fixture->clock->advance(60'000); // the history's newest sample is of the start
        for (const Tile* tile : window->findChildren<Tile*>())
            QTRY_VERIFY(tile->accessibleName().contains(u"Stale"_s));
    }

    void aTotalWithoutItsPrimaryDimsItsTileSinceItEnded()
    {
        const CacheConfig cache = fixture->addCache(u"pair"_s, {}, 2);
        fixture->setState(cache, NodeState::Up);
        fixture->history.endLine("used_memory", 0.5);
        open();
        window->showPage(u"dashboard"_s);
        const Tile* memory = window->findChild<Tile*>(u"Tile.memory"_s);
        QTRY_VERIFY(memory->accessibleName().contains(u"Stale"_s));
        QVERIFY(memory->accessibleName().contains(u"unknown"_s));
        const auto texts = memory->findChildren<ElidedLabel*>();
        QVERIFY(
            std::ranges::any_of(texts, [](const ElidedLabel* label) { return label->text().startsWith(u"since "_s); }));
        QVERIFY(!window->findChild<Tile*>(u"Tile.traffic"_s)->accessibleName().contains(u"Stale"_s));
    }

    void aNodeThatIsDownDimsItsTilesThoughOthersAnswer()
    {
        const CacheConfig cache = fixture->addCache(u"pair"_s, {}, 2);
        fixture->setState(cache, NodeState::Up);
        NodeStatus down = *fixture->statuses.find(cache.nodes[1].id);
        down.state = NodeState::Down;
        down.lastSampleMs = UiFixture::startMs - 20'000;
        fixture->statuses.set(down);
        open();
        window->showPage(u"dashboard"_s);
        const Tile* tile = window->findChild<Tile*>();
        QTRY_VERIFY(!tile->accessibleName().contains(u"Stale"_s));
        QComboBox* nodes = nodeBox(2);
        QVERIFY(nodes);
        nodes->setCurrentIndex(2);
        Q_EMIT nodes->activated(2);
        QTRY_VERIFY(tile->accessibleName().contains(u"Stale"_s));
    }

    void tilesOfAPastRangeDoNotSayNow()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        const auto says = [this](const QString& words) {
            for (const QLabel* label : window->findChildren<QLabel*>())
                if (label->isVisible() && label->text() == words)
                    return true;
            return false;
        };
        QTRY_VERIFY(says(u"now"_s) && says(u"last 60 s"_s));
        window->range()->zoomTo({UiFixture::startMs - 600'000, UiFixture::startMs - 300'000});
        QTRY_VERIFY(says(u"at the end"_s) && says(u"60 s at the end"_s));
        QVERIFY(!says(u"now"_s) && !says(u"last 60 s"_s));
    }

    void pauseCountsWhatWaits()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        QTest::keyClick(window.get(), Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(window->range()->isPaused());
        const CacheConfig shown = *fixture->caches.find(window->selectedCache());
        fixture->sampleArrived(shown);
        auto* badge = window->findChild<QLabel*>(u"WaitingBadge"_s);
        QVERIFY(badge->isVisible());
        QCOMPARE(badge->text(), u"+3"_s); // one for each of its nodes
        click(window->findChild<QPushButton*>(u"LiveButton"_s));
        QVERIFY(!badge->isVisible());
    }

    void choosesRangesWithTheButtons()
    {
        openTypical();
        click(window->findChild<QToolButton*>(u"Range.7d"_s));
        QCOMPARE(window->range()->presetId(), u"7d"_s);
        window->range()->zoomTo({UiFixture::startMs - 60'000, UiFixture::startMs});
        QVERIFY(!window->range()->isLive());
        auto* back = window->findChild<QToolButton*>(u"BackButton"_s);
        QVERIFY(back->isVisible());
        click(back);
        QCOMPARE(window->range()->presetId(), u"7d"_s);
    }

    void comparingAsksForTheSpanBeforeAndOnlyWhileItIsOn()
    {
        openTypical();
        window->range()->setPreset(u"6h"_s);
        window->showPage(u"dashboard"_s);
        QTRY_VERIFY(!chartRequests(0).empty());
        QVERIFY(chartRequests(1).empty());
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier);
        QVERIFY(window->range()->isComparing());
        QTRY_VERIFY(!chartRequests(1).empty());
        const FrameRequest present = chartRequests(0).back();
        const FrameRequest before = chartRequests(1).back();
        QCOMPARE(before.toMs - before.fromMs, 6 * 3600'000);
        QCOMPARE(before.metrics, present.metrics);
        QCOMPARE(before.nodes, present.nodes);
        QCOMPARE(before.columns, present.columns);
        QVERIFY(!before.withEvents);
        auto* chart = window->findChild<ChartPanel*>(u"Chart.hit_ratio"_s);
        QTRY_VERIFY2(chart->summary().contains(u"previous 6"_s), qPrintable(chart->summary()));
        click(window->findChild<QToolButton*>(u"CompareButton"_s));
        QVERIFY(!window->range()->isComparing());
        QVERIFY(!chart->summary().contains(u"previous"_s));
        fixture->history.requests.clear();
        window->range()->setPreset(u"1h"_s);
        QTRY_VERIFY(!chartRequests(0).empty());
        QVERIFY(chartRequests(1).empty());
    }

    void aPastRangeIsComparedWithWhatWasBeforeIt()
    {
        openTypical();
        window->showPage(u"dashboard"_s);
        const TimeSpan past{UiFixture::startMs - 7200'000, UiFixture::startMs - 5400'000};
        window->range()->setCustom(past);
        window->range()->setComparing(true);
        QTRY_VERIFY(!chartRequests(1).empty());
        QCOMPARE(chartRequests(1).back().fromMs, past.fromMs - 1800'000);
        QCOMPARE(chartRequests(1).back().toMs, past.fromMs);
    }

    void comparingIsAnActionOfThePaletteAndNotOfPagesWithoutCharts()
    {
        openTypical();
        auto* button = window->findChild<QToolButton*>(u"CompareButton"_s);
        QVERIFY(!button->isVisible());
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier);
        QVERIFY(!window->range()->isComparing());
        window->openPalette();
        auto* query = window->findChild<CommandPalette*>()->findChild<QLineEdit*>();
        QTest::keyClicks(query, u"previous period"_s);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(window->currentPage(), u"dashboard"_s);
        QVERIFY(window->range()->isComparing());
        QVERIFY(button->isVisible() && button->isChecked());
    }

    void paletteFindsAMetricAndShowsItsChart()
    {
        openTypical();
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = window->findChild<CommandPalette*>();
        QTRY_VERIFY(palette->isVisible());
        auto* query = palette->findChild<QLineEdit*>();
        QTest::keyClicks(query, u"fragmen"_s);
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(window->currentPage(), u"dashboard"_s);
        auto* chart = window->findChild<ChartPanel*>(u"Chart.fragmentation"_s);
        QVERIFY(chart->property("highlight").toBool());
        QTRY_VERIFY(!chart->visibleRegion().isEmpty());
    }

    void aChartIsRevealedThoughItHasStillToBeMade()
    {
        openTypical();
        window->resize(1200, 700);
        window->showPage(u"dashboard"_s);
        auto* page = static_cast<DashboardPage*>(window->page(u"dashboard"_s));
        page->revealChart(u"replication_lag"_s);
        const auto* chart = window->findChild<ChartPanel*>(u"Chart.replication_lag"_s);
        QVERIFY(chart);
        QTRY_COMPARE(chart->visibleRegion().boundingRect().height(), chart->height());
    }

    void paletteSelectsACacheAndClosesByEscape()
    {
        openTypical();
        window->openPalette();
        auto* palette = window->findChild<CommandPalette*>();
        auto* query = palette->findChild<QLineEdit*>();
        QTest::keyClick(query, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
        window->openPalette();
        QTest::keyClicks(query, u"feature-fl"_s);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(window->selectedCache(), fixture->caches.findByName(u"feature-flags"_s)->id);
    }

    void comesBackAsItWasLeft()
    {
        openTypical();
        // Inside the screen: Qt 6.8 does not restore a window that is larger.
        const QSize size = QSize(1100, 700).boundedTo(window->screen()->availableSize() - QSize(20, 20));
        window->resize(size);
        window->showPage(u"dashboard"_s);
        const CacheId chosen = fixture->caches.findByName(u"embeddings"_s)->id;
        window->selectCache(chosen);
        window->range()->setPreset(u"6h"_s);
        window->range()->setComparing(true);
        QSignalSpy closing(window.get(), &MainWindow::aboutToClose);
        window->close();
        QCOMPARE(closing.size(), 1);
        open();
        QCOMPARE(window->currentPage(), u"dashboard"_s);
        QCOMPARE(window->selectedCache(), chosen);
        QCOMPARE(window->range()->presetId(), u"6h"_s);
        QVERIFY(window->range()->isComparing());
        QVERIFY(window->findChild<QToolButton*>(u"CompareButton"_s)->isChecked());
        QCOMPARE(window->size(), size);
    }

    void aTornStateFileIsIgnored()
    {
        QFile torn(fixture->services.stateFile);
        QVERIFY(torn.open(QIODevice::WriteOnly));
        torn.write("{\"version\": 1, \"page\": \"das");
        torn.close();
        openTypical();
        QCOMPARE(window->currentPage(), u"overview"_s);
    }

    void themeChangesAtOnceThroughThePalette()
    {
        openTypical();
        window->openPalette();
        auto* query = window->findChild<CommandPalette*>()->findChild<QLineEdit*>();
        QTest::keyClicks(query, u"dark theme"_s);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(fixture->preferences.value(u"theme"_s).toString(), u"dark"_s);
        QVERIFY(fixture->theme.isDark());
    }

    void timesAreInTheChosenZoneEverywhereAtOnce()
    {
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", "Asia/Kolkata"); // 13:04 UTC is 18:34 there
        tzset();
        openTypical();
        const auto restoreZone = qScopeGuard([&before] {
            before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
            tzset();
        });
        window->showPage(u"dashboard"_s);
        QTRY_VERIFY(window->findChild<ChartPanel*>(u"Chart.hit_ratio"_s));
        auto* chart = window->findChild<ChartPanel*>(u"Chart.hit_ratio"_s);
        QTRY_VERIFY2(chart->summary().contains(u"at 18:3"_s), qPrintable(chart->summary()));
        QVERIFY(fixture->preferences.set(u"timeZone"_s, u"utc"_s));
        QTRY_VERIFY2(chart->summary().contains(u"at 13:0"_s), qPrintable(chart->summary()));
        window->range()->setCustom({UiFixture::startMs - 3600'000, UiFixture::startMs});
        auto* custom = window->findChild<QToolButton*>(u"Range.custom"_s);
        QVERIFY2(custom->toolTip().contains(u"13:04"_s) || custom->toolTip().contains(u"1:04"_s),
                 qPrintable(custom->toolTip()));
        QVERIFY2(custom->toolTip().contains(u"UTC"_s), qPrintable(custom->toolTip()));
        window->close();
        open(); // and it is so from the start
        QVERIFY(window->range()->isUtc());
    }

    void everyControlCanBeReachedByTab()
    {
        openTypical();
        window->activateWindow();
        QSet<const QWidget*> reached;
        for (int i = 0; i < 400; ++i) {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(), Qt::Key_Tab);
            reached << QApplication::focusWidget();
        }
        for (const QString& name :
             {u"Sidebar.settings"_s, u"Range.5m"_s, u"LiveButton"_s, u"CacheCard.sessions"_s, u"CardMenu"_s}) {
            const bool found = std::any_of(reached.begin(), reached.end(), [&](const QWidget* widget) {
                return widget && widget->objectName() == name;
            });
            QVERIFY2(found, qPrintable(name));
        }
    }

private:
    /// What was asked for charts, `spans` whole ranges before the present one.
    std::vector<FrameRequest> chartRequests(int spans) const
    {
        std::vector<FrameRequest> found;
        const TimeSpan range = window->range()->span();
        for (const FrameRequest& each : fixture->history.requests)
            if (each.columns > 1 && each.toMs == range.toMs - spans * range.lengthMs() &&
                each.toMs - each.fromMs == range.lengthMs())
                found.push_back(each);
        return found;
    }

    void open()
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }

    void openTypical()
    {
        fixture->fillTypical();
        open();
    }

    static void click(QAbstractButton* button)
    {
        QVERIFY(button);
        QVERIFY2(button->isVisible() && button->isEnabled(), qPrintable(button->objectName()));
        QTest::mouseClick(button, Qt::LeftButton);
    }

    /// The one that chooses among so many nodes, or all.
    QComboBox* nodeBox(int count) const
    {
        for (auto* box : window->findChildren<QComboBox*>()) {
            if (box->count() == count + 1 && box->isVisible() && box->objectName().isEmpty())
                return box;
        }
        return nullptr;
    }

    CacheCard* card(const QString& name) const { return window->findChild<CacheCard*>(u"CacheCard."_s + name); }

    QStringList cardNames() const
    {
        std::vector<CacheCard*> cards;
        for (CacheCard* each : window->findChildren<CacheCard*>())
            cards.push_back(each);
        std::sort(cards.begin(), cards.end(), [](const CacheCard* a, const CacheCard* b) {
            return std::pair(a->y(), a->x()) < std::pair(b->y(), b->x());
        });
        QStringList names;
        for (const CacheCard* each : cards)
            names << each->cache().name;
        return names;
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<MainWindow> window;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
