// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "history/retentionplan.h"
#include "metrics/events.h"
#include "metrics/result.h"
#include "metrics/snapshot.h"

#include <QtCore/QString>

#include <chrono>
#include <memory>
#include <span>

namespace cacheledger
{

struct SalvagePart;

/// The one writing connection to a history file. Creates and migrates it, takes the profile's lock (a second writer
/// gets Locked with the other's process id), verifies that WAL is on. Keeps fresh polls as hot rows (one BLOB a poll),
/// compacts them into blocks of 60 samples, joins them to 480 later, and writes the minute and hour tiers as time
/// passes. After a crash it goes on from what is in the file. One thread.
class HistoryWriter
{
public:
    /// Locked, ReadOnly, DiskFull, NotAHistory, NewerVersion, Corrupt, Io: each names the file and what to do.
    static Result<std::unique_ptr<HistoryWriter>> open(const QString& path);
    ~HistoryWriter(); ///< flushes

    /// Makes nodes known (or renamed). Must precede their samples.
    Result<void> registerNode(const KnownNode& node);
    /// Stores a batch in one transaction: all or nothing. A sample of a node at a time that is already stored replaces
    /// it. One so late that retention dropped what it belongs to is left out, and counted.
    Result<void> append(std::span<const SnapshotPtr> snapshots);
    Result<void> appendEvents(std::span<const Event> events);
    /// Takes notes and deploys back, all in one transaction; what is not there is ignored, other kinds are refused.
    Result<void> removeEvents(std::span<const Event> events);
    /// Compacts what is due.
    Result<void> compact();
    /// Likewise, for so long: then what was begun (a day of one node takes some 100 ms) is brought to its end, and the
    /// next call goes on with the next node. Nodes that were met together are due together. True: samples were joined
    /// to long blocks, for which some 100 KiB a node were read back.
    Result<bool> compactFor(std::chrono::milliseconds budget);
    /// Io when somebody moved, deleted or replaced the file or its log: what is written from now on would not be found
    /// again. Everything so far is in the file where it is now; close this and open the path anew.
    Result<void> checkPlace();
    /// Waits until everything written so far would survive a power loss; without it only a kill is survived.
    Result<void> sync();
    /// A short step of dropping what a policy does not keep, for a moment when nothing waits to be stored. Nothing is
    /// begun any more after `budget`; what was begun (a few blocks) and the commit come on top. True: there is more to
    /// do. False: nothing for now. `nowMs` as the clock says.
    Result<bool> retain(const RetentionPolicy& policy, TimeMs nowMs,
                        std::chrono::microseconds budget = std::chrono::milliseconds(8));
    /// Samples left out since the file was opened, because they were older than what is kept.
    qint64 refusedSamples() const;
    /// Compacts everything that can be, syncs and checkpoints: for a normal end.
    Result<void> flush();

    /// Puts in what was found in a damaged file, around what is there (salvagemerge.h); in a few transactions, each all
    /// or nothing, and the same part may be given again.
    Result<void> merge(const SalvagePart& part);
    /// After the last part: `lastMs` is the newest sample of the node that was brought over.
    Result<void> joinSeam(const NodeId& node, TimeMs lastMs);
    /// Writes some of the buckets that are missing though there is what they are made of; true when all are there.
    Result<bool> rebuildMissing();
    /// A setting of the file itself; an empty value removes it.
    Result<void> setMeta(const QString& key, const QString& value);
    /// Empty: not set, or not readable.
    QString meta(const QString& key) const;
    /// The file is damaged: from now on nothing is written to it, not even when this is destroyed.
    void abandon();

private:
    class Impl;
    explicit HistoryWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
