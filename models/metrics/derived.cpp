// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/derived.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cacheledger
{
namespace
{

using Stats = std::span<const WindowStat>;
using Value = std::optional<double>;
using RawNames = std::vector<std::string>;

// The formulas. NaN, which WindowStat has for unknown, passes through; evaluate() turns it into nothing.

Value increasePerSecond(Stats in, double seconds)
{
    return seconds > 0 ? Value(in[0].increase / seconds) : std::nullopt;
}

/// What a counter counted in the window: exact in every tier.
Value increaseOf(Stats in, double)
{
    return in[0].increase;
}

Value sumOfIncreasesPerSecond(Stats in, double seconds)
{
    return seconds > 0 ? Value((in[0].increase + in[1].increase) / seconds) : std::nullopt;
}

/// No traffic is no ratio: neither 0 nor 1.
Value shareOfIncreases(Stats in, double)
{
    const double all = in[0].increase + in[1].increase;
    return all > 0 ? Value(in[0].increase / all) : std::nullopt;
}

Value quotientOfIncreases(Stats in, double)
{
    return in[1].increase > 0 ? Value(in[0].increase / in[1].increase) : std::nullopt;
}

/// A rejected command is answered with an error but not counted as processed, hence the bound.
Value boundedQuotientOfIncreases(Stats in, double seconds)
{
    const Value quotient = quotientOfIncreases(in, seconds);
    return quotient ? Value(std::min(*quotient, 1.0)) : std::nullopt;
}

Value lastValue(Stats in, double)
{
    return in[0].last;
}

/// A limit of 0 is no limit, and a share of no limit does not exist.
Value quotientOfLast(Stats in, double)
{
    return in[1].last > 0 ? Value(in[0].last / in[1].last) : std::nullopt;
}

Value sumOfKnown(Stats in)
{
    Value sum;
    for (const WindowStat& stat : in)
        if (!stat.empty())
            sum = sum.value_or(0) + stat.last;
    return sum;
}

Value sumOfLast(Stats in, double)
{
    return sumOfKnown(in);
}

/// The first input only proves that the keyspace was sent: databases without keys have no line.
Value sumOfLastOr0(Stats in, double)
{
    return sumOfKnown(in.subspan(1)).value_or(0);
}

/// Memory; then as in sumOfLast.
Value lastPerSum(Stats in, double)
{
    const Value sum = sumOfKnown(in.subspan(1));
    return sum && *sum > 0 ? Value(in[0].last / *sum) : std::nullopt;
}

/// As many sums of keys as of keys with expiry: 1 - expires / keys.
Value shareWithoutExpiry(Stats in, double)
{
    const Value keys = sumOfKnown(in.first(in.size() / 2));
    const Value expiring = sumOfKnown(in.subspan(in.size() / 2));
    return keys && expiring && *keys > 0 ? Value(1 - *expiring / *keys) : std::nullopt;
}

/// Silence of the primary, time its link is down, lags of the replicas. -1 stands for "does not apply".
Value worstLag(Stats in, double)
{
    double worst = WindowStat::nan;
    for (const WindowStat& stat : in)
        if (stat.last >= 0)
            worst = std::fmax(worst, stat.last);
    return worst;
}

/// The primary's offset; then those of the replicas.
Value bytesBehind(Stats in, double)
{
    double slowest = WindowStat::nan;
    for (const WindowStat& stat : in.subspan(1))
        slowest = std::fmin(slowest, stat.last);
    // The replica may have confirmed more since the server read its own offset.
    return std::isnan(slowest) ? std::nullopt : Value(std::max(0.0, in[0].last - slowest));
}

struct Definition {
    std::string_view id;
    Extremes extremes;
    decltype(DerivedMetric::formula) formula;
    std::array<std::string_view, 2> inputs;
};

/// d(x) is the increase of the counter x in the window. Fields are described in Redis's documentation of INFO.
constexpr Definition fixedDefinitions[] = {
    // d(hits) / (d(hits) + d(misses)). Source: "Caching Strategies & CDN Architectures", monitoring system; there since
    // server start, here over the window, so that today's trouble is not hidden by last year's success.
    {"hit_ratio", Extremes::OfSteps, shareOfIncreases, {"keyspace_hits", "keyspace_misses"}},
    // d(x) / seconds.
    {"lookups_per_second", Extremes::OfSteps, sumOfIncreasesPerSecond, {"keyspace_hits", "keyspace_misses"}},
    {"hits_per_second", Extremes::OfRate, increasePerSecond, {"keyspace_hits"}},
    {"misses_per_second", Extremes::OfRate, increasePerSecond, {"keyspace_misses"}},
    {"evictions_per_second", Extremes::OfRate, increasePerSecond, {"evicted_keys"}},
    {"expirations_per_second", Extremes::OfRate, increasePerSecond, {"expired_keys"}},
    {"commands_per_second", Extremes::OfRate, increasePerSecond, {"total_commands_processed"}},
    {"net_input_bytes_per_second", Extremes::OfRate, increasePerSecond, {"total_net_input_bytes"}},
    {"net_output_bytes_per_second", Extremes::OfRate, increasePerSecond, {"total_net_output_bytes"}},
    {"connections_per_second", Extremes::OfRate, increasePerSecond, {"total_connections_received"}},
    {"rejected_per_second", Extremes::OfRate, increasePerSecond, {"rejected_connections"}},
    {"errors_per_second", Extremes::OfRate, increasePerSecond, {"total_error_replies"}},
    // CPU seconds a second are cores.
    {"cpu_user", Extremes::OfRate, increasePerSecond, {"used_cpu_user"}},
    {"cpu_sys", Extremes::OfRate, increasePerSecond, {"used_cpu_sys"}},
    // d(errors) / d(commands), at most 1. total_error_replies exists since Redis 6.2.
    {"error_ratio", Extremes::OfSteps, boundedQuotientOfIncreases, {"total_error_replies", "total_commands_processed"}},
    // used / limit, only where there is a limit.
    {"memory_used_ratio", Extremes::OfSteps, quotientOfLast, {"used_memory", "maxmemory"}},
    {"clients_used_ratio", Extremes::OfSteps, quotientOfLast, {"connected_clients", "maxclients"}},
};

constexpr std::string_view builtDefinitions[] = {
    "fragmentation_ratio",     "bytes_per_key",         "keys", "keys_with_expiry", "keys_without_expiry_ratio",
    "replication_lag_seconds", "replication_lag_bytes",
};

constexpr std::string_view increasePrefix = "increase.";
constexpr std::string_view commandPrefix = "command.";
constexpr std::string_view callsSuffix = ".calls_per_second";
constexpr std::string_view timeSuffix = ".usec_per_call";

bool has(const RawNames& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The field that other servers send for the same thing.
std::string_view aliasOf(std::string_view name)
{
    if (name == "keyspace_hits")
        return "total_found"; // Garnet
    if (name == "keyspace_misses")
        return "total_notfound";
    return name == "maxclients" ? "max_clients" : name; // Dragonfly
}

/// Adds the columns `prefix`N`suffix`, each of which may be missing at times (a database becomes empty, a replica
/// leaves).
void addNumbered(DerivedMetric& metric, const RawNames& names, std::string_view prefix, std::string_view suffix)
{
    for (const std::string& name : names) {
        const std::string_view view = name;
        if (view.size() <= prefix.size() + suffix.size() || !view.starts_with(prefix) || !view.ends_with(suffix))
            continue;
        const std::string_view number = view.substr(prefix.size(), view.size() - prefix.size() - suffix.size());
        if (!std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        metric.optionalInputs.push_back(metric.inputs.size());
        metric.inputs.push_back(name);
    }
}

void addOptional(DerivedMetric& metric, std::string_view name)
{
    metric.optionalInputs.push_back(metric.inputs.size());
    metric.inputs.emplace_back(name);
}

/// A server whose databases are all empty sends no db line at all. A full INFO (memory and statistics are there; a
/// Sentinel and a single section lack one of them) proves that the lines are not merely missing.
bool keyspaceIsProven(const RawNames& names)
{
    return has(names, "keyspace_hits") && has(names, "used_memory");
}

bool isDragonfly(const RawNames& names)
{
    return has(names, "fibers_count") || has(names, "prime_capacity");
}

bool isKvrocks(const RawNames& names)
{
    return has(names, "block_cache_usage");
}

/// These count writes where Redis counts bytes and seconds.
bool replicationCountsWrites(const RawNames& names)
{
    return isDragonfly(names) || isKvrocks(names);
}

/// Dragonfly prints 7 s and 5 us as 7.5, so that its CPU time jumps to and fro within each second.
bool isUnusable(const Definition& definition, const RawNames& names)
{
    return definition.id.starts_with("cpu_") && isDragonfly(names);
}

/// Sum over the databases: `db*.keys` or `db*.expires`.
DerivedMetric sumOverDatabases(std::string_view id, std::string_view field, const RawNames& names)
{
    DerivedMetric metric{std::string(id), {}, Extremes::OfSteps, sumOfLast, {}};
    if (keyspaceIsProven(names)) {
        metric.formula = sumOfLastOr0;
        metric.inputs.emplace_back("keyspace_hits");
    }
    addNumbered(metric, names, "db", field);
    return metric;
}

std::optional<DerivedMetric> buildDefinition(std::string_view id, const RawNames& names)
{
    DerivedMetric metric{std::string(id), {}, Extremes::OfSteps, nullptr, {}};
    if (id == "keys")
        return sumOverDatabases(id, ".keys", names);
    if (id == "keys_with_expiry")
        return sumOverDatabases(id, ".expires", names);
    if (id == "keys_without_expiry_ratio") {
        metric.formula = shareWithoutExpiry;
        addNumbered(metric, names, "db", ".keys");
        addNumbered(metric, names, "db", ".expires");
        return metric;
    }
    if (id == "fragmentation_ratio") {
        // The server's own figure where it has one, so that both read the same; else its definition, rss / used.
        const bool given = has(names, "mem_fragmentation_ratio");
        metric.formula = given ? lastValue : quotientOfLast;
        metric.inputs = given ? RawNames{"mem_fragmentation_ratio"} : RawNames{"used_memory_rss", "used_memory"};
        return metric;
    }
    if (id == "bytes_per_key") {
        // used_memory / keys: overhead included, which is what a further key costs on average.
        metric.formula = lastPerSum;
        metric.inputs.emplace_back("used_memory");
        addNumbered(metric, names, "db", ".keys");
        return metric;
    }
    if (id == "replication_lag_seconds") {
        metric.formula = worstLag;
        addOptional(metric, "master_last_io_seconds_ago");
        addOptional(metric, "master_link_down_since_seconds");
        if (!replicationCountsWrites(names))
            addNumbered(metric, names, "slave", ".lag");
        return metric;
    }
    if (id == "replication_lag_bytes") {
        // master_repl_offset - the smallest slaveN.offset.
        metric.formula = bytesBehind;
        metric.inputs.emplace_back("master_repl_offset");
        if (!replicationCountsWrites(names))
            addNumbered(metric, names, "slave", ".offset");
        return metric;
    }
    return std::nullopt;
}

/// X of command.X`suffix`.
std::optional<std::string_view> commandOf(std::string_view id, std::string_view suffix)
{
    if (id.size() <= commandPrefix.size() + suffix.size() || !id.starts_with(commandPrefix) || !id.ends_with(suffix))
        return std::nullopt;
    return id.substr(commandPrefix.size(), id.size() - commandPrefix.size() - suffix.size());
}

std::optional<DerivedMetric> increaseDefinition(std::string_view id)
{
    if (!id.starts_with(increasePrefix) || id.size() == increasePrefix.size())
        return std::nullopt;
    const std::string counter(id.substr(increasePrefix.size()));
    return DerivedMetric{std::string(id), {counter}, Extremes::OfSteps, increaseOf, {}};
}

std::optional<DerivedMetric> commandDefinition(std::string_view id)
{
    if (const auto command = commandOf(id, callsSuffix)) {
        const std::string raw = "cmdstat." + std::string(*command);
        return DerivedMetric{std::string(id), {raw + ".calls"}, Extremes::OfRate, increasePerSecond, {}};
    }
    if (const auto command = commandOf(id, timeSuffix)) {
        // d(usec) / d(calls): of the window, while INFO's usec_per_call is since start.
        const std::string raw = "cmdstat." + std::string(*command);
        return DerivedMetric{
            std::string(id), {raw + ".usec", raw + ".calls"}, Extremes::OfSteps, quotientOfIncreases, {}};
    }
    return std::nullopt;
}

/// What applications tell (models/sources): `prefix`X`suffix` from the columns `prefix`X plus each of `inputs`;
/// without a dot at its end the prefix stands alone.
struct ApplicationFamily {
    std::string_view prefix;
    std::string_view suffix;
    Extremes extremes;
    decltype(DerivedMetric::formula) formula;
    std::array<std::string_view, 2> inputs;
};

constexpr ApplicationFamily applicationFamilies[] = {
    // d(hits) / (d(hits) + d(misses)), as for the server's own hit ratio.
    {"stage.", ".hit_ratio", Extremes::OfSteps, shareOfIncreases, {".hits", ".misses"}},
    {"stage.", ".requests_per_second", Extremes::OfRate, increasePerSecond, {".requests"}},
    {"stage.", ".error_rate", Extremes::OfSteps, boundedQuotientOfIncreases, {".errors", ".requests"}},
    {"stage.", ".mean_latency_ms", Extremes::OfSteps, quotientOfIncreases, {".latency_sum_ms", ".latency_count"}},
    {"op.", ".error_rate", Extremes::OfSteps, shareOfIncreases, {".errors", ".success"}},
    {"app", ".requests_per_second", Extremes::OfRate, increasePerSecond, {".requests"}},
    {"app", ".error_rate", Extremes::OfSteps, boundedQuotientOfIncreases, {".errors", ".requests"}},
};

bool isOfFamily(std::string_view id, std::string_view prefix, std::string_view suffix)
{
    if (!id.starts_with(prefix) || !id.ends_with(suffix))
        return false;
    return prefix.ends_with('.') ? id.size() > prefix.size() + suffix.size()
                                 : id.size() == prefix.size() + suffix.size();
}

std::optional<DerivedMetric> applicationDefinition(std::string_view id)
{
    for (const ApplicationFamily& family : applicationFamilies) {
        if (!isOfFamily(id, family.prefix, family.suffix))
            continue;
        DerivedMetric metric{std::string(id), {}, family.extremes, family.formula, {}};
        for (const std::string_view input : family.inputs)
            if (!input.empty())
                metric.inputs.push_back(std::string(id.substr(0, id.size() - family.suffix.size())) +
                                        std::string(input));
        return metric;
    }
    return std::nullopt;
}

/// Whether the columns can give the metric a value at some time.
bool canBeComputed(const DerivedMetric& metric, const RawNames& names)
{
    if (!metric.formula)
        return false;
    bool anyInput = false;
    for (std::size_t i = 0; i < metric.inputs.size(); ++i) {
        const bool there = has(names, metric.inputs[i]);
        if (!there && !metric.isOptional(i))
            return false;
        anyInput |= there;
    }
    // Of these the required input alone says nothing.
    const bool needsOptional = metric.id == "replication_lag_bytes" || metric.id == "bytes_per_key";
    return anyInput && (!needsOptional || metric.inputs.size() > 1);
}

} // namespace

bool DerivedMetric::isOptional(std::size_t input) const
{
    return std::find(optionalInputs.begin(), optionalInputs.end(), input) != optionalInputs.end();
}

std::optional<double> DerivedMetric::evaluate(std::span<const WindowStat> stats, double seconds) const
{
    if (!formula || stats.size() != inputs.size())
        return std::nullopt;
    for (std::size_t i = 0; i < stats.size(); ++i)
        if (stats[i].empty() && !isOptional(i))
            return std::nullopt;
    const std::optional<double> result = formula(stats, seconds);
    return result && std::isfinite(*result) ? result : std::nullopt;
}

std::optional<DerivedMetric> derived::find(std::string_view id, const RawNames& rawNames)
{
    for (const Definition& definition : fixedDefinitions) {
        if (definition.id != id)
            continue;
        DerivedMetric metric{std::string(id), {}, definition.extremes, definition.formula, {}};
        for (std::string_view input : definition.inputs)
            if (!input.empty())
                metric.inputs.emplace_back(!has(rawNames, input) && has(rawNames, aliasOf(input)) ? aliasOf(input)
                                                                                                  : input);
        if (isUnusable(definition, rawNames))
            metric.formula = nullptr;
        return metric;
    }
    if (auto metric = buildDefinition(id, rawNames))
        return metric;
    if (auto metric = increaseDefinition(id))
        return metric;
    if (auto metric = commandDefinition(id))
        return metric;
    return applicationDefinition(id);
}

std::vector<std::string> derived::available(const RawNames& rawNames)
{
    std::vector<std::string> ids;
    const auto addIfPossible = [&](std::string_view id) {
        const auto metric = find(id, rawNames);
        if (metric && canBeComputed(*metric, rawNames))
            ids.emplace_back(id);
    };
    for (const Definition& definition : fixedDefinitions)
        addIfPossible(definition.id);
    for (std::string_view id : builtDefinitions)
        addIfPossible(id);
    constexpr std::string_view rawPrefix = "cmdstat.", rawSuffix = ".calls";
    for (const std::string& name : rawNames) {
        if (name.size() <= rawPrefix.size() + rawSuffix.size() || !name.starts_with(rawPrefix) ||
            !name.ends_with(rawSuffix))
            continue;
        const std::string command = std::string(commandPrefix) +
                                    name.substr(rawPrefix.size(), name.size() - rawPrefix.size() - rawSuffix.size());
        addIfPossible(command + std::string(callsSuffix));
        addIfPossible(command + std::string(timeSuffix));
    }
    for (const std::string& name : rawNames)
        for (const ApplicationFamily& family : applicationFamilies)
            if (isOfFamily(name, family.prefix, family.inputs[0]))
                addIfPossible(name.substr(0, name.size() - family.inputs[0].size()) + std::string(family.suffix));
    return ids;
}

bool derived::isDerived(std::string_view id)
{
    return std::any_of(std::begin(fixedDefinitions), std::end(fixedDefinitions),
                       [id](const Definition& definition) { return definition.id == id; }) ||
           std::find(std::begin(builtDefinitions), std::end(builtDefinitions), id) != std::end(builtDefinitions) ||
           increaseDefinition(id) || commandOf(id, callsSuffix) || commandOf(id, timeSuffix) ||
           applicationDefinition(id);
}

} // namespace cacheledger
