// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/typedspan.h"
#include "report/reportschedule.h"

namespace cacheledger
{

/// What `report` and `report schedule` have in common.
struct ReportOptions {
    QString cache;
    ReportOrder order; ///< without cache and period
    QString preset;    ///< empty: the command's span
    QString folder;    ///< where a file named by itself goes; empty: none
    QString mail;      ///< id of a channel that it is sent by; empty: none
};
struct ReportCommand {
    ReportOptions options;
    QString output;   ///< empty: into options.folder
    TypedSpan span{}; ///< where options.preset is empty
};
struct ReportScheduleCommand {
    ReportOptions options;
    ReportEvery every = ReportEvery::Month;
    bool systemd = false; ///< print units instead of telling the application
    bool write = false;   ///< put them where the user's systemd finds them
};

} // namespace cacheledger
