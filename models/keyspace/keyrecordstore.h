// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyrecord.h"
#include "metrics/ids.h"
#include "metrics/result.h"

namespace cacheledger
{

/// Analyses that are kept: a folder a cache, a file an analysis, so that several processes may keep theirs at once.
/// Blocking; any thread.
class KeyRecordStore
{
public:
    /// The newest so many of a cache stay.
    static constexpr std::size_t mostRecords = 20;

    explicit KeyRecordStore(QString folder) : m_folder(std::move(folder)) {}

    /// On disk when it returns; ReadOnly, DiskFull or Io name the file.
    Result<void> keep(const CacheId& cache, const KeyRecord& record) const;
    /// The newest first; files that cannot be understood are left out.
    std::vector<KeyRecord> load(const CacheId& cache) const;
    std::optional<KeyRecord> newest(const CacheId& cache) const;

private:
    QString folderOf(const CacheId& cache) const;
    QStringList filesOf(const CacheId& cache) const; ///< the newest first

    QString m_folder;
};

} // namespace cacheledger
