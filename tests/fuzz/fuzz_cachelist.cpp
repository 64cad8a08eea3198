// SPDX-License-Identifier: GPL-3.0-or-later
// Caches that are taken from a list are valid, have distinct names and servers, and none holds the password in what
// goes into a file; what is skipped says why. The first byte chooses the format.
#include "cachelists/cachelist.h"

#include <cstdint>
#include <cstdlib>
#include <set>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray text(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    std::optional<CacheListFormat> format;
    if (data[0] % 4 < 3)
        format = static_cast<CacheListFormat>(data[0] % 4);
    const auto list = readCacheList(text, format, {});
    if (!list) {
        if (list.error().message.isEmpty())
            std::abort();
        return 0;
    }
    std::set<QString> names;
    std::set<QString> servers;
    for (const ListedCache& each : list->taken) {
        const Endpoint& endpoint = each.cache.nodes.front().endpoint;
        if (!validate(each.cache).ok() || !names.insert(each.cache.name.toCaseFolded()).second || each.where.isEmpty())
            std::abort();
        if (!servers.insert(endpoint.address().toCaseFolded()).second && endpoint.transport != Transport::Unix)
            std::abort();
        const auto again = parseEndpointUrl(endpoint.url());
        if (!again || again->hasPassword || (!each.password.isEmpty() && each.leftOut.isEmpty()))
            std::abort();
    }
    for (const SkippedCache& each : list->skipped)
        if (each.why.isEmpty() || each.where.isEmpty())
            std::abort();
    return 0;
}
