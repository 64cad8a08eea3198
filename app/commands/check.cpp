// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/check.h"

#include "app/healthreport.h"
#include "app/targets.h"
#include "redis/nodepoller.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

#include <algorithm>
#include <list>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// Two samples make the first window; a single one could tell no rate.
static constexpr int leastSamples = 2;

/// One node while it is watched.
struct CheckedNode {
    QString address;
    std::unique_ptr<NodePoller> poller;
    LiveWindow window;
    int samples = 0;
    std::optional<Error> error;

    bool enough() const { return error || samples >= leastSamples; }
    NodeHealth health() const
    {
        if (!error)
            return assessNode(address, window, samples);
        NodeHealth failed;
        failed.subject = address;
        failed.error = error;
        return failed;
    }
};

static void watchNodes(std::list<CheckedNode>& nodes, const Target& target, qint64 durationMs,
                       const std::shared_ptr<const Clock>& clock)
{
    QEventLoop loop;
    bool timeIsUp = false;
    const auto endWhenDone = [&] {
        const bool failed =
            std::all_of(nodes.begin(), nodes.end(), [](const auto& node) { return node.error.has_value(); });
        const bool enough = std::all_of(nodes.begin(), nodes.end(), [](const auto& node) { return node.enough(); });
        if (failed || (timeIsUp && enough))
            loop.quit();
    };
    PollerOptions options;
    options.intervalMs = static_cast<int>(std::clamp<qint64>(durationMs / 3, CacheConfig::minIntervalMs, 1000));
    for (const NodeConfig& config : target.cache.nodes) {
        CheckedNode& node =
            nodes.emplace_back(CheckedNode{config.endpoint.address(), nullptr, LiveWindow(durationMs + 60'000), 0, {}});
        node.poller =
            std::make_unique<NodePoller>(target.cache.id, config.id, config.endpoint, target.password, options, clock);
        QObject::connect(node.poller.get(), &NodePoller::sampled, &loop,
                         [&node, endWhenDone](const SnapshotPtr& sample) {
                             node.window.add(sample);
                             ++node.samples;
                             endWhenDone();
                         });
        QObject::connect(node.poller.get(), &NodePoller::statusChanged, &loop,
                         [&node, endWhenDone](const NodeStatus& status) {
                             if (status.state == NodeState::Down && status.error && !node.error)
                                 node.error = status.error;
                             endWhenDone();
                         });
    }
    for (CheckedNode& node : nodes)
        node.poller->start();
    QTimer::singleShot(static_cast<int>(std::min<qint64>(durationMs, 24LL * 3600 * 1000)), Qt::PreciseTimer, &loop,
                       [&] {
                           timeIsUp = true;
                           endWhenDone();
                       });
    loop.exec();
    for (CheckedNode& node : nodes)
        node.poller->disconnect();
}

int runCheck(const CheckCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());

    std::list<CheckedNode> nodes;
    watchNodes(nodes, *target, command.durationMs, context.clock);
    std::vector<NodeHealth> healths;
    for (const CheckedNode& node : nodes)
        healths.push_back(node.health());
    return reportHealth(healths, command.json, context.console);
}

} // namespace cacheledger
