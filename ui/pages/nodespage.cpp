// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/nodespage.h"

#include "ui/alerts/rulechart.h"
#include "ui/banner.h"
#include "ui/nodes/nodedetails.h"
#include "ui/nodes/nodesmodel.h"
#include "ui/nodes/nodestable.h"
#include "ui/pagescroll.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int lookAgainMs = 60'000;
static constexpr int slotsOfCluster = 16384;

NodesPage::NodesPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_model(new NodesModel(this)),
      m_banner(new Banner(context.theme, this)),
      m_summary(widgets::label({}, context.theme, FontRole::Body, false, this)),
      m_table(new NodesTable(m_model, context.theme, this)),
      m_details(new NodeDetails(context.theme, this)),
      m_settings(new SettingsCard(context.theme, this)),
      m_columns(new QBoxLayout(QBoxLayout::LeftToRight))
{
    setUp();
    connectAll();
    showCache();
}

void NodesPage::setUp()
{
    m_banner->hide();
    m_summary->setObjectName(u"NodesSummary"_s);
    m_summary->setWordWrap(true);
    m_columns->setSpacing(metric::space3);
    m_columns->addWidget(m_details, 2);
    m_columns->addWidget(m_settings, 3);
    auto* scroll = new PageScroll(this);
    scroll->add(m_banner);
    scroll->add(m_summary);
    scroll->add(m_table);
    scroll->column()->insertLayout(scroll->column()->count() - 1, m_columns);
    m_ticker.setInterval(1000);
    m_lookAgain.setInterval(lookAgainMs);
}

void NodesPage::connectAll()
{
    const Services& services = context().services;
    connect(context().selection, &CacheSelection::changed, this, &NodesPage::showCache);
    connect(services.caches, &CacheStore::cacheUpdated, this, [this](const CacheConfig& changed) {
        if (changed.id == context().selection->current())
            update();
    });
    connect(&m_ticker, &QTimer::timeout, this, &NodesPage::update);
    connect(&m_lookAgain, &QTimer::timeout, this, &NodesPage::look);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        if (row.isValid())
            m_chosen = m_model->lines()[static_cast<std::size_t>(row.row())].node;
        updateDetails();
    });
    if (services.inspector)
        connect(services.inspector, &NodeInspector::inspected, this, [this](const NodesReport& report) {
            if (report.cache != context().selection->current())
                return;
            m_report = report;
            m_looking = false;
            update();
            updateSettings();
        });
}

const CacheConfig* NodesPage::cache() const
{
    return context().services.caches->find(context().selection->current());
}

void NodesPage::showCache()
{
    m_report = {};
    const CacheConfig* shown = cache();
    const bool keepsNode = shown && std::any_of(shown->nodes.begin(), shown->nodes.end(),
                                                [this](const NodeConfig& each) { return each.id == m_chosen; });
    if (!keepsNode)
        m_chosen = shown && !shown->nodes.empty() ? shown->nodes.front().id : NodeId();
    update();
    updateSettings();
    if (m_active)
        look();
}

void NodesPage::look()
{
    NodeInspector* inspector = context().services.inspector;
    if (!inspector || !cache() || cache()->paused)
        return;
    m_looking = true;
    inspector->inspect(context().selection->current());
    updateSettings();
}

void NodesPage::update()
{
    const CacheConfig* shown = cache();
    const Services& services = context().services;
    std::vector<NodeLine> lines;
    if (shown)
        lines =
            nodeLines(*shown, *services.statuses, &m_report,
                      services.alerts ? rulechart::thresholds(services.alerts->rules(), *shown) : defaultThresholds(),
                      services.clock->nowMs());
    m_model->setLines(std::move(lines));
    if (const int row = m_model->rowOf(m_chosen); row >= 0 && m_table->currentIndex().row() != row)
        m_table->setCurrentIndex(m_model->index(row, NodesModel::Name));
    updateSummary();
    updateDetails();
}

/// Only when something was looked at: the settings of a thousand nodes take a moment to compare.
void NodesPage::updateSettings()
{
    m_settings->setLines(m_model->lines(), m_looking, context().services.inspector != nullptr);
}

void NodesPage::updateSummary()
{
    int primaries = 0;
    int replicas = 0;
    int moving = 0;
    for (const NodeLine& line : m_model->lines()) {
        primaries += line.role == "primary"_L1;
        replicas += line.role == "replica"_L1;
        moving += line.look ? line.look->migratingSlots : 0;
    }
    QStringList parts{tr("Primaries: %1 · replicas: %2").arg(primaries).arg(replicas)};
    if (m_report.coveredSlots >= 0) {
        const QLocale locale;
        parts
            << tr("%1 of %2 slots served").arg(locale.toString(m_report.coveredSlots), locale.toString(slotsOfCluster))
            << (moving > 0 ? tr("slots on the move: %1").arg(moving) : tr("no slot is moving"));
    }
    m_summary->setText(parts.join(u" · "_s));
    QStringList problems = m_report.problems;
    problems << imbalances(m_model->lines());
    m_banner->setVisible(!problems.isEmpty());
    if (problems.isEmpty())
        return;
    const QString first = problems.takeFirst();
    m_banner->setContent(Severity::Warning, first, problems.join(u' '));
}

void NodesPage::updateDetails()
{
    const int row = m_model->rowOf(m_chosen);
    m_details->setLine(row < 0 ? nullptr : &m_model->lines()[static_cast<std::size_t>(row)]);
}

void NodesPage::choose(const NodeId& node)
{
    const int row = m_model->rowOf(node);
    if (row < 0)
        return;
    m_chosen = node;
    m_table->setCurrentIndex(m_model->index(row, NodesModel::Name));
    m_table->setFocus();
}

void NodesPage::refresh()
{
    look();
}

void NodesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_active = true;
    update();
    look();
    m_ticker.start();
    m_lookAgain.start();
}

void NodesPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_active = false;
    m_ticker.stop();
    m_lookAgain.stop();
    if (context().services.inspector)
        context().services.inspector->cancel();
}

void NodesPage::resizeEvent(QResizeEvent* event)
{
    m_columns->setDirection(width() < 760 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    Page::resizeEvent(event);
}

} // namespace cacheledger
