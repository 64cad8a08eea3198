// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"

#include <QtWidgets/QFrame>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace cacheledger
{

class Theme;

/// Asks for the cause and the follow-ups, each with its owner; of a closed incident it shows them, and lets them be
/// ticked and the review be marked as read.
class IncidentClosing : public QFrame
{
    Q_OBJECT

public:
    IncidentClosing(Theme* theme, QWidget* parent);

    void setIncident(const IncidentPtr& incident);
    void ask(); ///< shows it, ready for typing

Q_SIGNALS:
    void closeRequested(const QString& cause, const std::vector<cacheledger::FollowUp>& followUps);
    void followUpsChanged(const std::vector<cacheledger::FollowUp>& followUps); ///< of a closed one
    void reviewedChanged(bool reviewed);

private:
    struct Row {
        QWidget* line = nullptr;
        QCheckBox* done = nullptr;
        QLineEdit* text = nullptr;
        QLineEdit* owner = nullptr;
    };

    void setUp(Theme* theme);
    void addRow(const FollowUp& followUp);
    void fillRows();
    std::vector<FollowUp> followUps() const;
    void requestClose();
    void tellFollowUps();

    IncidentPtr m_incident;
    QPlainTextEdit* m_cause;
    QVBoxLayout* m_lines;
    std::vector<Row> m_rows;
    QPushButton* m_add;
    QLabel* m_problem;
    QPushButton* m_close;
    QPushButton* m_cancel;
    QCheckBox* m_reviewed;
};

} // namespace cacheledger
