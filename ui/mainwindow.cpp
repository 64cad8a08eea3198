// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "alerts/rulewords.h"
#include "metrics/health.h"
#include "ui/alerts/alertwords.h"
#include "ui/banner.h"
#include "ui/charts/chartpanel.h"
#include "ui/commandpalette.h"
#include "ui/drillservices.h"
#include "ui/noticebar.h"
#include "ui/pages/dashboardpage.h"
#include "ui/pages/incidentspage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/welcomepage.h"
#include "ui/rangebar.h"
#include "ui/sidebar.h"
#include "ui/windowstate.h"

#include <QtGui/QCloseEvent>
#include <QtGui/QShortcut>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QStackedWidget>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int narrowBelow = 900;

static Theme::Mode themeMode(const QString& preference)
{
    return preference == "light"_L1  ? Theme::Mode::Light
           : preference == "dark"_L1 ? Theme::Mode::Dark
                                     : Theme::Mode::System;
}

MainWindow::MainWindow(Services services, Theme* theme, QWidget* parent)
    : QMainWindow(parent),
      m_services(std::move(services)),
      m_theme(theme),
      m_range(new TimeRange(m_services.clock, this)),
      m_crosshair(new Crosshair(this)),
      m_selection(new CacheSelection(this)),
      m_actions(new UserActions(m_services, theme, this))
{
    setWindowTitle(u"CacheLedger"_s);
    setUp();
    connectAll();
    setUpShortcuts();
    restoreState();
}

MainWindow::~MainWindow() = default;

void MainWindow::setUp()
{
    auto* central = new QWidget(this);
    m_sidebar = new Sidebar(m_theme, central);
    m_header = new RangeBar({m_services, m_theme, m_range, m_crosshair, m_selection, m_actions}, central);
    m_problem = new Banner(m_theme, central);
    m_drill = new Banner(m_theme, central);
    m_stack = new QStackedWidget(central);
    m_stack->setMinimumSize(320, 200);
    auto* problemRow = new QHBoxLayout;
    problemRow->setContentsMargins(metric::space4, 0, metric::space4, 0);
    problemRow->addWidget(m_problem);
    auto* drillRow = new QHBoxLayout;
    drillRow->setContentsMargins(metric::space4, metric::space2, metric::space4, 0);
    drillRow->addWidget(m_drill);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(problemRow);
    column->addLayout(drillRow);
    column->addWidget(m_stack, 1);
    auto* row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    row->addLayout(column, 1);
    setCentralWidget(central);
    central->setFocusPolicy(Qt::ClickFocus); // the first focus stands nowhere: no ring before a key is used
    central->setFocus();
    m_notice = new NoticeBar(m_theme, central);
    m_sidebar->setWatermark(m_services.demo);
    setMinimumSize(480, 320);
    resize(1366, 768);
}

void MainWindow::connectAll()
{
    connect(m_sidebar, &Sidebar::pageChosen, this, &MainWindow::showPage);
    m_problem->setDismissable();
    connect(m_problem, &Banner::dismissed, this, &MainWindow::problemDismissed);
    connect(m_actions, &UserActions::noticeRequested, m_notice, &NoticeBar::showNotice);
    connect(m_actions, &UserActions::cacheOpened, this, &MainWindow::openCache);
    connect(m_actions, &UserActions::nodeOpened, this, &MainWindow::openNode);
    connect(m_actions, &UserActions::retryRequested, this, &MainWindow::retryRequested);
    connect(m_actions, &UserActions::demoRequested, this, &MainWindow::demoRequested);
    connect(m_services.caches, &CacheStore::cacheAdded, this, &MainWindow::onCachesChanged);
    connect(m_services.caches, &CacheStore::cacheUpdated, this, &MainWindow::onCachesChanged);
    connect(m_services.caches, &CacheStore::cacheRemoved, this, &MainWindow::onCachesChanged);
    connect(m_services.caches, &CacheStore::environmentColorsChanged, this, &MainWindow::onCachesChanged);
    connect(m_theme, &Theme::changed, this, &MainWindow::onCachesChanged);
    connect(m_selection, &CacheSelection::changed, this, [this] {
        onCachesChanged();
        Q_EMIT selectedCacheChanged(m_selection->current());
    });
    connect(m_actions, &UserActions::incidentRequested, this, &MainWindow::showIncident);
    connect(m_actions, &UserActions::pageRequested, this, &MainWindow::showPage);
    if (m_services.drill) {
        connect(m_services.drill, &DrillSession::changed, this, &MainWindow::showDrill);
        connect(m_drill, &Banner::activated, m_services.drill, &DrillSession::endFailure);
        showDrill();
    }
    if (m_services.alerts)
        connect(m_services.alerts, &AlertClient::activeChanged, this, &MainWindow::showAttention);
    connect(m_services.preferences, &Preferences::changed, this, [this](const QString& key) {
        if (key == "theme"_L1)
            m_theme->setMode(themeMode(m_services.preferences->value(key).toString()));
        else if (key == "timeZone"_L1)
            useTimeZone();
    });
}

void MainWindow::setUpShortcuts()
{
    const auto on = [this](const QKeySequence& keys, auto slot) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, slot);
    };
    on(Qt::CTRL | Qt::Key_K, [this] { openPalette(); });
    on(Qt::CTRL | Qt::Key_N, [this] { m_actions->addCache(); });
    on(Qt::CTRL | Qt::SHIFT | Qt::Key_N, [this] { addNote(); });
    on(Qt::Key_N, [this] {
        const auto shown = m_pages.find(m_current);
        if (shown != m_pages.end() && shown->second->isVisible() && shown->second->showsNotes())
            addNote();
    });
    on(Qt::CTRL | Qt::Key_R, [this] { refresh(); });
    on(Qt::Key_F5, [this] { refresh(); });
    on(Qt::CTRL | Qt::Key_P, [this] { m_header->togglePause(); });
    on(Qt::CTRL | Qt::Key_B, [this] { m_header->toggleComparing(); });
    on(Qt::ALT | Qt::Key_Left, [this] { m_range->back(); });
    on(Qt::CTRL | Qt::Key_Q, [this] { close(); });
    int number = 1;
    for (const bool bottom : {false, true}) {
        for (const PageInfo& info : pages()) {
            if (info.atBottom == bottom && number <= 10) // the tenth is 0
                on(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number++ % 10),
                   [this, id = QString::fromLatin1(info.id)] { showPage(id); });
        }
    }
}

bool MainWindow::needsWelcome(const QString& name) const
{
    for (const PageInfo& info : pages()) {
        if (name == QLatin1String(info.id))
            return info.needsCache && m_services.caches->caches().empty();
    }
    return false;
}

WelcomePage* MainWindow::welcomePage()
{
    if (!m_welcome) {
        m_welcome = new WelcomePage(m_theme, m_stack);
        m_stack->addWidget(m_welcome);
        connect(m_welcome, &WelcomePage::connectRequested, m_actions, &UserActions::addCache);
        connect(m_welcome, &WelcomePage::demoRequested, m_actions, &UserActions::startDemo);
    }
    return m_welcome;
}

Page* MainWindow::page(const QString& name)
{
    for (const PageInfo& info : pages()) {
        if (name != QLatin1String(info.id))
            continue;
        Page*& made = m_pages[name];
        if (!made) {
            made = info.create({m_services, m_theme, m_range, m_crosshair, m_selection, m_actions}, m_stack);
            m_stack->addWidget(made);
        }
        return made;
    }
    return nullptr;
}

void MainWindow::showPage(const QString& name)
{
    const bool welcome = needsWelcome(name);
    Page* wanted = welcome ? nullptr : page(name);
    if (!welcome && !wanted)
        return;
    m_current = name;
    QString title;
    for (const PageInfo& info : pages()) {
        if (name == QLatin1String(info.id))
            title = pageTitle(info);
    }
    m_stack->setCurrentWidget(welcome ? static_cast<QWidget*>(welcomePage()) : wanted);
    m_header->setPage(welcome ? tr("Welcome") : title, wanted);
    m_sidebar->setCurrent(name);
}

void MainWindow::onCachesChanged()
{
    const CacheStore* caches = m_services.caches;
    if (!caches->find(m_selection->current())) {
        m_selection->select(caches->caches().empty() ? CacheId{} : caches->caches().front().id);
    }
    const CacheConfig* cache = caches->find(m_selection->current());
    m_title = cache ? tr("%1 — CacheLedger").arg(cache->name) : u"CacheLedger"_s;
    const EnvironmentLook look = cache ? environmentLook(*cache, *caches, *m_theme) : EnvironmentLook();
    if (look.production)
        m_title = tr("PRODUCTION · %1").arg(m_title);
    m_sidebar->setProduction(look, cache ? cache->name : QString());
    showAttention();
    bool demo = m_services.demo;
    for (const CacheConfig& each : caches->caches())
        demo = demo || each.demo;
    m_sidebar->setWatermark(demo);
    const bool welcome = m_welcome && m_stack->currentWidget() == m_welcome;
    if (!m_current.isEmpty() && needsWelcome(m_current) != welcome)
        showPage(m_current);
}

/// How many alerts nobody has dealt with, and the worst of them, in sidebar and title.
void MainWindow::showAttention()
{
    const Attention wanted =
        m_services.alerts ? attention(m_services.alerts->active(), m_services.clock->nowMs()) : Attention{};
    if (wanted.count == 0) {
        setWindowTitle(m_title);
        m_sidebar->setBadge(u"alerts"_s, {}, {}, {});
        return;
    }
    const QString shape = alertwords::tierShape(wanted.worst);
    setWindowTitle(u"(%1) %2 %3"_s.arg(QString::number(wanted.count), shape, m_title));
    m_sidebar->setBadge(u"alerts"_s, shape + (wanted.count > 999 ? u"999+"_s : QString::number(wanted.count)),
                        rulewords::tier(wanted.worst),
                        tr("%1 not dealt with, the worst: %2").arg(wanted.count).arg(alertwords::tier(wanted.worst)));
}

void MainWindow::openCache(const CacheId& cache)
{
    selectCache(cache);
    showPage(u"dashboard"_s);
}

void MainWindow::openNode(const CacheId& cache, const NodeId& node)
{
    selectCache(cache);
    showPage(u"nodes"_s);
    if (auto* nodes = qobject_cast<NodesPage*>(page(u"nodes"_s)))
        nodes->choose(node);
}

void MainWindow::selectCache(const CacheId& cache)
{
    if (m_services.caches->find(cache))
        m_selection->select(cache);
}

void MainWindow::raiseWindow()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::showIncident(const QString& id)
{
    showPage(u"incidents"_s);
    if (auto* incidents = qobject_cast<IncidentsPage*>(page(u"incidents"_s)))
        incidents->showIncident(id);
}

void MainWindow::showAlert(qint64 alert)
{
    raiseWindow();
    const IncidentPtr incident = m_services.incidents ? m_services.incidents->ofAlert(alert) : nullptr;
    if (incident)
        showIncident(incident->id);
    else
        showPage(u"alerts"_s);
}

/// What the drill is about stays above every page.
void MainWindow::showDrill()
{
    const DrillSession& drill = *m_services.drill;
    m_drill->setContent(Severity::Warning, drill.headline(), drill.text(),
                        drill.isFailing() ? tr("End the failure") : QString());
    m_drill->show();
}

void MainWindow::showNotice(const QString& text)
{
    m_actions->notify(text);
}

void MainWindow::showProblem(const QString& headline, const QString& text)
{
    if (headline.isEmpty() && m_problem->isHidden())
        return;
    m_problem->setContent(Severity::Warning, headline, text);
    m_problem->setVisible(!headline.isEmpty());
    m_problem->parentWidget()->layout()->activate();
}

void MainWindow::setDemoStarting(bool starting)
{
    if (m_welcome)
        m_welcome->setDemoStarting(starting);
}

void MainWindow::refresh()
{
    for (const auto& [name, page] : m_pages) {
        if (page->isVisible())
            page->refresh();
    }
}

/// At the crosshair, which is where the pointer or the focused chart has it; else at the end of what is shown.
void MainWindow::addNote()
{
    const TimeMs endMs = std::min(m_services.clock->nowMs(), m_range->span().toMs);
    const TimeMs timeMs = m_crosshair->time().value_or(endMs);
    m_actions->addNote(m_selection->current(), timeMs, m_range->zone());
}

void MainWindow::openPalette()
{
    if (!m_palette)
        m_palette = new CommandPalette(m_theme, centralWidget());
    m_palette->open(paletteItems());
}

std::vector<PaletteItem> MainWindow::paletteItems()
{
    std::vector<PaletteItem> items;
    int number = 1;
    for (const bool bottom : {false, true}) {
        for (const PageInfo& info : pages()) {
            if (info.atBottom != bottom)
                continue;
            const QString keys = number <= 10 ? u"Ctrl+%1"_s.arg(number % 10) : QString();
            ++number;
            items.push_back({pageTitle(info), tr("Page"), QString::fromLatin1(info.id), keys,
                             [this, id = QString::fromLatin1(info.id)] { showPage(id); }});
        }
    }
    for (const CacheConfig& cache : m_services.caches->caches()) {
        items.push_back(
            {cache.name, tr("Cache"), cache.environment + u' ' + cache.tags.join(u' '), {}, [this, id = cache.id] {
                 openCache(id);
             }});
    }
    const std::vector<PaletteItem> actions = actionItems();
    items.insert(items.end(), actions.begin(), actions.end());
    if (m_services.caches->caches().empty())
        return items;
    for (const PageInfo& info : pages()) {
        const QString id = QString::fromLatin1(info.id);
        for (PaletteItem& item : page(id)->paletteItems()) {
            item.run = [this, id, run = item.run] {
                showPage(id);
                run();
            };
            items.push_back(std::move(item));
        }
    }
    return items;
}

std::vector<PaletteItem> MainWindow::actionItems()
{
    const QString kind = tr("Action");
    std::vector<PaletteItem> items;
    items.push_back({tr("Add a cache"), kind, tr("connect new"), u"Ctrl+N"_s, [this] { m_actions->addCache(); }});
    items.push_back({tr("Import a list of caches"), kind, tr("csv targets prometheus exporter insight"), {}, [this] {
                         m_actions->importCaches();
                     }});
    if (const CacheConfig* cache = m_services.caches->find(m_selection->current())) {
        const CacheId id = cache->id;
        items.push_back({tr("Edit %1").arg(cache->name), kind, {}, {}, [this, id] { m_actions->editCache(id); }});
        items.push_back(
            {tr("Duplicate %1").arg(cache->name), kind, {}, {}, [this, id] { m_actions->duplicateCache(id); }});
        items.push_back({tr("Remove %1").arg(cache->name), kind, {}, {}, [this, id] { m_actions->removeCache(id); }});
    }
    if (m_actions->canAddNotes() && m_services.caches->find(m_selection->current()))
        items.push_back(
            {tr("Add a note or deploy"), kind, tr("annotate event"), u"Ctrl+Shift+N"_s, [this] { addNote(); }});
    items.push_back({tr("Pause or resume"), kind, tr("live stop"), u"Ctrl+P"_s, [this] { m_header->togglePause(); }});
    items.push_back({tr("Refresh"), kind, {}, u"F5"_s, [this] { refresh(); }});
    items.push_back({tr("Choose a custom range"), kind, tr("time"), {}, [this] { m_header->chooseCustomRange(); }});
    if (m_services.drills) {
        for (const DrillChoice& drill : m_services.drills->choices())
            items.push_back({tr("Drill: %1").arg(drill.title),
                             kind,
                             tr("practise failure exercise") + u' ' + drill.id,
                             {},
                             [this, id = drill.id] { m_actions->practise(id); }});
    }
    const auto useTheme = [this](const QString& theme) {
        if (const auto set = m_services.preferences->set(u"theme"_s, theme); !set)
            showNotice(set.error().text());
    };
    items.push_back({tr("Light theme"), kind, {}, {}, [useTheme] { useTheme(u"light"_s); }});
    items.push_back({tr("Dark theme"), kind, {}, {}, [useTheme] { useTheme(u"dark"_s); }});
    items.push_back({tr("Theme of the system"), kind, {}, {}, [useTheme] { useTheme(u"system"_s); }});
    return items;
}

void MainWindow::useTimeZone()
{
    m_range->setUtc(m_services.preferences->value(u"timeZone"_s).toString() == "utc"_L1);
}

void MainWindow::restoreState()
{
    useTimeZone();
    const WindowState state = loadWindowState(m_services.stateFile);
    if (!state.geometry.isEmpty())
        restoreGeometry(state.geometry);
    if (!state.range.isEmpty())
        m_range->restore(state.range);
    else
        m_range->setPreset(m_services.preferences->value(u"range"_s).toString());
    m_range->setComparing(state.comparing);
    selectCache(state.cache);
    onCachesChanged();
    showPage(state.page);
    if (m_current.isEmpty())
        showPage(u"overview"_s);
}

void MainWindow::saveState()
{
    if (m_services.stateFile.isEmpty())
        return;
    const WindowState state{saveGeometry(), m_current, m_range->serialized(), m_selection->current(),
                            m_range->isComparing()};
    if (const auto saved = saveWindowState(m_services.stateFile, state); !saved)
        qWarning("%s", qUtf8Printable(saved.error().text()));
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_notice->dismiss();
    saveState();
    Q_EMIT aboutToClose();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    m_sidebar->setNarrow(width() < narrowBelow);
    QMainWindow::resizeEvent(event);
}

} // namespace cacheledger
