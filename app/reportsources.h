// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/context.h"
#include "app/ledger/ledgerreader.h"
#include "app/reportgather.h"

namespace cacheledger
{

/// The ledger of a cache from a history file, which is opened for each question; in `currency` (empty: the plan's). May
/// be called in any thread.
ReportLedger ledgerFromHistory(const QString& historyFile, LedgerInputs inputs, const QString& currency,
                               std::shared_ptr<const Clock> clock);

/// The zone that a plan's days and months are of, by its id; UTC where there is none such.
QTimeZone zoneOf(const QByteArray& id);

/// What a report is of.
struct ReportSubject {
    CacheId cache;
    QString name;
    bool isDemo = false;
};

/// All that a report of a cache is gathered from, as the profile's files have it now; in `currency` (empty: the cost
/// plan's). The errors of the configuration's files.
Result<ReportGathering> reportGathering(const Profile& profile, const ReportSubject& subject, const QString& currency,
                                        const std::shared_ptr<const Clock>& clock);

/// The cache that a command names. UnknownCache with the nearest name; Io where there is no history.
Result<ReportSubject> reportSubject(const QString& cache, const CommandContext& context);

} // namespace cacheledger
