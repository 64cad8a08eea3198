// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyrecord.h"
#include "metrics/ids.h"
#include "metrics/result.h"

#include <QtCore/QObject>

#include <vector>

namespace cacheledger
{

/// What somebody wants to know of a cache's keys.
struct KeyAnalysisOrder {
    CacheId cache;
    double sampled = 1;            ///< share of the keys that is asked about
    int keysPerSecond = 5000;      ///< asked about at most; 0: as fast as the server answers
    std::optional<char> delimiter; ///< nothing: detected
    int depth = 1;                 ///< parts of a name that make its prefix
};

/// An analysis that was cancelled or broke off, and can go on.
struct UnfinishedKeys {
    TimeMs timeMs = 0; ///< when
    qint64 scanned = 0;
    QString node; ///< address
};

/// The analysis that runs; there is at most one.
struct KeyAnalysisState {
    bool isRunning = false;
    bool isPaused = false;
    CacheId cache;
    KeyScanProgress progress;
};

/// Analyses keys of caches and keeps the results, whichever server and thread that takes. GUI thread.
class KeyAnalyst : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// Of all shards of a cluster, on replicas that keep up where there are. Ignored while one runs. Ends with
    /// recordsRead() or failed().
    virtual void start(const KeyAnalysisOrder& order) = 0;
    /// Goes on with the unfinished one; likewise. failed() says why where that cannot be, and it is gone then.
    virtual void goOn(const CacheId& cache) = 0;
    virtual void setPaused(bool paused) = 0;
    virtual void cancel() = 0; ///< what was seen so far is kept, and where it was
    virtual const KeyAnalysisState& state() const = 0;
    /// recordsRead() and unfinishedRead() follow.
    virtual void read(const CacheId& cache) = 0;

Q_SIGNALS:
    void stateChanged(); ///< also as it goes on
    /// Kept analyses of a cache, the newest first.
    void recordsRead(const cacheledger::CacheId& cache, const std::vector<cacheledger::KeyRecord>& records);
    /// Nothing: there is none.
    void unfinishedRead(const cacheledger::CacheId& cache,
                        const std::optional<cacheledger::UnfinishedKeys>& unfinished);
    void failed(const cacheledger::CacheId& cache, const cacheledger::Error& error);
};

} // namespace cacheledger
