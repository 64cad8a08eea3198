// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/keyadvice.h"
#include "app/commands/context.h"
#include "app/healthreport.h"

namespace cacheledger
{

struct CacheConfig;

/// What the newest kept analysis of a cache's keys says; where there is none, what to run. Analyses are kept of
/// configured caches alone.
std::vector<KeyAdvice> storedKeyAdvice(const CacheConfig& cache, const CacheMoney& money,
                                       const CommandContext& context);

/// Adds "keys", the parts of an answer, and "noWorth", why there is no price, to its JSON.
void addKeyParts(OrderedJson& json, const KeyAdvice& advice);

} // namespace cacheledger
