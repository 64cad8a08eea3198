// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/stageplan.h"
#include "ui/layers/layermetrics.h"
#include "ui/pagefeed.h"

#include <QtWidgets/QFrame>

class QComboBox;
class QLabel;
class QPushButton;

namespace cacheledger
{

class FigureTable;
class HeatGrid;
class Theme;

/// The hit ratio by weekday and hour of one stage, or of all together, with a question of its own: at least a week, so
/// that a short range does not leave it empty. As a grid or as a table.
class HourCard : public QFrame
{
    Q_OBJECT

public:
    HourCard(HistoryClient* history, TimeRange* range, Theme* theme, QWidget* parent = nullptr);

    void setStages(std::vector<NodeId> sources, std::vector<StageConfig> stages, LayerMetrics metrics);
    void setActive(bool active);
    void refresh() { m_feed.refresh(); }

private:
    void fillChoices();
    void ask();
    void onFrame(const FramePtr& frame);
    void show(const Frame* frame);
    std::vector<std::string> hits() const;
    std::vector<std::string> lookups() const;

    TimeRange* m_range;
    PageFeed m_feed;
    std::vector<NodeId> m_sources;
    std::vector<StageConfig> m_stages;
    LayerMetrics m_metrics;
    QComboBox* m_stage;
    QPushButton* m_asTable;
    QLabel* m_about;
    QLabel* m_summary;
    HeatGrid* m_grid;
    FigureTable* m_table;
};

} // namespace cacheledger
