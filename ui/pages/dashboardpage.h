// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"
#include "ui/pagefeed.h"

class QComboBox;
class QLabel;

namespace cacheledger
{

class Banner;
class ChartGroups;
class ChartPanel;
class ElidedLabel;
class PageScroll;
class SavingsFeed;
class TileRow;

/// One cache: tiles of the golden signals, then charts by cause.
class DashboardPage : public Page
{
    Q_OBJECT

public:
    DashboardPage(const PageContext& context, QWidget* parent);
    ~DashboardPage() override;

    bool usesCache() const override { return true; }
    QWidget* headerWidget() override;
    bool comparesPeriods() const override { return true; }
    bool showsNotes() const override { return true; }
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

    /// Scrolls to a chart and marks it for a moment; an unknown id does nothing.
    void revealChart(const QString& id);
    /// All of them; makes those that are not there yet.
    const std::vector<ChartPanel*>& charts();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUp();
    void connectAll();
    void showCache();
    void updateCharts();
    void fillNodes(const CacheConfig& cache);
    void askForNodes();
    void clearCharts(const QString& message);
    void onStatus(const NodeStatus& status);
    void onFrame(const FramePtr& answer);
    void onFailed(const Error& error);
    void updateState();
    /// Since when nothing arrives from the chosen nodes; nothing while samples come.
    std::optional<TimeMs> tilesStaleSinceMs(const CacheConfig& cache, TimeMs nowMs) const;
    void onRemedy();
    void setActive(bool active);
    void updateComparing();
    void showSavings(const QString& text);
    const CacheConfig* cache() const;
    void makeNodes();
    QString chosenNode() const; ///< its id; empty: all of them
    std::vector<NodeId> chosenNodes() const;

    PageFeed m_feed;
    PageFeed m_previousFeed; // active only while periods are compared
    SavingsFeed* m_savings;
    FramePtr m_answer; // as history gave it; null: none for this cache yet
    QTimer m_ticker;
    bool m_active = false;
    std::vector<std::string> m_commands;
    TimeMs m_commandsChosenMs = 0; // time of the sample they were last chosen by
    std::vector<NodeConfig> m_shownNodes;
    CacheId m_shownCache;
    QComboBox* m_nodes = nullptr; // made for the first cache of several nodes
    Banner* m_banner;
    TileRow* m_tiles;
    ElidedLabel* m_savingsText = nullptr; // made when there is something to say
    PageScroll* m_scroll;
    ChartGroups* m_charts;
};

} // namespace cacheledger
