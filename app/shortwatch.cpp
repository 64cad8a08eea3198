// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shortwatch.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

#include <algorithm>

namespace cacheledger
{

std::list<WatchedForNow> watchForNow(const Target& target, qint64 durationMs, const std::shared_ptr<const Clock>& clock)
{
    std::list<WatchedForNow> nodes;
    QEventLoop loop;
    bool timeIsUp = false;
    const auto endWhenDone = [&] {
        const bool failed =
            std::all_of(nodes.begin(), nodes.end(), [](const auto& node) { return node.error.has_value(); });
        const bool enough = std::all_of(nodes.begin(), nodes.end(), [](const auto& node) { return node.isEnough(); });
        if (failed || (timeIsUp && enough))
            loop.quit();
    };
    PollerOptions options;
    options.intervalMs = static_cast<int>(std::clamp<qint64>(durationMs / 3, CacheConfig::minIntervalMs, 1000));
    for (const NodeConfig& config : target.cache.nodes) {
        WatchedForNow& node =
            nodes.emplace_back(WatchedForNow{config, nullptr, LiveWindow(durationMs + 60'000), 0, {}});
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
    for (WatchedForNow& node : nodes)
        node.poller->start();
    QTimer::singleShot(static_cast<int>(std::min<qint64>(durationMs, 24LL * 3600 * 1000)), Qt::PreciseTimer, &loop,
                       [&] {
                           timeIsUp = true;
                           endWhenDone();
                       });
    loop.exec();
    for (WatchedForNow& node : nodes)
        node.poller->disconnect();
    return nodes;
}

} // namespace cacheledger
