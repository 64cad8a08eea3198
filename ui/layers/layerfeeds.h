// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/stageplan.h"
#include "ui/charts/chartspec.h"
#include "ui/layers/layermetrics.h"
#include "ui/pagefeed.h"

namespace cacheledger
{

/// What the page of layers asks history: one column of totals for funnel and tables, and lines for the charts. GUI
/// thread.
class LayerFeeds : public QObject
{
    Q_OBJECT

public:
    LayerFeeds(HistoryClient* history, TimeRange* range, QObject* parent = nullptr);

    /// Both questions anew. `columns` of the charts; 0: not known yet, no lines are asked for.
    void ask(const std::vector<NodeId>& nodes, const std::vector<StageConfig>& stages, const LayerMetrics& metrics,
             const std::vector<ChartSpec>& charts, int columns);
    void setColumns(int columns) { m_lines.setColumns(columns); }
    void setActive(bool active);
    void refresh();

Q_SIGNALS:
    void totalsAnswered(const cacheledger::FramePtr& frame);
    void totalsFailed(const cacheledger::Error& error);
    void linesAnswered(const cacheledger::FramePtr& frame);
    void linesFailed(const cacheledger::Error& error);

private:
    PageFeed m_totals;
    PageFeed m_lines;
};

} // namespace cacheledger
