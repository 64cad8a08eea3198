// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/incidentlive.h"
#include "ui/page.h"

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cacheledger
{

class IncidentChecklist;
class IncidentClosing;
class IncidentEvidence;
class IncidentMessages;
class IncidentTimeline;

/// One incident, as it is worked on: what, how bad, since when, whose, what is due; the playbook as a checklist; what
/// was captured, what happened, what to say. Asks for live values only while it is visible.
class IncidentView : public QWidget
{
    Q_OBJECT

public:
    IncidentView(const PageContext& context, QWidget* parent);

    /// Of the incident that is shown, as far as it is known.
    LostSaving cost() const { return m_incident ? m_live.costOf(*m_incident) : LostSaving(); }
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
    QLayout* makeRoles();
    void connectParts();
    void fillHead();
    void fillTimers();
    void refreshLive();
    void takeBack(const TimelineEntry& note);
    void setRoles();
    void close(const QString& cause, const std::vector<FollowUp>& followUps);
    QString timerText(const QString& what, const std::optional<TimeMs>& dueMs) const;

    PageContext m_context;
    IncidentClient* m_client;
    IncidentLive m_live;
    IncidentPtr m_incident;
    QTimer m_tick;
    QBoxLayout* m_columns = nullptr;
    QBoxLayout* m_buttons = nullptr; // of the head
    QFrame* m_head = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_timers = nullptr;
    QLineEdit* m_commander = nullptr;
    QLineEdit* m_communications = nullptr;
    QLineEdit* m_scribe = nullptr;
    QPushButton* m_mitigate = nullptr;
    QPushButton* m_close = nullptr;
    QPushButton* m_updateLater = nullptr;
    IncidentChecklist* m_checklist;
    IncidentMessages* m_messages;
    IncidentEvidence* m_evidence;
    IncidentClosing* m_closing;
    IncidentTimeline* m_timeline;
};

} // namespace cacheledger
