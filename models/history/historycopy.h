// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <atomic>

namespace cacheledger
{

/// Copies the state that a history has now into a new file, also while another process writes: one read transaction
/// holds that state, so that a writer neither waits nor makes the copy begin anew. The copy is checked like by `history
/// verify` before it gets its name; it is one file that needs no log. InvalidArgument when `target` exists;
/// Corrupt when the copy is damaged, as the history is then; DiskFull, ReadOnly, Io; those of opening; Cancelled.
Result<void> backUpHistory(const QString& path, const QString& target, const std::atomic_bool* cancelled = nullptr);

/// What compacting did to the size of a file.
struct CompactReport {
    qint64 bytesBefore = 0;
    qint64 bytesAfter = 0;
    bool rewritten = false; ///< false: there was no room for that; only what was free was given back
};

/// Makes a history as small as it can be: rewrites it where the disk has room for that, else gives free pages back.
/// Locked while another process writes, and the errors of writing.
Result<CompactReport> compactHistory(const QString& path);

} // namespace cacheledger
