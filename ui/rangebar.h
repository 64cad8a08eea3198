// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/environmentlook.h"
#include "ui/page.h"
#include "ui/widgets.h"

#include <QtCore/QHash>
#include <QtCore/QPointer>

class QComboBox;
class QHBoxLayout;

namespace cacheledger
{

/// The header: page title, cache chooser and environment, the page's own widget, range picker, live and pause, back.
/// Where the window is too narrow for all ranges beside each other they become a list.
class RangeBar : public QFrame
{
    Q_OBJECT

public:
    RangeBar(const PageContext& context, QWidget* parent = nullptr);

    /// `page` null: the welcome page; only the title is shown.
    void setPage(const QString& title, Page* page);
    void updateHeaderWidget();
    void chooseCustomRange();
    void togglePause();
    void toggleComparing(); ///< where the page can compare
    /// Samples that arrived since the pause began, of what the page shows.
    int waitingSamples() const;

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void setUpRanges();
    void makeList();
    void setUpControls();
    void fillCaches();
    void updateSelection();
    void updateRange();
    void showRangeInList();
    void updateWaiting();
    void updateFit();
    void fit();
    void onStatus(const NodeStatus& status);
    void onLiveClicked();
    QString customText() const;

    PageContext m_context;
    QPointer<Page> m_page;
    QHBoxLayout* m_row;
    QLabel* m_title;
    QComboBox* m_caches;
    EnvironmentBadge* m_environment;
    EnvironmentLook m_look;  // of the chosen cache
    QPointer<QWidget> m_own; // from m_ownPage, its parent while it is not here
    QPointer<Page> m_ownPage;
    QFrame* m_segments;
    std::vector<QToolButton*> m_presets;
    QToolButton* m_custom = nullptr;
    QComboBox* m_list = nullptr; // made when the window is too narrow for the segments
    QPushButton* m_live;
    QLabel* m_waitingBadge;
    QToolButton* m_compare;
    QToolButton* m_back;
    QHash<CacheId, int> m_waiting;
    bool m_wasPaused = false;
};

} // namespace cacheledger
