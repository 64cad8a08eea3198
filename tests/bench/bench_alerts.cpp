// SPDX-License-Identifier: GPL-3.0-or-later
// What judging costs: 100 rules on 1,000 nodes, one poll of each; and where our engine and Prometheus' differ.
#include "figure.h"

#include "alerts/alertengine.h"
#include "alerts/rulefile.h"
#include "promtooldifference.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>

#include <cstdio>

using namespace cacheledger;

namespace
{

constexpr int nodeCount = 1000;
constexpr std::size_t ruleCount = 100;

/// The shipped rules, all switched on, again and again with other limits: what 100 rules of a team look like.
std::vector<Rule> manyRules()
{
    std::vector<Rule> rules;
    const std::vector<Rule> shipped = rulefile::shipped();
    for (int round = 0; rules.size() < ruleCount; ++round)
        for (Rule rule : shipped) {
            if (rules.size() == ruleCount)
                break;
            rule.id += QString::number(round);
            rule.enabled = true;
            rule.threshold *= 1 + round / 100.0;
            rule.forMs += round * 60'000;
            rules.push_back(std::move(rule));
        }
    return rules;
}

std::vector<std::string> columnNames()
{
    std::vector<std::string> names{"keyspace_hits",    "keyspace_misses",     "used_memory",
                                   "maxmemory",        "probe.p95",           "probe.p99",
                                   "evicted_keys",     "connected_clients",   "maxclients",
                                   "connected_slaves", "total_error_replies", "total_commands_processed",
                                   "db0.keys"};
    for (int i = 0; i < 150; ++i)
        names.push_back("other" + std::to_string(i));
    return names;
}

struct Rounds {
    double roundMs = 0; ///< CPU of a round, median
    double growthMib = 0;
};

Rounds measureRounds()
{
    AlertEngine engine;
    std::vector<WatchedNode> nodes;
    for (int i = 0; i < nodeCount; ++i)
        nodes.push_back({{}, {QStringLiteral("node-%1").arg(i)}, QStringLiteral("cache"), {}, {}, 1000});
    engine.setNodes(nodes);
    engine.setRules(manyRules());
    const auto layout = std::make_shared<SeriesLayout>(columnNames());
    constexpr int warmUp = 700; // windows are full, and what is too old is forgotten
    constexpr int measured = 300;
    std::vector<double> roundMs;
    double residentBefore = 0;
    for (int round = 0; round < warmUp + measured; ++round) {
        std::vector<Snapshot> polls;
        for (int i = 0; i < nodeCount; ++i) {
            Snapshot poll;
            poll.node = nodes[std::size_t(i)].node;
            poll.timeMs = 1'700'000'000'000 + round * 1000 + i / 10;
            poll.layout = layout;
            poll.values.assign(layout->size(), 1e6 + round * 100 + i % 7);
            polls.push_back(std::move(poll));
        }
        const double before = bench::ownCpuSeconds();
        for (const Snapshot& poll : polls)
            engine.add(poll);
        if (round >= warmUp)
            roundMs.push_back((bench::ownCpuSeconds() - before) * 1000);
        engine.takeTransitions();
        if (round == warmUp)
            residentBefore = bench::residentMibOf(QCoreApplication::applicationPid()).value_or(0);
    }
    const double resident = bench::residentMibOf(QCoreApplication::applicationPid()).value_or(0);
    return {bench::median(roundMs), resident - residentBefore};
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"alerts.round_ms", "alerts.round_memory_growth_mib", "alerts.promtool_disagreements"}))
        return 0;
    const QCoreApplication application(argc, argv);
    const Rounds rounds = measureRounds();
    bench::print({QStringLiteral("alerts.round_ms"), rounds.roundMs, QStringLiteral("ms"), QStringLiteral("at most"),
                  20, rounds.roundMs / 20});
    bench::print({QStringLiteral("alerts.round_memory_growth_mib"), rounds.growthMib, QStringLiteral("MiB"), {}, 0, 0});
    const QString promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
    if (promtool.isEmpty()) {
        std::fputs("bench_alerts: promtool is not installed (Debian: prometheus)\n", stderr);
        return 0;
    }
    const QTemporaryDir folder;
    double disagreements = 0;
    double moments = 0;
    for (const PromtoolDifference& difference : {differenceFromPromtool(promtool, folder.path(), 200, 2026),
                                                 differenceOfShippedRules(promtool, folder.path(), 40, 2026),
                                                 differenceOverDays(promtool, folder.path(), 12, 2026)}) {
        if (!difference.error.isEmpty()) {
            std::fprintf(stderr, "bench_alerts: %s\n", qPrintable(difference.error));
            return 1;
        }
        disagreements += difference.disagreements;
        moments += difference.moments;
    }
    bench::print({QStringLiteral("alerts.promtool_disagreements"), disagreements, QStringLiteral("moments"),
                  QStringLiteral("moments compared"), moments, 0});
    return 0;
}
