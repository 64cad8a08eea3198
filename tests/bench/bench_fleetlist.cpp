// SPDX-License-Identifier: GPL-3.0-or-later
// One live second of the list of 1,000 nodes: each has a new sample, all are judged, the rows on the screen are
// painted. CPU time of the GUI thread.
#include "figure.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/fleet/fleettable.h"
#include "ui/services.h"
#include "ui/theme.h"

#include <QtWidgets/QApplication>

#include <ctime>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr int benchNodes = 1000;
static constexpr int benchTicks = 30;
static constexpr TimeMs benchStartMs = 1'700'000'000'000;

static double guiCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

static std::vector<CacheConfig> fleetOf(int nodes)
{
    std::vector<CacheConfig> caches;
    for (int i = 0; i < nodes; ++i) {
        if (i % 10 == 0) {
            caches.emplace_back();
            caches.back().id = newCacheId();
            caches.back().name = u"cache-%1"_s.arg(i / 10);
            caches.back().environment = i % 20 == 0 ? u"production"_s : u"staging"_s;
        }
        Endpoint endpoint;
        endpoint.host = u"10.0.%1.7"_s.arg(i / 10);
        endpoint.port = static_cast<quint16>(6379 + i % 10);
        caches.back().nodes.push_back({newNodeId(), endpoint});
    }
    return caches;
}

/// As many columns as a server's INFO has.
static LayoutPtr infoLayout()
{
    std::vector<std::string> names{"used_memory", "maxmemory", "connected_clients", "maxclients", "loading"};
    for (int i = 0; i < 300; ++i)
        names.push_back("column_" + std::to_string(i));
    return std::make_shared<SeriesLayout>(std::move(names));
}

static double fleetTickMs()
{
    NodeStatusBoard board;
    Theme theme;
    FleetModel model(&board);
    FleetTable table(&model, &theme, nullptr);
    table.resize(1150, 560);
    const std::vector<CacheConfig> caches = fleetOf(benchNodes);
    model.setCaches(caches);
    table.show();
    const LayoutPtr layout = infoLayout();
    const auto texts = std::make_shared<TextFields>(TextFields{{"role", "master"}});
    std::vector<double> times;
    for (int tick = 0; tick < benchTicks; ++tick) {
        const TimeMs nowMs = benchStartMs + tick * 1000;
        const double before = guiCpuMs();
        for (const CacheConfig& cache : caches) {
            for (const NodeConfig& node : cache.nodes) {
                auto sample = std::make_shared<Snapshot>();
                sample->node = node.id;
                sample->timeMs = nowMs;
                sample->layout = layout;
                sample->values.assign(layout->size(), 1);
                sample->texts = texts;
                board.set({cache.id, node.id, NodeState::Up, benchStartMs, nowMs, {}, {}, sample});
            }
        }
        model.update(nowMs);
        table.viewport()->repaint();
        times.push_back(guiCpuMs() - before);
    }
    return bench::median(times);
}

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"ui.fleet_tick_ms"}))
        return 0;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    bench::print({u"ui.fleet_tick_ms"_s, fleetTickMs(), u"ms"_s, {}, 0, 0});
    return 0;
}
