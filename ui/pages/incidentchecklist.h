// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/check.h"
#include "ui/page.h"

class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace cacheledger
{

struct PlaybookContext;

/// The copied playbook of an incident: what is going on with live values, then its steps as a checklist with what the
/// automatic checks found, in words. Commands are shown and copied, never run.
class IncidentChecklist : public QWidget
{
    Q_OBJECT

public:
    IncidentChecklist(const PageContext& context, QWidget* parent);

    /// Builds anew for another incident; else brings the ticks up to date and leaves the focus where it is.
    void setIncident(const IncidentPtr& incident);
    /// Fills texts, live values and checks.
    void refresh(const PlaybookContext& filled, const LiveValues* live);

Q_SIGNALS:
    void ticked(const cacheledger::ChecklistKey& step, bool done);
    void copyRequested(const QString& command);

private:
    struct Step {
        ChecklistKey key;
        QString text;
        std::optional<PlaybookCheck> check;
        QCheckBox* box = nullptr;
        QLabel* label = nullptr;
        QLabel* found = nullptr;   ///< what the check says; null: no check
        QLabel* command = nullptr; ///< null: none
        QString commandText;
    };
    struct Line {
        QString text;
        std::string metric;
        std::optional<PlaybookCheck> check;
        QLabel* label = nullptr;
    };

    void build();
    QVBoxLayout* card(const QString& title, QLabel** count = nullptr);
    void addLines();
    void addSection(const char* section, const QString& title);
    void addStep(QVBoxLayout* column, const ChecklistKey& key, const PlaybookStep& step);
    QLabel* addText(QVBoxLayout* column, const QString& text, bool dim);
    void showTicks();
    QString foundHtml(const QString& section, const CheckResult& result, const PlaybookContext& filled) const;

    PageContext m_context;
    IncidentPtr m_incident;
    QVBoxLayout* m_column;
    QLabel* m_meaning = nullptr;
    QLabel* m_impact = nullptr;
    std::vector<Line> m_lines;
    std::vector<Step> m_steps;
    std::map<QString, QLabel*> m_counts; // by section
};

} // namespace cacheledger
