// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/retentionplan.h"
#include "ui/pagecontext.h"

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

#include <map>

class QGridLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace cacheledger
{

struct PreferenceInfo;

/// What the history takes on the disk, how it grows, and how much of it is kept. A change that drops data is asked
/// about first, with what would go; one that does not counts at once. Asks the history while it is shown.
class HistorySettings : public QFrame
{
    Q_OBJECT

public:
    HistorySettings(const PageContext& context, QWidget* parent);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QLabel* addFigure(QGridLayout* grid, const QString& id, const QString& name);
    QWidget* makeQuestion();
    QWidget* makeEditor(const PreferenceInfo& info);
    void askForUsage();
    void showUsage(const HistoryUsagePtr& usage);
    void showFailure(const Error& error);
    void ask(const QString& question, bool answerable);
    void setFigure(const QString& id, const QString& text);
    void propose(const QString& key, int value);
    void apply();
    void keep();
    void showStored();
    QString losses(const RetentionPolicy& policy) const;

    PageContext m_context;
    QTimer m_again;
    quint64 m_asked = 0;
    HistoryUsagePtr m_usage; // null until known
    std::map<QString, QLabel*> m_figures;
    std::map<QString, QSpinBox*> m_editors;
    QFrame* m_question = nullptr;
    QLabel* m_loss = nullptr;
    QPushButton* m_drop = nullptr;
    QLabel* m_problem = nullptr;
    QString m_proposedKey; // what the question is about
    int m_proposed = 0;
};

} // namespace cacheledger
