// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/collectnodes.h"

#include "metrics/format.h"

#include <algorithm>

namespace cacheledger
{

void CollectNodes::onStatus(const NodeStatus& status)
{
    const std::lock_guard lock(m_mutex);
    Seen& seen = m_nodes[status.node];
    if (status.lastSampleMs && *status.lastSampleMs != seen.newestMs) {
        seen.newestMs = *status.lastSampleMs;
        ++m_samples;
    }
    if (const int lines = status.latest ? status.latest->malformedLines : 0; lines > 0 && !seen.malformedTold) {
        seen.malformedTold = true;
        m_context.console.note(Cli::tr("%1: lines of INFO that were not understood: %2. The others are collected.")
                                   .arg(addressOf(status.node))
                                   .arg(lines));
    }
    const std::optional<ErrorCode> code = status.error ? std::optional(status.error->code) : std::nullopt;
    if (status.state == NodeState::Down && status.error) {
        m_lastError = status.error;
        if (code != seen.error)
            m_context.console.note(*status.error, LogTopic::Servers);
        seen.error = code;
    } else if (status.state == NodeState::Up && seen.error) {
        m_context.console.note(Cli::tr("%1 answers again.").arg(addressOf(status.node)), LogTopic::Servers);
        seen.error.reset();
    }
    seen.state = status.state;
}

void CollectNodes::tellMissing(const CacheConfig& among, const CacheConfig& those, const QString& text) const
{
    for (const NodeConfig& node : those.nodes)
        if (std::ranges::find(among.nodes, node.id, &NodeConfig::id) == among.nodes.end())
            m_context.console.note(text.arg(those.name, node.endpoint.address()), LogTopic::Servers);
}

void CollectNodes::replace(Target& target, const CacheConfig& next)
{
    tellMissing(target.cache, next, Cli::tr("%1: a server was found, %2."));
    tellMissing(next, target.cache, Cli::tr("%1: the server %2 does not belong to it any more."));
    const std::lock_guard lock(m_mutex);
    target.cache = next;
    forgetUnknown();
}

void CollectNodes::replaceAll(std::vector<Target> next)
{
    const std::lock_guard lock(m_mutex);
    m_targets = std::move(next);
    forgetUnknown();
}

void CollectNodes::forgetUnknown()
{
    std::erase_if(m_nodes, [this](const auto& entry) { return addressOf(entry.first).isEmpty(); });
}

QString CollectNodes::addressOf(const NodeId& node) const
{
    for (const Target& target : m_targets)
        for (const NodeConfig& known : target.cache.nodes)
            if (known.id == node)
                return known.endpoint.address();
    return {};
}

void CollectNodes::printStatus()
{
    const std::lock_guard lock(m_mutex);
    TimeMs newestMs = 0;
    int up = 0;
    for (const auto& [id, seen] : m_nodes) {
        up += seen.state == NodeState::Up;
        newestMs = std::max(newestMs, seen.newestMs);
    }
    m_context.console.note(Cli::tr("Nodes that answer: %1 of %2; samples: %3; newest: %4.")
                               .arg(up)
                               .arg(m_nodes.size())
                               .arg(m_samples)
                               .arg(newestMs ? format::isoUtc(newestMs) : Cli::tr("none")));
}

qint64 CollectNodes::samples()
{
    const std::lock_guard lock(m_mutex);
    return m_samples;
}

std::optional<Error> CollectNodes::lastError()
{
    const std::lock_guard lock(m_mutex);
    return m_lastError;
}

} // namespace cacheledger
