// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/commanduse.h"

#include <algorithm>
#include <string_view>

namespace cacheledger
{

static std::vector<std::string> between(const std::vector<std::string>& metrics, std::string_view prefix,
                                        std::string_view suffix)
{
    std::vector<std::string> found;
    for (const std::string& metric : metrics) {
        if (metric.size() > prefix.size() + suffix.size() && metric.starts_with(prefix) && metric.ends_with(suffix))
            found.push_back(metric.substr(prefix.size(), metric.size() - prefix.size() - suffix.size()));
    }
    return found;
}

std::vector<std::string> commandsIn(const std::vector<std::string>& metrics)
{
    return between(metrics, "cmdstat.", ".calls");
}

std::vector<std::string> errorTypesIn(const std::vector<std::string>& metrics)
{
    return between(metrics, "errorstat.", ".count");
}

void setShares(std::vector<CommandUse>& uses)
{
    double calls = 0;
    double usec = 0;
    for (const CommandUse& use : uses) {
        calls += use.calls.value_or(0);
        usec += use.usec.value_or(0);
    }
    for (CommandUse& use : uses) {
        use.callShare = use.calls && calls > 0 ? std::optional(*use.calls / calls) : std::nullopt;
        use.timeShare = use.usec && usec > 0 ? std::optional(*use.usec / usec) : std::nullopt;
    }
}

static std::optional<double> sortedBy(const CommandUse& use, CommandOrder order)
{
    switch (order) {
    case CommandOrder::Time:
        return use.usec;
    case CommandOrder::Calls:
        return use.calls;
    case CommandOrder::Mean:
        return use.usecPerCall;
    case CommandOrder::P99:
        return use.p99;
    case CommandOrder::Failures:
        return use.failed || use.rejected ? std::optional(use.failed.value_or(0) + use.rejected.value_or(0))
                                          : std::nullopt;
    }
    return {};
}

void sortCommands(std::vector<CommandUse>& uses, CommandOrder order)
{
    std::sort(uses.begin(), uses.end(), [order](const CommandUse& a, const CommandUse& b) {
        const auto left = sortedBy(a, order);
        const auto right = sortedBy(b, order);
        return left != right ? left > right : a.name < b.name; // nothing is less than any value
    });
}

} // namespace cacheledger
