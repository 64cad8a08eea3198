// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/clock.h"
#include "metrics/nodestatus.h"
#include "metrics/snapshot.h"
#include "redis/connection.h"
#include "redis/pollthrottle.h"
#include "redis/sidequestions.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

struct PollerOptions {
    int intervalMs = 1000;
    ConnectionOptions connection;
    std::chrono::milliseconds backoffFirst{500}; ///< doubled after each failure, with jitter of +-20 %
    std::chrono::milliseconds backoffMax{30000};
    /// Answers of polls that come faster may wait about so long and are then read together, which costs a fraction; 0:
    /// each is read at once. Their times are those of their arrival, or where not even the system told of that (plain
    /// TCP, Unix socket), of when it is expected: a round trip after the question.
    int readWithinMs = 0;
    /// What watching may cost the server, in microseconds of its time a minute; 0: anything. 0.2 % of one core.
    int serverUsPerMin = 120'000;
    /// Where in the interval it is polled, 0 to 1; nothing: from when it connected on. See PollGrid::startSpread().
    std::optional<double> place{};
    SideOptions side{};
};

/// Polls one node: PING (timed) and INFO every interval on a fixed grid, one poll at a time. A poll that is overdue is
/// waited for, the missed ticks are not made up: they are the gap. `INFO everything`, then `INFO all`, then `INFO`
/// where a server refuses. Reconnects with exponential back-off and jitter. Polls less often, at most every 60 s, while
/// answers are far slower than usual or watching costs more than it may (PollThrottle).
///
/// Snapshots carry INFO's numbers plus the probe's columns (probe::rtt, p50, p95, p99) and our own cost
/// (selfcost::...). Event-driven; lives in one thread (the collector's); many share it.
class NodePoller : public QObject
{
    Q_OBJECT

public:
    NodePoller(CacheId cache, NodeId node, Endpoint endpoint, QString password, PollerOptions options,
               std::shared_ptr<const Clock> clock, QObject* parent = nullptr);
    ~NodePoller() override;

    void start();
    void stop(); ///< ends everything that is under way; the state becomes Paused
    /// Reads what has arrived and waits for being read together. To be called before the poller goes.
    void readNow();
    void setInterval(int intervalMs);
    /// As PollerOptions has it.
    void setServerBudget(int serverUsPerMin);
    int intervalMs() const; ///< in force: the configured one, or longer while it is polled less often
    /// For the next connection; tries now when the node is not up.
    void setPassword(const QString& password);
    /// Tries now instead of waiting for the back-off to end.
    void retryNow();
    const NodeStatus& status() const;

Q_SIGNALS:
    void sampled(const cacheledger::SnapshotPtr& snapshot);
    /// On every change of state, error and next attempt; not for each sample. Before sampled().
    void statusChanged(const cacheledger::NodeStatus& status);
    /// The interval in force is another one, though none was set; after sampled().
    void paceChanged(const cacheledger::PollThrottle& throttle);
    /// What came beside the polls, see PollerOptions::side.
    void told(const cacheledger::ServerTold& told);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
