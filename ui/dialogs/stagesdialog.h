// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/stagesmodel.h"

#include <QtWidgets/QDialog>

class QLabel;
class QPushButton;
class QTableView;

namespace cacheledger
{

class Theme;

/// The stages of a cache in the order in which a request meets them: by hand or from a preset. It changes nothing
/// itself: saveRequested() carries the plan.
class StagesDialog : public QDialog
{
    Q_OBJECT

public:
    StagesDialog(const StagePlan& plan, Theme* theme, QWidget* parent = nullptr);

    StagePlan plan() const;
    void showProblem(const QString& problem);

Q_SIGNALS:
    void saveRequested(const cacheledger::StagePlan& plan);

private:
    void setUpTable();
    QWidget* makeTools();
    void updateTools();
    int row() const;

    StagePlan m_plan; // as it came
    StagesModel* m_model;
    QTableView* m_table;
    QPushButton* m_up;
    QPushButton* m_down;
    QPushButton* m_remove;
    QLabel* m_message;
};

} // namespace cacheledger
