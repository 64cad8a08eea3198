// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/seriesorder.h"

#include "metrics/catalogue.h"
#include "metrics/derived.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace cacheledger
{

namespace
{

/// Raw series that are charted as they are.
constexpr std::string_view charted[] = {"used_memory",       "used_memory_rss",   "used_memory_peak", "maxmemory",
                                        probe::rtt,          probe::p50,          probe::p95,         probe::p99,
                                        "uptime_in_seconds", "connected_clients", "blocked_clients"};

} // namespace

std::vector<std::size_t> seriesOrder(const SeriesLayout& layout)
{
    std::set<std::string_view> first(std::begin(charted), std::end(charted));
    for (const std::string& id : derived::available(layout.names()))
        if (const auto metric = derived::find(id, layout.names()))
            for (const std::string& input : metric->inputs)
                if (const auto index = layout.indexOf(input))
                    first.insert(layout.name(*index));
    std::vector<std::size_t> order(layout.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_partition(order.begin(), order.end(),
                          [&](std::size_t index) { return first.contains(layout.name(index)); });
    return order;
}

} // namespace cacheledger
