// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QPushButton;
class QStackedLayout;
class QToolButton;

namespace cacheledger
{

class FleetList;
class OverviewCards;

/// Every cache in a card, or every node in a list: as the preference "overview" says, which without a choice is cards
/// for a few caches and the list for many. Only the one that is shown is made and asks for anything.
class OverviewPage : public Page
{
    Q_OBJECT

public:
    OverviewPage(const PageContext& context, QWidget* parent);

    QWidget* headerWidget() override;
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;
    bool showsList() const { return m_listed; }

    static constexpr int mostCards = 12; ///< caches; of more the list is shown

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    bool wantsList() const;
    void choose(bool list);
    void showWanted();
    void setActive(bool active);
    void makeHeader();

    QStackedLayout* m_stack;
    OverviewCards* m_cards = nullptr; // made when it is shown first; likewise
    FleetList* m_list = nullptr;
    QWidget* m_header;
    QToolButton* m_asCards;
    QToolButton* m_asList;
    bool m_listed = false;
    bool m_active = false;
};

} // namespace cacheledger
