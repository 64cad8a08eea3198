// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QStringList>

#include <atomic>

namespace cacheledger
{

/// What a check of a history file found.
struct HistoryCheckReport {
    static constexpr int maxProblems = 100; ///< so many are written down

    qint64 blocks = 0;       ///< that were decoded
    qint64 problemCount = 0; ///< 0: sound
    QStringList problems;    ///< the first of them, one sentence each

    bool sound() const { return problemCount == 0; }
    void add(const QString& problem);
};

enum class CheckDepth {
    Structure, ///< SQLite's quick_check up to the first fault: reads every page once
    Everything ///< SQLite's integrity_check, every block decoded, and what docs/history-format.md says always holds
};

/// Checks a file over a read-only connection, also while another process writes it. A damaged file is a report with
/// problems; the errors are those of opening (NotAHistory, NewerVersion, Io, ReadOnly) and Cancelled. Any thread.
Result<HistoryCheckReport> checkHistory(const QString& path, CheckDepth depth,
                                        const std::atomic_bool* cancelled = nullptr);

} // namespace cacheledger
