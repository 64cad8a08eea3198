// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentview.h"

#include "ui/pages/incidentchecklist.h"
#include "ui/pages/incidentclosing.h"
#include "ui/pages/incidentevidence.h"
#include "ui/pages/incidentmessages.h"
#include "ui/pages/incidenttimeline.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int refreshEveryMs = 2000;
static constexpr int columnsFrom = 860;
static constexpr qint64 aMinuteMs = 60'000;

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

void IncidentView::connectParts()
{
    connect(&m_tick, &QTimer::timeout, this, &IncidentView::refreshLive);
    connect(&m_live, &IncidentLive::costChanged, this, &IncidentView::refreshLive);
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
    for (QBoxLayout* each : {m_columns, m_buttons})
        each->setDirection(width() < columnsFrom ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    QWidget::resizeEvent(event);
}

} // namespace cacheledger
