// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidentclosing.h"

#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

IncidentClosing::IncidentClosing(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_cause(new QPlainTextEdit(this)),
      m_lines(new QVBoxLayout),
      m_add(widgets::button(tr("Add a follow-up"), this)),
      m_problem(widgets::label({}, theme, FontRole::Small)),
      m_close(widgets::primaryButton(tr("Close the incident"), this)),
      m_cancel(widgets::button(tr("Not yet"), this)),
      m_reviewed(new QCheckBox(tr("The review is read through"), this))
{
    widgets::makeCard(this);
    setUp(theme);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({});
        m_rows.back().text->setFocus();
    });
    connect(m_close, &QPushButton::clicked, this, &IncidentClosing::requestClose);
    connect(m_cancel, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_reviewed, &QCheckBox::toggled, this, &IncidentClosing::reviewedChanged);
    hide();
}

void IncidentClosing::setUp(Theme* theme)
{
    m_cause->setObjectName(u"IncidentCause"_s);
    m_cause->setAccessibleName(tr("Cause"));
    m_cause->setTabChangesFocus(true);
    m_cause->setFixedHeight(72);
    m_add->setObjectName(u"AddFollowUp"_s);
    m_close->setObjectName(u"CloseNow"_s);
    m_reviewed->setObjectName(u"Reviewed"_s);
    m_reviewed->setMinimumHeight(24);
    m_problem->setProperty("problem", true);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_lines->setSpacing(metric::space1);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    const auto heading = [&](const QString& text) {
        QLabel* label = widgets::label(text, theme, FontRole::Body, true);
        label->setWordWrap(true);
        column->addWidget(label);
        return label;
    };
    heading(tr("What was the cause?"))->setBuddy(m_cause);
    column->addWidget(m_cause);
    heading(tr("What is to be done so that it does not come again, and by whom?"));
    column->addLayout(m_lines);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    for (QWidget* each :
         {static_cast<QWidget*>(m_close), static_cast<QWidget*>(m_cancel), static_cast<QWidget*>(m_reviewed)})
        row->addWidget(each);
    row->addStretch(1);
    column->addLayout(row);
}

void IncidentClosing::setIncident(const IncidentPtr& incident)
{
    const bool isAnother = !m_incident || m_incident->id != incident->id;
    const bool wasClosed = m_incident && m_incident->state == IncidentState::Closed;
    const bool isClosed = incident->state == IncidentState::Closed;
    const bool isBehind = isAnother || wasClosed != isClosed || m_incident->followUps != incident->followUps;
    m_incident = incident;
    if (isAnother || isClosed)
        m_cause->setPlainText(incident->cause);
    m_cause->setReadOnly(isClosed);
    m_add->setVisible(!isClosed);
    m_close->setVisible(!isClosed);
    m_cancel->setVisible(!isClosed);
    m_reviewed->setVisible(isClosed);
    const QSignalBlocker quiet(m_reviewed);
    m_reviewed->setChecked(incident->reviewed);
    if (isBehind)
        fillRows();
    if (isClosed)
        show();
    else if (isAnother || wasClosed)
        hide();
    m_problem->hide();
}

void IncidentClosing::ask()
{
    if (m_rows.empty())
        addRow({});
    show();
    m_cause->setFocus();
}

void IncidentClosing::fillRows()
{
    for (const Row& row : m_rows) {
        row.line->hide();
        row.line->deleteLater();
    }
    m_rows.clear();
    for (const FollowUp& followUp : m_incident->followUps)
        addRow(followUp);
}

void IncidentClosing::addRow(const FollowUp& followUp)
{
    const bool isClosed = m_incident && m_incident->state == IncidentState::Closed;
    const QString number = QString::number(m_rows.size());
    Row row;
    row.line = new QWidget(this);
    auto* line = new QHBoxLayout(row.line);
    widgets::setMargins(line, 0, metric::space2);
    row.done = new QCheckBox(row.line);
    row.done->setObjectName(u"FollowUpDone."_s + number);
    row.done->setAccessibleName(tr("Done: %1").arg(followUp.text));
    row.done->setMinimumSize(24, 24);
    row.done->setChecked(followUp.done);
    row.done->setVisible(isClosed);
    row.text = new QLineEdit(followUp.text, row.line);
    row.text->setObjectName(u"FollowUp."_s + number);
    row.text->setAccessibleName(tr("What is to be done"));
    row.text->setPlaceholderText(tr("What is to be done"));
    row.text->setReadOnly(isClosed);
    row.owner = new QLineEdit(followUp.owner, row.line);
    row.owner->setObjectName(u"FollowUpOwner."_s + number);
    row.owner->setAccessibleName(tr("Who does it"));
    row.owner->setPlaceholderText(tr("Who?"));
    line->addWidget(row.done);
    line->addWidget(row.text, 3);
    line->addWidget(row.owner, 1);
    m_lines->addWidget(row.line);
    m_rows.push_back(row);
    connect(row.done, &QCheckBox::toggled, this, &IncidentClosing::tellFollowUps);
    connect(row.owner, &QLineEdit::editingFinished, this, &IncidentClosing::tellFollowUps);
}

std::vector<FollowUp> IncidentClosing::followUps() const
{
    std::vector<FollowUp> made;
    for (const Row& row : m_rows) {
        const QString text = row.text->text().trimmed();
        if (!text.isEmpty())
            made.push_back({text, row.owner->text().trimmed(), row.done->isChecked()});
    }
    return made;
}

void IncidentClosing::tellFollowUps()
{
    if (m_incident && m_incident->state == IncidentState::Closed && followUps() != m_incident->followUps)
        Q_EMIT followUpsChanged(followUps());
}

void IncidentClosing::requestClose()
{
    const QString cause = m_cause->toPlainText().trimmed();
    m_problem->setText(u"▲ "_s + tr("Write the cause, or that it is not known."));
    m_problem->setVisible(cause.isEmpty());
    if (cause.isEmpty())
        m_cause->setFocus();
    else
        Q_EMIT closeRequested(cause, followUps());
}

} // namespace cacheledger
