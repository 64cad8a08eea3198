// SPDX-License-Identifier: GPL-3.0-or-later
// What a page's question to history costs: all metrics of a dashboard on 1,200 columns, from an open file.
#include "figure.h"

#include "history/historyreader.h"
#include "history/historywriter.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>
#include <QtCore/QTemporaryDir>

#include <cmath>
#include <cstdio>

using namespace cacheledger;

namespace
{
constexpr TimeMs hourMs = 3600'000;
constexpr TimeMs start = 1'780'315'200'000;
const NodeId node{QStringLiteral("node")};

const std::vector<std::string> dashboard{"hit_ratio",
                                         "lookups_per_second",
                                         "hits_per_second",
                                         "misses_per_second",
                                         "used_memory",
                                         "used_memory_rss",
                                         "used_memory_peak",
                                         "maxmemory",
                                         "memory_used_ratio",
                                         "fragmentation_ratio",
                                         "evictions_per_second",
                                         "expirations_per_second",
                                         "keys",
                                         "keys_with_expiry",
                                         "commands_per_second",
                                         "probe.rtt",
                                         "probe.p50",
                                         "probe.p95",
                                         "probe.p99",
                                         "connected_clients",
                                         "blocked_clients",
                                         "clients_used_ratio",
                                         "net_input_bytes_per_second",
                                         "net_output_bytes_per_second",
                                         "cpu_user",
                                         "cpu_sys",
                                         "replication_lag_seconds",
                                         "errors_per_second",
                                         "command.get.usec_per_call",
                                         "command.set.usec_per_call"};

/// The fields that the dashboard reads, and constant ones up to what a server sends.
LayoutPtr serverLayout()
{
    std::vector<std::string> names{"keyspace_hits",
                                   "keyspace_misses",
                                   "evicted_keys",
                                   "expired_keys",
                                   "total_commands_processed",
                                   "total_net_input_bytes",
                                   "total_net_output_bytes",
                                   "total_error_replies",
                                   "used_cpu_user",
                                   "used_cpu_sys",
                                   "cmdstat.get.calls",
                                   "cmdstat.get.usec",
                                   "cmdstat.set.calls",
                                   "cmdstat.set.usec", // counters up to here
                                   "used_memory",
                                   "used_memory_rss",
                                   "used_memory_peak",
                                   "maxmemory",
                                   "mem_fragmentation_ratio",
                                   "db0.keys",
                                   "db0.expires",
                                   "probe.rtt",
                                   "probe.p50",
                                   "probe.p95",
                                   "probe.p99",
                                   "connected_clients",
                                   "blocked_clients",
                                   "maxclients",
                                   "slave0.lag"};
    while (names.size() < 270)
        names.push_back("constant_" + std::to_string(names.size()));
    return std::make_shared<const SeriesLayout>(std::move(names));
}

/// A week of polls every `intervalMs`, the last hour every second.
bool writeWeek(const QString& path, int intervalMs)
{
    auto writer = HistoryWriter::open(path);
    if (!writer || !(*writer)->registerNode({{QStringLiteral("c")}, node, QStringLiteral("b"), QStringLiteral("h:1")}))
        return false;
    const LayoutPtr layout = serverLayout();
    QRandomGenerator random(1);
    std::vector<double> values(layout->size(), 12345);
    std::vector<SnapshotPtr> batch;
    const TimeMs end = start + 7 * 24 * hourMs;
    for (TimeMs time = start; time < end;) {
        const int step = time >= end - hourMs ? 1000 : intervalMs;
        for (std::size_t i = 0; i < 29; ++i)
            values[i] = i < 14 ? values[i] + random.bounded(500) : values[i] + random.bounded(9) - 4;
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = node;
        snapshot->timeMs = time;
        snapshot->intervalMs = step;
        snapshot->layout = layout;
        snapshot->values = values;
        batch.push_back(snapshot);
        time += step;
        if (batch.size() == 600 || time >= end) {
            if (!(*writer)->append(batch) || !(*writer)->compact())
                return false;
            batch.clear();
        }
    }
    return bool((*writer)->flush());
}

double frameMs(const HistoryFile& file, TimeMs rangeMs, int columns, std::optional<Tier> tier, qint64* read)
{
    FrameRequest request;
    request.nodes = {node};
    request.metrics = dashboard;
    request.toMs = start + 7 * 24 * hourMs;
    request.fromMs = request.toMs - rangeMs;
    request.columns = columns;
    request.tier = tier;
    std::vector<double> times;
    for (int i = 0; i < 7; ++i) {
        QElapsedTimer timer;
        timer.start();
        const auto frame = readFrame(file, request);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        if (!frame || frame->times.empty())
            return std::nan("");
        *read = frame->samplesRead;
    }
    return bench::median(times);
}
} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"frame.week_ms", "frame.hour_ms", "frame.5min_ms", "frame.tile_ms"}))
        return 0;
    QCoreApplication app(argc, argv);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("history.db"));
    if (!writeWeek(path, 10'000))
        return 1;
    const auto file = HistoryFile::open(path);
    if (!file)
        return 1;
    const struct {
        const char* name;
        TimeMs rangeMs;
        int columns;
    } asked[] = {{"frame.week_ms", 7 * 24 * hourMs, 1200},
                 {"frame.hour_ms", hourMs, 1200},
                 {"frame.5min_ms", hourMs / 12, 1200},
                 {"frame.tile_ms", hourMs / 12, 1}};
    for (const auto& [name, rangeMs, columns] : asked) {
        qint64 read = 0;
        bench::Figure figure;
        figure.name = QLatin1String(name);
        figure.unit = QStringLiteral("ms");
        figure.value = frameMs(**file, rangeMs, columns, {}, &read);
        bench::print(figure);
        std::fprintf(stderr, "%s: 30 metrics of %lld samples or buckets on %d columns\n", name,
                     static_cast<long long>(read), columns);
    }
    return 0;
}
