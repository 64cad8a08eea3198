// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"
#include "metrics/hotitems.h"
#include "redis/connection.h"
#include "sources/httpfetch.h"
#include "sources/sourcereading.h"

#include <functional>
#include <memory>

namespace cacheledger
{

/// How a source is reached: the secret is kept in memory alone.
struct SourceAccess {
    SourceConfig source;
    Endpoint endpoint; ///< of the Redis kinds: the source's own, or the cache's first node; of HTTP its route alone
    QString secret;    ///< bearer token, password, header value; of Redis: the password
    HttpLimits http;
    ConnectionOptions redis;
    HotItemLimits hotItems;
    bool everything = false; ///< not only what is mapped: for a look at what there is
};

/// Asks one source. Event-driven, one thread, never blocks; reads only.
class SourceReader
{
public:
    using Callback = std::function<void(const Result<SourceReading>& reading)>;

    virtual ~SourceReader() = default; ///< cancels: no callback
    /// One at a time. An error when nothing of the answer can be used; the callback may destroy the reader.
    virtual void read(Callback callback) = 0;
};

std::unique_ptr<SourceReader> makeSourceReader(const SourceAccess& access);

} // namespace cacheledger
