// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/layerfeeds.h"
#include "ui/layers/layermetrics.h"
#include "ui/layers/layertables.h"
#include "ui/page.h"

class QToolButton;

namespace cacheledger
{

class Banner;
class ChartGroups;
class FunnelCard;
class HourCard;
class LayerDetails;
class NoSourcesCard;
class PageScroll;
class SourceList;

/// The stages of the selected cache, as its application counts them: the funnel, each stage over time, by hour of the
/// week, by operation and segment, model serving, and where the numbers come from. Without a source it leads to adding
/// one.
class LayersPage : public Page
{
    Q_OBJECT

public:
    LayersPage(const PageContext& context, QWidget* parent);
    ~LayersPage() override;

    bool usesCache() const override { return true; }
    QWidget* headerWidget() override;
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

    void addSource();
    void editSource(const SourceConfig& source, bool isNew);
    void editStages();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUp();
    void connectAll();
    void showCache();
    void showSources();
    void ask();
    void showTables(const Frame* frame);
    void updateState();
    void updateBanner();
    void setActive(bool active);

    LayerFeeds m_feeds;
    QTimer m_ticker;
    bool m_active = false;
    CacheId m_shownCache;
    LayerMetrics m_metrics;
    std::vector<StageConfig> m_stages;
    std::vector<NodeId> m_nodes;
    FramePtr m_total;
    QToolButton* m_add;
    Banner* m_banner;
    PageScroll* m_scroll;
    NoSourcesCard* m_empty = nullptr;
    FunnelCard* m_funnel = nullptr;
    ChartGroups* m_charts;
    HourCard* m_hours = nullptr;
    LayerDetails* m_details = nullptr;
    SourceList* m_list = nullptr;
};

} // namespace cacheledger
