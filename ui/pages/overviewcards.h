// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"
#include "ui/pagefeed.h"

#include <QtWidgets/QWidget>

#include <map>

class QLabel;

namespace cacheledger
{

class CacheCard;
class FlowGrid;
class SavingsFeed;

/// Every cache in a card, the worst first, and one sentence above that says whether anything is wrong.
class OverviewCards : public QWidget
{
    Q_OBJECT

public:
    OverviewCards(const PageContext& context, QWidget* parent);
    ~OverviewCards() override;

    void refresh();
    void setActive(bool active); ///< asks for nothing while it is not

private:
    struct Entry {
        CacheCard* card = nullptr;
        std::unique_ptr<PageFeed> headline;
        std::unique_ptr<PageFeed> history;
        std::unique_ptr<SavingsFeed> savings;
    };
    void addEntry(const CacheConfig& cache);
    void applyRules(CacheCard& card) const;
    void applyLook(CacheCard& card) const;
    void applyLooks();
    void setQuestions(Entry& entry, const CacheConfig& cache);
    void updateEntry(const CacheConfig& cache);
    void removeEntry(const CacheId& cache);
    void updateStates();
    void updateAlerts();
    void sortCards();
    void updateSummary();

    PageContext m_context;
    std::map<CacheId, Entry> m_entries;
    std::map<NodeId, NodeState> m_states; // as last heard
    QLabel* m_summary;
    FlowGrid* m_grid;
    QTimer m_ticker;
    bool m_active = false;
};

} // namespace cacheledger
