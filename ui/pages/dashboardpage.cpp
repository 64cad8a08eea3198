// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dashboardpage.h"

#include "ui/alerts/rulechart.h"
#include "ui/banner.h"
#include "ui/cachestate.h"
#include "ui/charts/chartpanel.h"
#include "ui/pages/chartgroups.h"
#include "ui/pages/dashboardcharts.h"
#include "ui/pages/tilerow.h"
#include "ui/pagescroll.h"
#include "ui/savings/savingsfeed.h"
#include "ui/useractions.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QScrollBar>

namespace cacheledger
{

using namespace Qt::StringLiterals;

DashboardPage::DashboardPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_feed(context.services.history, context.range),
      m_previousFeed(context.services.history, context.range),
      m_savings(new SavingsFeed(context, this)),
      m_banner(new Banner(context.theme, this)),
      m_tiles(new TileRow(context, this)),
      m_scroll(new PageScroll(this)),
      m_charts(new ChartGroups(context, m_scroll, this))
{
    setUp();
    connectAll();
    showCache();
}

DashboardPage::~DashboardPage() = default;

void DashboardPage::setUp()
{
    m_scroll->add(m_banner);
    m_scroll->add(m_tiles);
    m_ticker.setInterval(1000);
    updateCharts();
}

/// Which charts there are, with the limits that hold for the cache: those of its rules, where rules are judged.
void DashboardPage::updateCharts()
{
    std::vector<ChartSpec> charts = dashboardCharts(m_commands);
    const CacheConfig* shown = cache();
    if (context().services.alerts && shown) {
        rulechart::applyRules(charts, context().services.alerts->rules(), *shown);
        m_tiles->setThresholds(rulechart::thresholds(context().services.alerts->rules(), *shown));
    }
    m_charts->setSpecs(std::move(charts));
}

void DashboardPage::connectAll()
{
    const Services& services = context().services;
    connect(context().selection, &CacheSelection::changed, this, &DashboardPage::showCache);
    connect(services.caches, &CacheStore::cacheUpdated, this, [this](const CacheConfig& changed) {
        if (changed.id == context().selection->current())
            showCache();
    });
    connect(services.statuses, &NodeStatusBoard::statusChanged, this, &DashboardPage::onStatus);
    connect(m_charts, &ChartGroups::started, this, [this] {
        m_charts->panels().front()->installEventFilter(this);
        askForNodes();
    });
    connect(&m_feed, &PageFeed::answered, this, &DashboardPage::onFrame);
    connect(&m_feed, &PageFeed::failed, this, &DashboardPage::onFailed);
    connect(&m_previousFeed, &PageFeed::answered, m_charts, &ChartGroups::setPrevious);
    // What failed there is told by the charts' own question, which reads the same history.
    connect(&m_previousFeed, &PageFeed::failed, m_charts, [this] { m_charts->setPrevious(nullptr); });
    connect(context().range, &TimeRange::comparingChanged, this, &DashboardPage::updateComparing);
    connect(context().actions, &UserActions::notesChanged, this, [this] {
        if (m_active && m_answer)
            onFrame(m_answer);
    });
    if (services.alerts)
        connect(services.alerts, &AlertClient::rulesChanged, this, &DashboardPage::updateCharts);
    connect(m_savings, &SavingsFeed::told, this, &DashboardPage::showSavings);
    connect(&m_ticker, &QTimer::timeout, this, &DashboardPage::updateState);
    connect(m_banner, &Banner::activated, this, &DashboardPage::onRemedy);
}

QWidget* DashboardPage::headerWidget()
{
    return m_nodes && m_nodes->count() > 2 ? m_nodes : nullptr;
}

const CacheConfig* DashboardPage::cache() const
{
    return context().services.caches->find(context().selection->current());
}

void DashboardPage::makeNodes()
{
    m_nodes = new QComboBox(this);
    m_nodes->setAccessibleName(tr("Node"));
    m_nodes->setToolTip(tr("Show the whole cache or one of its nodes"));
    m_nodes->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_nodes->setMinimumContentsLength(6);
    m_nodes->setMaximumWidth(240);
    m_nodes->hide();
    connect(m_nodes, &QComboBox::activated, this, [this] {
        m_charts->setPrevious(nullptr);
        askForNodes();
    });
}

void DashboardPage::fillNodes(const CacheConfig& cache)
{
    m_shownNodes = cache.nodes;
    m_charts->setPrevious(nullptr);
    if (!m_nodes && cache.nodes.size() < 2)
        return;
    if (!m_nodes)
        makeNodes();
    m_nodes->clear();
    m_nodes->addItem(tr("All nodes"));
    for (const NodeConfig& node : cache.nodes)
        m_nodes->addItem(node.endpoint.address(), node.id.value);
    Q_EMIT headerWidgetChanged();
}

void DashboardPage::showCache()
{
    const CacheConfig* shown = cache();
    if (!shown) {
        m_feed.setQuestion({});
        m_previousFeed.setQuestion({});
        clearCharts(tr("No cache is selected."));
        m_banner->hide();
        return;
    }
    if (shown->id != m_shownCache || shown->nodes != m_shownNodes)
        fillNodes(*shown);
    if (shown->id != m_shownCache)
        clearCharts({});
    updateCharts();
    m_shownCache = shown->id;
    m_savings->setCache(shown->id);
    m_charts->setWatermark(shown->demo ? tr("DEMO") : QString());
    askForNodes();
    updateState();
}

QString DashboardPage::chosenNode() const
{
    return m_nodes ? m_nodes->currentData().toString() : QString();
}

std::vector<NodeId> DashboardPage::chosenNodes() const
{
    std::vector<NodeId> ids;
    const QString chosen = chosenNode();
    for (const NodeConfig& node : m_shownNodes) {
        if (chosen.isEmpty() || node.id.value == chosen)
            ids.push_back(node.id);
    }
    return ids;
}

void DashboardPage::askForNodes()
{
    const CacheConfig* shown = cache();
    if (!shown)
        return;
    const std::vector<NodeId> nodes = chosenNodes();
    const NodeStatus* status = nodes.empty() ? nullptr : context().services.statuses->find(nodes.front());
    if (auto commands = topCommands(status ? status->latest.get() : nullptr);
        !commands.empty() && commands != m_commands) {
        m_commands = std::move(commands);
        updateCharts();
    }
    m_tiles->setNodes(nodes, shown->intervalMs);
    if (m_charts->panels().empty())
        return; // how many columns they have room for is still to come
    FeedQuestion question;
    question.nodes = nodes;
    question.metrics = metricsOf(m_charts->specs());
    question.columns = m_charts->panels().front()->plotColumns();
    question.withEvents = true;
    m_feed.setQuestion(question);
    question.withEvents = false;
    question.window = [](const TimeSpan& range) { return range.previous(); };
    m_previousFeed.setQuestion(question);
}

void DashboardPage::clearCharts(const QString& message)
{
    m_answer.reset();
    m_tiles->setSeries(nullptr);
    m_charts->setPrevious(nullptr);
    m_charts->setFrame(nullptr);
    if (!message.isEmpty())
        m_charts->setMessage(message);
}

void DashboardPage::onStatus(const NodeStatus& status)
{
    if (!m_active || status.cache != context().selection->current())
        return;
    // Which commands are busiest shows only after a while, and changes.
    const qint64 sinceChosenMs = status.latest ? status.latest->timeMs - m_commandsChosenMs : 0;
    if (sinceChosenMs >= (m_commands.empty() ? 2'000 : 30'000)) {
        m_commandsChosenMs = status.latest->timeMs;
        askForNodes();
    }
    if (status.state != NodeState::Up || m_banner->isVisible())
        updateState();
}

void DashboardPage::onFrame(const FramePtr& answer)
{
    m_answer = answer;
    const FramePtr frame = context().actions->pendingNotes().applyTo(answer, context().selection->current());
    m_tiles->setSeries(frame);
    m_charts->setFrame(frame);
}

void DashboardPage::onFailed(const Error& error)
{
    m_charts->setMessage(error.text());
}

std::optional<TimeMs> DashboardPage::tilesStaleSinceMs(const CacheConfig& cache, TimeMs nowMs) const
{
    CacheConfig chosen = cache;
    const QString node = chosenNode();
    std::erase_if(chosen.nodes, [&](const NodeConfig& other) { return !node.isEmpty() && other.id.value != node; });
    const CacheState state = cacheState(chosen, *context().services.statuses, nowMs);
    if (state.stale)
        return state.lastSampleMs;
    // Down since the start: what the tiles show is what an earlier run left in the history.
    const auto storedMs = m_tiles->newestMs();
    if (!state.lastSampleMs && state.nodesDown > 0 && storedMs && isStale(*storedMs, nowMs, cache.intervalMs))
        return storedMs;
    return {};
}

void DashboardPage::updateState()
{
    const CacheConfig* shown = cache();
    if (!shown)
        return;
    const Services& services = context().services;
    const TimeMs nowMs = services.clock->nowMs();
    const QTimeZone& zone = context().range->zone();
    const CacheState state = cacheState(*shown, *services.statuses, nowMs);
    const auto staleSinceMs = context().range->isLive() ? tilesStaleSinceMs(*shown, nowMs) : std::nullopt;
    m_tiles->setStale(staleSinceMs, nowMs);
    if (state.nodesDown > 0) {
        QStringList head{tr("%1 %2").arg(wording::state(state), wording::since(state, nowMs, zone)).trimmed(),
                         wording::nextTry(state, nowMs)};
        head.removeAll(QString());
        m_banner->setContent(state.severity, head.join(u" · "_s), state.error ? state.error->text() : QString(),
                             state.needsPassword() ? tr("Edit…") : tr("Retry now"));
    } else if (state.state == NodeState::Slow) {
        m_banner->setContent(Severity::Warning, tr("Slow %1").arg(wording::since(state, nowMs, zone)).trimmed(),
                             tr("The running poll of %1 is overdue.").arg(state.address));
    } else if (state.slowedToMs) {
        m_banner->setContent(Severity::Warning, tr("Polling backs off"),
                             tr("At least one node is %1. The marks in the charts say since when and why.")
                                 .arg(wording::pace(*state.slowedToMs)));
    }
    m_banner->setVisible(state.nodesDown > 0 || state.state == NodeState::Slow || state.slowedToMs);
}

void DashboardPage::onRemedy()
{
    const CacheConfig* shown = cache();
    if (!shown)
        return;
    const Services& services = context().services;
    if (cacheState(*shown, *services.statuses, services.clock->nowMs()).needsPassword())
        context().actions->enterPassword(shown->id);
    else
        context().actions->retry(shown->id);
}

void DashboardPage::refresh()
{
    m_feed.refresh();
    m_previousFeed.refresh();
    m_tiles->refresh();
}

std::vector<PaletteItem> DashboardPage::paletteItems()
{
    std::vector<PaletteItem> items;
    items.push_back({tr("Compare with the previous period"), tr("Action"), tr("before dashed"), u"Ctrl+B"_s,
                     [this] { context().range->setComparing(!context().range->isComparing()); }});
    for (const ChartSpec& spec : m_charts->specs()) {
        for (const ChartSeriesSpec& series : spec.series) {
            const QString id = QString::fromStdString(series.metric);
            const QString title = spec.series.size() == 1 ? spec.title : tr("%1: %2").arg(spec.title, series.label);
            items.push_back(
                {title, tr("Metric"), id + u' ' + catalogue::metricName(series.metric), {}, [this, chart = spec.id] {
                     revealChart(chart);
                 }});
        }
    }
    return items;
}

void DashboardPage::revealChart(const QString& id)
{
    m_charts->reveal(id);
}

const std::vector<ChartPanel*>& DashboardPage::charts()
{
    m_charts->buildAll();
    return m_charts->panels();
}

void DashboardPage::setActive(bool active)
{
    m_active = active;
    if (active)
        askForNodes();
    m_feed.setActive(active);
    m_previousFeed.setActive(active && context().range->isComparing());
    m_tiles->setActive(active);
    m_savings->setActive(active);
    if (active) {
        updateState();
        m_ticker.start();
    } else {
        m_ticker.stop();
    }
}

void DashboardPage::updateComparing()
{
    m_charts->setPrevious(nullptr);
    m_previousFeed.refresh();
    m_previousFeed.setActive(m_active && context().range->isComparing());
}

void DashboardPage::showSavings(const QString& text)
{
    if (!m_savingsText && text.isEmpty())
        return;
    if (!m_savingsText) {
        m_savingsText = new ElidedLabel(this);
        m_savingsText->setObjectName(u"DashboardSavings"_s);
        m_savingsText->setFont(context().theme->font(FontRole::Body, true));
        m_scroll->column()->insertWidget(m_scroll->column()->indexOf(m_tiles) + 1, m_savingsText);
    }
    m_savingsText->setText(text);
    m_savingsText->setVisible(!text.isEmpty());
}

void DashboardPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    setActive(true);
}

void DashboardPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    setActive(false);
}

void DashboardPage::paintEvent(QPaintEvent* event)
{
    Page::paintEvent(event);
    m_charts->buildSoon();
}

bool DashboardPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_charts->panels().empty() && watched == m_charts->panels().front())
        for (PageFeed* feed : {&m_feed, &m_previousFeed})
            feed->setColumns(m_charts->panels().front()->plotColumns());
    return Page::eventFilter(watched, event);
}

} // namespace cacheledger
