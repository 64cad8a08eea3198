// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "ui/pagecontext.h"

#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace cacheledger
{

/// What can be done about alerts: acknowledge, snooze, silence, open the incident, mark as a false positive. Each is an
/// action with a key, and is offered when it would change something of the chosen alerts. GUI thread.
class AlertActions : public QObject
{
    Q_OBJECT

public:
    /// The keys work while `view` has the focus, and its context menu has the actions. `context.services.alerts` is not
    /// null.
    AlertActions(const PageContext& context, QWidget* view);

    void setChosen(std::vector<Alert> alerts);
    const std::vector<Alert>& chosen() const { return m_chosen; }
    void openIncident(); ///< of the first that is chosen

    QAction* acknowledge() const { return m_acknowledge; }
    QAction* snooze() const { return m_snooze; } ///< opens snoozeMenu()
    QMenu* snoozeMenu() const { return m_snoozeMenu; }
    QAction* silence() const { return m_silence; }
    QAction* incident() const { return m_incident; }
    QAction* falsePositive() const { return m_falsePositive; }

Q_SIGNALS:
    void done();                                            ///< something was said about alerts
    void silenceRequested(const cacheledger::Alert& alert); ///< a dialog is wanted that starts from it

private:
    QAction* add(const QString& name, const QString& text, int key, void (AlertActions::*slot)());
    void acknowledgeChosen();
    void fillSnoozeMenu();
    void snoozeChosen(TimeMs untilMs);
    void silenceChosen();
    void toggleFalsePositive();
    void update();

    PageContext m_context;
    QWidget* m_view;
    std::vector<Alert> m_chosen;
    QAction* m_acknowledge;
    QAction* m_snooze;
    QAction* m_silence;
    QAction* m_incident;
    QAction* m_falsePositive;
    QMenu* m_snoozeMenu;
};

} // namespace cacheledger
