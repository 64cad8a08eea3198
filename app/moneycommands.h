// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QString>

namespace cacheledger
{

/// What the commands about money were asked for. Part of the command line.
struct EconomicsCommand {
    QString preset; ///< empty: of the file
    QString file;   ///< empty: of the preset
    bool json = false;
};

struct PricesListCommand {
    bool json = false;
};
struct PricesImportCommand {
    QString file;
    TimeMs validFromMs = 0;
    bool json = false;
};

} // namespace cacheledger
