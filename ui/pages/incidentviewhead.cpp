// SPDX-License-Identifier: GPL-3.0-or-later
// The part of IncidentView that says what it is, since when, who does what and what it cost.
#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/pages/incidentview.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Severity headSeverity(AlertTier tier)
{
    return tier == AlertTier::Critical  ? Severity::Critical
           : tier == AlertTier::Warning ? Severity::Warning
                                        : Severity::Normal;
}

static constexpr qint64 headMinuteMs = 60'000;

/// Whole minutes: nobody counts the seconds of an incident.
static QString minutesText(qint64 lengthMs)
{
    return lengthMs < headMinuteMs ? IncidentView::tr("under a minute")
                                   : format::duration(lengthMs / headMinuteMs * headMinuteMs);
}

QWidget* IncidentView::makeHead()
{
    m_head = new QFrame(this);
    m_head->setObjectName(u"Banner"_s);
    auto* column = new QVBoxLayout(m_head);
    widgets::setMargins(column, 12, metric::space2);
    m_state = widgets::label({}, m_context.theme, FontRole::Body, true);
    m_state->setObjectName(u"IncidentState"_s);
    m_state->setWordWrap(true);
    m_title = widgets::label({}, m_context.theme, FontRole::Title, true);
    m_title->setObjectName(u"IncidentTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_summary = widgets::label({}, m_context.theme, FontRole::Body);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_timers = widgets::label({}, m_context.theme, FontRole::Body);
    m_timers->setObjectName(u"IncidentTimers"_s);
    m_timers->setTextFormat(Qt::PlainText);
    m_timers->setWordWrap(true);
    column->addWidget(m_state);
    column->addWidget(m_title);
    column->addWidget(m_summary);
    column->addWidget(m_timers);
    m_mitigate = widgets::button({}, m_head);
    m_mitigate->setObjectName(u"Mitigated"_s);
    m_close = widgets::button({}, m_head);
    m_close->setObjectName(u"CloseIncident"_s);
    m_updateLater = widgets::button(tr("Next update in 15 min"), m_head);
    QPushButton* save = widgets::button(tr("Export review…"), m_head);
    save->setObjectName(u"ExportReview"_s);
    QPushButton* list = widgets::button(tr("All incidents"), m_head);
    list->setObjectName(u"AllIncidents"_s);
    connect(save, &QPushButton::clicked, this, [this] { Q_EMIT exportRequested(id()); });
    connect(list, &QPushButton::clicked, this, &IncidentView::listRequested);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(metric::space2);
    for (QPushButton* each : {m_mitigate, m_close, m_updateLater})
        buttons->addWidget(each);
    buttons->addStretch(1);
    auto* further = new QHBoxLayout;
    further->setSpacing(metric::space2);
    further->addWidget(save);
    further->addWidget(list);
    further->addStretch(1);
    column->addLayout(makeRoles());
    m_buttons = new QBoxLayout(QBoxLayout::LeftToRight);
    m_buttons->setSpacing(metric::space2);
    m_buttons->addLayout(buttons, 1);
    m_buttons->addLayout(further);
    column->addLayout(m_buttons);
    return m_head;
}

QLayout* IncidentView::makeRoles()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    const auto role = [&](const QString& object, const QString& question, const QString& name) {
        auto* edit = new QLineEdit(m_head);
        edit->setObjectName(object);
        edit->setPlaceholderText(question);
        edit->setAccessibleName(name);
        edit->setToolTip(name);
        edit->setMaximumWidth(200);
        connect(edit, &QLineEdit::editingFinished, this, &IncidentView::setRoles);
        row->addWidget(edit, 1);
        return edit;
    };
    m_commander = role(u"IncidentOwner"_s, tr("Who leads?"), tr("Who leads"));
    m_communications = role(u"IncidentCommunications"_s, tr("Who tells the others?"), tr("Who tells the others"));
    m_scribe = role(u"IncidentScribe"_s, tr("Who takes notes?"), tr("Who takes notes"));
    row->addStretch(1);
    return row;
}

void IncidentView::setRoles()
{
    if (!m_incident)
        return;
    const IncidentRoles roles{m_commander->text().trimmed(), m_communications->text().trimmed(),
                              m_scribe->text().trimmed()};
    if (!(roles == m_incident->roles))
        m_client->setRoles(id(), roles);
}

void IncidentView::fillHead()
{
    const bool isClosed = m_incident->state == IncidentState::Closed;
    const Severity severity = isClosed ? Severity::Normal : headSeverity(m_incident->tier);
    widgets::setStyleProperty(m_head, "severity", QString::fromLatin1(severityName(severity)));
    const QString tier = tr("tier %1").arg(static_cast<int>(m_incident->tier));
    const QString state = isClosed                                        ? tr("Closed, %1").arg(tier)
                          : m_incident->state == IncidentState::Mitigated ? tr("Mitigated, %1").arg(tier)
                                                                          : tr("Open, %1").arg(tier);
    m_state->setText(widgets::severityHtml(m_context.theme, severity, state));
    m_title->setText(tr("%1 · %2 · %3").arg(m_incident->title, m_incident->cacheName, m_incident->id));
    m_summary->setText(m_incident->alerts.empty() ? tr("Opened by hand.") : m_incident->alerts.front().message);
    const IncidentRoles& roles = m_incident->roles;
    for (const auto& [edit, name] :
         {std::pair(m_commander, roles.commander), std::pair(m_communications, roles.communications),
          std::pair(m_scribe, roles.scribe)}) {
        if (!edit->hasFocus())
            edit->setText(name);
    }
    m_mitigate->setText(m_incident->state == IncidentState::Mitigated ? tr("Not mitigated yet")
                                                                      : tr("It is mitigated"));
    m_mitigate->setVisible(!isClosed);
    m_updateLater->setVisible(!isClosed);
    m_close->setText(isClosed ? tr("Open again") : tr("Close…"));
    fillTimers();
}

QString IncidentView::timerText(const QString& what, const std::optional<TimeMs>& dueMs) const
{
    if (!dueMs)
        return {};
    const qint64 leftMs = *dueMs - m_context.services.clock->nowMs();
    const QString length = minutesText(std::abs(leftMs));
    return leftMs > 0 ? tr("%1 due in %2").arg(what, length) : u"▲ "_s + tr("%1 due since %2").arg(what, length);
}

void IncidentView::fillTimers()
{
    const TimeMs endMs = m_incident->closedMs.value_or(m_context.services.clock->nowMs());
    const QDateTime opened = QDateTime::fromMSecsSinceEpoch(m_incident->openedMs, m_context.range->zone());
    QStringList parts{
        tr("Since %1, %2").arg(opened.toString(u"yyyy-MM-dd HH:mm"_s), minutesText(endMs - m_incident->openedMs))};
    parts << timerText(tr("Next update"), m_incident->nextUpdateMs)
          << timerText(tr("Escalation"), m_incident->escalateMs);
    parts.removeAll(QString());
    const LostSaving lost = m_live.costOf(*m_incident);
    const QString cost = lostSavingText(lost);
    m_timers->setText(
        parts.join(u" · "_s) + u'\n' +
        (cost.isEmpty() ? tr("What it cost: not available, %1").arg(lost.reason) : tr("What it cost: %1").arg(cost)));
}

} // namespace cacheledger
