// SPDX-License-Identifier: GPL-3.0-or-later
// The monitor's own probe and the metrics computed on reading (derived.h has the formulas).
#include "metrics/catalogue_tables.h"

#include <QtCore/QtGlobal>

namespace cacheledger::catalogue
{

// clang-format off
std::span<const MetricInfo> ownMetrics()
{
    static constexpr MetricInfo table[] = {
        // Probe
        {"probe.rtt", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Round trip"),
         QT_TRANSLATE_NOOP("Metric", "Time from sending a PING to its answer, network and queueing included: what a "
                                     "client feels at least.")},
        {"probe.p50", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Probe p50"),
         QT_TRANSLATE_NOOP("Metric", "Half of the monitor's PINGs in the last minute were answered faster than this.")},
        {"probe.p95", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Probe p95"),
         QT_TRANSLATE_NOOP("Metric", "95 of 100 of the monitor's PINGs in the last minute were answered faster than "
                                     "this.")},
        {"probe.p99", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Probe p99"),
         QT_TRANSLATE_NOOP("Metric", "99 of 100 of the monitor's PINGs in the last minute were answered faster than "
                                     "this.")},
        // What watching costs
        {"self.commands_per_min", Unit::Count, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Monitor: commands a minute"),
         QT_TRANSLATE_NOOP("Metric", "Commands that CacheLedger itself sends to the server in a minute.")},
        {"self.bytes_sent_per_min", Unit::Bytes, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Monitor: bytes to the server a minute"),
         QT_TRANSLATE_NOOP("Metric", "Bytes of the commands that CacheLedger itself sends to the server in a minute.")},
        {"self.bytes_received_per_min", Unit::Bytes, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Monitor: bytes from the server a minute"),
         QT_TRANSLATE_NOOP("Metric", "Bytes of the answers that CacheLedger itself gets from the server in a minute.")},
        {"self.server_us_per_min", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Monitor: server time a minute"),
         QT_TRANSLATE_NOOP("Metric", "Time that the server spends a minute on CacheLedger's own commands, estimated from "
                                     "how long one of each kind takes on average there.")},
        // Of the keyspace
        {"keyspace.hot_items", Unit::Count, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Hot spots"),
         QT_TRANSLATE_NOOP("Metric", "Keys or prefixes at ten times their own usual load and over 1,000 requests in ten "
                                     "minutes; known where an application counts what is asked for.")},
        // Of rules alone
        {"memory_growth_beyond_traffic", Unit::Ratio, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Memory growth beyond traffic"),
         QT_TRANSLATE_NOOP("Metric", "By how much memory grew within a day, less the growth of lookups in the window; for "
                                     "rules.")},
        // Of a cache as a whole
        {"cache.primaries", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Primaries that answer"),
         QT_TRANSLATE_NOOP("Metric", "How many nodes of the cache answer and call themselves primary; of caches with "
                                     "several nodes. Outside a cluster, more than one may each take writes that the "
                                     "others never see.")},
        // Of what is to be expected
        {"forecast.memory_full", Unit::Seconds, MetricKind::Gauge, BetterWhen::Higher, Combine::Min,
         QT_TRANSLATE_NOOP("Metric", "Time until memory is full"),
         QT_TRANSLATE_NOOP("Metric", "Until the first node of the cache reaches its memory limit, if it goes on like "
                                     "this; no value without a trend, and where keys are evicted already.")},
        {"anomaly.hit_ratio", Unit::None, MetricKind::Gauge, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Anomaly of the hit ratio"),
         QT_TRANSLATE_NOOP("Metric", "How far the hit ratio of this hour is from that of the same hour of past weeks, in "
                                     "usual deviations; below zero: lower. From three weeks on.")},
        {"anomaly.latency", Unit::None, MetricKind::Gauge, BetterWhen::Lower, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Anomaly of the latency"),
         QT_TRANSLATE_NOOP("Metric", "How far the probe's p95 of this hour is from that of the same hour of past weeks, "
                                     "in usual deviations; above zero: slower. From three weeks on.")},
        {"forecast.memory_growth", Unit::Bytes, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Memory growth a day"),
         QT_TRANSLATE_NOOP("Metric", "By how much the peaks of the cache's memory grow in a day, by a robust slope over "
                                     "two weeks at most; from two days on.")},
        {"forecast.savings_month", Unit::None, MetricKind::Gauge, BetterWhen::Higher, Combine::Mean,
         QT_TRANSLATE_NOOP("Metric", "Expected saving this month"),
         QT_TRANSLATE_NOOP("Metric", "What the cache will have saved, net, by the end of the month, in its plan's "
                                     "currency: what was measured, the rest like the median day; from seven days on.")},
        // Of the savings ledger
        {"ledger.net_per_month", Unit::None, MetricKind::Gauge, BetterWhen::Higher, Combine::Mean,
         QT_TRANSLATE_NOOP("Metric", "Net saving a month"),
         QT_TRANSLATE_NOOP("Metric", "What the cache saves in a month less what it costs, in its cost plan's currency, "
                                     "if all goes on as in the last 24 hours; known only where everything is priced.")},
        // Derived
        {"hit_ratio", Unit::Ratio, MetricKind::Gauge, BetterWhen::Higher, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Hit ratio"),
         QT_TRANSLATE_NOOP("Metric", "Share of lookups in the window that found their key: how much of the expensive "
                                     "work the cache saves.")},
        {"increase.*", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Increase of %1"),
         QT_TRANSLATE_NOOP("Metric", "What the counter counted in the window, across restarts but not across gaps.")},
        {"lookups_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Lookups"),
         QT_TRANSLATE_NOOP("Metric", "Key lookups a second, found or not.")},
        {"hits_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Higher, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Hits"),
         QT_TRANSLATE_NOOP("Metric", "Lookups a second that found their key.")},
        {"misses_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Misses"),
         QT_TRANSLATE_NOOP("Metric", "Lookups a second that did not find their key and sent the application to the "
                                     "slow source.")},
        {"evictions_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Evictions"),
         QT_TRANSLATE_NOOP("Metric", "Keys thrown out a second to stay below the memory limit.")},
        {"expirations_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Expirations"),
         QT_TRANSLATE_NOOP("Metric", "Keys removed a second because their time to live ran out.")},
        {"commands_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Operations"),
         QT_TRANSLATE_NOOP("Metric", "Commands executed a second.")},
        {"net_input_bytes_per_second", Unit::BytesPerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Network input"),
         QT_TRANSLATE_NOOP("Metric", "Bytes received a second.")},
        {"net_output_bytes_per_second", Unit::BytesPerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Network output"),
         QT_TRANSLATE_NOOP("Metric", "Bytes sent a second.")},
        {"connections_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "New connections"),
         QT_TRANSLATE_NOOP("Metric", "Connections accepted a second; in a healthy pool close to 0.")},
        {"rejected_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Rejected connections"),
         QT_TRANSLATE_NOOP("Metric", "Connections refused a second because the client limit was reached.")},
        {"errors_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Errors"),
         QT_TRANSLATE_NOOP("Metric", "Commands answered with an error a second.")},
        {"error_ratio", Unit::Ratio, MetricKind::Gauge, BetterWhen::Lower, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Error ratio"),
         QT_TRANSLATE_NOOP("Metric", "Commands answered with an error as a share of commands processed in the "
                                     "window.")},
        {"memory_used_ratio", Unit::Ratio, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Memory used of limit"),
         QT_TRANSLATE_NOOP("Metric", "Memory used as a share of maxmemory; near 100 % the server evicts keys or "
                                     "refuses writes.")},
        {"clients_used_ratio", Unit::Ratio, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Connections used"),
         QT_TRANSLATE_NOOP("Metric", "Connected clients as a share of the client limit; at 100 % new connections are "
                                     "refused.")},
        {"fragmentation_ratio", Unit::None, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Fragmentation"),
         QT_TRANSLATE_NOOP("Metric", "Resident memory divided by memory used; well above 1.5 memory is wasted, below "
                                     "1 the server is swapping.")},
        {"bytes_per_key", Unit::Bytes, MetricKind::Gauge, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Bytes per key"),
         QT_TRANSLATE_NOOP("Metric", "Memory used divided by the number of keys: a rough size of an entry.")},
        {"keys", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Keys"),
         QT_TRANSLATE_NOOP("Metric", "Keys in all databases.")},
        {"keys_with_expiry", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Keys with expiry"),
         QT_TRANSLATE_NOOP("Metric", "Keys in all databases that have a time to live; the rest stays until it is "
                                     "deleted or evicted.")},
        {"keys_without_expiry_ratio", Unit::Ratio, MetricKind::Gauge, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Keys without expiry"),
         QT_TRANSLATE_NOOP("Metric", "Share of all keys that have no time to live: what they hold is never refreshed "
                                     "by expiring.")},
        {"cpu_user", Unit::CpuCores, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "CPU, user"),
         QT_TRANSLATE_NOOP("Metric", "Processor cores' worth of time the server spends in its own code; 1 means one "
                                     "core fully busy.")},
        {"cpu_sys", Unit::CpuCores, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "CPU, system"),
         QT_TRANSLATE_NOOP("Metric", "Processor cores' worth of time the kernel spends for the server, mostly on "
                                     "network calls.")},
        {"replication_lag_seconds", Unit::Seconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Replication lag"),
         QT_TRANSLATE_NOOP("Metric", "Seconds since the worst replica reported, or since this replica last heard from "
                                     "its primary.")},
        {"replication_lag_bytes", Unit::Bytes, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Replication lag in bytes"),
         QT_TRANSLATE_NOOP("Metric", "Bytes of changes that the slowest replica has not confirmed yet: what a "
                                     "failover now could lose.")},
        {"command.*.calls_per_second", Unit::PerSecond, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Calls of %1"),
         QT_TRANSLATE_NOOP("Metric", "Executions of this command a second.")},
        {"command.*.usec_per_call", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Time per %1"),
         QT_TRANSLATE_NOOP("Metric", "Average execution time of this command in the window, waiting not counted.")},
    };
    return table;
}
// clang-format on

} // namespace cacheledger::catalogue
