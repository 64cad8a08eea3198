// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertactions.h"

#include "ui/alerts/alertwords.h"
#include "ui/cachestate.h"
#include "ui/timerange.h"
#include "ui/useractions.h"

#include <QtGui/QAction>
#include <QtGui/QCursor>
#include <QtWidgets/QMenu>
#include <QtWidgets/QWidget>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

AlertActions::AlertActions(const PageContext& context, QWidget* view)
    : QObject(view),
      m_context(context),
      m_view(view),
      m_snoozeMenu(new QMenu(view))
{
    m_acknowledge = add(u"Acknowledge"_s, tr("Acknowledge"), Qt::Key_A, &AlertActions::acknowledgeChosen);
    m_snooze = add(u"Snooze"_s, tr("Snooze"), Qt::Key_Z, nullptr);
    m_silence = add(u"Silence"_s, tr("Silence…"), Qt::Key_S, &AlertActions::silenceChosen);
    m_incident = add(u"Incident"_s, tr("Open incident"), Qt::Key_I, &AlertActions::openIncident);
    m_falsePositive = add(u"FalsePositive"_s, tr("False positive"), Qt::Key_F, &AlertActions::toggleFalsePositive);
    m_incident->setVisible(context.actions->canOpenIncidents());
    m_snooze->setMenu(m_snoozeMenu);
    connect(m_snooze, &QAction::triggered, this,
            [this] { m_snoozeMenu->popup(m_view->mapToGlobal(m_view->rect().center())); });
    connect(m_snoozeMenu, &QMenu::aboutToShow, this, &AlertActions::fillSnoozeMenu);
    fillSnoozeMenu();
    update();
}

QAction* AlertActions::add(const QString& name, const QString& text, int key, void (AlertActions::*slot)())
{
    auto* action = new QAction(text, m_view);
    action->setObjectName(u"Alert."_s + name);
    action->setShortcut(QKeySequence(key));
    action->setShortcutContext(Qt::WidgetShortcut);
    m_view->addAction(action);
    if (slot)
        connect(action, &QAction::triggered, this, slot);
    return action;
}

static bool canAcknowledge(const Alert& alert)
{
    return alert.firedMs && !alert.endedMs && !alert.acknowledgedMs;
}

void AlertActions::setChosen(std::vector<Alert> alerts)
{
    m_chosen = std::move(alerts);
    update();
}

void AlertActions::update()
{
    const auto any = [this](auto test) { return std::any_of(m_chosen.begin(), m_chosen.end(), test); };
    const bool lasts = any([](const Alert& alert) { return !alert.endedMs; });
    m_acknowledge->setEnabled(any([](const Alert& alert) { return canAcknowledge(alert); }));
    m_snooze->setEnabled(lasts);
    m_silence->setEnabled(!m_chosen.empty());
    m_incident->setEnabled(!m_chosen.empty());
    m_falsePositive->setEnabled(any([](const Alert& alert) { return alert.firedMs.has_value(); }));
    const bool marked = !m_chosen.empty() && !any([](const Alert& alert) { return !alert.falsePositive; });
    m_falsePositive->setText(marked ? tr("Not a false positive") : tr("False positive"));
}

// What is said may come back as a new choice at once: each works on a copy of what was chosen.
void AlertActions::acknowledgeChosen()
{
    const std::vector<Alert> alerts = m_chosen;
    for (const Alert& alert : alerts) {
        if (canAcknowledge(alert))
            m_context.services.alerts->acknowledge(alert.id);
    }
    Q_EMIT done();
}

/// The times in it are from now on, so it is made when it is opened.
void AlertActions::fillSnoozeMenu()
{
    m_snoozeMenu->clear();
    const TimeMs nowMs = m_context.services.clock->nowMs();
    for (const RestChoice& choice : restChoices(nowMs, m_context.range->zone()))
        connect(m_snoozeMenu->addAction(choice.text), &QAction::triggered, this,
                [this, choice] { snoozeChosen(choice.untilMs); });
    const bool snoozed = std::any_of(m_chosen.begin(), m_chosen.end(),
                                     [nowMs](const Alert& alert) { return alert.snoozedUntilMs.value_or(0) > nowMs; });
    if (snoozed) {
        m_snoozeMenu->addSeparator();
        connect(m_snoozeMenu->addAction(tr("No longer")), &QAction::triggered, this, [this] { snoozeChosen(0); });
    }
}

void AlertActions::snoozeChosen(TimeMs untilMs)
{
    std::vector<std::pair<qint64, TimeMs>> before;
    AlertClient* client = m_context.services.alerts;
    const std::vector<Alert> alerts = m_chosen;
    for (const Alert& alert : alerts) {
        if (alert.endedMs)
            continue;
        before.emplace_back(alert.id, alert.snoozedUntilMs.value_or(0));
        client->snooze(alert.id, untilMs);
    }
    const TimeMs nowMs = m_context.services.clock->nowMs();
    const QString text = untilMs == 0
                             ? tr("No longer snoozed.")
                             : tr("Snoozed until %1.").arg(wording::clockTime(untilMs, nowMs, m_context.range->zone()));
    Q_EMIT m_context.actions->noticeRequested({text,
                                               tr("Undo"),
                                               [client, before] {
                                                   for (const auto& [id, snoozedMs] : before)
                                                       client->snooze(id, snoozedMs);
                                               },
                                               {}});
}

void AlertActions::silenceChosen()
{
    if (m_chosen.empty())
        return;
    const Alert first = m_chosen.front();
    Q_EMIT silenceRequested(first);
}

void AlertActions::openIncident()
{
    if (!m_chosen.empty() && m_context.actions->canOpenIncidents())
        m_context.actions->openIncident(m_chosen.front());
}

void AlertActions::toggleFalsePositive()
{
    const bool mark =
        std::any_of(m_chosen.begin(), m_chosen.end(), [](const Alert& each) { return !each.falsePositive; });
    const std::vector<Alert> alerts = m_chosen;
    for (const Alert& alert : alerts) {
        if (alert.firedMs && alert.falsePositive != mark)
            m_context.services.alerts->markFalsePositive(alert.id, mark);
    }
    Q_EMIT done();
}

} // namespace cacheledger
