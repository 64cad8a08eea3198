// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "metrics/snapshot.h"

#include <memory>
#include <span>
#include <vector>

namespace cacheledger
{

/// What became of the samples that were given.
struct ImportCounts {
    qint64 added = 0;     ///< at times that had none
    qint64 changed = 0;   ///< completed, or other values put in place
    qint64 unchanged = 0; ///< already there with the same values
    qint64 refused = 0;   ///< not stored: of a time whose samples retention has dropped
    std::optional<TimeMs> firstMs;
    std::optional<TimeMs> lastMs;
};

/// Brings samples from elsewhere into a history, so that doing it twice changes nothing: what is stored already with
/// the same values is left alone; a sample at a time that is taken is completed, its values replace those of the same
/// metric, the others stay. Tiers and resets come right as for every late sample. Holds the history's lock. One thread.
class HistoryImporter
{
public:
    /// As HistoryWriter::open(): Locked while another process writes, ReadOnly, DiskFull, NotAHistory, ...
    static Result<std::unique_ptr<HistoryImporter>> open(const QString& path);
    ~HistoryImporter();

    /// Stores samples of one node, in any order; their `node` is set here. Each time must come once. An `intervalMs` of
    /// 0 is guessed from the steps between them. After an error the samples counted so far are stored.
    Result<void> store(const KnownNode& node, std::vector<Snapshot> samples);
    /// What is there already is left alone.
    Result<void> storeEvents(std::span<const Event> events);
    /// Compacts what was stored. To be called at the end, also after an error.
    Result<void> finish();
    const ImportCounts& counts() const;

private:
    class Impl;
    explicit HistoryImporter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// Fills in where `intervalMs` is 0: the middle of the steps around a sample, since polls may be missing and come early
/// or late. `knownMs` is what was found before (0: nothing) and is kept where it fits within a quarter; returns the
/// last one.
int guessIntervals(std::span<Snapshot> samples, int knownMs);

} // namespace cacheledger
