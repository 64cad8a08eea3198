// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/activealerts.h"

#include "ui/alerts/alertactions.h"
#include "ui/alerts/alertsmodel.h"
#include "ui/alerts/alerttable.h"
#include "ui/alerts/alertwords.h"
#include "ui/cachestate.h"
#include "ui/impactwatch.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ActiveAlerts::ActiveAlerts(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new AlertsModel(AlertsModel::Order::Urgency, context.services.caches, this)),
      m_table(new AlertTable(m_model, context.theme, tr("Active alerts"), this)),
      m_actions(new AlertActions(context, m_table)),
      m_impact(new ImpactWatch(context.services, this)),
      m_summary(widgets::label({}, context.theme, FontRole::Body, false, this)),
      m_stack(new QStackedWidget(this)),
      m_details(makeDetails())
{
    m_table->setObjectName(u"ActiveAlerts"_s);
    m_summary->setObjectName(u"AlertSummary"_s);
    m_summary->setTextFormat(Qt::RichText);
    m_summary->setWordWrap(true);
    QLabel* none = widgets::dimLabel(tr("No alert is active. What has ended stands under History."), context.theme,
                                     FontRole::Body, this);
    none->setAlignment(Qt::AlignCenter);
    none->setWordWrap(true);
    m_stack->addWidget(m_table);
    m_stack->addWidget(none);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addWidget(m_summary);
    column->addWidget(m_stack, 1);
    column->addWidget(m_details);
    connect(context.services.alerts, &AlertClient::activeChanged, this, &ActiveAlerts::takeAlerts);
    connect(context.theme, &Theme::changed, this, &ActiveAlerts::updateSummary);
    connect(m_table, &AlertTable::chosenChanged, this, &ActiveAlerts::updateChosen);
    connect(m_table, &AlertTable::opened, m_actions, &AlertActions::openIncident);
    connect(m_actions, &AlertActions::silenceRequested, this, &ActiveAlerts::silenceRequested);
    connect(m_impact, &ImpactWatch::changed, this, &ActiveAlerts::updateChosen);
    m_ticker.setInterval(1000);
    connect(&m_ticker, &QTimer::timeout, this, &ActiveAlerts::updateTimes);
}

QWidget* ActiveAlerts::makeDetails()
{
    auto* frame = new QFrame(this);
    widgets::makeCard(frame);
    m_title = widgets::label({}, m_context.theme, FontRole::Body, true, frame);
    m_message = widgets::label({}, m_context.theme, FontRole::Body, false, frame);
    m_facts = widgets::dimLabel({}, m_context.theme, FontRole::Small, frame);
    for (QLabel* label : {m_title, m_message, m_facts}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setObjectName(u"AlertTitle"_s);
    m_message->setObjectName(u"AlertMessage"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    buttonFor(m_actions->acknowledge(), row);
    buttonFor(m_actions->snooze(), row)->setMenu(m_actions->snoozeMenu());
    buttonFor(m_actions->silence(), row);
    buttonFor(m_actions->incident(), row);
    buttonFor(m_actions->falsePositive(), row);
    row->addStretch(1);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(16, metric::space3, 16, metric::space3);
    column->setSpacing(metric::space1);
    for (QLabel* label : {m_title, m_message, m_facts})
        column->addWidget(label);
    column->addSpacing(metric::space1);
    column->addLayout(row);
    frame->hide();
    return frame;
}

/// A button that looks and does as the action, with its key in the tool tip.
QPushButton* ActiveAlerts::buttonFor(QAction* action, QHBoxLayout* row)
{
    auto* button = widgets::button({}, this);
    button->setObjectName(action->objectName() + u".Button"_s);
    const auto follow = [action, button] {
        button->setText(action->text());
        button->setEnabled(action->isEnabled());
        button->setVisible(action->isVisible());
        button->setToolTip(tr("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)));
    };
    row->addWidget(button);
    follow();
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, [action] {
        if (!action->menu())
            action->trigger();
    });
    return button;
}

/// While hidden nothing is taken: the next look takes it all.
void ActiveAlerts::takeAlerts()
{
    if (!isVisible())
        return;
    m_table->setAlerts(m_context.services.alerts->active());
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    if (m_model->rowCount() > 0 && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    updateChosen();
    updateSummary();
}

void ActiveAlerts::updateTimes()
{
    m_model->setNow(m_context.services.clock->nowMs(), m_context.range->zone());
    updateChosen();
    updateSummary();
}

void ActiveAlerts::updateSummary()
{
    const TimeMs nowMs = m_context.services.clock->nowMs();
    int firing = 0;
    for (const Alert& alert : m_model->alerts())
        firing += alert.state == AlertState::Firing;
    const int pending = m_model->rowCount() - firing;
    const Attention wanted = attention(m_model->alerts(), nowMs);
    const QString text =
        tr("%1 firing, %2 of them not dealt with, %3 pending").arg(firing).arg(wanted.count).arg(pending);
    const AlertTier tier = wanted.worst;
    const QString html = wanted.count > 0 ? u"<span style=\"color:%1\">%2&nbsp;<b>%3</b></span>"_s.arg(
                                                alertwords::tierColor(*m_context.theme, tier).name(),
                                                alertwords::tierShape(tier), text.toHtmlEscaped())
                                          : text.toHtmlEscaped();
    if (m_summary->text() != html)
        m_summary->setText(html);
    m_summary->setVisible(m_model->rowCount() > 0);
}

void ActiveAlerts::updateChosen()
{
    std::vector<Alert> chosen;
    for (const int row : m_table->chosenRows())
        chosen.push_back(m_model->at(row));
    m_details->setVisible(!chosen.empty());
    m_actions->setChosen(chosen);
    if (chosen.empty())
        return;
    const Alert& first = chosen.front();
    const TimeMs nowMs = m_context.services.clock->nowMs();
    if (chosen.size() > 1) {
        m_title->setText(tr("%1 alerts are chosen").arg(chosen.size()));
        m_message->clear();
        m_facts->clear();
    } else {
        m_title->setText(tr("%1: %2").arg(alertwords::shapedTier(first.tier), first.ruleName));
        m_message->setText(first.message);
        m_facts->setText(QStringList{first.cacheName, first.address, alertwords::against(first, first.newestValue),
                                     tr("for %1").arg(alertwords::lasted(first, nowMs)),
                                     alertwords::state(first, nowMs, m_context.range->zone())}
                             .join(u" · "_s));
        showCost(first);
    }
    m_message->setVisible(!m_message->text().isEmpty());
    m_facts->setVisible(!m_facts->text().isEmpty());
}

/// A pending alert has cost nothing that anybody should hear of.
void ActiveAlerts::showCost(const Alert& alert)
{
    if (!alert.firedMs)
        return;
    const LostSaving lost = m_impact->of(alert.cache, alert.sinceMs, alert.endedMs);
    const QString cost = lostSavingText(lost);
    m_facts->setText(
        m_facts->text() + u'\n' +
        (cost.isEmpty() ? tr("Cost so far: not available, %1.").arg(lost.reason) : tr("Cost so far: %1").arg(cost)));
}

void ActiveAlerts::showAlert(qint64 id)
{
    takeAlerts();
    const int row = m_model->rowOf(id);
    if (row < 0)
        return;
    m_table->selectRow(row);
    m_table->scrollTo(m_model->index(row, 0));
    m_table->setFocus();
}

void ActiveAlerts::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    takeAlerts();
    updateTimes();
    m_ticker.start();
}

void ActiveAlerts::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_ticker.stop();
}

} // namespace cacheledger
