// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/incidentlive.h"
#include "ui/page.h"

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace cacheledger
{

class IncidentChecklist;
class IncidentEvidence;
class IncidentMessages;

/// One incident, as it is worked on: what, how bad, since when, whose, what is due; the playbook as a checklist; what
/// was captured, what happened, what to say. Asks for live values only while it is visible.
class IncidentView : public QWidget
{
    Q_OBJECT

public:
    IncidentView(const PageContext& context, QWidget* parent);

    void setIncident(const IncidentPtr& incident);
    QString id() const { return m_incident ? m_incident->id : QString(); }

Q_SIGNALS:
    void listRequested();
    void exportRequested(const QString& id);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeTimeline();
    QWidget* makeClosing();
    void connectParts();
    void fillHead();
    void fillTimeline();
    void fillTimers();
    void refreshLive();
    void addNote();
    void takeBack(const TimelineEntry& note);
    void close();
    QString timerText(const QString& what, const std::optional<TimeMs>& dueMs) const;

    PageContext m_context;
    IncidentClient* m_client;
    IncidentLive m_live;
    IncidentPtr m_incident;
    QTimer m_tick;
    QBoxLayout* m_columns = nullptr;
    QFrame* m_head = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_timers = nullptr;
    QLineEdit* m_owner = nullptr;
    QPushButton* m_mitigate = nullptr;
    QPushButton* m_close = nullptr;
    QPushButton* m_updateLater = nullptr;
    IncidentChecklist* m_checklist;
    IncidentMessages* m_messages;
    IncidentEvidence* m_evidence;
    QFrame* m_closing = nullptr;
    QPlainTextEdit* m_cause = nullptr;
    QPlainTextEdit* m_followUps = nullptr;
    QLabel* m_closingProblem = nullptr;
    QVBoxLayout* m_lines = nullptr;
    QLineEdit* m_note = nullptr;
    std::vector<TimelineEntry> m_timeline; // as shown
};

} // namespace cacheledger
