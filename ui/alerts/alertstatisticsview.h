// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QWidget>

#include <map>

class QLabel;
class QPushButton;
class QStandardItemModel;

namespace cacheledger
{

/// How many alerts fired over 7, 30 or 90 days, of which tier and rule, how many were false, how long until somebody
/// acknowledged them and until they ended. What cannot be told is "unknown".
class AlertStatisticsView : public QWidget
{
    Q_OBJECT

public:
    AlertStatisticsView(const PageContext& context, QWidget* parent);
    ~AlertStatisticsView() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeDays();
    QWidget* makeFigures();
    void addFigure(const QString& id, const QString& caption, std::vector<QWidget*>& cells);
    void setFigure(const QString& id, const QString& text);
    void ask();
    void onAnswer(quint64 id, const AlertStatistics& statistics);
    void showFigures(const AlertStatistics& statistics);
    void fillRules(const AlertStatistics& statistics);
    void onFailed(quint64 id, const Error& error);

    PageContext m_context;
    std::map<int, QPushButton*> m_dayButtons;
    std::map<QString, QLabel*> m_figures;
    QStandardItemModel* m_rules;
    QLabel* m_status;
    int m_days = 30;
    quint64 m_running = 0;
};

} // namespace cacheledger
