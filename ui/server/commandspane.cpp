// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/commandspane.h"

#include "metrics/health.h"
#include "ui/banner.h"
#include "ui/charts/chartpanel.h"
#include "ui/figuretable.h"
#include "ui/pages/chartgroups.h"
#include "ui/pages/dashboardcharts.h"
#include "ui/pagescroll.h"
#include "ui/savings/ledgercharts.h"
#include "ui/server/commandtable.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 tablesAgainMs = 5000;

CommandsPane::CommandsPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_totals(context.services.history, context.range),
      m_before(context.services.history, context.range),
      m_lines(context.services.history, context.range),
      m_linesBefore(context.services.history, context.range),
      m_order(new QComboBox(this)),
      m_banner(new Banner(context.theme, this)),
      m_scroll(new PageScroll(this)),
      m_table(new FigureTable(tr("Commands"), nullptr, 9)),
      m_errors(new FigureTable(tr("Errors"))),
      m_charts(new ChartGroups(context, m_scroll, this))
{
    setUp();
    connectAll();
    showCache();
}

void CommandsPane::setUp()
{
    m_scroll->add(m_banner);
    m_commandsCard = makeCommands();
    m_scroll->add(m_commandsCard);
    m_errors->setObjectName(u"ErrorTypes"_s);
    m_errors->setOptionalColumns({3});
    m_errorsCard = titledCard(tr("Errors that the servers answered with"), m_context.theme, {m_errors});
    m_scroll->add(m_errorsCard);
    m_charts->setSpecs(commandCharts({}));
}

QWidget* CommandsPane::makeCommands()
{
    m_table->setObjectName(u"CommandTable"_s);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setOptionalColumns({8, 10, 7, 2, 4, 11, 9, 1});
    m_order->setObjectName(u"CommandOrder"_s);
    m_order->setAccessibleName(tr("Sorted by"));
    const std::pair<CommandOrder, QString> orders[] = {{CommandOrder::Time, tr("Most time together")},
                                                       {CommandOrder::Calls, tr("Most calls")},
                                                       {CommandOrder::Mean, tr("Slowest on average")},
                                                       {CommandOrder::P99, tr("Slowest p99")},
                                                       {CommandOrder::Failures, tr("Most rejected and failed")}};
    for (const auto& [order, name] : orders)
        m_order->addItem(name, static_cast<int>(order));
    auto* line = new QWidget;
    auto* row = new QHBoxLayout(line);
    widgets::setMargins(row, 0, metric::space2);
    QLabel* hint = widgets::dimLabel(
        tr("Over the range, of all nodes together; changes are against the period before. Choose a command for its "
           "charts."),
        m_context.theme);
    hint->setWordWrap(true);
    row->addWidget(hint, 1);
    row->addWidget(m_order);
    return titledCard(tr("Commands"), m_context.theme, {line, m_table});
}

void CommandsPane::connectAll()
{
    const Services& services = m_context.services;
    connect(m_context.selection, &CacheSelection::changed, this, &CommandsPane::showCache);
    connect(services.caches, &CacheStore::cacheUpdated, this, &CommandsPane::showCache);
    connect(services.statuses, &NodeStatusBoard::statusChanged, this, [this](const NodeStatus& status) {
        if (m_active && status.cache == m_shownCache)
            updateNames();
    });
    connect(m_order, &QComboBox::activated, this, &CommandsPane::showTables);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid() && static_cast<std::size_t>(now.row()) < m_shown.size())
            choose(m_shown[static_cast<std::size_t>(now.row())].name);
    });
    connect(&m_totals, &PageFeed::answered, this, [this](const FramePtr& frame) {
        m_problem.clear();
        m_total = frame;
        showTables();
    });
    connect(&m_totals, &PageFeed::failed, this, [this](const Error& error) {
        m_problem = error.text();
        m_total.reset();
        showTables();
    });
    connect(&m_before, &PageFeed::answered, this, [this](const FramePtr& frame) {
        m_totalBefore = frame;
        showTables();
    });
    connect(&m_lines, &PageFeed::answered, m_charts, &ChartGroups::setFrame);
    connect(&m_lines, &PageFeed::failed, this, [this](const Error& error) { m_charts->setMessage(error.text()); });
    connect(&m_linesBefore, &PageFeed::answered, m_charts, &ChartGroups::setPrevious);
    connect(m_context.range, &TimeRange::comparingChanged, this, [this] {
        m_charts->setPrevious(nullptr);
        m_linesBefore.refresh();
        m_linesBefore.setActive(m_active && m_context.range->isComparing());
    });
    connect(m_charts, &ChartGroups::started, this, [this] {
        m_charts->panels().front()->installEventFilter(this);
        askForCharts();
    });
}

void CommandsPane::showCache()
{
    const CacheConfig* cache = m_context.services.caches->find(m_context.selection->current());
    const CacheId id = cache ? cache->id : CacheId();
    m_nodes = cache ? cache->nodeIds() : std::vector<NodeId>();
    if (id != m_shownCache) {
        m_shownCache = id;
        m_commands.clear();
        m_errorTypes.clear();
        m_total.reset();
        m_totalBefore.reset();
        choose({});
        m_charts->setFrame(nullptr);
    }
    m_charts->setWatermark(cache && cache->demo ? tr("DEMO") : QString());
    updateNames();
    showTables();
}

void CommandsPane::updateNames()
{
    std::vector<std::string> names;
    for (const NodeId& node : m_nodes) {
        const NodeStatus* status = m_context.services.statuses->find(node);
        if (status && status->latest && status->latest->layout)
            names.insert(names.end(), status->latest->layout->names().begin(), status->latest->layout->names().end());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    auto commands = commandsIn(names);
    auto errorTypes = errorTypesIn(names);
    if (commands == m_commands && errorTypes == m_errorTypes)
        return;
    m_commands = std::move(commands);
    m_errorTypes = std::move(errorTypes);
    ask();
    updateBanner();
}

void CommandsPane::ask()
{
    FeedQuestion totals;
    totals.nodes = m_nodes;
    totals.metrics = commandMetrics(m_commands, m_errorTypes);
    totals.minPeriodMs = tablesAgainMs;
    m_totals.setQuestion(totals);
    totals.window = [](const TimeSpan& range) { return range.previous(); };
    m_before.setQuestion(totals);
}

void CommandsPane::askForCharts()
{
    if (m_charts->panels().empty() || m_chosen.empty())
        return; // how many columns they have room for is still to come
    FeedQuestion lines;
    lines.nodes = m_nodes;
    lines.metrics = metricsOf(m_charts->specs());
    lines.columns = m_charts->panels().front()->plotColumns();
    lines.withEvents = true;
    m_lines.setQuestion(lines);
    lines.withEvents = false;
    lines.window = [](const TimeSpan& range) { return range.previous(); };
    m_linesBefore.setQuestion(lines);
}

void CommandsPane::choose(const std::string& command)
{
    if (command == m_chosen)
        return;
    m_chosen = command;
    m_charts->setSpecs(commandCharts(m_chosen));
    m_charts->setPrevious(nullptr);
    m_charts->setFrame(nullptr);
    askForCharts();
}

void CommandsPane::showTables()
{
    m_shown = commandUses(m_commands, m_total.get());
    sortCommands(m_shown, static_cast<CommandOrder>(m_order->currentData().toInt()));
    m_table->setContent(commandHeadings(), commandRows(m_shown, commandUses(m_commands, m_totalBefore.get())));
    auto errors = errorRows(m_errorTypes, m_total.get(), m_totalBefore.get());
    m_errorsCard->setVisible(!errors.empty());
    m_errors->setContent(errorHeadings(), std::move(errors));
    m_commandsCard->setVisible(!m_shown.empty());
    for (ChartPanel* panel : m_charts->panels())
        panel->setVisible(!m_shown.empty());
    updateBanner();
    if (m_shown.empty())
        return;
    const auto chosen =
        std::find_if(m_shown.begin(), m_shown.end(), [this](const CommandUse& use) { return use.name == m_chosen; });
    m_table->selectRow(chosen == m_shown.end() ? 0 : static_cast<int>(chosen - m_shown.begin()));
}

void CommandsPane::updateBanner()
{
    m_banner->setVisible(m_shown.empty());
    if (!m_shown.empty())
        return;
    if (!m_problem.isEmpty())
        m_banner->setContent(Severity::Warning, tr("History did not answer"), m_problem);
    else if (m_nodes.empty())
        m_banner->setContent(Severity::Unknown, tr("No cache is selected"), tr("Choose one above."));
    else if (m_commands.empty())
        m_banner->setContent(Severity::Unknown, tr("No command is known yet"),
                             tr("They come with the first answer of a server that counts its commands (INFO "
                                "commandstats)."));
    else if (!m_total)
        m_banner->setContent(Severity::Unknown, tr("Reading…"), tr("The counters are read from history."));
    else
        m_banner->setContent(Severity::Unknown, tr("No command was counted in this range"),
                             tr("Choose another range."));
}

void CommandsPane::refresh()
{
    for (PageFeed* feed : {&m_totals, &m_before, &m_lines, &m_linesBefore})
        feed->refresh();
}

QString CommandsPane::csv() const
{
    return m_table->figures().toCsv();
}

void CommandsPane::setActive(bool active)
{
    m_active = active;
    if (active)
        updateNames();
    for (PageFeed* feed : {&m_totals, &m_before, &m_lines})
        feed->setActive(active);
    m_linesBefore.setActive(active && m_context.range->isComparing());
}

void CommandsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    setActive(true);
}

void CommandsPane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    setActive(false);
}

void CommandsPane::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!m_shown.empty())
        m_charts->buildSoon();
}

bool CommandsPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_charts->panels().empty() && watched == m_charts->panels().front()) {
        m_lines.setColumns(m_charts->panels().front()->plotColumns());
        m_linesBefore.setColumns(m_charts->panels().front()->plotColumns());
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace cacheledger
