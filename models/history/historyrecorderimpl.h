// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/annotationspool.h"
#include "history/historyguard.h"
#include "history/historyrecorder.h"
#include "history/recorderqueue.h"
#include "history/syncschedule.h"

#include <QtCore/QThread>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace cacheledger
{

/// The queue and the thread that empties it. What it does is in historyrecorder*.cpp: what others call, the file from
/// its opening to its end, the work in between.
class HistoryRecorder::Impl
{
public:
    Impl(HistoryRecorder& front, QString path, const RecorderLimits& limits)
        : m_front(front),
          m_path(std::move(path)),
          m_limits(limits),
          m_schedule(std::chrono::milliseconds(limits.syncMs), std::chrono::milliseconds(limits.batchMs)),
          m_notes(m_path),
          m_guard(m_path, [this] { wake(); }),
          m_queue(limits.queueBytes)
    {
    }

    void start();
    void stop();
    template <typename Item>
    void add(const Item& item);
    void drop();
    void setRetention(const RetentionPolicy& policy);
    qint64 dropped();
    void suspect();
    bool writeNow(std::chrono::milliseconds patience);

private:
    using SteadyClock = std::chrono::steady_clock;

    /// What it is time for.
    enum class Wake { Write, WriteAll, Chore, Notes, Tend, Stop };
    /// Why a file is left: it was asked for, the file is damaged, or it is not at its path any more.
    enum class End { Asked, Damaged, Moved };

    void run();
    std::unique_ptr<HistoryWriter> open();
    std::unique_ptr<HistoryWriter> openAnew();
    std::unique_ptr<HistoryWriter> replace(std::unique_ptr<HistoryWriter> writer);
    void refuse();
    bool waitToRetry();
    End work(HistoryWriter& writer);
    void tend(HistoryWriter& writer);
    void wake();
    bool isUrgent();
    void writeAll(HistoryWriter& writer);
    /// Writes what is left.
    End finish(HistoryWriter& writer);
    Wake waitForWork(SteadyClock::time_point earliest);
    std::optional<SteadyClock::time_point> choreDue();
    void doChore(HistoryWriter& writer);
    void retain(HistoryWriter& writer);
    Result<void> sync(HistoryWriter& writer);
    Result<void> write(HistoryWriter& writer, RecorderQueue::Batch& batch);
    SteadyClock::time_point writeBatch(HistoryWriter& writer);
    bool writeOnce(HistoryWriter& writer);
    void giveBackMemory();
    void takeNotes(HistoryWriter& writer);
    void tell(const Result<void>& result);

    HistoryRecorder& m_front;
    const QString m_path;
    const RecorderLimits m_limits;
    std::unique_ptr<QThread> m_thread;  // owned by the thread that calls start() and stop()
    bool m_paused = false;              // writer thread only
    bool m_opened = false;              // writer thread only: said so
    SyncSchedule m_schedule;            // writer thread only
    AnnotationSpool m_notes;            // writer thread only
    HistoryGuard m_guard;               // writer thread only
    bool m_damaged = false;             // writer thread only
    bool m_tookMemory = false;          // writer thread only: since it was given back
    SteadyClock::time_point m_gaveBack; // writer thread only
    SteadyClock::time_point m_tendFrom; // writer thread only
    SteadyClock::time_point m_retainAt; // writer thread only

    std::mutex m_mutex; // guards all below
    std::condition_variable m_changed;
    RecorderQueue m_queue;
    RetentionPolicy m_policy;
    qint64 m_dropped = 0;
    bool m_idle = false; // the writer waits for work, not for the time of the next batch
    bool m_stopping = false;
    bool m_suspected = false;
    bool m_refusing = false;   // could not open
    quint64 m_writeAsked = 0;  // calls of writeNow()
    quint64 m_writeTried = 0;  // of them
    bool m_allWritten = false; // by the last
};

} // namespace cacheledger
