// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"

#include <span>
#include <string>
#include <vector>

namespace trace
{

/// Answers of a real server under a changing load, polled every second for two hours and packed without loss
/// (README.md has what it was and how the file is made). In order of time, of node "trace".
std::vector<cacheledger::SnapshotPtr> load();

/// Values that are present: what counts as samples.
qint64 presentValues(std::span<const cacheledger::SnapshotPtr> snapshots);

/// Reads the text of a trace; nothing when it is not one.
std::vector<cacheledger::SnapshotPtr> parse(std::string_view text);
/// The text of one node's snapshots, which have one interval.
std::string format(std::span<const cacheledger::SnapshotPtr> snapshots);

/// Endless polls made of the trace: pieces of a few minutes in another order each round, counters going on from where
/// they were. The same for the same seed. One thread.
class Player
{
public:
    Player(std::vector<cacheledger::SnapshotPtr> snapshots, cacheledger::TimeMs startMs, unsigned seed = 1);
    cacheledger::SnapshotPtr next();

private:
    void startPiece();

    std::vector<cacheledger::SnapshotPtr> m_trace;
    unsigned m_seed;
    std::size_t m_at = 0;
    std::size_t m_end = 0;
    cacheledger::TimeMs m_timeMs;
    cacheledger::LayoutPtr m_layout; // of the last poll
    std::vector<double> m_last;      // its values
    std::vector<double> m_shift;     // what is added to each column of the piece's polls
    cacheledger::LayoutPtr m_shiftLayout;
    std::vector<bool> m_counter;
};

} // namespace trace
