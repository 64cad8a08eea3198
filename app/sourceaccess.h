// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"
#include "sources/sourcereader.h"

namespace cacheledger
{

/// Whether a source has a secret of its own: HTTP authentication, or a Redis server that is not the cache's.
bool hasOwnSecret(const SourceConfig& source);
/// By which way its servers are reached; all by one.
Route wayTo(const CacheConfig& cache);
/// How a source of this cache is reached. `secret` is its own, where it has one; else the cache's password is used.
SourceAccess accessTo(const SourceConfig& source, const CacheConfig& cache, const QString& secret,
                      const QString& cachePassword);
/// "CACHE/SOURCE": what a source is called among nodes, also in the history.
QString sourceAddress(const QString& cacheName, const QString& sourceName);

} // namespace cacheledger
