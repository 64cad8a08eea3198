// SPDX-License-Identifier: GPL-3.0-or-later
#include "walk.h"

#include "../../report/madeupreport.h"
#include "fakeinquirer.h"
#include "fakekeys.h"
#include "fakereports.h"
#include "ui/alerts/ruleeditor.h"
#include "ui/dialogs/cachelistdialog.h"
#include "ui/dialogs/costplandialog.h"
#include "ui/dialogs/pricedialog.h"
#include "ui/dialogs/silencedialog.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/dialogs/stagesdialog.h"
#include "ui/noticebar.h"
#include "ui/pages/alertspage.h"
#include "ui/pages/dashboardpage.h"
#include "ui/pages/layerspage.h"
#include "ui/pages/savingspage.h"
#include "ui/pages/serverpage.h"
#include "ui/savings/pricespane.h"
#include "ui/timerange.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTabWidget>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

/// Until no more requests come in for a moment and the layouts have settled.
static void waitForData(UiFixture& fixture)
{
    std::size_t before = 0;
    const auto quiet = [&] {
        const bool same = fixture.history.requests.size() == before;
        before = fixture.history.requests.size();
        return same;
    };
    (void)QTest::qWaitFor([&] { return !fixture.history.requests.empty() && quiet(); }, 1000);
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

static void walkDialogs(UiFixture& fixture, MainWindow& window,
                        const std::function<void(QWidget&, const QString&)>& look)
{
    ConnectionDialog dialog(fixture.services, &fixture.theme, QCoreApplication::translate("Walk", "Test dialog"),
                            &window);
    CacheConfig cache = fixture.caches.caches().front();
    cache.nodes.front().endpoint.transport = Transport::Tls;
    cache.nodes.front().endpoint.tls.verify = false;
    dialog.setCache(cache, cache.id);
    dialog.show();
    QTest::mouseClick(dialog.findChild<QWidget*>(u"AddNode"_s), Qt::LeftButton); // nothing was entered: says so
    waitForData(fixture);
    look(dialog, u"connection dialog"_s);
    RangeDialog range({fixture.startMs, fixture.startMs - 1000}, fixture.startMs, QTimeZone::utc(), &fixture.theme,
                      &window);
    range.show();
    QCoreApplication::processEvents();
    look(range, u"range dialog"_s);
}

static void walkAlerts(UiFixture& fixture, MainWindow& window,
                       const std::function<void(QWidget&, const QString&)>& look)
{
    window.showPage(u"alerts"_s);
    auto* page = qobject_cast<AlertsPage*>(window.page(u"alerts"_s));
    for (const char* view : {"history", "rules", "silences", "statistics", "active"}) {
        page->showView(QString::fromLatin1(view));
        waitForData(fixture);
        look(window, u"alerts, "_s + QString::fromLatin1(view));
    }
}

static void walkLayers(UiFixture& fixture, MainWindow& window,
                       const std::function<void(QWidget&, const QString&)>& look)
{
    window.showPage(u"layers"_s);
    waitForData(fixture);
    look(window, u"layers without a source"_s);
    const CacheConfig& cache = fixture.caches.caches().front();
    const SourceConfig source = fillLayers(fixture, cache);
    auto* page = qobject_cast<LayersPage*>(window.page(u"layers"_s));
    waitForData(fixture);
    look(window, u"layers"_s);
    page->editSource(source, false);
    auto* dialog = window.findChild<SourceDialog*>();
    QTest::mouseClick(dialog->findChild<QWidget*>(u"SourceTest"_s), Qt::LeftButton);
    fixture.sourceTester.finish(FakeSourceTester::usualOutcome());
    waitForData(fixture);
    look(*dialog, u"source dialog"_s);
    dialog->close();
    page->editStages();
    waitForData(fixture);
    auto* stages = window.findChild<StagesDialog*>();
    look(*stages, u"stages dialog"_s);
    stages->close();
}

static void walkAlertDialogs(UiFixture& fixture, MainWindow& window,
                             const std::function<void(QWidget&, const QString&)>& look)
{
    PageContext context;
    context.services = fixture.services;
    context.theme = &fixture.theme;
    context.range = window.range();
    SilenceDialog silence(context, &fixture.alerts.alerts.front(), &window);
    silence.show();
    QCoreApplication::processEvents();
    look(silence, u"silence dialog"_s);
    Rule rule = fixture.alerts.listed[1].rule;
    const CacheConfig& cache = fixture.caches.caches().front();
    fixture.alerts.episodes = {{cache.nodes.front().id, window.range()->span().fromMs,
                                window.range()->span().fromMs + 60'000, std::nullopt, 0.7}};
    RuleEditor editor(context, rule, false, &window);
    editor.show();
    QTest::mouseClick(editor.findChild<QWidget*>(u"RunBacktest"_s), Qt::LeftButton);
    waitForData(fixture);
    look(editor, u"rule editor"_s);
    rule.threshold = 7;
    rule.metric = "no_metric";
    RuleEditor faulty(context, rule, true, &window);
    faulty.show();
    waitForData(fixture);
    look(faulty, u"rule editor with faults"_s);
}

static void walkAdvisor(UiFixture& fixture, MainWindow& window,
                        const std::function<void(QWidget&, const QString&)>& look)
{
    window.showPage(u"advisor"_s);
    waitForData(fixture);
    look(window, u"advisor"_s);
}

static void walkReports(UiFixture& fixture, FakeReports& reports, MainWindow& window,
                        const std::function<void(QWidget&, const QString&)>& look)
{
    ReportSchedule schedule;
    schedule.order.cache = fixture.caches.caches().front().id;
    schedule.folder = QStringLiteral("/home/you/reports");
    reports.kept = {schedule};
    window.showPage(u"reports"_s);
    (void)QTest::qWaitFor([&] { return !reports.requested.empty(); });
    Q_EMIT reports.failed(reports.last, {ErrorCode::InvalidArgument, QCoreApplication::translate("Walk", "No data"),
                                         QCoreApplication::translate("Walk", "Choose another period.")});
    waitForData(fixture);
    look(window, u"reports without data"_s);
    window.page(u"reports"_s)->refresh();
    Q_EMIT reports.reportReady(reports.last, std::make_shared<const CostReport>(*buildCostReport(madeUpReport())));
    const auto* preview = window.page(u"reports"_s)->findChild<QLabel*>(u"ReportPreview"_s);
    (void)QTest::qWaitFor([preview] { // painted in another thread, then laid out
        return !preview->pixmap(Qt::ReturnByValue).isNull() && preview->height() >= preview->minimumSizeHint().height();
    });
    waitForData(fixture);
    look(window, u"reports"_s);
}

static void walkSavings(UiFixture& fixture, MainWindow& window,
                        const std::function<void(QWidget&, const QString&)>& look)
{
    window.showPage(u"savings"_s);
    waitForData(fixture);
    look(window, u"savings"_s);
    auto* savings = qobject_cast<SavingsPage*>(window.page(u"savings"_s));
    savings->showView(u"economics"_s);
    waitForData(fixture);
    look(window, u"economics"_s);
    savings->showView(u"prices"_s);
    waitForData(fixture);
    look(window, u"prices"_s);
    savings->findChild<PricesPane*>()->addPrice();
    auto* price = window.findChild<PriceDialog*>();
    waitForData(fixture);
    look(*price, u"price dialog"_s);
    price->close();
    savings->showView(u"ledger"_s);
    savings->editCosts();
    auto* costs = window.findChild<CostPlanDialog*>();
    auto* parts = costs->findChild<QTabWidget*>();
    for (int part = 0; part < parts->count(); ++part) {
        parts->setCurrentIndex(part);
        waitForData(fixture);
        look(*costs, u"cost plan dialog, part %1"_s.arg(part + 1));
    }
    costs->close();
}

static void walkFleet(UiFixture& fixture, MainWindow& window, const std::function<void(QWidget&, const QString&)>& look)
{
    const auto show = [&](const QString& choice) {
        [[maybe_unused]] const auto set = fixture.preferences.set(u"overview"_s, choice);
        Q_ASSERT(set.ok());
    };
    show(u"list"_s);
    window.showPage(u"overview"_s);
    waitForData(fixture);
    look(window, u"overview as a list"_s);
    show(u"auto"_s);
    CacheListDialog dialog(fixture.services, &fixture.theme, &window);
    dialog.show();
    QCoreApplication::processEvents();
    look(dialog, u"import of a list"_s);
}

static void walkKeys(UiFixture& fixture, FakeKeys& keys, MainWindow& window,
                     const std::function<void(QWidget&, const QString&)>& look)
{
    window.showPage(u"keys"_s);
    waitForData(fixture);
    look(window, u"keys, none yet"_s);
    keys.records = {FakeKeys::madeUp(UiFixture::startMs, 0.1), FakeKeys::madeUp(UiFixture::startMs - 86'400'000)};
    keys.current = {true, true, window.selectedCache(), {41'000, 120'000, u"10.0.0.2:6379"_s, true}};
    Q_EMIT keys.stateChanged();
    keys.read(window.selectedCache());
    waitForData(fixture);
    look(window, u"keys"_s);
}

static void walkServer(UiFixture& fixture, FakeInquirer& servers, MainWindow& window,
                       const std::function<void(QWidget&, const QString&)>& look)
{
    window.showPage(u"server"_s);
    auto* page = qobject_cast<ServerPage*>(window.page(u"server"_s));
    for (const char* view : {"slowlog", "clients", "settings", "commands"}) {
        page->showView(QString::fromLatin1(view));
        Q_EMIT servers.answered(servers.last, FakeInquirer::usualAnswer());
        Q_EMIT servers.recalled(servers.lastRecall, FakeInquirer::usualPast(servers.recalledNodes.front()));
        waitForData(fixture);
        QCoreApplication::processEvents(); // the charts that came with the data are laid out
        look(window, u"server, "_s + QString::fromLatin1(view));
    }
}

void walkEverything(UiFixture& fixture, QSize size, const std::function<void(QWidget&, const QString&)>& look)
{
    FakeReports reports;
    fixture.services.reports = &reports;
    FakeKeys keys;
    fixture.services.keys = &keys;
    FakeInquirer servers;
    fixture.services.servers = &servers;
    MainWindow window(fixture.services, &fixture.theme);
    window.resize(size);
    window.show();
    QCoreApplication::processEvents();
    look(window, u"welcome"_s);
    fixture.fillTypical();
    fixture.fillAlerts();
    for (const char* name : {"overview", "dashboard", "alerts", "incidents", "nodes", "settings"}) {
        window.showPage(QString::fromLatin1(name));
        if (auto* dashboard = qobject_cast<DashboardPage*>(window.page(QString::fromLatin1(name))))
            (void)dashboard->charts(); // all of them, now
        waitForData(fixture);
        look(window, QString::fromLatin1(name));
    }
    walkFleet(fixture, window, look);
    walkAlerts(fixture, window, look);
    walkLayers(fixture, window, look);
    walkSavings(fixture, window, look);
    walkAdvisor(fixture, window, look);
    walkReports(fixture, reports, window, look);
    walkKeys(fixture, keys, window, look);
    walkServer(fixture, servers, window, look);
    window.activateWindow(); // a dialog that closes leaves the focus nowhere here
    (void)QTest::qWaitForWindowActive(&window);
    window.showPage(u"dashboard"_s);
    window.selectCache(fixture.caches.caches()[1].id); // down
    window.range()->setPaused(true);
    for (int i = 0; i < 120; ++i)
        fixture.sampleArrived(fixture.caches.caches().front());
    waitForData(fixture);
    look(window, u"dashboard of a cache that is down"_s);
    window.range()->setPaused(false);
    window.range()->setComparing(true);
    window.range()->setCustom({fixture.startMs - 7'200'000, fixture.startMs - 3'600'000});
    window.selectCache(fixture.caches.caches()[0].id);
    waitForData(fixture);
    look(window, u"dashboard of the past, compared with what was before"_s);
    window.openPalette();
    look(window, u"palette"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    walkDialogs(fixture, window, look);
    walkAlertDialogs(fixture, window, look);
}

} // namespace cacheledger::testing
