// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/commandtally.h"

namespace cacheledger
{

NodeTally::Counts& NodeTally::Counts::operator+=(const Counts& other)
{
    commands += other.commands;
    bytesSent += other.bytesSent;
    bytesReceived += other.bytesReceived;
    return *this;
}

NodeTally::Counts operator-(const NodeTally::Counts& a, const NodeTally::Counts& b)
{
    return {a.commands - b.commands, a.bytesSent - b.bytesSent, a.bytesReceived - b.bytesReceived};
}

void NodeTally::addSent(CommandKind kind, qint64 bytes)
{
    Cell& cell = m_cells[static_cast<std::size_t>(kind)];
    cell.commands.fetch_add(1, std::memory_order_relaxed);
    cell.sent.fetch_add(static_cast<quint64>(bytes), std::memory_order_relaxed);
}

void NodeTally::addReceived(CommandKind kind, qint64 bytes)
{
    m_cells[static_cast<std::size_t>(kind)].received.fetch_add(static_cast<quint64>(bytes), std::memory_order_relaxed);
}

NodeTally::Counts NodeTally::of(CommandKind kind) const
{
    const Cell& cell = m_cells[static_cast<std::size_t>(kind)];
    return {cell.commands.load(std::memory_order_relaxed), cell.sent.load(std::memory_order_relaxed),
            cell.received.load(std::memory_order_relaxed)};
}

NodeTally::Counts NodeTally::total() const
{
    Counts all;
    for (std::size_t kind = 0; kind < m_cells.size(); ++kind)
        all += of(static_cast<CommandKind>(kind));
    return all;
}

CommandTally& CommandTally::ofProcess()
{
    static CommandTally tally;
    return tally;
}

std::shared_ptr<NodeTally> CommandTally::of(const QString& address)
{
    const std::lock_guard lock(m_mutex);
    return m_entries[address].tally;
}

std::vector<CommandTally::Change> CommandTally::takeChanges()
{
    std::vector<Change> changes;
    const std::lock_guard lock(m_mutex);
    for (auto& [address, entry] : m_entries) {
        for (std::size_t i = 0; i < commandKindCount; ++i) {
            const auto kind = static_cast<CommandKind>(i);
            const NodeTally::Counts now = entry.tally->of(kind);
            if (now == entry.taken[i])
                continue;
            changes.push_back({address, kind, now - entry.taken[i]});
            entry.taken[i] = now;
        }
    }
    return changes;
}

} // namespace cacheledger
