// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/keyanalyst.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace cacheledger
{

/// Begins an analysis of the selected cache's keys, shows how far it is, pauses, cancels and resumes it.
class KeyRunCard : public QFrame
{
    Q_OBJECT

public:
    explicit KeyRunCard(const PageContext& context, QWidget* parent = nullptr);

    void start();
    /// The selected cache may be another one.
    void refresh();
    /// One that chooses among these; also for what the page around it lets choose.
    static QComboBox* choice(const QString& name, const QString& spoken,
                             const std::vector<std::pair<QString, QVariant>>& choices, QWidget* parent);

Q_SIGNALS:
    void began();
    void refused(const QString& what, const QString& hint);

private:
    void setUp();
    void connectAll();
    void onUnfinished(const CacheId& cache, const std::optional<UnfinishedKeys>& unfinished);
    QString unfinishedText() const;
    QString runningText(const KeyAnalysisState& state) const;

    PageContext m_context;
    QComboBox* m_sample;
    QComboBox* m_budget;
    QComboBox* m_depth;
    QLineEdit* m_delimiter;
    QPushButton* m_start;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QPushButton* m_resume;
    QProgressBar* m_progress;
    QLabel* m_running;
    CacheId m_cache; // whose unfinished one this is
    std::optional<UnfinishedKeys> m_unfinished;
};

} // namespace cacheledger
