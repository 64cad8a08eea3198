// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fleet/fleetlist.h"

#include "ui/alerts/rulechart.h"
#include "ui/emptynote.h"
#include "ui/fleet/fleetfeed.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/fleet/fleettable.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int fleetSettleMs = 100; ///< a state that changed is shown so soon; a thousand at once are one update

FleetList::FleetList(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new FleetModel(context.services.statuses, this)),
      m_feed(new FleetFeed(context, m_model, this)),
      m_table(new FleetTable(m_model, context.theme, this)),
      m_summary(widgets::label({}, context.theme, FontRole::Body, false, this)),
      m_search(new QLineEdit(this)),
      m_label(new QComboBox(this)),
      m_grouping(new QComboBox(this)),
      m_troubled(new QCheckBox(tr("Only &trouble"), this))
{
    setUp();
    connectAll();
    takeCaches();
    takeAlerts();
    takeRules();
}

void FleetList::setUp()
{
    m_summary->setTextFormat(Qt::RichText);
    m_summary->setWordWrap(true);
    m_summary->setObjectName(u"OverviewSummary"_s);
    new EmptyNote(tr("No node is like that."), m_table, m_context.theme);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metric::space4, 16, metric::space4, metric::space3);
    column->setSpacing(metric::space2);
    column->addWidget(m_summary);
    column->addWidget(makeFilters());
    column->addWidget(m_table, 1);
    QLabel* legend = widgets::dimLabel(
        tr("Trouble over the range: low normal, middle warning, high critical, empty no data"), m_context.theme);
    legend->setWordWrap(true);
    column->addWidget(legend);
    m_ticker.setInterval(1000);
    m_soon.setSingleShot(true);
    m_soon.setInterval(fleetSettleMs);
}

QWidget* FleetList::makeFilters()
{
    auto* bar = new QWidget(this);
    m_search->setObjectName(u"FleetSearch"_s);
    m_search->setPlaceholderText(tr("Address, cache or tag"));
    m_search->setAccessibleName(tr("Search nodes"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(100);
    m_search->setMaximumWidth(320);
    m_label->setObjectName(u"FleetLabel"_s);
    m_label->setAccessibleName(tr("Tag"));
    for (QComboBox* box : {m_label, m_grouping}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    m_grouping->setObjectName(u"FleetGrouping"_s);
    m_grouping->setAccessibleName(tr("Totals"));
    m_grouping->addItem(tr("One total"), static_cast<int>(FleetModel::Grouping::None));
    m_grouping->addItem(tr("Totals by cache"), static_cast<int>(FleetModel::Grouping::Cache));
    m_grouping->addItem(tr("Totals by environment"), static_cast<int>(FleetModel::Grouping::Environment));
    m_grouping->addItem(tr("Totals by tag"), static_cast<int>(FleetModel::Grouping::Tag));
    m_troubled->setObjectName(u"FleetTroubled"_s);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space2);
    row->addWidget(m_search, 2);
    row->addWidget(m_label, 1);
    row->addWidget(m_troubled);
    row->addStretch(1);
    row->addWidget(m_grouping, 1);
    return bar;
}

void FleetList::connectAll()
{
    const Services& services = m_context.services;
    const auto cachesChanged = [this] {
        m_cachesChanged = true;
        updateSoon();
    };
    connect(services.caches, &CacheStore::cacheAdded, this, cachesChanged);
    connect(services.caches, &CacheStore::cacheUpdated, this, cachesChanged);
    connect(services.caches, &CacheStore::cacheRemoved, this, cachesChanged);
    connect(services.statuses, &NodeStatusBoard::stateChanged, this, &FleetList::updateSoon);
    if (services.alerts) {
        connect(services.alerts, &AlertClient::activeChanged, this, &FleetList::takeAlerts);
        connect(services.alerts, &AlertClient::rulesChanged, this, &FleetList::takeRules);
    }
    connect(&m_ticker, &QTimer::timeout, this, &FleetList::update);
    connect(&m_soon, &QTimer::timeout, this, &FleetList::update);
    connect(m_search, &QLineEdit::textChanged, this, &FleetList::takeFilter);
    connect(m_label, &QComboBox::currentIndexChanged, this, &FleetList::takeFilter);
    connect(m_troubled, &QCheckBox::toggled, this, &FleetList::takeFilter);
    connect(m_grouping, &QComboBox::activated, this, [this] {
        m_model->setGrouping(static_cast<FleetModel::Grouping>(m_grouping->currentData().toInt()));
        m_feed->refresh();
    });
    connect(m_table, &FleetTable::visibleRowsChanged, m_feed, &FleetFeed::setVisible);
    connect(m_table, &FleetTable::opened, this, &FleetList::open);
    connect(m_context.theme, &Theme::changed, this, &FleetList::updateSummary);
}

void FleetList::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    m_feed->setActive(active);
    if (active) {
        takeAlerts();
        update();
        m_ticker.start();
    } else {
        m_ticker.stop();
        m_soon.stop();
    }
}

void FleetList::updateSoon()
{
    if (m_active && !m_soon.isActive())
        m_soon.start();
}

void FleetList::update()
{
    if (m_cachesChanged)
        takeCaches();
    else
        m_model->update(m_context.services.clock->nowMs());
    updateSummary();
}

void FleetList::takeCaches()
{
    m_cachesChanged = false;
    m_model->update(m_context.services.clock->nowMs());
    m_model->setCaches(m_context.services.caches->caches());
    takeRules();
    fillLabels();
}

void FleetList::takeRules()
{
    const AlertClient* alerts = m_context.services.alerts;
    if (!alerts)
        return;
    const std::vector<ListedRule> rules = alerts->rules();
    std::map<CacheId, std::vector<Threshold>> thresholds;
    for (const CacheConfig& cache : m_context.services.caches->caches())
        thresholds[cache.id] = rulechart::thresholds(rules, cache);
    m_model->setThresholds(std::move(thresholds));
    updateSoon();
}

void FleetList::takeAlerts()
{
    if (m_context.services.alerts)
        m_model->setAlerts(m_context.services.alerts->active());
    updateSoon();
}

void FleetList::takeFilter()
{
    m_model->setFilter({m_search->text().trimmed(), m_label->currentData().toString(), m_troubled->isChecked()});
    m_feed->refresh();
}

void FleetList::fillLabels()
{
    const QString chosen = m_label->currentData().toString();
    const QSignalBlocker quiet(m_label);
    m_label->clear();
    m_label->addItem(tr("All tags"), QString());
    for (const QString& label : m_model->labels())
        m_label->addItem(label, label);
    m_label->setCurrentIndex(std::max(0, m_label->findData(chosen)));
    m_label->setVisible(m_label->count() > 1);
}

void FleetList::updateSummary()
{
    const int count = static_cast<int>(m_model->nodes().size());
    const QLocale locale;
    const FleetNode* worst = m_model->worstNode();
    QString text = count == 1 ? tr("The node is well") : tr("All %1 nodes are well").arg(locale.toString(count));
    if (worst) {
        const QString first = tr("%1 of %2 (%3)").arg(worst->address, worst->cacheName, m_model->reason(*worst));
        text = m_model->troubled() == 1 ? tr("One of %1 nodes needs attention: %2").arg(locale.toString(count), first)
                                        : tr("%1 of %2 nodes need attention, first of all %3")
                                              .arg(locale.toString(m_model->troubled()), locale.toString(count), first);
    } else if (m_model->worst() == Severity::Unknown) {
        text = tr("Nothing wrong is known, but not everything is known");
    }
    const QString html = widgets::severityHtml(m_context.theme, m_model->worst(), text);
    if (m_summary->text() != html)
        m_summary->setText(html);
    m_summary->setAccessibleName(text);
}

void FleetList::refresh()
{
    m_feed->refresh();
}

void FleetList::open(const QString& node)
{
    if (const CacheConfig* cache = m_context.services.caches->cacheOf(NodeId{node}))
        m_context.actions->openNode(cache->id, NodeId{node});
}

} // namespace cacheledger
