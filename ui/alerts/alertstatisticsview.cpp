// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertstatisticsview.h"

#include "metrics/format.h"
#include "ui/alerts/alerttable.h"
#include "ui/alerts/alertwords.h"
#include "ui/flowgrid.h"
#include "ui/widgets.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

AlertStatisticsView::AlertStatisticsView(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_rules(new QStandardItemModel(0, 3, this)),
      m_status(widgets::dimLabel({}, context.theme, FontRole::Small, this))
{
    m_rules->setHorizontalHeaderLabels({tr("Rule"), tr("Tier"), tr("Fired")});
    m_status->setObjectName(u"StatisticsStatus"_s);
    m_status->setWordWrap(true);
    auto* table = new QTableView(this);
    table->setObjectName(u"StatisticsByRule"_s);
    table->setModel(m_rules);
    setUpAlertTable(table, tr("Alerts by rule"), 0);
    table->setColumnWidth(1, 20 * table->fontMetrics().averageCharWidth());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addWidget(makeDays());
    column->addWidget(makeFigures());
    column->addWidget(m_status);
    column->addWidget(table, 1);
    connect(context.services.alerts, &AlertClient::statisticsReady, this, &AlertStatisticsView::onAnswer);
    connect(context.services.alerts, &AlertClient::failed, this, &AlertStatisticsView::onFailed);
}

AlertStatisticsView::~AlertStatisticsView()
{
    if (m_running != 0)
        m_context.services.alerts->cancel(m_running);
}

QWidget* AlertStatisticsView::makeDays()
{
    auto* all = new QWidget(this);
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space1);
    for (const int days : {7, 30, 90}) {
        auto* button = widgets::button(tr("%1 days").arg(days), all);
        button->setObjectName(u"StatisticsDays.%1"_s.arg(days));
        button->setCheckable(true);
        button->setChecked(days == m_days);
        row->addWidget(button);
        m_dayButtons[days] = button;
        connect(button, &QPushButton::clicked, this, [this, days] {
            m_days = days;
            for (const auto& [each, other] : m_dayButtons) // no group: Tab would pass by those that are not chosen
                other->setChecked(each == days);
            ask();
        });
    }
    row->addStretch(1);
    return all;
}

QWidget* AlertStatisticsView::makeFigures()
{
    auto* grid = new FlowGrid(150, 7, this);
    std::vector<QWidget*> cells;
    addFigure(u"total"_s, tr("Fired"), cells);
    addFigure(u"critical"_s, alertwords::shapedTier(AlertTier::Critical), cells);
    addFigure(u"warning"_s, alertwords::shapedTier(AlertTier::Warning), cells);
    addFigure(u"information"_s, alertwords::shapedTier(AlertTier::Information), cells);
    addFigure(u"false"_s, tr("False positives"), cells);
    addFigure(u"acknowledge"_s, tr("Mean to acknowledge"), cells);
    addFigure(u"resolve"_s, tr("Mean to resolve"), cells);
    grid->setCells(cells);
    return grid;
}

void AlertStatisticsView::addFigure(const QString& id, const QString& caption, std::vector<QWidget*>& cells)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, metric::space3, 2);
    auto* name = new ElidedLabel(card);
    name->setFont(m_context.theme->font(FontRole::Small));
    name->setProperty("dim", true);
    name->setText(caption);
    auto* value = new ElidedLabel(card);
    value->setFont(m_context.theme->font(FontRole::Title, true));
    value->setObjectName(u"Statistics."_s + id);
    column->addWidget(name);
    column->addWidget(value);
    m_figures[id] = value;
    cells.push_back(card);
    setFigure(id, format::value({}, Unit::Count).joined());
}

void AlertStatisticsView::setFigure(const QString& id, const QString& text)
{
    m_figures.at(id)->setText(text);
    m_figures.at(id)->setAccessibleName(text);
}

void AlertStatisticsView::ask()
{
    if (m_running != 0)
        m_context.services.alerts->cancel(m_running);
    m_running = m_context.services.alerts->requestStatistics(m_days);
}

void AlertStatisticsView::onAnswer(quint64 id, const AlertStatistics& statistics)
{
    if (id != m_running)
        return;
    m_running = 0;
    widgets::setStyleProperty(m_status, "problem", false);
    m_status->setText(tr("Of the alerts that fired in the last %1 days, %2 were acknowledged and %3 have ended.")
                          .arg(statistics.days)
                          .arg(statistics.acknowledged)
                          .arg(statistics.resolved));
    showFigures(statistics);
    fillRules(statistics);
}

void AlertStatisticsView::showFigures(const AlertStatistics& statistics)
{
    const auto count = [](int number) { return QLocale().toString(number); };
    const auto ofTier = [&](AlertTier tier) {
        const auto found = statistics.byTier.find(tier);
        return count(found == statistics.byTier.end() ? 0 : found->second);
    };
    const auto mean = [](std::optional<qint64> ms) {
        return ms ? alertwords::span(*ms) : format::value({}, Unit::Milliseconds).joined();
    };
    setFigure(u"total"_s, count(statistics.total));
    setFigure(u"critical"_s, ofTier(AlertTier::Critical));
    setFigure(u"warning"_s, ofTier(AlertTier::Warning));
    setFigure(u"information"_s, ofTier(AlertTier::Information));
    setFigure(u"false"_s, count(statistics.falsePositives));
    setFigure(u"acknowledge"_s, mean(statistics.meanToAcknowledgeMs));
    setFigure(u"resolve"_s, mean(statistics.meanToResolveMs));
}

/// The rules that fired most come first; one that is gone goes by its id.
void AlertStatisticsView::fillRules(const AlertStatistics& statistics)
{
    std::vector<std::pair<QString, int>> counts(statistics.byRule.begin(), statistics.byRule.end());
    std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    const std::vector<ListedRule> rules = m_context.services.alerts->rules();
    m_rules->removeRows(0, m_rules->rowCount());
    for (const auto& [id, count] : counts) {
        const auto known = std::find_if(rules.begin(), rules.end(),
                                        [&, &wanted = id](const ListedRule& each) { return each.rule.id == wanted; });
        const bool found = known != rules.end();
        m_rules->appendRow({new QStandardItem(found ? known->rule.name : id),
                            new QStandardItem(found ? alertwords::shapedTier(known->rule.tier) : QString()),
                            new QStandardItem(QLocale().toString(count))});
    }
}

void AlertStatisticsView::onFailed(quint64 id, const Error& error)
{
    if (id == 0 || id != m_running)
        return;
    m_running = 0;
    widgets::setStyleProperty(m_status, "problem", true);
    m_status->setText(u"▲ "_s + error.text());
}

void AlertStatisticsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

} // namespace cacheledger
