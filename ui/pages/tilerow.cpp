// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tilerow.h"

#include "metrics/format.h"
#include "ui/cachestate.h"
#include "ui/charts/charttext.h"
#include "ui/pagecontext.h"

namespace cacheledger
{

static constexpr qint64 tileWindowMs = 5 * 60'000;
static constexpr qint64 previousPeriodMs = 15'000; // the past moves slowly

TileRow::TileRow(const PageContext& context, QWidget* parent)
    : FlowGrid(168, 6, parent),
      m_range(context.range),
      m_currentFeed(context.services.history, context.range),
      m_previousFeed(context.services.history, context.range)
{
    std::vector<QWidget*> cells;
    for (const HeadlineSpec& spec : headlineSpecs()) {
        m_tiles.push_back(new Tile(spec, context.theme, this));
        cells.push_back(m_tiles.back());
    }
    setCells(cells);
    connect(&m_currentFeed, &PageFeed::answered, this, [this](const FramePtr& frame) {
        m_current = frame;
        updateTiles();
    });
    // The charts say why nothing can be read; values from before are not those of now.
    connect(&m_currentFeed, &PageFeed::failed, this, [this] {
        m_current.reset();
        updateTiles();
    });
    connect(&m_previousFeed, &PageFeed::answered, this, [this](const FramePtr& frame) {
        m_previous = frame;
        updateTiles();
    });
    connect(m_range, &TimeRange::changed, this, [this] {
        if (!m_range->isPaused())
            m_previous.reset(); // of another period
    });
}

TimeSpan TileRow::currentWindow(const TimeSpan& range) const
{
    return m_range->isLive() ? TimeSpan{range.toMs - tileWindowMs, range.toMs} : range;
}

void TileRow::setNodes(const std::vector<NodeId>& nodes, int intervalMs)
{
    if (nodes == m_nodes && intervalMs == m_intervalMs)
        return;
    m_nodes = nodes;
    m_intervalMs = intervalMs;
    m_current.reset();
    m_previous.reset();
    updateTiles();
    FeedQuestion question;
    question.nodes = nodes;
    question.metrics = headlineMetrics();
    question.columns = 1;
    question.minPeriodMs = std::max(1000, intervalMs);
    question.window = [this](const TimeSpan& range) { return currentWindow(range); };
    m_currentFeed.setQuestion(question);
    question.minPeriodMs = previousPeriodMs;
    question.window = [this](const TimeSpan& range) { return currentWindow(range).previous(); };
    m_previousFeed.setQuestion(question);
}

void TileRow::setThresholds(const std::vector<Threshold>& thresholds)
{
    m_thresholds = thresholds;
    updateTiles();
}

void TileRow::setActive(bool active)
{
    m_currentFeed.setActive(active);
    m_previousFeed.setActive(active);
}

void TileRow::refresh()
{
    m_currentFeed.refresh();
    m_previousFeed.refresh();
}

void TileRow::setSeries(const FramePtr& frame)
{
    m_series = frame;
    for (Tile* tile : m_tiles)
        tile->setSeries(frame);
}

void TileRow::setStale(std::optional<TimeMs> sinceMs, TimeMs nowMs)
{
    for (Tile* tile : m_tiles) {
        auto since = sinceMs;
        if (!since && m_series && m_range->isLive())
            since = charttext::endedMs(*m_series, {&tile->spec().metric, 1});
        tile->setStale(since ? tr("since %1").arg(wording::clockTime(*since, nowMs, m_range->zone())) : QString());
    }
}

void TileRow::updateTiles()
{
    const bool live = m_range->isLive();
    const QString length = format::duration(currentWindow(m_range->span()).lengthMs());
    const QString window = live ? tr("last %1").arg(length) : length;
    const QString before = tr("the %1 before").arg(length);
    for (Tile* tile : m_tiles) {
        const QString& own = live ? tile->spec().window : tile->spec().windowOfPast;
        tile->setContent(headlineContent(tile->spec(), m_current.get(), m_previous.get(), m_thresholds),
                         own.isEmpty() ? window : own, before);
    }
}

} // namespace cacheledger
