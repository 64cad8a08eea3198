// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/forecast/forecastreader.h"

#include "history/historyreader.h"

namespace cacheledger
{

CacheForecast readForecast(const HistoryFile& file, const CacheConfig& cache, TimeMs nowMs,
                           const std::atomic_bool* cancelled)
{
    CacheForecast found;
    for (const NodeConfig& node : cache.nodes) {
        MemoryForecast memory;
        if (const auto frame = readFrame(file, forecastframe::memoryRequest(node.id, nowMs), cancelled))
            memory = forecastMemory(forecastframe::memoryHours(*frame));
        found.memory.emplace_back(node.id, memory);
    }
    if (const auto frame = readFrame(file, forecastframe::usualRequest(cache.nodeIds(), nowMs), cancelled)) {
        found.hitRatio = forecastframe::hitRatioAnomaly(*frame);
        found.latency = forecastframe::latencyAnomaly(*frame);
    }
    return found;
}

Result<SavingsForecast> readSavingsForecast(const HistoryFile& file, const LedgerInputs& inputs, const CacheId& cache,
                                            TimeMs nowMs, const std::atomic_bool* cancelled)
{
    const TimeMs fromMs = savingsLedgerFrom(nowMs, inputs.plan.timeZone);
    const auto ledger = readLedger(file, inputs, {cache, fromMs, nowMs, LedgerStep::Day, {}}, nowMs, cancelled);
    if (!ledger)
        return ledger.error();
    return forecastSavings(*ledger, nowMs);
}

} // namespace cacheledger
