// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historywriter.h"

#include <map>

namespace cacheledger
{

class DamagedHistory;

/// What was brought over from a damaged history.
struct SalvageReport {
    qint64 blocks = 0;
    qint64 samples = 0; ///< polls
    qint64 events = 0;
    qint64 unreadableBlocks = 0; ///< that were found; what lay on pages that are gone is not among them
};

/// Brings what a damaged file still holds into the history that took its place, a little at a time between the writer's
/// other work. May be begun again from the start after an end half way: what is there already is left. One thread.
class Salvage
{
public:
    /// Io, ReadOnly: the damaged file cannot be read at all.
    static Result<std::unique_ptr<Salvage>> open(const QString& damagedPath);
    ~Salvage();

    /// Works for about 50 ms; true when all is done. The errors are those of writing to `writer`; the step may be
    /// repeated then.
    Result<bool> step(HistoryWriter& writer);
    const SalvageReport& report() const { return m_report; }

private:
    enum class Phase { Head, Known, Blocks, Fresh, Tiers, Done };

    explicit Salvage(std::unique_ptr<DamagedHistory> damaged);
    Result<void> advance(HistoryWriter& writer);
    Result<void> mergeBlocks(HistoryWriter& writer);
    Result<void> mergeFresh(HistoryWriter& writer);
    Result<void> joinSeams(HistoryWriter& writer);
    void noteNewest(const NodeId& node, TimeMs lastMs);

    std::unique_ptr<DamagedHistory> m_damaged;
    std::unique_ptr<SalvagePart> m_part; // read, and not yet merged
    bool m_lastPart = false;
    std::size_t m_freshMerged = 0; // samples, then buckets
    Phase m_phase = Phase::Head;
    std::map<NodeId, TimeMs> m_newest;
    SalvageReport m_report;
};

/// What `history repair` did.
struct RepairReport {
    bool wasSound = false; ///< nothing was done
    QString damagedPath;
    SalvageReport salvaged;
};

/// Checks a history; if it is damaged, brings what can be read into a new file, sets the old one aside and puts the new
/// one in its place. Locked while another process writes; NotAHistory when it is none; the errors of writing.
Result<RepairReport> repairHistory(const QString& path, TimeMs nowMs);

} // namespace cacheledger
