// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"

namespace cacheledger
{

/// What one tier of a node holds.
struct TierInfo {
    Tier tier = Tier::Raw;
    qint64 blocks = 0;
    qint64 samples = 0; ///< polls, or buckets; in blocks and fresh
    qint64 bytes = 0;   ///< of packed data, without what SQLite needs around it
    std::optional<TimeMs> first;
    std::optional<TimeMs> last;
};

/// What a history file is made of.
struct HistoryInfo {
    struct Node {
        KnownNode node;
        std::vector<TierInfo> tiers; ///< those that have something
    };

    qint64 schemaVersion = 0;
    qint64 fileBytes = 0;
    qint64 walBytes = 0;
    qint64 freeBytes = 0; ///< of the file: pages that nothing uses
    qint64 events = 0;
    std::vector<Node> nodes;
    /// Of the file without what is free, for each value of a raw sample. Layouts weigh by their blocks, so that nothing
    /// has to be decoded: about right.
    std::optional<double> bytesPerValue;
    QString lastCheck; ///< "2026-11-21T10:46:00.000Z ok"; empty: none yet
};

/// Costs about the same however large the file is. The errors are those of HistoryFile::open.
Result<HistoryInfo> readHistoryInfo(const QString& path);

} // namespace cacheledger
