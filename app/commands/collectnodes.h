// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/context.h"
#include "app/targets.h"
#include "metrics/nodestatus.h"

#include <map>
#include <mutex>

namespace cacheledger
{

/// How the nodes that `collect` polls fare: says what is the matter with one when it begins and when it ends.
class CollectNodes
{
public:
    /// Both outlive it.
    CollectNodes(std::vector<Target>& targets, const CommandContext& context) : m_context(context), m_targets(targets)
    {
    }

    /// Any thread.
    void onStatus(const NodeStatus& status);
    /// How many answer, and what was collected so far. Main thread, as all below.
    void printStatus();
    /// Another configuration of a cache that is collected: servers of it were found or have gone, which is said.
    void replace(Target& target, const CacheConfig& next);
    /// Other caches are collected from now on.
    void replaceAll(std::vector<Target> next);
    /// Empty for an unknown one.
    QString addressOf(const NodeId& node) const;
    qint64 samples();
    /// What was the matter with the last one that did not answer; nothing: each has answered.
    std::optional<Error> lastError();

private:
    struct Seen {
        NodeState state = NodeState::Connecting;
        std::optional<ErrorCode> error;
        TimeMs newestMs = 0;
        bool malformedTold = false;
    };

    void forgetUnknown();
    void tellMissing(const CacheConfig& among, const CacheConfig& those, const QString& text) const;

    const CommandContext& m_context;
    std::mutex m_mutex;             // guards all below
    std::vector<Target>& m_targets; // changed in the main thread alone, which reads it unguarded
    std::map<NodeId, Seen> m_nodes;
    qint64 m_samples = 0;
    std::optional<Error> m_lastError;
};

} // namespace cacheledger
