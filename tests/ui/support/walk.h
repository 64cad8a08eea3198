// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/rangedialog.h"
#include "ui/mainwindow.h"
#include "uifixture.h"

#include <functional>

namespace cacheledger::testing
{

/// Shows every page and dialog with made-up data, one after the other, and calls `look` when each has its data.
void walkEverything(UiFixture& fixture, QSize size,
                    const std::function<void(QWidget& root, const QString& name)>& look);

} // namespace cacheledger::testing
