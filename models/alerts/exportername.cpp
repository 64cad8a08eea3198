// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/exportername.h"

#include "metrics/catalogue.h"

#include <array>

namespace cacheledger::exporter
{

namespace
{

struct Name {
    std::string_view metric;
    std::string_view series;
    double factor = 1;
};

constexpr double microseconds = 1e6;
constexpr double milliseconds = 1e3;

// clang-format off
constexpr Name names[] = {
    {"up", "redis_up"},
    {"uptime_in_seconds", "redis_uptime_in_seconds"},
    {"connected_clients", "redis_connected_clients"},
    {"blocked_clients", "redis_blocked_clients"},
    {"maxclients", "redis_config_maxclients"},
    {"cluster_connections", "redis_cluster_connections"},
    {"client_recent_max_input_buffer", "redis_client_recent_max_input_buffer_bytes"},
    {"client_recent_max_output_buffer", "redis_client_recent_max_output_buffer_bytes"},
    {"tracking_clients", "redis_tracking_clients"},
    {"clients_in_timeout_table", "redis_clients_in_timeout_table"},
    {"used_memory", "redis_memory_used_bytes"},
    {"used_memory_rss", "redis_memory_used_rss_bytes"},
    {"used_memory_peak", "redis_memory_used_peak_bytes"},
    {"used_memory_lua", "redis_memory_used_lua_bytes"},
    {"used_memory_overhead", "redis_memory_used_overhead_bytes"},
    {"used_memory_startup", "redis_memory_used_startup_bytes"},
    {"used_memory_dataset", "redis_memory_used_dataset_bytes"},
    {"used_memory_scripts", "redis_memory_used_scripts_bytes"},
    {"maxmemory", "redis_memory_max_bytes"},
    {"allocator_allocated", "redis_allocator_allocated_bytes"},
    {"allocator_active", "redis_allocator_active_bytes"},
    {"allocator_resident", "redis_allocator_resident_bytes"},
    {"allocator_frag_ratio", "redis_allocator_frag_ratio"},
    {"allocator_frag_bytes", "redis_allocator_frag_bytes"},
    {"allocator_rss_ratio", "redis_allocator_rss_ratio"},
    {"allocator_rss_bytes", "redis_allocator_rss_bytes"},
    {"mem_fragmentation_ratio", "redis_mem_fragmentation_ratio"},
    {"mem_fragmentation_bytes", "redis_mem_fragmentation_bytes"},
    {"mem_not_counted_for_evict", "redis_mem_not_counted_for_eviction_bytes"},
    {"mem_clients_normal", "redis_mem_clients_normal"},
    {"mem_clients_slaves", "redis_mem_clients_slaves"},
    {"lazyfree_pending_objects", "redis_lazyfree_pending_objects"},
    {"active_defrag_running", "redis_active_defrag_running"},
    {"loading", "redis_loading_dump_file"},
    {"rdb_changes_since_last_save", "redis_rdb_changes_since_last_save"},
    {"rdb_bgsave_in_progress", "redis_rdb_bgsave_in_progress"},
    {"rdb_last_save_time", "redis_rdb_last_save_timestamp_seconds"},
    {"rdb_last_bgsave_time_sec", "redis_rdb_last_bgsave_duration_sec"},
    {"rdb_current_bgsave_time_sec", "redis_rdb_current_bgsave_duration_sec"},
    {"rdb_last_cow_size", "redis_rdb_last_cow_size_bytes"},
    {"aof_enabled", "redis_aof_enabled"},
    {"aof_rewrite_in_progress", "redis_aof_rewrite_in_progress"},
    {"aof_rewrite_scheduled", "redis_aof_rewrite_scheduled"},
    {"aof_last_rewrite_time_sec", "redis_aof_last_rewrite_duration_sec"},
    {"aof_current_rewrite_time_sec", "redis_aof_current_rewrite_duration_sec"},
    {"aof_last_cow_size", "redis_aof_last_cow_size_bytes"},
    {"total_connections_received", "redis_connections_received_total"},
    {"total_commands_processed", "redis_commands_processed_total"},
    {"total_net_input_bytes", "redis_net_input_bytes_total"},
    {"total_net_output_bytes", "redis_net_output_bytes_total"},
    {"rejected_connections", "redis_rejected_connections_total"},
    {"sync_full", "redis_replica_resyncs_full"},
    {"sync_partial_ok", "redis_replica_partial_resync_accepted"},
    {"sync_partial_err", "redis_replica_partial_resync_denied"},
    {"expired_keys", "redis_expired_keys_total"},
    {"expired_stale_perc", "redis_expired_stale_percentage"},
    {"expired_time_cap_reached_count", "redis_expired_time_cap_reached_total"},
    {"evicted_keys", "redis_evicted_keys_total"},
    {"keyspace_hits", "redis_keyspace_hits_total"},
    {"keyspace_misses", "redis_keyspace_misses_total"},
    {"pubsub_channels", "redis_pubsub_channels"},
    {"pubsub_patterns", "redis_pubsub_patterns"},
    {"latest_fork_usec", "redis_latest_fork_seconds", microseconds},
    {"migrate_cached_sockets", "redis_migrate_cached_sockets_total"},
    {"slave_expires_tracked_keys", "redis_slave_expires_tracked_keys"},
    {"active_defrag_hits", "redis_defrag_hits"},
    {"active_defrag_misses", "redis_defrag_misses"},
    {"active_defrag_key_hits", "redis_defrag_key_hits"},
    {"active_defrag_key_misses", "redis_defrag_key_misses"},
    {"total_error_replies", "redis_total_error_replies"},
    {"unexpected_error_replies", "redis_unexpected_error_replies"},
    {"total_reads_processed", "redis_total_reads_processed"},
    {"total_writes_processed", "redis_total_writes_processed"},
    {"used_cpu_sys", "redis_cpu_sys_seconds_total"},
    {"used_cpu_user", "redis_cpu_user_seconds_total"},
    {"used_cpu_sys_children", "redis_cpu_sys_children_seconds_total"},
    {"used_cpu_user_children", "redis_cpu_user_children_seconds_total"},
    {"used_cpu_sys_main_thread", "redis_cpu_sys_main_thread_seconds_total"},
    {"used_cpu_user_main_thread", "redis_cpu_user_main_thread_seconds_total"},
    {"connected_slaves", "redis_connected_slaves"},
    {"master_repl_offset", "redis_master_repl_offset"},
    {"second_repl_offset", "redis_second_repl_offset"},
    {"slave_repl_offset", "redis_slave_repl_offset"},
    {"slave_priority", "redis_slave_priority"},
    {"master_last_io_seconds_ago", "redis_master_last_io_seconds_ago"},
    {"master_sync_in_progress", "redis_master_sync_in_progress"},
    {"repl_backlog_active", "redis_repl_backlog_is_active"},
    {"repl_backlog_size", "redis_replication_backlog_bytes"},
    {"repl_backlog_first_byte_offset", "redis_repl_backlog_first_byte_offset"},
    {"repl_backlog_histlen", "redis_repl_backlog_history_bytes"},
    {"cluster_enabled", "redis_cluster_enabled"},
};
// clang-format on

/// Metrics with a variable part, which the exporter has as a label.
struct Family {
    std::string_view prefix; ///< of the metric
    std::string_view suffix;
    std::string_view series;
    std::string_view label;
    std::string_view labelPrefix; ///< of the label's value, before the variable part
    double factor = 1;
};

constexpr Family families[] = {
    {"db", ".keys", "redis_db_keys", "db", "db"},
    {"db", ".expires", "redis_db_keys_expiring", "db", "db"},
    {"db", ".avg_ttl", "redis_db_avg_ttl_seconds", "db", "db", milliseconds},
    {"cmdstat.", ".calls", "redis_commands_total", "cmd", ""},
    {"cmdstat.", ".usec", "redis_commands_duration_seconds_total", "cmd", "", microseconds},
    {"cmdstat.", ".failed_calls", "redis_commands_failed_calls_total", "cmd", ""},
    {"cmdstat.", ".rejected_calls", "redis_commands_rejected_calls_total", "cmd", ""},
    {"errorstat.", ".count", "redis_errors_total", "err", ""},
};

/// The exporter has a replica's address as labels, INFO a number.
constexpr Name replicaNames[] = {
    {".lag", "redis_connected_slave_lag_seconds"},
    {".offset", "redis_connected_slave_offset_bytes"},
};

constexpr std::string_view ownPrefix = "cacheledger_";

QString latin(std::string_view text)
{
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

QString ownName(std::string_view metric)
{
    QString name = latin(ownPrefix) + latin(metric);
    for (QChar& c : name)
        if (!(c.isLetterOrNumber() && c.unicode() < 128))
            c = u'_';
    return name;
}

} // namespace

ExporterSeries seriesOf(std::string_view metric)
{
    for (const Name& name : names)
        if (name.metric == metric)
            return {latin(name.series), name.factor, true};
    for (const Family& family : families) {
        if (metric.size() <= family.prefix.size() + family.suffix.size() || !metric.starts_with(family.prefix) ||
            !metric.ends_with(family.suffix))
            continue;
        const auto part =
            metric.substr(family.prefix.size(), metric.size() - family.prefix.size() - family.suffix.size());
        if (part.find('.') != std::string_view::npos)
            continue;
        return {QStringLiteral("%1{%2=\"%3\"}")
                    .arg(latin(family.series), latin(family.label), latin(family.labelPrefix) + latin(part)),
                family.factor, true};
    }
    return {ownName(metric), 1, false};
}

std::optional<std::string> metricOf(const QString& name, const SeriesLabels& labels, int ordinal)
{
    const std::string text = name.toStdString();
    for (const Name& known : names)
        if (known.series == text)
            return std::string(known.metric);
    for (const Family& family : families) {
        const auto label = labels.find(latin(family.label));
        if (family.series != text || label == labels.end())
            continue;
        const std::string value = label->second.toStdString();
        if (value.starts_with(family.labelPrefix))
            return std::string(family.prefix) + value.substr(family.labelPrefix.size()) + std::string(family.suffix);
    }
    for (const Name& replica : replicaNames)
        if (replica.series == text)
            return "slave" + std::to_string(ordinal) + std::string(replica.metric);
    if (text.starts_with(ownPrefix))
        for (const MetricInfo& info : catalogue::all())
            if (ownName(info.id) == name)
                return std::string(info.id);
    return text.find('*') == std::string::npos && catalogue::find(text) ? std::optional(text) : std::nullopt;
}

} // namespace cacheledger::exporter
