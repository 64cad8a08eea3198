// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentview.h"

#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/pages/incidentchecklist.h"
#include "ui/pages/incidentclosing.h"
#include "ui/pages/incidentevidence.h"
#include "ui/pages/incidentmessages.h"
#include "ui/pages/incidenttimeline.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int refreshEveryMs = 2000;
static constexpr int columnsFrom = 860;
static constexpr qint64 aMinuteMs = 60'000;

static Severity severityOf(AlertTier tier)
{
    return tier == AlertTier::Critical  ? Severity::Critical
           : tier == AlertTier::Warning ? Severity::Warning
                                        : Severity::Normal;
}

/// Whole minutes: nobody counts the seconds of an incident.
static QString minutesText(qint64 lengthMs)
{
    return lengthMs < aMinuteMs ? IncidentView::tr("under a minute")
                                : format::duration(lengthMs / aMinuteMs * aMinuteMs);
}

IncidentView::IncidentView(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_client(context.services.incidents),
      m_live(context.services),
      m_checklist(new IncidentChecklist(context, this)),
      m_messages(new IncidentMessages(context, this)),
      m_evidence(new IncidentEvidence(context, this)),
      m_closing(new IncidentClosing(context.theme, this)),
      m_timeline(new IncidentTimeline(context, this))
{
    auto* left = new QVBoxLayout;
    left->addWidget(m_checklist);
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(metric::space3);
    right->addWidget(m_timeline);
    right->addWidget(m_messages);
    right->addWidget(m_evidence);
    right->addStretch(1);
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(metric::space3);
    m_columns->addLayout(left, 11);
    m_columns->addLayout(right, 9);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 0, metric::space3);
    column->addWidget(makeHead());
    column->addWidget(m_closing);
    column->addLayout(m_columns);
    m_tick.setInterval(refreshEveryMs);
    connectParts();
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
    column->addLayout(buttons);
    column->addLayout(further);
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

void IncidentView::connectParts()
{
    connect(&m_tick, &QTimer::timeout, this, &IncidentView::refreshLive);
    connect(m_checklist, &IncidentChecklist::ticked, this,
            [this](const ChecklistKey& step, bool done) { m_client->setTicked(id(), step, done); });
    connect(m_checklist, &IncidentChecklist::copyRequested, this, [this](const QString& command) {
        QGuiApplication::clipboard()->setText(command);
        m_context.actions->notify(tr("The command is copied. CacheLedger never runs it."));
    });
    connect(m_messages, &IncidentMessages::copied, this, [this](const QString& audience, const QString& text) {
        m_client->recordMessage(id(), audience, text);
        m_context.actions->notify(tr("Copied, and written into the timeline."));
    });
    connect(m_messages, &IncidentMessages::handedOver, this,
            [this](const QString& incident, const QString& audience, const QString& channel, const QString& text) {
                m_client->recordMessage(incident, tr("%1 through %2").arg(audience, channel), text);
                m_context.actions->notify(tr("%1 has it, and the timeline. It is sent until it arrives.").arg(channel));
            });
    connect(m_evidence, &IncidentEvidence::captureRequested, this, [this] { m_client->captureEvidence(id()); });
    connect(m_timeline, &IncidentTimeline::noteWritten, this,
            [this](const QString& text) { m_client->addNote(id(), text); });
    connect(m_timeline, &IncidentTimeline::takeBackRequested, this, &IncidentView::takeBack);
    connect(m_closing, &IncidentClosing::closeRequested, this, &IncidentView::close);
    connect(m_closing, &IncidentClosing::followUpsChanged, this,
            [this](const std::vector<FollowUp>& followUps) { m_client->setFollowUps(id(), followUps); });
    connect(m_closing, &IncidentClosing::reviewedChanged, this,
            [this](bool reviewed) { m_client->setReviewed(id(), reviewed); });
    connect(m_mitigate, &QPushButton::clicked, this,
            [this] { m_client->setMitigated(id(), m_incident->state == IncidentState::Open); });
    connect(m_updateLater, &QPushButton::clicked, this,
            [this] { m_client->setNextUpdate(id(), m_context.services.clock->nowMs() + 15 * aMinuteMs); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_incident->state == IncidentState::Closed) {
            m_client->reopen(id());
            return;
        }
        m_closing->ask();
    });
    connect(m_context.theme, &Theme::changed, this, [this] {
        if (m_incident)
            fillHead();
    });
}

void IncidentView::setIncident(const IncidentPtr& incident)
{
    m_incident = incident;
    m_live.lookBack(*incident);
    fillHead();
    m_closing->setIncident(incident);
    m_timeline->setIncident(incident);
    m_checklist->setIncident(incident);
    m_messages->setIncident(incident);
    m_evidence->setIncident(incident);
    refreshLive();
}

void IncidentView::fillHead()
{
    const bool isClosed = m_incident->state == IncidentState::Closed;
    const Severity severity = isClosed ? Severity::Normal : severityOf(m_incident->tier);
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
    m_timers->setText(parts.join(u" · "_s));
}

void IncidentView::takeBack(const TimelineEntry& note)
{
    m_client->removeNote(id(), note);
    Q_EMIT m_context.actions->noticeRequested({tr("The note is taken back."),
                                               tr("Undo"),
                                               [client = m_client, id = id(), note] { client->addNote(id, note.text); },
                                               {}});
}

void IncidentView::close(const QString& cause, const std::vector<FollowUp>& followUps)
{
    m_client->close(id(), cause, followUps);
    Q_EMIT m_context.actions->noticeRequested(
        {tr("The incident is closed."), tr("Undo"), [client = m_client, id = id()] { client->reopen(id); }, {}});
}

void IncidentView::refreshLive()
{
    if (!m_incident || !isVisible())
        return;
    fillTimers();
    const std::unique_ptr<LiveValues> live = m_live.valuesOf(*m_incident);
    const PlaybookContext filled = m_live.contextOf(*m_incident, live.get(), m_context.range->zone());
    m_checklist->refresh(filled, live.get());
    m_messages->refresh(filled);
}

void IncidentView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_tick.start();
    refreshLive();
}

void IncidentView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

void IncidentView::resizeEvent(QResizeEvent* event)
{
    m_columns->setDirection(width() < columnsFrom ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    QWidget::resizeEvent(event);
}

} // namespace cacheledger
