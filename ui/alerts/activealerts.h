// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace cacheledger
{

class AlertActions;
class AlertTable;
class ImpactWatch;
class AlertsModel;
class ElidedLabel;

/// What fires or may soon, the most urgent first; what it means and what can be done about the chosen ones.
class ActiveAlerts : public QWidget
{
    Q_OBJECT

public:
    ActiveAlerts(const PageContext& context, QWidget* parent);

    void showAlert(qint64 id); ///< chooses it; an unknown one does nothing

Q_SIGNALS:
    void silenceRequested(const cacheledger::Alert& alert);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeDetails();
    QPushButton* buttonFor(QAction* action, QHBoxLayout* row);
    void takeAlerts();
    void updateTimes();
    void updateChosen();
    void showCost(const Alert& alert);
    void updateSummary();

    PageContext m_context;
    AlertsModel* m_model;
    AlertTable* m_table;
    AlertActions* m_actions;
    ImpactWatch* m_impact;
    QLabel* m_summary;
    QStackedWidget* m_stack;
    QWidget* m_details;
    QLabel* m_title;
    QLabel* m_message;
    QLabel* m_facts;
    QTimer m_ticker;
};

} // namespace cacheledger
