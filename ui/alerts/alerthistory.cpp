// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alerthistory.h"

#include "ui/alerts/alertactions.h"
#include "ui/alerts/alertsmodel.h"
#include "ui/alerts/alerttable.h"
#include "ui/alerts/alertwords.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int typingMs = 250;
static constexpr int livePeriodMs = 5000;

AlertHistory::AlertHistory(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new AlertsModel(AlertsModel::Order::Time, context.services.caches, this)),
      m_table(new AlertTable(m_model, context.theme, tr("Alerts of the past"), this)),
      m_actions(new AlertActions(context, m_table)),
      m_text(new QLineEdit(this)),
      m_tiers(makeFilter(tr("Tier"), tr("All tiers"))),
      m_caches(makeFilter(tr("Cache"), tr("All caches"))),
      m_rules(makeFilter(tr("Rule"), tr("All rules"))),
      m_status(widgets::dimLabel({}, context.theme, FontRole::Small, this))
{
    setUp();
    connectAll();
}

AlertHistory::~AlertHistory()
{
    if (m_running != 0)
        m_context.services.alerts->cancel(m_running);
}

QComboBox* AlertHistory::makeFilter(const QString& name, const QString& all)
{
    auto* box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setMinimumContentsLength(8);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->addItem(all);
    connect(box, &QComboBox::activated, this, &AlertHistory::ask);
    return box;
}

void AlertHistory::setUp()
{
    m_table->setObjectName(u"AlertLog"_s);
    m_text->setObjectName(u"AlertSearch"_s);
    m_text->setAccessibleName(tr("Search"));
    m_text->setPlaceholderText(tr("Search in name, cache, node and message"));
    m_text->setClearButtonEnabled(true);
    m_tiers->setObjectName(u"AlertTierFilter"_s);
    m_caches->setObjectName(u"AlertCacheFilter"_s);
    m_rules->setObjectName(u"AlertRuleFilter"_s);
    m_status->setObjectName(u"AlertLogStatus"_s);
    m_status->setWordWrap(true);
    for (const AlertTier tier : {AlertTier::Critical, AlertTier::Warning, AlertTier::Information})
        m_tiers->addItem(alertwords::shapedTier(tier), static_cast<int>(tier));
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(m_text, 2);
    for (QComboBox* box : {m_tiers, m_caches, m_rules})
        row->addWidget(box, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space2);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    column->addWidget(m_status);
    m_soon.setSingleShot(true);
    m_soon.setInterval(typingMs);
    m_period.setInterval(livePeriodMs);
}

void AlertHistory::connectAll()
{
    const AlertClient* client = m_context.services.alerts;
    connect(m_text, &QLineEdit::textChanged, this, &AlertHistory::askSoon);
    connect(&m_soon, &QTimer::timeout, this, &AlertHistory::ask);
    connect(&m_period, &QTimer::timeout, this, [this] {
        if (m_context.range->isLive() && !m_context.range->isPaused() && m_running == 0)
            ask();
    });
    connect(m_context.range, &TimeRange::changed, this, &AlertHistory::askSoon);
    connect(client, &AlertClient::logReady, this, &AlertHistory::onAnswer);
    connect(client, &AlertClient::failed, this, &AlertHistory::onFailed);
    connect(client, &AlertClient::activeChanged, this, &AlertHistory::askSoon);
    connect(m_table, &AlertTable::chosenChanged, this, &AlertHistory::updateChosen);
    connect(m_table, &AlertTable::opened, m_actions, &AlertActions::openIncident);
    connect(m_actions, &AlertActions::done, this, &AlertHistory::askSoon);
}

/// What is chosen stays chosen, if it is still there.
void AlertHistory::fillFilters()
{
    const auto fill = [](QComboBox* box, const std::vector<std::pair<QString, QString>>& items) {
        const QString chosen = box->currentData().toString();
        while (box->count() > 1)
            box->removeItem(1);
        for (const auto& [text, id] : items)
            box->addItem(text, id);
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
    };
    std::vector<std::pair<QString, QString>> caches;
    for (const CacheConfig& cache : m_context.services.caches->caches())
        caches.emplace_back(cache.name, cache.id.value);
    fill(m_caches, caches);
    std::vector<std::pair<QString, QString>> rules;
    for (const ListedRule& listed : m_context.services.alerts->rules())
        rules.emplace_back(listed.rule.name, listed.rule.id);
    fill(m_rules, rules);
}

void AlertHistory::askSoon()
{
    if (isVisible())
        m_soon.start();
}

void AlertHistory::ask()
{
    if (!isVisible())
        return;
    m_soon.stop();
    AlertClient* client = m_context.services.alerts;
    if (m_running != 0)
        client->cancel(m_running);
    const TimeSpan span = m_context.range->span();
    AlertQuery query;
    query.fromMs = span.fromMs;
    query.toMs = span.toMs;
    query.text = m_text->text().trimmed();
    if (m_tiers->currentIndex() > 0)
        query.tiers = {static_cast<AlertTier>(m_tiers->currentData().toInt())};
    if (m_caches->currentIndex() > 0)
        query.caches = {CacheId{m_caches->currentData().toString()}};
    if (m_rules->currentIndex() > 0)
        query.rules = {m_rules->currentData().toString()};
    m_running = client->requestLog(query);
}

void AlertHistory::onAnswer(quint64 id, const std::vector<Alert>& alerts)
{
    if (id != m_running)
        return;
    m_running = 0;
    m_model->setNow(m_context.services.clock->nowMs(), m_context.range->zone());
    m_table->setAlerts(alerts);
    const int most = AlertQuery().limit;
    widgets::setStyleProperty(m_status, "problem", false);
    m_status->setText(static_cast<int>(alerts.size()) >= most
                          ? tr("The newest %1 are shown; a shorter range or a filter shows the rest.").arg(most)
                      : alerts.empty() ? tr("No alert in this range.")
                                       : tr("%1 in this range.").arg(alerts.size()));
}

void AlertHistory::onFailed(quint64 id, const Error& error)
{
    if (id == 0 || id != m_running)
        return;
    m_running = 0;
    widgets::setStyleProperty(m_status, "problem", true);
    m_status->setText(u"▲ "_s + error.text());
}

void AlertHistory::updateChosen()
{
    std::vector<Alert> chosen;
    for (const int row : m_table->chosenRows())
        chosen.push_back(m_model->at(row));
    m_actions->setChosen(std::move(chosen));
}

void AlertHistory::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    fillFilters();
    ask();
    m_period.start();
}

void AlertHistory::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_period.stop();
    m_soon.stop();
}

} // namespace cacheledger
