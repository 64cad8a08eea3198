// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentview.h"

#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/pages/incidentchecklist.h"
#include "ui/pages/incidentevidence.h"
#include "ui/pages/incidentmessages.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

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

IncidentView::IncidentView(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_client(context.services.incidents),
      m_live(context.services),
      m_checklist(new IncidentChecklist(context, this)),
      m_messages(new IncidentMessages(context, this)),
      m_evidence(new IncidentEvidence(context, this))
{
    auto* left = new QVBoxLayout;
    left->addWidget(m_checklist);
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(metric::space3);
    right->addWidget(makeTimeline());
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
    column->addWidget(makeClosing());
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
    m_owner = new QLineEdit(m_head);
    m_owner->setObjectName(u"IncidentOwner"_s);
    m_owner->setPlaceholderText(tr("Who leads?"));
    m_owner->setAccessibleName(tr("Who leads"));
    m_owner->setMaximumWidth(180);
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
    buttons->addWidget(m_owner, 1);
    for (QPushButton* each : {m_mitigate, m_close})
        buttons->addWidget(each);
    buttons->addStretch(1);
    auto* further = new QHBoxLayout;
    further->setSpacing(metric::space2);
    further->addWidget(m_updateLater);
    further->addWidget(save);
    further->addWidget(list);
    further->addStretch(1);
    column->addLayout(buttons);
    column->addLayout(further);
    return m_head;
}

QWidget* IncidentView::makeTimeline()
{
    auto* frame = new QFrame(this);
    widgets::makeCard(frame);
    auto* column = new QVBoxLayout(frame);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Timeline"), m_context.theme, FontRole::Body, true));
    m_lines = new QVBoxLayout;
    m_lines->setSpacing(metric::space1);
    column->addLayout(m_lines);
    auto* row = new QHBoxLayout;
    m_note = new QLineEdit(frame);
    m_note->setObjectName(u"IncidentNote"_s);
    m_note->setPlaceholderText(tr("Write a note, then Enter"));
    m_note->setAccessibleName(tr("Note"));
    QPushButton* add = widgets::button(tr("Add"), frame);
    add->setObjectName(u"AddIncidentNote"_s);
    add->setAccessibleName(tr("Add the note"));
    row->addWidget(m_note, 1);
    row->addWidget(add);
    column->addLayout(row);
    connect(m_note, &QLineEdit::returnPressed, this, &IncidentView::addNote);
    connect(add, &QPushButton::clicked, this, &IncidentView::addNote);
    return frame;
}

QWidget* IncidentView::makeClosing()
{
    m_closing = new QFrame(this);
    widgets::makeCard(m_closing);
    auto* column = new QVBoxLayout(m_closing);
    widgets::setMargins(column, 16, metric::space2);
    const auto editor = [&](const QString& title, const QString& name) {
        QLabel* label = widgets::label(title, m_context.theme, FontRole::Body, true);
        auto* edit = new QPlainTextEdit(m_closing);
        edit->setObjectName(name);
        edit->setAccessibleName(title);
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(72);
        label->setBuddy(edit);
        label->setWordWrap(true);
        column->addWidget(label);
        column->addWidget(edit);
        return edit;
    };
    m_cause = editor(tr("What was the cause?"), u"IncidentCause"_s);
    m_followUps =
        editor(tr("What is to be done so that it does not come again? (a line each)"), u"IncidentFollowUps"_s);
    m_closingProblem = widgets::label({}, m_context.theme, FontRole::Small);
    m_closingProblem->setProperty("problem", true);
    m_closingProblem->setWordWrap(true);
    m_closingProblem->hide();
    column->addWidget(m_closingProblem);
    auto* row = new QHBoxLayout;
    QPushButton* done = widgets::primaryButton(tr("Close the incident"), m_closing);
    done->setObjectName(u"CloseNow"_s);
    QPushButton* cancel = widgets::button(tr("Not yet"), m_closing);
    row->addWidget(done);
    row->addWidget(cancel);
    row->addStretch(1);
    column->addLayout(row);
    connect(done, &QPushButton::clicked, this, &IncidentView::close);
    connect(cancel, &QPushButton::clicked, m_closing, &QWidget::hide);
    m_closing->hide();
    return m_closing;
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
    connect(m_evidence, &IncidentEvidence::captureRequested, this, [this] { m_client->captureEvidence(id()); });
    connect(m_owner, &QLineEdit::editingFinished, this, [this] {
        if (!m_incident || m_owner->text().trimmed() == m_incident->roles.commander)
            return;
        IncidentRoles roles = m_incident->roles;
        roles.commander = m_owner->text().trimmed();
        m_client->setRoles(id(), roles);
    });
    connect(m_mitigate, &QPushButton::clicked, this,
            [this] { m_client->setMitigated(id(), m_incident->state == IncidentState::Open); });
    connect(m_updateLater, &QPushButton::clicked, this,
            [this] { m_client->setNextUpdate(id(), m_context.services.clock->nowMs() + 15 * aMinuteMs); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_incident->state == IncidentState::Closed) {
            m_client->reopen(id());
            return;
        }
        m_closing->show();
        m_cause->setFocus();
    });
    connect(m_context.theme, &Theme::changed, this, [this] {
        if (m_incident)
            fillHead();
    });
}

void IncidentView::setIncident(const IncidentPtr& incident)
{
    const bool isAnother = !m_incident || m_incident->id != incident->id;
    m_incident = incident;
    if (isAnother) {
        m_closing->hide();
        m_note->clear();
        m_cause->setPlainText(incident->cause);
        m_timeline.clear();
    }
    fillHead();
    if (isAnother || m_timeline != incident->timeline)
        fillTimeline();
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
    if (!m_owner->hasFocus())
        m_owner->setText(m_incident->roles.commander);
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
    const QString length = format::duration(std::max<qint64>(std::abs(leftMs) / aMinuteMs, 0) * aMinuteMs);
    return leftMs > 0 ? tr("%1 due in %2").arg(what, length) : u"▲ "_s + tr("%1 due since %2").arg(what, length);
}

void IncidentView::fillTimers()
{
    const TimeMs endMs = m_incident->closedMs.value_or(m_context.services.clock->nowMs());
    const QDateTime opened = QDateTime::fromMSecsSinceEpoch(m_incident->openedMs, m_context.range->zone());
    QStringList parts{tr("Since %1, %2")
                          .arg(opened.toString(u"yyyy-MM-dd HH:mm"_s),
                               format::duration((endMs - m_incident->openedMs) / aMinuteMs * aMinuteMs))};
    parts << timerText(tr("Next update"), m_incident->nextUpdateMs)
          << timerText(tr("Escalation"), m_incident->escalateMs);
    parts.removeAll(QString());
    m_timers->setText(parts.join(u" · "_s));
}

void IncidentView::fillTimeline()
{
    m_timeline = m_incident->timeline;
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const TimelineEntry& entry : m_timeline) {
        auto* line = new QWidget(this);
        auto* row = new QHBoxLayout(line);
        widgets::setMargins(row, 0, metric::space2);
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(entry.timeMs, m_context.range->zone());
        row->addWidget(widgets::dimLabel(time.toString(u"HH:mm"_s), m_context.theme, FontRole::Body), 0, Qt::AlignTop);
        QLabel* text = widgets::label(entry.by.isEmpty() ? entry.text : tr("%1 (%2)").arg(entry.text, entry.by),
                                      m_context.theme, FontRole::Body);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(text, 1);
        if (entry.kind == TimelineKind::Note && m_incident->state != IncidentState::Closed) {
            QToolButton* back = widgets::iconButton(m_context.theme, u"remove"_s, tr("Take the note back"), line);
            connect(back, &QToolButton::clicked, this, [this, entry] { takeBack(entry); });
            row->addWidget(back, 0, Qt::AlignTop);
        }
        m_lines->addWidget(line);
    }
}

void IncidentView::addNote()
{
    if (m_note->text().trimmed().isEmpty())
        return;
    m_client->addNote(id(), m_note->text());
    m_note->clear();
}

void IncidentView::takeBack(const TimelineEntry& note)
{
    m_client->removeNote(id(), note);
    Q_EMIT m_context.actions->noticeRequested({tr("The note is taken back."),
                                               tr("Undo"),
                                               [client = m_client, id = id(), note] { client->addNote(id, note.text); },
                                               {}});
}

void IncidentView::close()
{
    const QString cause = m_cause->toPlainText().trimmed();
    m_closingProblem->setText(u"▲ "_s + tr("Write the cause, or that it is not known."));
    m_closingProblem->setVisible(cause.isEmpty());
    if (cause.isEmpty()) {
        m_cause->setFocus();
        return;
    }
    std::vector<FollowUp> followUps;
    for (const QString& line : m_followUps->toPlainText().split(u'\n', Qt::SkipEmptyParts))
        followUps.push_back({line.trimmed(), {}, false});
    m_client->close(id(), cause, followUps);
    m_closing->hide();
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
