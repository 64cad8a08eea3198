// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layerfeeds.h"

#include "ui/layers/funnel.h"
#include "ui/layers/layertables.h"
#include "ui/pages/dashboardcharts.h"

namespace cacheledger
{

LayerFeeds::LayerFeeds(HistoryClient* history, TimeRange* range, QObject* parent)
    : QObject(parent),
      m_totals(history, range),
      m_lines(history, range)
{
    connect(&m_totals, &PageFeed::answered, this, &LayerFeeds::totalsAnswered);
    connect(&m_totals, &PageFeed::failed, this, &LayerFeeds::totalsFailed);
    connect(&m_lines, &PageFeed::answered, this, &LayerFeeds::linesAnswered);
    connect(&m_lines, &PageFeed::failed, this, &LayerFeeds::linesFailed);
}

void LayerFeeds::ask(const std::vector<NodeId>& nodes, const std::vector<StageConfig>& stages,
                     const LayerMetrics& metrics, const std::vector<ChartSpec>& charts, int columns)
{
    FeedQuestion totals;
    totals.nodes = nodes;
    totals.metrics = funnelMetrics(stages, metrics);
    const std::vector<std::string> more = layerTableMetrics(metrics);
    totals.metrics.insert(totals.metrics.end(), more.begin(), more.end());
    totals.minPeriodMs = 5000;
    m_totals.setQuestion(totals);
    if (columns == 0)
        return;
    FeedQuestion lines;
    lines.nodes = nodes;
    lines.metrics = metricsOf(charts);
    lines.columns = columns;
    lines.withEvents = true;
    m_lines.setQuestion(lines);
}

void LayerFeeds::setActive(bool active)
{
    m_totals.setActive(active);
    m_lines.setActive(active);
}

void LayerFeeds::refresh()
{
    m_totals.refresh();
    m_lines.refresh();
}

} // namespace cacheledger
