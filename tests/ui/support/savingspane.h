// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/mainwindow.h"
#include "ui/pages/savingspage.h"
#include "uifixture.h"

#include <memory>

namespace cacheledger::testing
{

/// Opens a window at one view of the Savings page, with the cache "rag-cache"; its pane.
template <typename Pane>
Pane* openSavingsPane(UiFixture& fixture, std::unique_ptr<MainWindow>& window, const QString& view)
{
    fixture.addCache(QStringLiteral("rag-cache"));
    window = std::make_unique<MainWindow>(fixture.services, &fixture.theme);
    window->show();
    window->showPage(QStringLiteral("savings"));
    auto* page = static_cast<SavingsPage*>(window->page(QStringLiteral("savings")));
    page->showView(view);
    return page->findChild<Pane*>();
}

} // namespace cacheledger::testing
