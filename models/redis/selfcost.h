// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/serieslayout.h"
#include "redis/commandtally.h"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// What we cost one server, as columns of its samples (catalogue: "self.*"), a minute each: commands, bytes to it and
/// from it, over all connections of this process, and the server's time. That last one is estimated: our commands of
/// each kind times what one of that kind took on average between two polls, whoever sent it, as the server's own
/// commandstats say. Each is the mean of about the last minute, of less after the start; none with the first sample,
/// and no time of a server that keeps no statistics of commands. One thread.
class SelfCost
{
public:
    explicit SelfCost(std::shared_ptr<const NodeTally> tally) : m_tally(std::move(tally)) {}

    /// What was counted when an answer arrived.
    struct Reading {
        NodeTally::Counts total;
        std::array<quint64, commandKindCount> commands{};
    };
    Reading read() const;

    static const std::vector<std::string>& columns();
    /// Fills columns() at `own`, out of INFO's values that came with the reading; each reading once, in their order.
    void fill(double* own, const Reading& reading, const LayoutPtr& layout, const double* values, qint64 monotonicNs);

private:
    /// Where commandstats has a kind of command, and what it said last.
    struct Statistics {
        std::optional<std::size_t> calls, usec;
        double lastCalls = 0, lastUsec = 0;
    };
    struct Mark {
        qint64 atNs = 0;
        NodeTally::Counts total;
        double serverUs = 0;
    };

    void findColumns(const LayoutPtr& layout);
    void addServerTime(const Reading& reading, const double* values);

    std::shared_ptr<const NodeTally> m_tally;
    LayoutPtr m_layout; // of m_statistics
    std::array<Statistics, commandKindCount> m_statistics;
    std::optional<Reading> m_last;
    double m_serverUs = 0;
    bool m_knowsTime = false;
    std::deque<Mark> m_marks; // a few seconds apart, the oldest a minute ago
};

} // namespace cacheledger
