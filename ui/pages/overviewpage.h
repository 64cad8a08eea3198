// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"
#include "ui/pagefeed.h"

#include <map>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace cacheledger
{

class Banner;
class CacheCard;
class FlowGrid;
class SavingsFeed;

/// Every cache in a card, the worst first, and one sentence above that says whether anything is wrong.
class OverviewPage : public Page
{
    Q_OBJECT

public:
    OverviewPage(const PageContext& context, QWidget* parent);
    ~OverviewPage() override;

    QWidget* headerWidget() override;
    void refresh() override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Entry {
        CacheCard* card = nullptr;
        std::unique_ptr<PageFeed> headline;
        std::unique_ptr<PageFeed> history;
        std::unique_ptr<SavingsFeed> savings;
    };
    void addEntry(const CacheConfig& cache);
    void applyRules(CacheCard& card) const;
    void setQuestions(Entry& entry, const CacheConfig& cache);
    void updateEntry(const CacheConfig& cache);
    void removeEntry(const CacheId& cache);
    void updateStates();
    void updateAlerts();
    void sortCards();
    void updateSummary();
    void setActive(bool active);

    std::map<CacheId, Entry> m_entries;
    std::map<NodeId, NodeState> m_states; // as last heard
    QLabel* m_summary;
    FlowGrid* m_grid;
    QPushButton* m_add;
    QTimer m_ticker;
    bool m_active = false;
};

} // namespace cacheledger
