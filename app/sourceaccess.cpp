// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sourceaccess.h"

namespace cacheledger
{

bool hasOwnSecret(const SourceConfig& source)
{
    return isHttp(source.kind) ? source.auth != HttpAuth::None : !source.usesNodeOfCache();
}

Route wayTo(const CacheConfig& cache)
{
    return cache.nodes.empty() ? Route() : cache.nodes.front().endpoint.route;
}

SourceAccess accessTo(const SourceConfig& source, const CacheConfig& cache, const QString& secret,
                      const QString& cachePassword)
{
    SourceAccess access;
    access.source = source;
    access.source.paused = source.paused || cache.paused;
    access.endpoint = source.endpoint;
    access.secret = hasOwnSecret(source) ? secret : QString();
    if (source.viaCache)
        access.endpoint.route = wayTo(cache);
    if (source.usesNodeOfCache() && !cache.nodes.empty()) {
        access.endpoint = cache.nodes.front().endpoint;
        access.secret = cachePassword;
    }
    return access;
}

QString sourceAddress(const QString& cacheName, const QString& sourceName)
{
    return cacheName + u'/' + sourceName;
}

} // namespace cacheledger
