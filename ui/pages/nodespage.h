// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/nodes/nodelines.h"
#include "ui/page.h"

#include <QtCore/QTimer>

class QBoxLayout;
class QLabel;

namespace cacheledger
{

class Banner;
class NodeDetails;
class NodesModel;
class NodesTable;
class SettingsCard;

/// The nodes of one cache side by side: roles, links, lags, slots, and in which settings they differ. What polling
/// tells goes on each second; slots and settings are looked at when the page is opened, and each minute while it is.
class NodesPage : public Page
{
    Q_OBJECT

public:
    NodesPage(const PageContext& context, QWidget* parent);

    bool usesRange() const override { return false; }
    bool usesCache() const override { return true; }
    void refresh() override;
    void choose(const NodeId& node); ///< an unknown one: nothing

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUp();
    void connectAll();
    void showCache();
    void look();
    void update();
    void updateSettings();
    void updateSummary();
    void updateDetails();
    const CacheConfig* cache() const;

    NodesModel* m_model;
    Banner* m_banner;
    QLabel* m_summary;
    NodesTable* m_table;
    NodeDetails* m_details;
    SettingsCard* m_settings;
    QBoxLayout* m_columns;
    QTimer m_ticker;
    QTimer m_lookAgain;
    NodesReport m_report; // of the shown cache; without nodes: not looked yet
    NodeId m_chosen;
    bool m_looking = false;
    bool m_active = false;
};

} // namespace cacheledger
