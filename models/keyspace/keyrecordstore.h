// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keysurvey.h"
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

    /// Where an analysis of the cache stands that was cancelled: one at most, in place of an older one.
    Result<void> keepUnfinished(const CacheId& cache, KeySurveyState state, TimeMs nowMs) const;
    /// Nothing: there is none, or none that this version can go on with.
    std::optional<KeySurveyState> unfinished(const CacheId& cache) const;
    void dropUnfinished(const CacheId& cache) const;

    /// What a survey of the cache came to, and where it stopped, if it can go on. The error is the survey's, else that
    /// of keeping it. `asked`: the server that was asked first.
    Result<void> keepOutcome(const CacheId& cache, KeySurvey& survey, const Result<KeyScanResult>& result,
                             const Endpoint& asked, TimeMs nowMs) const;

private:
    QString folderOf(const CacheId& cache) const;
    QStringList filesOf(const CacheId& cache) const; ///< the newest first
    QString unfinishedFile(const CacheId& cache) const;
    Result<void> write(const CacheId& cache, const QString& path, const QByteArray& bytes) const;

    QString m_folder;
};

} // namespace cacheledger
