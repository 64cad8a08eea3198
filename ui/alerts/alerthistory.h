// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "ui/pagecontext.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace cacheledger
{

class AlertActions;
class AlertTable;
class AlertsModel;

/// Alerts that lasted at some moment of the header's range, ended ones too, found by text, tier, cache and rule.
class AlertHistory : public QWidget
{
    Q_OBJECT

public:
    AlertHistory(const PageContext& context, QWidget* parent);
    ~AlertHistory() override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void setUp();
    void connectAll();
    QComboBox* makeFilter(const QString& name, const QString& all);
    void fillFilters();
    void askSoon();
    void ask();
    void onAnswer(quint64 id, const std::vector<Alert>& alerts);
    void onFailed(quint64 id, const Error& error);
    void updateChosen();

    PageContext m_context;
    AlertsModel* m_model;
    AlertTable* m_table;
    AlertActions* m_actions;
    QLineEdit* m_text;
    QComboBox* m_tiers;
    QComboBox* m_caches;
    QComboBox* m_rules;
    QLabel* m_status;
    QTimer m_soon;   // while somebody types
    QTimer m_period; // a live range goes on
    quint64 m_running = 0;
};

} // namespace cacheledger
