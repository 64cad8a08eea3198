// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/flowgrid.h"
#include "ui/pagefeed.h"
#include "ui/tile.h"

#include <memory>

namespace cacheledger
{

struct PageContext;

/// The golden signals of one cache. A live range: over the last five minutes; a fixed one: over the whole range. Each
/// is compared with the period of the same length before.
class TileRow : public FlowGrid
{
    Q_OBJECT

public:
    TileRow(const PageContext& context, QWidget* parent);

    void setNodes(const std::vector<NodeId>& nodes, int intervalMs);
    void setThresholds(const std::vector<Threshold>& thresholds); ///< to judge by
    void setActive(bool active);
    void refresh();
    void setSeries(const FramePtr& frame); ///< the charts', for the sparklines
    /// Since when nothing arrives; nothing: samples come. Tiles whose line ended nevertheless say so by themselves.
    void setStale(std::optional<TimeMs> sinceMs, TimeMs nowMs);
    /// Of the newest sample that the values shown come from; nothing while there are none.
    std::optional<TimeMs> newestMs() const { return m_current ? m_current->newestMs : std::nullopt; }

private:
    void updateTiles();
    TimeSpan currentWindow(const TimeSpan& range) const;

    TimeRange* m_range;
    std::vector<Tile*> m_tiles;
    std::vector<NodeId> m_nodes;
    int m_intervalMs = 0;
    FramePtr m_current;
    FramePtr m_previous;
    FramePtr m_series;
    PageFeed m_currentFeed;
    PageFeed m_previousFeed;
    std::vector<Threshold> m_thresholds = defaultThresholds();
};

} // namespace cacheledger
