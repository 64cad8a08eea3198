// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace cacheledger
{

/// What was sent to one server and came back, by kind of command. Counted up by every Connection to it; any thread.
class NodeTally
{
public:
    struct Counts {
        quint64 commands = 0;
        quint64 bytesSent = 0;
        quint64 bytesReceived = 0; ///< replies that were read to their end

        Counts& operator+=(const Counts& other);
        friend Counts operator-(const Counts& a, const Counts& b);
        friend bool operator==(const Counts&, const Counts&) = default;
    };

    void addSent(CommandKind kind, qint64 bytes);
    void addReceived(CommandKind kind, qint64 bytes);
    Counts of(CommandKind kind) const;
    Counts total() const;

private:
    struct Cell {
        std::atomic<quint64> commands = 0;
        std::atomic<quint64> sent = 0;
        std::atomic<quint64> received = 0;
    };
    std::array<Cell, commandKindCount> m_cells;
};

/// What this process sent to which server. There is one, and every Connection counts into it by itself: a count that
/// each feature had to be handed would be missing for the next one. Any thread.
class CommandTally
{
public:
    static CommandTally& ofProcess();

    /// `address` as Endpoint::address() has it. Kept while the process lives.
    std::shared_ptr<NodeTally> of(const QString& address);

    struct Change {
        QString address;
        CommandKind kind = CommandKind::Ping;
        NodeTally::Counts counts;
    };
    /// What was counted since the last call.
    std::vector<Change> takeChanges();

private:
    struct Entry {
        std::shared_ptr<NodeTally> tally = std::make_shared<NodeTally>();
        std::array<NodeTally::Counts, commandKindCount> taken{};
    };
    std::mutex m_mutex; // guards the map; counts are added without it
    std::map<QString, Entry> m_entries;
};

} // namespace cacheledger
