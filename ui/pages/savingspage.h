// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QStackedWidget;
class QTabBar;

namespace cacheledger
{

class EconomicsPane;
class LedgerPane;

/// Money: the ledger of the selected cache, the economics calculator, and the price book.
class SavingsPage : public Page
{
    Q_OBJECT

public:
    SavingsPage(const PageContext& context, QWidget* parent);

    bool usesCache() const override { return true; }
    QWidget* headerWidget() override;
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

    /// "ledger", "economics" or "prices".
    void showView(const QString& name);
    QString csv() const; ///< of the ledger that is shown; empty: none
    void editCosts();

private:
    void addView(const QString& name, const QString& title, QWidget* view);

    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    QStringList m_names;
    LedgerPane* m_ledger;
    EconomicsPane* m_economics;
};

} // namespace cacheledger
