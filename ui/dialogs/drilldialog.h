// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/drillservices.h"

#include <QtWidgets/QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace cacheledger
{

class Theme;

/// Chooses a failure to practise, starts it in a window of its own, and says what came of it.
class DrillDialog : public QDialog
{
    Q_OBJECT

public:
    /// `drill`: the one that is chosen at first; empty: the first.
    DrillDialog(DrillLauncher* launcher, const QString& drill, Theme* theme, QWidget* parent = nullptr);

private:
    void layOut(Theme* theme);
    void showChoice();
    void showState();
    void startOrStop();
    void showOutcome(const QString& text, bool isProblem);

    DrillLauncher* m_launcher;
    QComboBox* m_drill;
    QSpinBox* m_factor;
    QLabel* m_story;
    QLabel* m_expected;
    QLabel* m_state;
    QLabel* m_outcome;
    QPushButton* m_start;
};

} // namespace cacheledger
