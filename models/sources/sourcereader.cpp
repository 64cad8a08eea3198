// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcereader.h"

#include "sources/httpsource.h"
#include "sources/redissource.h"

namespace cacheledger
{

std::unique_ptr<SourceReader> makeSourceReader(const SourceAccess& access)
{
    switch (access.source.kind) {
    case SourceKind::RedisLists:
        return std::make_unique<RedisListReader>(access);
    case SourceKind::RedisHash:
        return std::make_unique<RedisHashReader>(access);
    case SourceKind::HttpJson:
    case SourceKind::OpenMetrics:
        break;
    }
    return std::make_unique<HttpSourceReader>(access);
}

} // namespace cacheledger
