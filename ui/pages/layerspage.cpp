// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/layerspage.h"

#include "metrics/health.h"
#include "ui/banner.h"
#include "ui/charts/chartpanel.h"
#include "ui/layers/funnelcard.h"
#include "ui/layers/hourcard.h"
#include "ui/layers/layercharts.h"
#include "ui/layers/layerdetails.h"
#include "ui/layers/layerediting.h"
#include "ui/layers/layersources.h"
#include "ui/layers/layertables.h"
#include "ui/layers/nosourcescard.h"
#include "ui/layers/sourcelist.h"
#include "ui/pages/chartgroups.h"
#include "ui/pagescroll.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

LayersPage::LayersPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_feeds(context.services.history, context.range),
      m_add(new QToolButton(this)),
      m_banner(new Banner(context.theme, this)),
      m_scroll(new PageScroll(this)),
      m_charts(new ChartGroups(context, m_scroll, this))
{
    setUp();
    connectAll();
    showCache();
}

LayersPage::~LayersPage() = default;

void LayersPage::setUp()
{
    m_add->setObjectName(u"AddSource"_s);
    m_add->setText(tr("Add a source…"));
    m_add->setToolTip(tr("Where the application counts its requests, hits and tokens"));
    m_add->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_add->setFocusPolicy(Qt::TabFocus);
    m_add->hide();
    m_banner->hide();
    m_scroll->add(m_banner);
    m_empty = new NoSourcesCard(context().theme, context().services.sources != nullptr, this);
    m_funnel = new FunnelCard(context().theme, this);
    m_scroll->add(m_empty);
    m_scroll->add(m_funnel);
    m_hours = new HourCard(context().services.history, context().range, context().theme, this);
    m_details = new LayerDetails(context().theme, this);
    m_details->hide();
    if (context().services.sources)
        m_list = new SourceList(context(), this);
    m_charts->setSpecs(layerCharts({}, {}));
    m_ticker.setInterval(1000);
}

void LayersPage::connectAll()
{
    const Services& services = context().services;
    connect(m_add, &QToolButton::clicked, this, &LayersPage::addSource);
    connect(m_empty, &NoSourcesCard::addRequested, this, &LayersPage::addSource);
    connect(m_funnel, &FunnelCard::editRequested, this, &LayersPage::editStages);
    connect(context().selection, &CacheSelection::changed, this, &LayersPage::showCache);
    connect(services.caches, &CacheStore::cacheUpdated, this, &LayersPage::showCache);
    connect(services.statuses, &NodeStatusBoard::statusChanged, this, [this](const NodeStatus& status) {
        if (m_active && std::find(m_nodes.begin(), m_nodes.end(), status.node) != m_nodes.end())
            updateState();
    });
    if (SourceStore* store = services.sources) {
        connect(store, &SourceStore::sourceAdded, this, &LayersPage::showSources);
        connect(store, &SourceStore::sourceUpdated, this, &LayersPage::showSources);
        connect(store, &SourceStore::sourceRemoved, this, &LayersPage::showSources);
        connect(store, &SourceStore::planChanged, this, &LayersPage::showSources);
    }
    // The charts come last into the column; what goes into detail stands below them.
    connect(m_charts, &ChartGroups::started, this, [this] {
        for (QWidget* below :
             {static_cast<QWidget*>(m_hours), static_cast<QWidget*>(m_details), static_cast<QWidget*>(m_list)}) {
            if (below)
                m_scroll->add(below);
        }
        m_charts->panels().front()->installEventFilter(this);
        ask();
    });
    connect(&m_feeds, &LayerFeeds::totalsAnswered, this, [this](const FramePtr& frame) {
        m_total = frame;
        showTables(frame.get());
    });
    connect(&m_feeds, &LayerFeeds::totalsFailed, this, [this](const Error& error) {
        m_total.reset();
        showTables(nullptr);
        m_funnel->showProblem(error.text());
    });
    connect(&m_feeds, &LayerFeeds::linesAnswered, m_charts, &ChartGroups::setFrame);
    connect(&m_feeds, &LayerFeeds::linesFailed, this,
            [this](const Error& error) { m_charts->setMessage(error.text()); });
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        if (m_list)
            m_list->updateStates();
    });
    if (m_list)
        connect(m_list, &SourceList::editRequested, this,
                [this](const SourceConfig& source) { editSource(source, false); });
}

QWidget* LayersPage::headerWidget()
{
    return m_nodes.empty() ? nullptr : m_add;
}

void LayersPage::showCache()
{
    const CacheId selected = context().selection->current();
    if (selected != m_shownCache) {
        m_shownCache = selected;
        m_total.reset();
        m_charts->setFrame(nullptr);
    }
    const CacheConfig* cache = context().services.caches->find(selected);
    m_charts->setWatermark(cache && cache->demo ? tr("DEMO") : QString());
    showSources();
}

void LayersPage::showSources()
{
    m_nodes.clear();
    for (const SourceConfig& source : layersources::sourcesOf(context()))
        m_nodes.push_back(source.id);
    const bool any = !m_nodes.empty();
    m_empty->setVisible(!any);
    m_funnel->setVisible(any);
    m_hours->setVisible(any);
    m_details->setVisible(any);
    if (m_list) {
        m_list->fill();
        m_list->setVisible(any);
    }
    m_metrics = layersources::metricsOf(context());
    m_stages = layersources::stagesOf(context(), m_metrics);
    m_charts->setSpecs(layerCharts(m_stages, m_metrics));
    for (ChartPanel* panel : m_charts->panels())
        panel->setVisible(any);
    showTables(nullptr);
    ask();
    updateBanner();
    Q_EMIT headerWidgetChanged();
}

void LayersPage::ask()
{
    m_hours->setStages(m_nodes, m_stages, m_metrics);
    const auto panels = m_charts->panels(); // until there are any, how many columns they have room for is not known
    m_feeds.ask(m_nodes, m_stages, m_metrics, m_charts->specs(), panels.empty() ? 0 : panels.front()->plotColumns());
}

void LayersPage::showTables(const Frame* frame)
{
    m_funnel->setFunnel(funnelOf(m_stages, frame));
    m_details->showFigures(m_metrics, m_stages, frame);
}

void LayersPage::updateState()
{
    if (m_list)
        m_list->updateStates();
    updateBanner();
    if (const LayerMetrics now = layersources::metricsOf(context()); !(now == m_metrics)) {
        m_metrics = now;
        m_stages = layersources::stagesOf(context(), m_metrics);
        m_charts->setSpecs(layerCharts(m_stages, m_metrics));
        showTables(m_total.get());
        ask();
    }
}

void LayersPage::updateBanner()
{
    const auto silent = layersources::silentOf(context());
    if (silent)
        m_banner->setContent(Severity::Warning, tr("The source “%1” does not answer").arg(silent->name), silent->why);
    m_banner->setVisible(silent.has_value());
}

void LayersPage::refresh()
{
    m_feeds.refresh();
    m_hours->refresh();
}

void LayersPage::addSource()
{
    SourceConfig fresh;
    fresh.cache = context().selection->current();
    editSource(fresh, true);
}

void LayersPage::editSource(const SourceConfig& source, bool isNew)
{
    cacheledger::editSource(context(), window(), source, m_stages, isNew);
}

void LayersPage::editStages()
{
    cacheledger::editStages(context(), window(), m_stages);
}

std::vector<PaletteItem> LayersPage::paletteItems()
{
    std::vector<PaletteItem> items;
    if (!context().services.sources)
        return items;
    items.push_back(
        {tr("Add a source of application metrics"), tr("Action"), tr("layers connect"), {}, [this] { addSource(); }});
    items.push_back({tr("Edit the stages"), tr("Action"), tr("layers levels order"), {}, [this] { editStages(); }});
    for (const ChartSpec& spec : m_charts->specs()) {
        items.push_back(
            {tr("Layers: %1").arg(spec.title), tr("Metric"), {}, {}, [this, id = spec.id] { m_charts->reveal(id); }});
    }
    return items;
}

void LayersPage::setActive(bool active)
{
    m_active = active;
    if (active)
        updateState();
    m_feeds.setActive(active);
    m_hours->setActive(active);
    active ? m_ticker.start() : m_ticker.stop();
}

void LayersPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    setActive(true);
}

void LayersPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    setActive(false);
}

void LayersPage::paintEvent(QPaintEvent* event)
{
    Page::paintEvent(event);
    if (!m_nodes.empty())
        m_charts->buildSoon();
}

bool LayersPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_charts->panels().empty() && watched == m_charts->panels().front())
        m_feeds.setColumns(m_charts->panels().front()->plotColumns());
    return Page::eventFilter(watched, event);
}

} // namespace cacheledger
