// SPDX-License-Identifier: GPL-3.0-or-later
// Sections Commandstats, Latencystats, Keyspace and Keysizes of INFO: families with a variable part.
#include "metrics/catalogue_tables.h"

#include <QtCore/QtGlobal>

namespace cacheledger::catalogue
{

// clang-format off
std::span<const MetricInfo> commandAndKeyMetrics()
{
    static constexpr MetricInfo table[] = {
        // Commandstats
        {"cmdstat.*.calls", Unit::Count, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Calls of %1"),
         QT_TRANSLATE_NOOP("Metric", "Times this command was executed, failed executions included, rejected ones "
                                     "not.")},
        {"cmdstat.*.usec", Unit::Microseconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "CPU time of %1"),
         QT_TRANSLATE_NOOP("Metric", "Time spent executing this command; the command with the largest growth is what "
                                     "the server is busy with.")},
        {"cmdstat.*.usec_per_call", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Average time of %1"),
         QT_TRANSLATE_NOOP("Metric", "Average execution time since start, waiting in the network or in a queue not "
                                     "counted.")},
        {"cmdstat.*.rejected_calls", Unit::Count, MetricKind::Counter, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Rejected calls of %1"),
         QT_TRANSLATE_NOOP("Metric", "Calls refused before execution: wrong arguments, no permission, out of memory.")},
        {"cmdstat.*.failed_calls", Unit::Count, MetricKind::Counter, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Failed calls of %1"),
         QT_TRANSLATE_NOOP("Metric", "Calls that began and ended with an error.")},
        // Latencystats
        {"latency.*.p50", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "%1 p50"),
         QT_TRANSLATE_NOOP("Metric", "Half of this command's executions since start were faster than this, waiting "
                                     "not counted.")},
        {"latency.*.p95", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "%1 p95"),
         QT_TRANSLATE_NOOP("Metric", "95 of 100 executions of this command since start were faster than this, waiting "
                                     "not counted.")},
        {"latency.*.p99", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "%1 p99"),
         QT_TRANSLATE_NOOP("Metric", "99 of 100 executions of this command since start were faster than this, waiting "
                                     "not counted.")},
        {"latency.*.p99.9", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "%1 p99.9"),
         QT_TRANSLATE_NOOP("Metric", "999 of 1,000 executions of this command since start were faster than this, "
                                     "waiting not counted.")},
        {"latency.*.p*", Unit::Microseconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "%1 p%2"),
         QT_TRANSLATE_NOOP("Metric", "This percentage of the command's executions since start was faster than the "
                                     "value, waiting not counted.")},
        // Keyspace
        {"db*.keys", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Keys of database %1"),
         QT_TRANSLATE_NOOP("Metric", "Keys stored in this logical database.")},
        {"db*.expires", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Keys with expiry, database %1"),
         QT_TRANSLATE_NOOP("Metric", "Keys of this logical database that have a time to live.")},
        {"db*.avg_ttl", Unit::Milliseconds, MetricKind::Gauge, BetterWhen::Neither, Combine::Mean,
         QT_TRANSLATE_NOOP("Metric", "Average time to live, database %1"),
         QT_TRANSLATE_NOOP("Metric", "Estimated average remaining time to live of the keys that have one; 0 when "
                                     "there are none.")},
        {"db*.subexpiry", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Hashes with expiring fields, database %1"),
         QT_TRANSLATE_NOOP("Metric", "Hashes with at least one field that has a time to live of its own.")},
        {"db*.cached_keys", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Cached keys of database %1"),
         QT_TRANSLATE_NOOP("Metric", "Keys held in memory when the rest lies on disk (KeyDB).")},
        {"db*.expired", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Expired keys of database %1"),
         QT_TRANSLATE_NOOP("Metric", "Keys that have expired and are still on disk (Kvrocks).")},
        {"db*.hits", Unit::Count, MetricKind::Counter, BetterWhen::Higher, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Hits of database %1"),
         QT_TRANSLATE_NOOP("Metric", "Lookups in this logical database that found their key (Dragonfly).")},
        {"db*.misses", Unit::Count, MetricKind::Counter, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Misses of database %1"),
         QT_TRANSLATE_NOOP("Metric", "Lookups in this logical database that did not find their key (Dragonfly).")},
        {"db*.hit_ratio", Unit::Percent, MetricKind::Gauge, BetterWhen::Higher, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Hit rate of database %1 since start"),
         QT_TRANSLATE_NOOP("Metric", "Share of lookups found since the server started; the hit ratio over a window "
                                     "says more (Dragonfly).")},
        // Keysizes: a histogram with power-of-two bins
        {"db*_distrib_*_sizes.*", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Database %1: %2 of size %3"),
         QT_TRANSLATE_NOOP("Metric", "How many keys of this type have a value of this size in bytes, up to the next "
                                     "power of two.")},
        {"db*_distrib_*_items.*", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::SumOfPrimaries,
         QT_TRANSLATE_NOOP("Metric", "Database %1: %2 with %3 items"),
         QT_TRANSLATE_NOOP("Metric", "How many keys of this type have this many items, up to the next power of two.")},
    };
    return table;
}
// clang-format on

} // namespace cacheledger::catalogue
