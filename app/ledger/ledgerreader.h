// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/profile.h"
#include "config/stageplan.h"
#include "cost/ledger.h"
#include "cost/ledgerclient.h"
#include "cost/tokenprices.h"
#include "history/historyfile.h"

#include <atomic>
#include <memory>

namespace cacheledger
{

/// What a ledger is made from beside history. A value that may go to another thread.
struct LedgerInputs {
    CostPlan plan;
    std::vector<StageConfig> stages; ///< empty: those that history has counters of, in a preset's order
    std::shared_ptr<const TokenPrices> prices;
};

/// The prices that the user and the product have for models.
Result<std::shared_ptr<const TokenPrices>> ledgerPrices(const Profile& profile);
/// Cost plan, stages and prices of a cache from the profile's files; the first that cannot be read is the error.
Result<LedgerInputs> ledgerInputs(const Profile& profile, const CacheId& cache);

/// Stages that a cache's nodes and sources counted in a range: those of a preset in its order, then others by name.
Result<std::vector<StageConfig>> stagesInHistory(const HistoryFile& file, std::span<const NodeId> nodes, TimeMs fromMs,
                                                 TimeMs toMs);

/// The ledger of the nodes and sources of a cache (whatever history has of it), up to `nowMs` and from the oldest
/// sample of what counts stages on: before it nothing is charged. Without any such sample it has no entries. Blocks on
/// the disk; InvalidArgument as ledgerBounds(); Cancelled.
Result<Ledger> readLedger(const HistoryFile& file, const LedgerInputs& inputs, const LedgerRequest& request,
                          TimeMs nowMs, const std::atomic_bool* cancelled = nullptr);

} // namespace cacheledger
