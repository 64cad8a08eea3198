// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "metrics/events.h"
#include "metrics/result.h"
#include "metrics/snapshot.h"

#include <QtCore/QString>

#include <memory>
#include <span>

namespace cacheledger
{

/// The one writing connection to a history file. Creates and migrates it, takes the profile's lock (a second writer
/// gets Locked with the other's process id), verifies that WAL is on. Keeps fresh polls as hot rows (one BLOB a poll),
/// compacts them into blocks of about 480 samples and writes the minute and hour tiers as time passes. After a crash it
/// goes on from what is in the file. One thread.
class HistoryWriter
{
public:
    /// Locked, ReadOnly, DiskFull, NotAHistory, NewerVersion, Corrupt, Io: each names the file and what to do.
    static Result<std::unique_ptr<HistoryWriter>> open(const QString& path);
    ~HistoryWriter(); ///< flushes

    /// Makes nodes known (or renamed). Must precede their samples.
    Result<void> registerNode(const KnownNode& node);
    /// Stores a batch in one transaction: all or nothing. A sample of a node at a time that is already stored replaces
    /// it.
    Result<void> append(std::span<const SnapshotPtr> snapshots);
    Result<void> appendEvents(std::span<const Event> events);
    /// Takes notes and deploys back, all in one transaction; what is not there is ignored, other kinds are refused.
    Result<void> removeEvents(std::span<const Event> events);
    /// Compacts what is due. Called after append by the recorder when there is time.
    Result<void> compact();
    /// Waits until everything written so far would survive a power loss; without it only a kill is survived.
    Result<void> sync();
    /// Compacts everything that can be, syncs and checkpoints: for a normal end.
    Result<void> flush();

private:
    class Impl;
    explicit HistoryWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
