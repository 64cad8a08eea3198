// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <memory>

namespace cacheledger
{

/// Says "this process writes the history" to others: a lock on FILE.lock, which holds our process id as text. The
/// system takes it back when the process ends, however it ends, so that there are no stale locks to judge.
class FileLock
{
public:
    /// Locked (with the other's process id), ReadOnly, DiskFull, Io.
    static Result<std::unique_ptr<FileLock>> take(const QString& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

} // namespace cacheledger
