// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of every page and dialog with made-up data, for eyes: uigallery DIR [light|dark] [WIDTHxHEIGHT]
#include "../incidents/incidentfixture.h"
#include "../report/madeupreport.h"
#include "support/fakeincidents.h"
#include "support/fakeinquirer.h"
#include "support/fakekeys.h"
#include "support/fakereports.h"
#include "support/uifixture.h"
#include "ui/alerts/ruleeditor.h"
#include "ui/charts/chartpanel.h"
#include "ui/dialogs/channeldialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/costplandialog.h"
#include "ui/dialogs/drilldialog.h"
#include "ui/dialogs/notedialog.h"
#include "ui/dialogs/playbookdialog.h"
#include "ui/dialogs/pricedialog.h"
#include "ui/dialogs/rangedialog.h"
#include "ui/dialogs/silencedialog.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/dialogs/stagesdialog.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/pages/alertspage.h"
#include "ui/pages/dashboardpage.h"
#include "ui/pages/incidentspage.h"
#include "ui/pages/layerspage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/savingspage.h"
#include "ui/pages/serverpage.h"
#include "ui/savings/economicspane.h"
#include "ui/savings/ledgerpane.h"
#include "ui/savings/pricespane.h"
#include "ui/timerange.h"

#include <QtCore/QDir>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTabWidget>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static void settle()
{
    QEventLoop loop;
    QTimer::singleShot(400, &loop, &QEventLoop::quit);
    loop.exec();
}

static void shoot(QWidget& widget, const QString& file);

/// One drill that always runs well.
class GalleryDrills : public DrillLauncher
{
public:
    std::vector<DrillChoice> choices() const override
    {
        return {{u"stampede"_s, u"Cache stampede"_s,
                 u"The cache is emptied while many clients ask, and nobody fills it again."_s,
                 u"Expected: the alert miss-surge, and the playbook cache-stampede."_s}};
    }
    void start(const QString&, double) override { runs = true; }
    void stop() override { runs = false; }
    bool isRunning() const override { return runs; }

    bool runs = false;
};

static void shootDialogs(cacheledger::testing::UiFixture& fixture, MainWindow& window, const QString& prefix)
{
    GalleryDrills drills;
    DrillDialog drill(&drills, {}, &fixture.theme, &window);
    drill.show();
    shoot(drill, prefix + u"drill.png"_s);
    Q_EMIT drills.ended(true, u"Expected: the alert miss-surge, and the playbook cache-stampede.\nRaised: 1.2 s after "
                              "the failure could be seen (allowed: 1.3 s), which was 0.5 s after it began.\n"
                              "Opened: the playbook cache-stampede.\nThe drill passed."_s);
    shoot(drill, prefix + u"drill-ended.png"_s);
    drill.hide();
    AlertChannel mail;
    mail.id = mail.name = u"on-call"_s;
    for (const ChannelKind kind : {ChannelKind::Mail, ChannelKind::Webhook, ChannelKind::Command}) {
        mail.kind = kind;
        ChannelDialog channel(fixture.services, &fixture.theme, &window);
        channel.setChannel(mail, {});
        channel.show();
        channel.showProblem(u"The mail server cannot be reached."_s);
        shoot(channel, prefix + u"channel-%1.png"_s.arg(channelwords::kind(kind)));
    }
}

static void shootAlerts(cacheledger::testing::UiFixture& fixture, MainWindow& window, const QString& prefix)
{
    fixture.fillAlerts();
    window.selectCache(fixture.caches.caches()[0].id);
    window.showPage(u"overview"_s);
    shoot(window, prefix + u"alerts-overview.png"_s);
    window.showPage(u"dashboard"_s);
    shoot(window, prefix + u"alerts-dashboard.png"_s);
    window.showPage(u"alerts"_s);
    auto* page = static_cast<AlertsPage*>(window.page(u"alerts"_s));
    for (const char* view : {"active", "history", "rules", "silences", "statistics"}) {
        page->showView(QString::fromLatin1(view));
        shoot(window, prefix + u"alerts-%1.png"_s.arg(QLatin1String(view)));
    }
    PageContext context;
    context.services = fixture.services;
    context.theme = &fixture.theme;
    context.range = window.range();
    SilenceDialog silence(context, &fixture.alerts.alerts.front(), &window);
    silence.show();
    shoot(silence, prefix + u"silence.png"_s);
    const TimeSpan span = window.range()->span();
    const NodeId node = fixture.caches.caches().front().nodes.front().id;
    const qint64 part = span.lengthMs() / 20;
    fixture.alerts.episodes = {
        {node, span.fromMs + 2 * part, span.fromMs + 3 * part, span.fromMs + 5 * part, 0.71},
        {node, span.fromMs + 14 * part, span.fromMs + 15 * part, std::nullopt, 0.66},
    };
    RuleEditor editor(context, fixture.alerts.listed[1].rule, false, &window);
    editor.show();
    QTest::mouseClick(editor.findChild<QWidget*>(u"RunBacktest"_s), Qt::LeftButton);
    shoot(editor, prefix + u"rule.png"_s);
    Rule faulty = fixture.alerts.listed[1].rule;
    faulty.threshold = 7;
    faulty.message = u"%valu"_s;
    RuleEditor wrong(context, faulty, false, &window);
    wrong.show();
    shoot(wrong, prefix + u"rule-faults.png"_s);
}

/// An open incident of the shipped playbook about memory, from its head to its end, and how one is opened by hand.
static void shootIncidents(cacheledger::testing::UiFixture& fixture, const QSize& size, const QString& prefix)
{
    cacheledger::testing::FakeIncidents incidents;
    fixture.services.incidents = &incidents;
    std::shared_ptr<const Playbook> followed;
    for (const Playbook& each : playbookfile::shipped()) {
        incidents.playbooks.push_back({each.id, each.title, each.meaning});
        if (each.id == u"memory-exhaustion"_s)
            followed = std::make_shared<const Playbook>(each);
    }
    const CacheConfig cache = fixture.caches.caches().front();
    const TimeMs openedMs = cacheledger::testing::UiFixture::startMs - 60'000;
    Alert alert = cacheledger::testing::firingAlert(7, u"memory-high"_s, openedMs);
    alert.cache = cache.id;
    alert.cacheName = cache.name;
    alert.key.node = cache.nodes.front().id;
    Incident incident = incidentlife::openedFor(alert, followed, openedMs);
    incident.id = u"2026-11-22-2"_s;
    incidents.put(incident);
    MainWindow window(fixture.services, &fixture.theme);
    window.resize(size);
    window.show();
    window.showPage(u"incidents"_s);
    auto* page = static_cast<IncidentsPage*>(window.page(u"incidents"_s));
    page->showIncident(incident.id);
    shoot(window, prefix + u"incident.png"_s);
    int part = 1;
    for (QScrollArea* each : page->findChildren<QScrollArea*>()) {
        if (!each->isVisible() || each->verticalScrollBar()->maximum() == 0)
            continue;
        each->verticalScrollBar()->setValue(each->verticalScrollBar()->maximum());
        shoot(window, prefix + u"incident-end%1.png"_s.arg(part++));
    }
    QTest::mouseClick(page->findChild<QWidget*>(u"OpenPlaybook"_s), Qt::LeftButton);
    shoot(*window.findChild<PlaybookDialog*>(), prefix + u"playbook.png"_s);
    window.close();
    fixture.services.incidents = nullptr;
}

static void shootLayers(cacheledger::testing::UiFixture& fixture, MainWindow& window, const QString& prefix)
{
    const CacheConfig cache = fixture.caches.caches()[0];
    window.selectCache(cache.id);
    window.showPage(u"layers"_s);
    shoot(window, prefix + u"layers-empty.png"_s);
    const SourceConfig source = fillLayers(fixture, cache);
    auto* page = static_cast<LayersPage*>(window.page(u"layers"_s));
    shoot(window, prefix + u"layers.png"_s);
    auto* scroll = page->findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(560);
    shoot(window, prefix + u"layers2.png"_s);
    scroll->verticalScrollBar()->setValue(10000);
    shoot(window, prefix + u"layers3.png"_s);
    page->editSource(source, false);
    auto* dialog = window.findChild<SourceDialog*>();
    QTest::mouseClick(dialog->findChild<QWidget*>(u"SourceTest"_s), Qt::LeftButton);
    fixture.sourceTester.finish(cacheledger::testing::FakeSourceTester::usualOutcome());
    dialog->mapping().takeSuggestions();
    shoot(*dialog, prefix + u"source.png"_s);
    dialog->close();
    page->editStages();
    shoot(*window.findChild<StagesDialog*>(), prefix + u"stages.png"_s);
    window.findChild<StagesDialog*>()->close();
    window.showPage(u"savings"_s);
    shoot(window, prefix + u"savings.png"_s);
    scroll = window.page(u"savings"_s)->findChild<LedgerPane*>()->findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(520);
    shoot(window, prefix + u"savings2.png"_s);
    scroll->verticalScrollBar()->setValue(10000);
    shoot(window, prefix + u"savings3.png"_s);
    auto* savings = static_cast<SavingsPage*>(window.page(u"savings"_s));
    savings->showView(u"economics"_s);
    shoot(window, prefix + u"economics.png"_s);
    for (QScrollArea* each : savings->findChildren<QScrollArea*>())
        each->verticalScrollBar()->setValue(10000);
    shoot(window, prefix + u"economics2.png"_s);
    savings->showView(u"prices"_s);
    shoot(window, prefix + u"prices.png"_s);
    auto* prices = savings->findChild<PricesPane*>();
    prices->addPrice();
    auto* price = window.findChild<PriceDialog*>();
    price->findChild<QLineEdit*>(u"Price.output"_s)->setText(u"-1"_s);
    QTest::mouseClick(price->findChild<QWidget*>(u"PriceSave"_s), Qt::LeftButton);
    shoot(*price, prefix + u"price.png"_s);
    price->close();
    savings->showView(u"ledger"_s);
}

static CostPlan galleryPlan()
{
    CostPlan plan;
    plan.currency = currencies::usd();
    StageValue value;
    value.stage = u"response"_s;
    value.costPerHit = *Money::parse(u"0.0021", currencies::usd());
    value.savedMs = 800;
    value.source = u"invoice of May"_s;
    plan.values = {value};
    CacheCostLine line;
    line.name = u"Redis, three nodes"_s;
    line.kind = CacheCostLine::Kind::NodeHours;
    line.amount = *Money::parse(u"0.034", currencies::usd());
    line.quantity = Decimal(3);
    plan.costs = {line};
    plan.traffic = {0.375, 600'000};
    return plan;
}

static void shootCosts(cacheledger::testing::UiFixture& fixture, MainWindow& window, const QString& prefix)
{
    auto* savings = static_cast<SavingsPage*>(window.page(u"savings"_s));
    window.showPage(u"savings"_s);
    for (const bool empty : {true, false}) {
        if (!empty)
            fixture.ledger.plan = galleryPlan();
        savings->editCosts();
        auto* costs = window.findChild<CostPlanDialog*>();
        auto* parts = costs->findChild<QTabWidget*>();
        for (int part = 0; part < parts->count(); ++part) {
            parts->setCurrentIndex(part);
            shoot(*costs, prefix + u"costs-%1-%2.png"_s.arg(empty ? u"empty"_s : u"filled"_s).arg(part + 1));
        }
        delete costs;
    }
    fixture.ledger.ledger = std::make_shared<const Ledger>();
    fixture.ledger.announce({});
    shoot(window, prefix + u"savings-empty.png"_s);
}

/// A list as LiteLLM publishes it, with an entry that is not taken.
static void shootImport(MainWindow& window, const QString& prefix, const QString& folder)
{
    auto* savings = static_cast<SavingsPage*>(window.page(u"savings"_s));
    window.showPage(u"savings"_s);
    savings->showView(u"prices"_s);
    QFile list(QDir(folder).filePath(u"model_prices.json"_s));
    if (!list.open(QIODevice::WriteOnly))
        qFatal("cannot write the list of prices");
    list.write(R"({"gpt-x": {"input_cost_per_token": 1e-6, "output_cost_per_token": 4e-6, "mode": "chat"},
                   "painter": {"output_cost_per_image": 0.04, "mode": "image_generation"}})");
    list.close();
    auto* prices = savings->findChild<PricesPane*>();
    prices->importList(list.fileName());
    shoot(window, prefix + u"prices-imported.png"_s);
    prices->findChild<QLineEdit*>(u"PriceSearch"_s)->setText(u"no such model"_s);
    shoot(window, prefix + u"prices-none.png"_s);
}

static void shootKeys(cacheledger::testing::FakeKeys& keys, MainWindow& window, const QString& prefix)
{
    window.showPage(u"keys"_s);
    shoot(window, prefix + u"keys-empty.png"_s);
    keys.records = {cacheledger::testing::FakeKeys::madeUp(cacheledger::testing::UiFixture::startMs, 0.1),
                    cacheledger::testing::FakeKeys::madeUp(cacheledger::testing::UiFixture::startMs - 86'400'000)};
    keys.current = {true, false, window.selectedCache(), {41'000, 120'000, u"10.0.0.2:6379"_s, true}};
    Q_EMIT keys.stateChanged();
    keys.read(window.selectedCache());
    shoot(window, prefix + u"keys.png"_s);
    auto* scroll = window.page(u"keys"_s)->findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(10000);
    shoot(window, prefix + u"keys2.png"_s);
}

static void shootAdvisor(MainWindow& window, const QString& prefix)
{
    window.showPage(u"advisor"_s);
    shoot(window, prefix + u"advisor.png"_s);
}

/// Every view of what the servers are asked, from its head to its end.
static void shootServer(cacheledger::testing::FakeInquirer& servers, const CacheStore& caches, MainWindow& window,
                        const QString& prefix)
{
    window.showPage(u"server"_s);
    auto* page = static_cast<ServerPage*>(window.page(u"server"_s));
    const NodeId node = caches.find(window.selectedCache())->nodes.front().id;
    for (const char* view : {"commands", "slowlog", "clients", "diagnosis", "settings"}) {
        page->showView(QString::fromLatin1(view));
        for (quint64 request = 1; request <= servers.last; ++request)
            Q_EMIT servers.answered(request, cacheledger::testing::FakeInquirer::usualAnswer());
        Q_EMIT servers.recalled(servers.lastRecall, cacheledger::testing::FakeInquirer::usualPast(node));
        shoot(window, prefix + u"server-%1.png"_s.arg(QLatin1String(view)));
        for (QScrollArea* each : page->findChildren<QScrollArea*>()) {
            if (!each->isVisible() || each->verticalScrollBar()->maximum() == 0)
                continue;
            each->verticalScrollBar()->setValue(each->verticalScrollBar()->maximum());
            shoot(window, prefix + u"server-%1-end.png"_s.arg(QLatin1String(view)));
        }
    }
}

/// Looks at nothing; the picture says what it found.
class GalleryInspector : public NodeInspector
{
public:
    void inspect(const CacheId&) override {}
    void cancel() override {}
};

static void shootNodes(GalleryInspector& inspector, const CacheStore& caches, MainWindow& window, const QString& prefix)
{
    window.showPage(u"nodes"_s);
    shoot(window, prefix + u"nodes-looking.png"_s);
    const CacheConfig* cache = caches.find(window.selectedCache());
    NodesReport report{cache->id, cacheledger::testing::UiFixture::startMs, {}, -1, {}};
    int place = 0;
    for (const NodeConfig& node : cache->nodes) {
        auto one = std::make_shared<NodeReport>();
        one->node = node.id;
        one->server = u"Redis 7.0.15"_s;
        one->settings = {{u"maxmemory"_s, QString::number(++place)}, {u"save"_s, u"3600 1"_s}};
        report.nodes.push_back(one);
    }
    Q_EMIT inspector.inspected(report);
    shoot(window, prefix + u"nodes.png"_s);
}

static void shootReports(cacheledger::testing::FakeReports& reports, MainWindow& window, const QString& prefix)
{
    window.showPage(u"reports"_s);
    shoot(window, prefix + u"reports-empty.png"_s);
    Q_EMIT reports.failed(
        reports.last, {ErrorCode::InvalidArgument, u"There is no data of this period."_s, u"Choose another period."_s});
    shoot(window, prefix + u"reports-failed.png"_s);
    ReportSchedule schedule;
    schedule.order.cache = window.selectedCache();
    schedule.folder = u"/home/you/Documents/reports"_s;
    reports.kept = {schedule};
    MadeReport made;
    made.file = u"/home/you/Documents/reports/rag-cache-2026-10.pdf"_s;
    made.cacheName = u"rag-cache"_s;
    made.period = {cacheledger::testing::reportTime(2026, 10, 1), cacheledger::testing::reportTime(2026, 11, 1)};
    reports.madeReports = {made, made};
    reports.madeReports.back().problem = u"The folder is read-only."_s;
    Q_EMIT reports.schedulesChanged();
    Q_EMIT reports.madeChanged();
    window.page(u"reports"_s)->refresh();
    Q_EMIT reports.reportReady(
        reports.last, std::make_shared<const CostReport>(*buildCostReport(cacheledger::testing::madeUpReport())));
    shoot(window, prefix + u"reports.png"_s);
    auto* scroll = window.page(u"reports"_s)->findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(10000);
    shoot(window, prefix + u"reports2.png"_s);
}

static void shoot(QWidget& widget, const QString& file)
{
    settle();
    if (!widget.grab().save(file))
        qFatal("cannot write %s", qPrintable(file));
}

/// A thousand nodes: what the list looks like, in a profile of its own.
static void shootFleet(QSize size, Theme::Mode mode, const QString& prefix)
{
    cacheledger::testing::UiFixture fixture;
    fixture.theme.setMode(mode);
    for (int i = 1; i <= 20; ++i) {
        CacheConfig cache = fixture.addCache(u"cache-%1"_s.arg(i), i % 3 == 0 ? u"staging"_s : u"production"_s, 50);
        cache.tags = {i % 2 == 0 ? u"team-search"_s : u"team-shop"_s};
        if (const auto updated = fixture.caches.update(cache); !updated)
            qFatal("%s", qPrintable(updated.error().text()));
        fixture.setState(cache, i == 7 ? NodeState::Slow : NodeState::Up);
        fixture.history.setValue(cache.nodes.front().id, "hit_ratio", 0.6 + 0.02 * i);
    }
    CacheConfig down = fixture.caches.caches()[3];
    down.nodes.resize(2);
    fixture.setState(down, NodeState::Down, 60);
    Alert& alert = fixture.alerts.add(u"hit-ratio-drop"_s, fixture.caches.caches()[0], 18);
    alert.firedValue = alert.newestValue = 0.714;
    MainWindow window(fixture.services, &fixture.theme);
    window.resize(size);
    window.show();
    window.showPage(u"overview"_s);
    fixture.alerts.announce();
    shoot(window, prefix + u"fleet.png"_s);
    auto* grouping = window.findChild<QComboBox*>(u"FleetGrouping"_s);
    grouping->setCurrentIndex(1);
    Q_EMIT grouping->activated(1);
    shoot(window, prefix + u"fleet-groups.png"_s);
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2)
        return 64;
    const QString mode = arguments.value(2, u"light"_s);
    const QString prefix = QDir(arguments[1]).filePath(mode + u'-');
    const QStringList size = arguments.value(3, u"1366x768"_s).split(u'x');

    cacheledger::testing::UiFixture fixture;
    cacheledger::testing::FakeReports reports;
    fixture.services.reports = &reports;
    cacheledger::testing::FakeKeys keys;
    fixture.services.keys = &keys;
    cacheledger::testing::FakeInquirer servers;
    fixture.services.servers = &servers;
    GalleryInspector inspector;
    fixture.services.inspector = &inspector;
    fixture.theme.setMode(mode == "dark"_L1 ? Theme::Mode::Dark : Theme::Mode::Light);
    MainWindow window(fixture.services, &fixture.theme);
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    shoot(window, prefix + u"welcome.png"_s);
    fixture.fillTypical();
    window.showPage(u"overview"_s);
    shoot(window, prefix + u"overview.png"_s);
    window.showPage(u"dashboard"_s);
    shoot(window, prefix + u"dashboard.png"_s);
    window.range()->setComparing(true);
    shoot(window, prefix + u"dashboard-compared.png"_s);
    for (const ChartPanel* chart : static_cast<DashboardPage*>(window.page(u"dashboard"_s))->charts())
        if (!chart->saveSvg(prefix + chart->spec().id + u".svg"_s))
            qFatal("cannot write the picture of %s", qPrintable(chart->spec().id));
    window.range()->setComparing(false);
    auto* scroll = window.page(u"dashboard"_s)->findChild<QScrollArea*>();
    scroll->verticalScrollBar()->setValue(620);
    shoot(window, prefix + u"dashboard2.png"_s);
    scroll->verticalScrollBar()->setValue(0);
    window.range()->setPaused(true);
    fixture.sampleArrived(fixture.caches.caches().front());
    window.selectCache(fixture.caches.caches()[1].id);
    shoot(window, prefix + u"dashboard-down.png"_s);
    window.range()->setPaused(false);
    window.openPalette();
    QTest::keyClicks(QApplication::focusWidget(), u"mem"_s);
    shoot(window, prefix + u"palette.png"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    window.showNotice(u"“sessions” is removed. Its history is kept."_s);
    window.showPage(u"settings"_s);
    shoot(window, prefix + u"settings.png"_s);

    ConnectionDialog dialog(fixture.services, &fixture.theme, u"Connect a cache"_s, &window);
    CacheConfig cache = fixture.caches.caches().front();
    cache.nodes.front().endpoint.transport = Transport::Tls;
    cache.nodes.front().endpoint.tls.verify = false;
    dialog.setCache(cache, cache.id);
    dialog.show();
    auto* host = dialog.findChild<QLineEdit*>(u"Host"_s);
    host->setProperty("touched", true);
    host->setText(u"not a host"_s);
    shoot(dialog, prefix + u"connection.png"_s);
    host->setText(u"cache.example.net"_s);
    QTest::mouseClick(dialog.findChild<QWidget*>(u"TestButton"_s), Qt::LeftButton);
    fixture.tester.finish({true,
                           u"Redis 7.0.15, primary, 0.3 ms"_s,
                           u"Two replicas were found."_s,
                           {u"10.0.1.8:6379"_s, u"10.0.1.9:6379"_s}});
    shoot(dialog, prefix + u"connection2.png"_s);
    auto* following = dialog.findChild<QComboBox*>(u"Following"_s);
    following->setCurrentIndex(following->count() - 1); // sentinels
    dialog.findChild<QLineEdit*>(u"SentinelPrimary"_s)->setText(u"mymaster"_s);
    dialog.findChild<QLineEdit*>(u"Sentinels"_s)->setText(u"10.0.1.1:26379, 10.0.1.2:26379, 10.0.1.3:26379"_s);
    shoot(dialog, prefix + u"connection3.png"_s);
    RangeDialog range({fixture.startMs - 3600'000, fixture.startMs}, fixture.startMs, QTimeZone::utc(), &fixture.theme,
                      &window);
    range.show();
    shoot(range, prefix + u"range.png"_s);
    NoteDialog note(u"sessions"_s, fixture.startMs - 90'000, fixture.startMs, QTimeZone::utc(), &fixture.theme,
                    &window);
    note.show();
    note.findChild<QLineEdit*>(u"NoteText"_s)->setText(u"shop 2.4.1"_s);
    shoot(note, prefix + u"note.png"_s);
    note.hide();
    window.findChild<NoticeBar*>()->dismiss();
    shootAlerts(fixture, window, prefix);
    shootDialogs(fixture, window, prefix);
    shootLayers(fixture, window, prefix);
    shootCosts(fixture, window, prefix);
    shootKeys(keys, window, prefix);
    shootAdvisor(window, prefix);
    shootServer(servers, fixture.caches, window, prefix);
    shootNodes(inspector, fixture.caches, window, prefix);
    shootReports(reports, window, prefix);
    shootImport(window, prefix, arguments[1]);
    shootIncidents(fixture, window.size(), prefix);
    shootFleet(window.size(), fixture.theme.mode(), prefix);
    return 0;
}
