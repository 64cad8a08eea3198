// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dashboardcharts.h"

#include "metrics/health.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
QString chartWord(const char* text)
{
    return QCoreApplication::translate("DashboardCharts", text);
}

ChartSeriesSpec lineOf(const char* metric, const char* label)
{
    return {metric, chartWord(label), ChartSeriesSpec::Style::Line};
}

ChartSpec chart(const char* id, const char* title, Unit unit, std::vector<ChartSeriesSpec> series)
{
    ChartSpec spec;
    spec.id = QString::fromLatin1(id);
    spec.title = chartWord(title);
    spec.unit = unit;
    spec.series = std::move(series);
    if (unit != Unit::Ratio)
        spec.axisMin = 0;
    // One threshold line: the limit that calls for action, of the first line that has one.
    for (const ChartSeriesSpec& line : spec.series) {
        for (const Threshold& threshold : defaultThresholds()) {
            if (spec.threshold || threshold.metric != line.metric)
                continue;
            spec.threshold = threshold.critical ? threshold.critical : threshold.warning;
            spec.thresholdAbove = threshold.above;
            spec.judged = line.metric;
        }
    }
    return spec;
}

void addGroup(std::vector<ChartSpec>& all, const char* title, std::vector<ChartSpec> group)
{
    for (ChartSpec& spec : group) {
        spec.group = chartWord(title);
        all.push_back(std::move(spec));
    }
}

#define N_(text) QT_TRANSLATE_NOOP("DashboardCharts", text)

std::vector<ChartSpec> effectCharts()
{
    ChartSpec ratio = chart("hit_ratio", N_("Hit ratio"), Unit::Ratio, {lineOf("hit_ratio", N_("hit ratio"))});
    ratio.axisMin = 0;
    ratio.axisMax = 1;
    return {ratio,
            chart("lookups", N_("Lookups"), Unit::PerSecond,
                  {lineOf("hits_per_second", N_("hits")), lineOf("misses_per_second", N_("misses"))}),
            chart("evictions", N_("Evictions and expirations"), Unit::PerSecond,
                  {lineOf("evictions_per_second", N_("evicted")), lineOf("expirations_per_second", N_("expired"))})};
}

std::vector<ChartSpec> memoryCharts()
{
    ChartSeriesSpec limit = lineOf("maxmemory", N_("maxmemory"));
    limit.style = ChartSeriesSpec::Style::Limit;
    return {chart("memory", N_("Memory"), Unit::Bytes,
                  {lineOf("used_memory", N_("used")), lineOf("used_memory_rss", N_("RSS")),
                   lineOf("used_memory_peak", N_("peak")), limit}),
            chart("fragmentation", N_("Fragmentation"), Unit::None, {lineOf("fragmentation_ratio", N_("RSS / used"))}),
            chart("keys", N_("Keys"), Unit::Count,
                  {lineOf("keys", N_("keys")), lineOf("keys_with_expiry", N_("with TTL"))})};
}

std::vector<ChartSpec> latencyCharts(const std::vector<std::string>& commands)
{
    std::vector<ChartSeriesSpec> perCommand;
    for (const std::string& command : commands)
        perCommand.push_back({"command." + command + ".usec_per_call", QString::fromStdString(command).toUpper(), {}});
    if (perCommand.empty())
        perCommand.push_back(lineOf("command.get.usec_per_call", "GET"));
    ChartSpec probes = chart("probe_latency", N_("Probe latency"), Unit::Microseconds,
                             {lineOf("probe.p50", "p50"), lineOf("probe.p95", "p95"), lineOf("probe.p99", "p99")});
    return {probes, chart("command_latency", N_("Time per call by command"), Unit::Microseconds, std::move(perCommand)),
            chart("commands", N_("Commands"), Unit::PerSecond, {lineOf("commands_per_second", N_("commands"))})};
}

std::vector<ChartSpec> clientCharts()
{
    return {chart("clients", N_("Clients"), Unit::Count,
                  {lineOf("connected_clients", N_("connected")), lineOf("blocked_clients", N_("blocked"))}),
            chart("connections", N_("New connections"), Unit::PerSecond,
                  {lineOf("connections_per_second", N_("accepted")), lineOf("rejected_per_second", N_("rejected"))}),
            chart("network", N_("Network"), Unit::BytesPerSecond,
                  {lineOf("net_input_bytes_per_second", N_("in")), lineOf("net_output_bytes_per_second", N_("out"))})};
}

std::vector<ChartSpec> serverCharts()
{
    return {chart("cpu", N_("CPU"), Unit::CpuCores, {lineOf("cpu_user", N_("user")), lineOf("cpu_sys", N_("system"))}),
            chart("replication_lag", N_("Replication lag"), Unit::Seconds,
                  {lineOf("replication_lag_seconds", N_("worst replica"))}),
            chart("errors", N_("Errors"), Unit::PerSecond, {lineOf("errors_per_second", N_("error replies"))})};
}
} // namespace

std::vector<ChartSpec> dashboardCharts(const std::vector<std::string>& commands)
{
    std::vector<ChartSpec> all;
    addGroup(all, N_("Effect"), effectCharts());
    addGroup(all, N_("Memory and keys"), memoryCharts());
    addGroup(all, N_("Speed"), latencyCharts(commands));
    addGroup(all, N_("Clients and network"), clientCharts());
    addGroup(all, N_("Server"), serverCharts());
    return all;
}

#undef N_

/// What monitoring and replication send is not the application's work.
static bool isPlumbing(std::string_view command)
{
    static constexpr std::string_view names[] = {"ping", "info", "auth", "hello", "replconf", "psync", "select"};
    return std::find(std::begin(names), std::end(names), command) != std::end(names) || command.starts_with("client|");
}

std::vector<std::string> topCommands(const Snapshot* latest, std::size_t most)
{
    static constexpr std::string_view prefix = "cmdstat.";
    static constexpr std::string_view suffix = ".calls";
    std::vector<std::pair<double, std::string>> found;
    const std::size_t columns = latest && latest->layout ? latest->layout->size() : 0;
    for (std::size_t i = 0; i < columns && i < latest->values.size(); ++i) {
        const std::string_view name = latest->layout->name(i);
        if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() <= prefix.size() + suffix.size())
            continue;
        const std::string_view command = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
        if (const double calls = latest->values[i]; calls > 0 && !isPlumbing(command))
            found.emplace_back(calls, command);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < found.size() && i < most; ++i)
        names.push_back(found[i].second);
    std::sort(names.begin(), names.end()); // so that close rivals do not change places
    return names;
}

std::vector<std::string> metricsOf(const std::vector<ChartSpec>& charts)
{
    std::vector<std::string> metrics;
    for (const ChartSpec& spec : charts) {
        for (const ChartSeriesSpec& series : spec.series) {
            if (std::find(metrics.begin(), metrics.end(), series.metric) == metrics.end())
                metrics.push_back(series.metric);
        }
    }
    return metrics;
}

} // namespace cacheledger
