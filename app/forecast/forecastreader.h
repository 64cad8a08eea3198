// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ledger/ledgerreader.h"
#include "config/cacheconfig.h"
#include "forecast/forecastframe.h"
#include "forecast/savingsforecast.h"
#include "history/historyfile.h"

#include <atomic>

namespace cacheledger
{

/// What history says of a cache's memory, hit ratio and latency; nothing that it does not know. Any thread, with a file
/// of its own.
CacheForecast readForecast(const HistoryFile& file, const CacheConfig& cache, TimeMs nowMs,
                           const std::atomic_bool* cancelled = nullptr);

/// What the month that goes on at `nowMs` will have saved; the error of readLedger() otherwise. Likewise.
Result<SavingsForecast> readSavingsForecast(const HistoryFile& file, const LedgerInputs& inputs, const CacheId& cache,
                                            TimeMs nowMs, const std::atomic_bool* cancelled = nullptr);

} // namespace cacheledger
