// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"
#include "history/retentionplan.h"
#include "metrics/events.h"
#include "metrics/result.h"
#include "metrics/snapshot.h"

#include <QtCore/QObject>

#include <chrono>
#include <memory>

namespace cacheledger
{

/// How much the recorder holds and how often it writes.
struct RecorderLimits {
    qint64 queueBytes = 64LL << 20; ///< of samples that could not be written yet
    int batchMs = 1000;             ///< between two writes
    int retryMs = 3000;             ///< after a write that failed
    int syncMs = 4500;              ///< oldest sample that a power loss may take (a longer batch: that one)
    int retainEveryMs = 60'000;     ///< between two looks for what is too old, and before the first
    int retainPauseMs = 40;         ///< between two steps of dropping it, which take about 10 ms each
};

/// The writer thread's front: takes snapshots and events from the collector, keeps them in a bounded queue, writes a
/// batch a second, and keeps trying when the disk is full (the queue holds what fits; the oldest are dropped, counted
/// and told). Notes left by other processes are taken in within a second or two.
///
/// Thread-safe: record() and the others may be called from any thread. Signals come from the writer thread (queue
/// them).
class HistoryRecorder : public QObject
{
    Q_OBJECT

public:
    explicit HistoryRecorder(QString path, QObject* parent = nullptr, RecorderLimits limits = {});
    ~HistoryRecorder() override; ///< stop()

    /// Opens the file in the writer thread; opened() or failed() follows. May be called again after failed().
    void start();
    /// Writes what is queued, ends the thread. At most a few seconds; what cannot be written is dropped and counted.
    void stop();

    /// Has what was recorded up to now on disk, and waits for it, so long at most. False: that was too short, or it
    /// could not be written (which is told as always). From the thread that starts and stops.
    bool writeNow(std::chrono::milliseconds patience);

    /// What is kept; dropped in small steps between batches. Until told, everything.
    void setRetention(const RetentionPolicy& policy);
    void registerNode(const KnownNode& node);
    void record(const SnapshotPtr& snapshot);
    void record(const Event& event);
    /// Samples lost since the start because the queue was full for too long (or they did not fit their layout).
    qint64 droppedSamples() const;
    /// Something of the file could not be read: checks all of it in the background, and sets it aside if it is damaged.
    void suspectDamage();

Q_SIGNALS:
    void opened();
    /// Could not open: nothing is recorded (for Locked: another process does). A full disk is no such failure: then
    /// opened() and writingPaused() come, and it is opened when there is room. May come later, when somebody moved the
    /// file away and it could not be opened anew.
    void failed(const cacheledger::Error& error);
    /// Writing stopped (disk full, file moved away, ...) and went on again.
    void writingPaused(const cacheledger::Error& error);
    void writingResumed();
    /// A batch is on disk: readers can see samples up to this time.
    void committed(qint64 newestMs);
    /// Notes that were left for the writer (AnnotationSpool) are on disk.
    void annotated();
    /// The file was damaged and is kept under this name; a fresh one took its place, and what can be read is being
    /// brought over. Comes again at the next start where that had not ended.
    void damagedSetAside(const QString& path);
    /// All that could be read was brought over from the file that was set aside.
    void salvaged(const QString& path, qint64 samples, qint64 unreadableBlocks);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
