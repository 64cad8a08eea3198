// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

#include <QtWidgets/QFrame>

class QLineEdit;
class QVBoxLayout;

namespace cacheledger
{

/// What happened in an incident, oldest first, with a line to write notes.
class IncidentTimeline : public QFrame
{
    Q_OBJECT

public:
    IncidentTimeline(const PageContext& context, QWidget* parent);

    void setIncident(const IncidentPtr& incident);

Q_SIGNALS:
    void noteWritten(const QString& text);
    void takeBackRequested(const cacheledger::TimelineEntry& note);

private:
    void fill();
    void addLine(const TimelineEntry& entry);
    void addNote();

    PageContext m_context;
    IncidentPtr m_incident;
    QVBoxLayout* m_lines;
    QLineEdit* m_note;
};

} // namespace cacheledger
