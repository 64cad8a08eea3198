// SPDX-License-Identifier: GPL-3.0-or-later
// Sections Server, Clients, CPU, Threads, Modules and Sentinel of INFO.
#include "metrics/catalogue_tables.h"

#include <QtCore/QtGlobal>

namespace cacheledger::catalogue
{

// clang-format off
std::span<const MetricInfo> serverMetrics()
{
    static constexpr MetricInfo table[] = {
        // Server
        {"redis_git_dirty", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Modified build"),
         QT_TRANSLATE_NOOP("Metric", "1 if the server was built from sources with uncommitted changes.")},
        {"arch_bits", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Architecture"),
         QT_TRANSLATE_NOOP("Metric", "Width of the server's pointers in bits; a 32-bit build cannot use more than 4 "
                                     "GiB.")},
        {"process_id", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Process id"),
         QT_TRANSLATE_NOOP("Metric", "Process id on the server's machine; it changes with every restart.")},
        {"tcp_port", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "TCP port"),
         QT_TRANSLATE_NOOP("Metric", "Port on which the server listens for clients.")},
        {"listener*.port", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Listener %1 port"),
         QT_TRANSLATE_NOOP("Metric", "Port of one of the server's listeners; TLS and plain connections have one "
                                     "each.")},
        {"server_time_usec", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Server time"),
         QT_TRANSLATE_NOOP("Metric", "The server's own clock in microseconds since 1970; compare it with yours to "
                                     "find clock drift.")},
        {"uptime_in_seconds", Unit::Seconds, MetricKind::Gauge, BetterWhen::Neither, Combine::Min,
         QT_TRANSLATE_NOOP("Metric", "Uptime"),
         QT_TRANSLATE_NOOP("Metric", "Time since the server process started; when it falls, the server was restarted "
                                     "and its counters began again at 0.")},
        {"uptime_in_days", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::Min,
         QT_TRANSLATE_NOOP("Metric", "Uptime in days"),
         QT_TRANSLATE_NOOP("Metric", "Whole days since the server process started.")},
        {"hz", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Background frequency"),
         QT_TRANSLATE_NOOP("Metric", "How often a second the server runs background work such as expiring keys; it "
                                     "rises by itself with many clients.")},
        {"configured_hz", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Configured background frequency"),
         QT_TRANSLATE_NOOP("Metric", "The background frequency that the configuration asks for.")},
        {"lru_clock", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "LRU clock"),
         QT_TRANSLATE_NOOP("Metric", "The coarse clock that stamps keys on access, from which the eviction policy "
                                     "judges how long a key was idle.")},
        {"io_threads_active", Unit::None, MetricKind::Flag, BetterWhen::Neither, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "I/O threads active"),
         QT_TRANSLATE_NOOP("Metric", "Whether threads besides the main one currently read and write sockets.")},
        {"shutdown_in_milliseconds", Unit::Milliseconds, MetricKind::Gauge, BetterWhen::Neither, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Shutdown pending"),
         QT_TRANSLATE_NOOP("Metric", "Time left for replicas to catch up before the server that was asked to shut "
                                     "down does so.")},
        // Clients
        {"connected_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Connected clients"),
         QT_TRANSLATE_NOOP("Metric", "Open client connections, replicas not counted; steady growth under steady "
                                     "traffic points to a connection leak.")},
        {"cluster_connections", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Cluster bus connections"),
         QT_TRANSLATE_NOOP("Metric", "Estimated sockets used by the cluster bus for gossip between nodes.")},
        {"maxclients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Client limit"),
         QT_TRANSLATE_NOOP("Metric", "Connections the server accepts at most; further ones are refused and counted as "
                                     "rejected.")},
        {"max_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Client limit"),
         QT_TRANSLATE_NOOP("Metric", "Connections the server accepts at most (Dragonfly's spelling of maxclients).")},
        {"client_recent_max_input_buffer", Unit::Bytes, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Largest query buffer"),
         QT_TRANSLATE_NOOP("Metric", "The biggest input buffer among the current clients; a large one means huge "
                                     "commands or pipelines.")},
        {"client_recent_max_output_buffer", Unit::Bytes, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Largest reply buffer"),
         QT_TRANSLATE_NOOP("Metric", "The biggest output buffer among the current clients; a large one means a huge "
                                     "reply or a client that reads too slowly.")},
        {"client_longest_output_list", Unit::Count, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Longest reply list"),
         QT_TRANSLATE_NOOP("Metric", "The longest list of waiting replies among the current clients (before Redis "
                                     "5).")},
        {"client_biggest_input_buf", Unit::Bytes, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Largest query buffer"),
         QT_TRANSLATE_NOOP("Metric", "The biggest input buffer among the current clients (before Redis 5).")},
        {"blocked_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Blocked clients"),
         QT_TRANSLATE_NOOP("Metric", "Clients waiting in a blocking command such as BLPOP; normal for queues, "
                                     "suspicious for a cache.")},
        {"tracking_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Tracking clients"),
         QT_TRANSLATE_NOOP("Metric", "Clients that keep a local copy of keys and are told by the server when those "
                                     "keys change.")},
        {"pubsub_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Pub/Sub clients"),
         QT_TRANSLATE_NOOP("Metric", "Clients in subscriber mode.")},
        {"watching_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Watching clients"),
         QT_TRANSLATE_NOOP("Metric", "Clients that watch keys for an optimistic transaction.")},
        {"clients_in_timeout_table", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Clients with a timeout"),
         QT_TRANSLATE_NOOP("Metric", "Clients whose blocking command will end by a timeout.")},
        {"total_watched_keys", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Watched keys"),
         QT_TRANSLATE_NOOP("Metric", "Keys that clients currently watch for optimistic transactions.")},
        {"total_blocking_keys", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Blocking keys"),
         QT_TRANSLATE_NOOP("Metric", "Keys that at least one blocked client is waiting for.")},
        {"total_blocking_keys_on_nokey", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Blocking keys, woken on deletion"),
         QT_TRANSLATE_NOOP("Metric", "Keys whose waiting clients want to be woken when the key is deleted.")},
        // CPU
        {"used_cpu_sys", Unit::Seconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "System CPU time"),
         QT_TRANSLATE_NOOP("Metric", "CPU time the kernel spent for the server, mostly on network calls.")},
        {"used_cpu_user", Unit::Seconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "User CPU time"),
         QT_TRANSLATE_NOOP("Metric", "CPU time the server spent in its own code, on commands and background work.")},
        {"used_cpu_sys_children", Unit::Seconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "System CPU time of children"),
         QT_TRANSLATE_NOOP("Metric", "Kernel CPU time of finished background processes that saved or rewrote data.")},
        {"used_cpu_user_children", Unit::Seconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "User CPU time of children"),
         QT_TRANSLATE_NOOP("Metric", "CPU time of finished background processes that saved or rewrote data.")},
        {"used_cpu_sys_main_thread", Unit::Seconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "System CPU time, main thread"),
         QT_TRANSLATE_NOOP("Metric", "Kernel CPU time of the one thread that executes commands.")},
        {"used_cpu_user_main_thread", Unit::Seconds, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "User CPU time, main thread"),
         QT_TRANSLATE_NOOP("Metric", "CPU time of the one thread that executes commands; at one second a second the "
                                     "server is saturated whatever other cores do.")},
        // Threads (Redis 8, KeyDB)
        {"io_thread_*.clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Clients of I/O thread %1"),
         QT_TRANSLATE_NOOP("Metric", "Client connections served by this I/O thread; very different numbers mean "
                                     "uneven load.")},
        {"io_thread_*.reads", Unit::Count, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Reads of I/O thread %1"),
         QT_TRANSLATE_NOOP("Metric", "Socket reads done by this I/O thread.")},
        {"io_thread_*.writes", Unit::Count, MetricKind::Counter, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Writes of I/O thread %1"),
         QT_TRANSLATE_NOOP("Metric", "Socket writes done by this I/O thread.")},
        {"thread_*_clients", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Clients of thread %1"),
         QT_TRANSLATE_NOOP("Metric", "Client connections served by this server thread (KeyDB).")},
        // Modules
        {"module.*.ver", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Version of module %1"),
         QT_TRANSLATE_NOOP("Metric", "Version number of this loaded module.")},
        {"module.*.api", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "API of module %1"),
         QT_TRANSLATE_NOOP("Metric", "Version of the module interface that this module was built for.")},
        {"module.*.filters", Unit::Count, MetricKind::Info, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Command filters of module %1"),
         QT_TRANSLATE_NOOP("Metric", "Command filters that this module installed; each one is run for every command.")},
        // Sentinel
        {"sentinel_masters", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Watched primaries"),
         QT_TRANSLATE_NOOP("Metric", "Primaries that this Sentinel watches.")},
        {"sentinel_tilt", Unit::None, MetricKind::Flag, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Tilt mode"),
         QT_TRANSLATE_NOOP("Metric", "1 while Sentinel distrusts its own clock and takes no action; no failover "
                                     "happens in that time.")},
        {"sentinel_tilt_since_seconds", Unit::Seconds, MetricKind::Gauge, BetterWhen::Lower, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Time in tilt mode"),
         QT_TRANSLATE_NOOP("Metric", "How long Sentinel has been in tilt mode; -1 when it is not.")},
        {"sentinel_total_tilt", Unit::Count, MetricKind::Counter, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Tilts"),
         QT_TRANSLATE_NOOP("Metric", "How often Sentinel entered tilt mode.")},
        {"sentinel_running_scripts", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Running scripts"),
         QT_TRANSLATE_NOOP("Metric", "Notification and reconfiguration scripts that Sentinel is running.")},
        {"sentinel_scripts_queue_length", Unit::Count, MetricKind::Gauge, BetterWhen::Lower, Combine::Sum,
         QT_TRANSLATE_NOOP("Metric", "Queued scripts"),
         QT_TRANSLATE_NOOP("Metric", "Sentinel scripts that wait to be run; a growing queue means a script hangs.")},
        {"sentinel_simulate_failure_flags", Unit::None, MetricKind::Info, BetterWhen::Neither, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Simulated failures"),
         QT_TRANSLATE_NOOP("Metric", "Not 0 while Sentinel was told to crash at certain steps for a test.")},
        {"master*.slaves", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Replicas of primary %1"),
         QT_TRANSLATE_NOOP("Metric", "Replicas that Sentinel knows for this primary.")},
        {"master*.sentinels", Unit::Count, MetricKind::Gauge, BetterWhen::Neither, Combine::None,
         QT_TRANSLATE_NOOP("Metric", "Sentinels of primary %1"),
         QT_TRANSLATE_NOOP("Metric", "Sentinels that watch this primary, this one included; fewer than the quorum "
                                     "cannot fail over.")},
        // Cluster
        {"cluster_enabled", Unit::None, MetricKind::Flag, BetterWhen::Neither, Combine::Max,
         QT_TRANSLATE_NOOP("Metric", "Cluster mode"),
         QT_TRANSLATE_NOOP("Metric", "Whether the server runs as a node of a Redis Cluster.")},
    };
    return table;
}
// clang-format on

} // namespace cacheledger::catalogue
