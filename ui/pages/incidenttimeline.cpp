// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidenttimeline.h"

#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

IncidentTimeline::IncidentTimeline(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_lines(new QVBoxLayout),
      m_note(new QLineEdit(this))
{
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("Timeline"), context.theme, FontRole::Body, true));
    m_lines->setSpacing(metric::space1);
    column->addLayout(m_lines);
    auto* row = new QHBoxLayout;
    m_note->setObjectName(u"IncidentNote"_s);
    m_note->setPlaceholderText(tr("Write a note, then Enter"));
    m_note->setAccessibleName(tr("Note"));
    QPushButton* add = widgets::button(tr("Add"), this);
    add->setObjectName(u"AddIncidentNote"_s);
    add->setAccessibleName(tr("Add the note"));
    row->addWidget(m_note, 1);
    row->addWidget(add);
    column->addLayout(row);
    connect(m_note, &QLineEdit::returnPressed, this, &IncidentTimeline::addNote);
    connect(add, &QPushButton::clicked, this, &IncidentTimeline::addNote);
}

void IncidentTimeline::setIncident(const IncidentPtr& incident)
{
    const bool isAnother = !m_incident || m_incident->id != incident->id;
    const bool isBehind =
        isAnother || m_incident->timeline != incident->timeline || m_incident->state != incident->state;
    m_incident = incident;
    if (isAnother)
        m_note->clear();
    if (isBehind)
        fill();
}

void IncidentTimeline::fill()
{
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const TimelineEntry& entry : m_incident->timeline)
        addLine(entry);
}

void IncidentTimeline::addLine(const TimelineEntry& entry)
{
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
        connect(back, &QToolButton::clicked, this, [this, entry] { Q_EMIT takeBackRequested(entry); });
        row->addWidget(back, 0, Qt::AlignTop);
    }
    m_lines->addWidget(line);
}

void IncidentTimeline::addNote()
{
    if (m_note->text().trimmed().isEmpty())
        return;
    const QString text = m_note->text();
    m_note->clear();
    Q_EMIT noteWritten(text);
}

} // namespace cacheledger
