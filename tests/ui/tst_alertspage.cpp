// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/alerts/activealerts.h"
#include "ui/alerts/alertsmodel.h"
#include "ui/alerts/alerttable.h"
#include "ui/alerts/silencelist.h"
#include "ui/dialogs/silencedialog.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/alertspage.h"
#include "ui/timerange.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace cacheledger;
using namespace Qt::StringLiterals;
using cacheledger::testing::FakeAlerts;
using cacheledger::testing::UiFixture;

class TestAlertsPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<MainWindow> window;

    void open(const QString& view = u"active"_s)
    {
        window = std::make_unique<MainWindow>(fixture->services, &fixture->theme);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->showPage(u"alerts"_s);
        page()->showView(view);
    }
    FakeAlerts& alerts() { return fixture->alerts; }
    AlertsPage* page() { return qobject_cast<AlertsPage*>(window->page(u"alerts"_s)); }
    AlertTable* table() { return page()->findChild<AlertTable*>(u"ActiveAlerts"_s); }
    QString shown(int row, int column)
    {
        return table()->model()->index(row, column).data().toString().replace(QChar::Nbsp, u' ');
    }
    QString labelText(const QString& name) { return page()->findChild<QLabel*>(name)->text(); }
    QPushButton* button(const QString& action)
    {
        return page()->findChild<QPushButton*>(u"Alert.%1.Button"_s.arg(action));
    }
    CacheConfig cache(const QString& name) { return *fixture->caches.findByName(name); }
    QToolButton* sidebarEntry() { return window->findChild<QToolButton*>(u"Sidebar.alerts"_s); }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        fixture->fillTypical();
    }
    void cleanup()
    {
        window.reset();
        fixture.reset();
    }

    void withoutAlertsThePageSaysSo()
    {
        open();
        QVERIFY(!table()->isVisible());
        QCOMPARE(window->windowTitle(), u"PRODUCTION · rag-cache — CacheLedger"_s);
        fixture->services.alerts = nullptr;
        open();
        QVERIFY(!table());
        QVERIFY(!page()->headerWidget());
    }

    void whatComesIsShownAndTold()
    {
        open();
        alerts().add(u"eviction-rate-high"_s, cache(u"rag-cache"_s), 20);
        alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), 18).message = u"The hit ratio is low."_s;
        alerts().announce();
        QCOMPARE(table()->model()->rowCount(), 2);
        QVERIFY(table()->isVisible());
        QCOMPARE(shown(0, AlertsModel::Tier), u"▲ Critical"_s);
        QCOMPARE(shown(0, AlertsModel::Name), u"Hit ratio drop"_s);
        QCOMPARE(shown(0, AlertsModel::Cache), u"rag-cache"_s);
        QCOMPARE(shown(1, AlertsModel::Tier), u"■ Warning"_s);
        QCOMPARE(window->windowTitle(), u"(2) ▲ PRODUCTION · rag-cache — CacheLedger"_s);
        auto* badge = sidebarEntry()->findChild<QLabel*>(u"SidebarBadge"_s);
        QVERIFY(badge && badge->isVisible());
        QCOMPARE(badge->text(), u"▲2"_s);
        QVERIFY(sidebarEntry()->rect().contains(badge->geometry()));
        QVERIFY(sidebarEntry()->accessibleName().contains(u"2"_s));
        QCOMPARE(labelText(u"AlertMessage"_s), u"The hit ratio is low."_s); // the first is chosen
        alerts().alerts.clear();
        alerts().announce();
        QVERIFY(!badge->isVisible());
        QVERIFY(!table()->isVisible());
        QCOMPARE(sidebarEntry()->accessibleName(), u"Alerts"_s);
    }

    void onlyWhatNobodyDealtWithIsCounted()
    {
        const CacheConfig rag = cache(u"rag-cache"_s);
        alerts().add(u"hit-ratio-drop"_s, rag, 1, AlertState::Pending);
        alerts().add(u"memory-high"_s, rag, 1).acknowledgedMs = 5;
        alerts().add(u"response-time-spike"_s, rag, 1).snoozedUntilMs = UiFixture::startMs + 60'000;
        alerts().add(u"eviction-rate-high"_s, rag, 1).silence = u"s"_s;
        alerts().add(u"replication-lag"_s, rag, 1).inhibitedBy = u"node-unavailable"_s;
        open();
        QCOMPARE(window->windowTitle(), u"PRODUCTION · rag-cache — CacheLedger"_s);
        alerts().add(u"cache-growing"_s, rag, 1);
        alerts().announce();
        QCOMPARE(window->windowTitle(), u"(1) ◆ PRODUCTION · rag-cache — CacheLedger"_s);
        fixture->clock->advance(120'000); // the snooze is over
        alerts().announce();
        QCOMPARE(window->windowTitle(), u"(2) ▲ PRODUCTION · rag-cache — CacheLedger"_s);
    }

    void everyActionWorksByKeyAndByButton_data()
    {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("by key") << true;
        QTest::newRow("by button") << false;
    }

    void everyActionWorksByKeyAndByButton()
    {
        QFETCH(bool, byKey);
        alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), 18);
        open();
        table()->setFocus();
        const auto act = [&](Qt::Key key, const QString& name) {
            if (byKey)
                QTest::keyClick(table(), key);
            else
                QTest::mouseClick(button(name), Qt::LeftButton);
        };
        act(Qt::Key_A, u"Acknowledge"_s);
        QVERIFY(alerts().alerts[0].acknowledgedMs.has_value());
        QVERIFY(!button(u"Acknowledge"_s)->isEnabled());
        act(Qt::Key_F, u"FalsePositive"_s);
        QVERIFY(alerts().alerts[0].falsePositive);
        act(Qt::Key_F, u"FalsePositive"_s);
        QVERIFY(!alerts().alerts[0].falsePositive);
        QSignalSpy silence(page()->findChild<ActiveAlerts*>(), &ActiveAlerts::silenceRequested);
        act(Qt::Key_S, u"Silence"_s);
        QCOMPARE(silence.size(), 1);
    }

    void snoozedUntilItIsSaidAndUndone()
    {
        alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), 18);
        open();
        QMenu* menu = button(u"Snooze"_s)->menu();
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Z);
        QTRY_VERIFY(menu->isVisible());
        QCOMPARE(menu->actions().size(), qsizetype(4));
        menu->actions()[1]->trigger();
        menu->hide();
        QCOMPARE(alerts().alerts[0].snoozedUntilMs.value_or(0), UiFixture::startMs + 3'600'000);
        QVERIFY(shown(0, AlertsModel::State).contains(u"snoozed until"_s));
        auto* notice = window->findChild<NoticeBar*>();
        QVERIFY(notice->isVisible());
        QTest::mouseClick(notice->findChild<QPushButton*>(), Qt::LeftButton);
        QVERIFY(!alerts().alerts[0].snoozedUntilMs);
    }

    void severalAreDealtWithAtOnce()
    {
        for (int i = 0; i < 3; ++i)
            alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), i);
        open();
        table()->setFocus();
        table()->selectAll();
        QVERIFY(labelText(u"AlertTitle"_s).startsWith(u"3"_s));
        QTest::keyClick(table(), Qt::Key_A);
        for (const Alert& alert : alerts().alerts)
            QVERIFY(alert.acknowledgedMs.has_value());
    }

    void historyAsksForTheRangeAndTheFilters()
    {
        alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), 18);
        alerts().log = alerts().alerts;
        alerts().log[0].endedMs = UiFixture::startMs - 60'000;
        alerts().log[0].state = AlertState::Resolved;
        open(u"history"_s);
        auto* log = page()->findChild<AlertTable*>(u"AlertLog"_s);
        QTRY_COMPARE(log->model()->rowCount(), 1);
        const auto text = [&](int column) {
            return log->model()->index(0, column).data().toString().replace(QChar::Nbsp, u' ');
        };
        QCOMPARE(text(AlertsModel::Lasted), u"17 min"_s);
        QVERIFY2(text(AlertsModel::State).startsWith(u"Ended"_s), qPrintable(text(AlertsModel::State)));
        QCOMPARE(text(AlertsModel::Value), u"75.0 %, limit below 80.0 %"_s); // when it fired
        QCOMPARE(alerts().queries.back().fromMs, window->range()->span().fromMs);
        QCOMPARE(alerts().queries.back().toMs, window->range()->span().toMs);
        const auto choose = [&](const QString& box, int index) {
            auto* combo = page()->findChild<QComboBox*>(box);
            combo->setCurrentIndex(index);
            Q_EMIT combo->activated(index);
        };
        choose(u"AlertTierFilter"_s, 2);
        QCOMPARE(alerts().queries.back().tiers, std::vector<AlertTier>{AlertTier::Warning});
        choose(u"AlertCacheFilter"_s, 1);
        QCOMPARE(alerts().queries.back().caches, std::vector<CacheId>{cache(u"rag-cache"_s).id});
        choose(u"AlertRuleFilter"_s, 1);
        QCOMPARE(alerts().queries.back().rules, QStringList{u"node-unavailable"_s});
        QTest::keyClicks(page()->findChild<QLineEdit*>(u"AlertSearch"_s), u" ratio "_s);
        QTRY_COMPARE(alerts().queries.back().text, u"ratio"_s);
        window->range()->setCustom({1000, 9000});
        QTRY_COMPARE(alerts().queries.back().toMs, TimeMs(9000));
        alerts().failure = Error{ErrorCode::Corrupt, u"The alert log is damaged."_s, {}};
        choose(u"AlertTierFilter"_s, 0);
        QTRY_COMPARE(labelText(u"AlertLogStatus"_s), u"▲ The alert log is damaged."_s);
    }

    void whatEndedIsMarkedAsAFalsePositive()
    {
        alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), 18);
        alerts().log.swap(alerts().alerts);
        alerts().log[0].endedMs = UiFixture::startMs - 60'000;
        open(u"history"_s);
        auto* log = page()->findChild<AlertTable*>(u"AlertLog"_s);
        QTRY_COMPARE(log->model()->rowCount(), 1);
        log->setFocus();
        log->selectRow(0);
        QTest::keyClick(log, Qt::Key_A); // it has ended: nothing to acknowledge
        QVERIFY(!alerts().log[0].acknowledgedMs);
        QTest::keyClick(log, Qt::Key_F);
        QVERIFY(alerts().log[0].falsePositive);
        QTRY_VERIFY(log->model()->index(0, AlertsModel::State).data().toString().contains(u"false positive"_s));
    }

    void aSilenceStartsFromTheAlertAndNeedsAReason()
    {
        alerts().add(u"hit-ratio-drop"_s, cache(u"rag-cache"_s), 18);
        open();
        QTest::mouseClick(button(u"Silence"_s), Qt::LeftButton);
        auto* dialog = window->findChild<SilenceDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        auto* add = dialog->findChild<QPushButton*>(u"SilenceAdd"_s);
        QVERIFY(!add->isEnabled());
        QTest::keyClicks(dialog->findChild<QLineEdit*>(u"SilenceReason"_s), u"the index is rebuilt"_s);
        QVERIFY(add->isEnabled());
        auto* end = dialog->findChild<QDateTimeEdit*>(u"SilenceEnd"_s);
        const QDateTime later = end->dateTime();
        end->setDateTime(later.addDays(-1));
        QVERIFY(!add->isEnabled());
        end->setDateTime(later);
        QTest::mouseClick(add, Qt::LeftButton);
        QCOMPARE(alerts().kept.size(), std::size_t(1));
        const Silence made = alerts().kept[0];
        QCOMPARE(made.scope.caches, QStringList{u"rag-cache"_s});
        QCOMPARE(made.scope.nodes, QStringList{alerts().alerts[0].address});
        QCOMPARE(made.rules, QStringList{u"hit-ratio-drop"_s});
        QCOMPARE(made.startMs, UiFixture::startMs);
        QCOMPARE(made.endMs, UiFixture::startMs + 3'600'000);
        QCOMPARE(made.reason, u"the index is rebuilt"_s);
        QVERIFY(!made.id.isEmpty());
    }

    void aSilenceIsEndedAndThatIsUndone()
    {
        Silence silence;
        silence.id = u"a"_s;
        silence.scope.tags = {u"batch"_s};
        silence.rules = {u"hit-ratio-drop"_s, u"gone"_s};
        silence.endMs = UiFixture::startMs + 90 * 60'000;
        silence.reason = u"nightly load"_s;
        alerts().kept = {silence};
        open(u"silences"_s);
        auto* silences = page()->findChild<QTableView*>(u"Silences"_s);
        QAbstractItemModelTester tester(silences->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto text = [&](int column) {
            return silences->model()->index(0, column).data().toString().replace(QChar::Nbsp, u' ');
        };
        QCOMPARE(text(SilencesModel::Scope), u"tag batch"_s);
        QCOMPARE(text(SilencesModel::Rules), u"Hit ratio drop, gone"_s);
        QVERIFY2(text(SilencesModel::Until).contains(u"1 h 30 min left"_s), qPrintable(text(SilencesModel::Until)));
        QTest::mouseClick(page()->findChild<QPushButton*>(u"EndSilence"_s), Qt::LeftButton);
        QVERIFY(alerts().kept.empty());
        QTest::mouseClick(window->findChild<NoticeBar*>()->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(alerts().kept, std::vector<Silence>{silence});
    }

    void statisticsThatCannotBeToldAreUnknown()
    {
        alerts().statistics.total = 12;
        alerts().statistics.byTier = {{AlertTier::Critical, 5}, {AlertTier::Warning, 7}};
        alerts().statistics.byRule = {{u"hit-ratio-drop"_s, 5}, {u"gone"_s, 7}};
        alerts().statistics.meanToResolveMs = 754'000;
        open(u"statistics"_s);
        const auto figure = [&](const QString& id) {
            return labelText(u"Statistics."_s + id).replace(QChar::Nbsp, u' ');
        };
        QCOMPARE(figure(u"total"_s), u"unknown"_s); // nothing is known yet
        QTRY_COMPARE(figure(u"total"_s), u"12"_s);
        QCOMPARE(alerts().statisticsDays.back(), 30);
        QCOMPARE(figure(u"critical"_s), u"5"_s);
        QCOMPARE(figure(u"information"_s), u"0"_s);
        QCOMPARE(figure(u"acknowledge"_s), u"unknown"_s);
        QCOMPARE(figure(u"resolve"_s), u"12 min"_s);
        const QAbstractItemModel* rules = page()->findChild<QTableView*>(u"StatisticsByRule"_s)->model();
        QCOMPARE(rules->index(0, 0).data().toString(), u"gone"_s); // most often first
        QCOMPARE(rules->index(1, 0).data().toString(), u"Hit ratio drop"_s);
        QTest::mouseClick(page()->findChild<QPushButton*>(u"StatisticsDays.90"_s), Qt::LeftButton);
        QCOMPARE(alerts().statisticsDays.back(), 90);
        QVERIFY(!page()->findChild<QPushButton*>(u"StatisticsDays.30"_s)->isChecked());
        QTRY_VERIFY(labelText(u"StatisticsStatus"_s).contains(u"90"_s));
        alerts().failure = Error{ErrorCode::Corrupt, u"The alert log is damaged."_s, {}};
        QTest::mouseClick(page()->findChild<QPushButton*>(u"StatisticsDays.7"_s), Qt::LeftButton);
        QTRY_COMPARE(labelText(u"StatisticsStatus"_s), u"▲ The alert log is damaged."_s);
    }

    void everythingIsReachedByTab_data()
    {
        QTest::addColumn<QString>("view");
        for (const char* view : {"active", "history", "rules", "silences", "statistics"})
            QTest::newRow(view) << QString::fromLatin1(view);
    }

    void everythingIsReachedByTab()
    {
        QFETCH(QString, view);
        fixture->fillAlerts();
        open(view);
        QTRY_VERIFY(page()->isVisible());
        QTRY_VERIFY(labelText(u"Statistics.total"_s) != u"unknown"_s || view != "statistics"_L1);
        QSet<QWidget*> missing;
        for (QWidget* widget : page()->findChildren<QWidget*>()) {
            if ((widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && widget->isVisible() &&
                !widget->focusProxy())
                missing.insert(widget);
        }
        QVERIFY(!missing.isEmpty());
        page()->findChild<QWidget*>(u"AlertTabs"_s)->setFocus();
        for (int i = 0; i < 60 && !missing.isEmpty(); ++i) {
            missing.remove(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (const QWidget* widget : std::as_const(missing))
            qWarning() << widget;
        QVERIFY(missing.isEmpty());
    }

    void theOverviewSaysTheWorstOfEachCache()
    {
        fixture->fillAlerts();
        open();
        window->showPage(u"overview"_s);
        const auto said = [&](const QString& name) {
            const QWidget* card = window->findChild<QWidget*>(u"CacheCard."_s + name);
            return card->findChild<QLabel*>(u"CardAlert"_s)->text().replace(QChar::Nbsp, u' ');
        };
        QTRY_COMPARE(said(u"rag-cache"_s), u"▲ Hit ratio drop: 71.4 %, limit below 80.0 % · 18 min"_s);
        QCOMPARE(said(u"sessions"_s), u"▲ Node unavailable: does not answer · 25 min · acknowledged"_s);
        QCOMPARE(said(u"embeddings"_s), u"■ Replication lag: no data · 9 min"_s); // not what is silenced
        QCOMPARE(said(u"feature-flags"_s), QString());
        alerts().alerts.clear();
        alerts().announce();
        QCOMPARE(said(u"rag-cache"_s), QString());
    }

    void anIncidentIsOfferedOnlyWhereThereAreSome()
    {
        fixture->fillAlerts();
        open();
        QVERIFY(!button(u"Incident"_s)->isVisible());
        QTest::keyClick(table(), Qt::Key_Return); // does nothing
    }

    void doNotDisturbSaysItsEnd()
    {
        open();
        auto* quiet = qobject_cast<QToolButton*>(page()->headerWidget());
        QVERIFY(quiet && quiet->isVisible() && !quiet->isChecked());
        Q_EMIT quiet->menu()->aboutToShow();
        quiet->menu()->actions()[0]->trigger();
        QCOMPARE(alerts().quietUntilMs.value_or(0), UiFixture::startMs + 15 * 60'000);
        QVERIFY(quiet->isChecked());
        QVERIFY2(quiet->text().startsWith(u"Do not disturb until"_s), qPrintable(quiet->text()));
        Q_EMIT quiet->menu()->aboutToShow();
        quiet->menu()->actions().back()->trigger();
        QVERIFY(!alerts().quietUntilMs && !quiet->isChecked());
    }

    void aFailedActionIsTold()
    {
        open();
        alerts().fail({ErrorCode::Io, u"The alerts' file cannot be written."_s, {}});
        QCOMPARE(window->findChild<NoticeBar*>()->text(), u"The alerts' file cannot be written."_s);
    }
};

QTEST_MAIN(TestAlertsPage)
#include "tst_alertspage.moc"
