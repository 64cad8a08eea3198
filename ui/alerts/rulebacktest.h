// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertclient.h"
#include "ui/pagecontext.h"
#include "ui/pagefeed.h"
#include "ui/timerange.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QStandardItemModel;
class QVBoxLayout;

namespace cacheledger
{

class ChartPanel;
class Crosshair;

/// Says what a rule would have done over the header's range: a list of the times that it would have fired, and the
/// metric of one node with those times shaded.
class RuleBacktest : public QWidget
{
    Q_OBJECT

public:
    RuleBacktest(const PageContext& context, QWidget* parent);
    ~RuleBacktest() override;

    /// What the button runs; nothing: the rule is not one yet.
    void setRule(const std::optional<Rule>& rule);
    void run();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void setUp();
    void onAnswer(quint64 id, const std::vector<BacktestEpisode>& episodes);
    void onFailed(quint64 id, const Error& error);
    void fillEpisodes();
    void fillNodes();
    void showChart();
    QString nodeName(const NodeId& node) const;
    QString summary() const;
    void say(const QString& text, bool problem);

    PageContext m_context;
    TimeRange m_range; // that of the test; zooming into its chart leaves the header's alone
    Crosshair* m_crosshair;
    PageFeed m_feed;
    std::optional<Rule> m_rule;   // as it is typed
    std::optional<Rule> m_tested; // what the episodes are of
    TimeSpan m_span;
    std::vector<BacktestEpisode> m_episodes;
    quint64 m_running = 0;

    QPushButton* m_run;
    QLabel* m_status;
    QComboBox* m_nodes;
    QStandardItemModel* m_model;
    QWidget* m_result;
    QVBoxLayout* m_chartPlace;
    ChartPanel* m_chart = nullptr; // of the metric that was tested
};

} // namespace cacheledger
