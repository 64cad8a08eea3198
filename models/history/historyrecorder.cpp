// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrecorder.h"

#include "history/annotationspool.h"
#include "history/historyguard.h"
#include "history/recorderqueue.h"
#include "history/syncschedule.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QThread>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace cacheledger
{

namespace
{

/// In one transaction; more wait for the next, which follows at once.
constexpr std::size_t maxBatch = 2000;
/// After a batch: what is collected meanwhile waits, and a kill would take it.
constexpr std::chrono::milliseconds compactFor{1000};
/// How often notes that other processes left are looked for.
constexpr std::chrono::milliseconds notesEvery{1000};

bool fitsLayout(const SnapshotPtr& snapshot)
{
    return snapshot && snapshot->layout && snapshot->values.size() == snapshot->layout->size();
}

} // namespace

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
    bool writeOnce(HistoryWriter& writer);
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

HistoryRecorder::HistoryRecorder(QString path, QObject* parent, RecorderLimits limits)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(*this, std::move(path), limits))
{
}

HistoryRecorder::~HistoryRecorder()
{
    stop();
}

void HistoryRecorder::start()
{
    m_impl->start();
}

void HistoryRecorder::stop()
{
    m_impl->stop();
}

void HistoryRecorder::setRetention(const RetentionPolicy& policy)
{
    m_impl->setRetention(policy);
}

void HistoryRecorder::registerNode(const KnownNode& node)
{
    m_impl->add(node);
}

void HistoryRecorder::record(const SnapshotPtr& snapshot)
{
    if (fitsLayout(snapshot))
        m_impl->add(snapshot);
    else
        m_impl->drop();
}

void HistoryRecorder::record(const Event& event)
{
    m_impl->add(event);
}

qint64 HistoryRecorder::droppedSamples() const
{
    return m_impl->dropped();
}

bool HistoryRecorder::writeNow(std::chrono::milliseconds patience)
{
    return m_impl->writeNow(patience);
}

void HistoryRecorder::suspectDamage()
{
    m_impl->suspect();
}

void HistoryRecorder::Impl::start()
{
    stop();
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = m_refusing = false;
    }
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(QStringLiteral("history-writer"));
    m_thread->start();
}

void HistoryRecorder::Impl::stop()
{
    if (!m_thread)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_thread->wait();
    m_thread.reset();
    m_guard.stop();
}

template <typename Item>
void HistoryRecorder::Impl::add(const Item& item)
{
    bool idle = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_refusing)
            return;
        idle = std::exchange(m_idle, false);
        m_queue.add(item);
    }
    if (idle)
        m_changed.notify_all();
}

void HistoryRecorder::Impl::drop()
{
    const std::lock_guard lock(m_mutex);
    ++m_dropped;
}

void HistoryRecorder::Impl::setRetention(const RetentionPolicy& policy)
{
    const std::lock_guard lock(m_mutex);
    m_policy = policy;
}

qint64 HistoryRecorder::Impl::dropped()
{
    const std::lock_guard lock(m_mutex);
    return m_dropped + m_queue.dropped();
}

void HistoryRecorder::Impl::suspect()
{
    {
        const std::lock_guard lock(m_mutex);
        m_suspected = true;
    }
    m_changed.notify_all();
}

bool HistoryRecorder::Impl::writeNow(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    if (!m_thread || m_refusing)
        return false;
    const quint64 call = ++m_writeAsked;
    m_changed.notify_all();
    return m_changed.wait_for(lock, patience, [&] { return m_writeTried >= call; }) && m_allWritten;
}

/// From the checking thread. The lock is taken so that the writer cannot miss it between looking and waiting.
void HistoryRecorder::Impl::wake()
{
    {
        const std::lock_guard lock(m_mutex);
    }
    m_changed.notify_all();
}

void HistoryRecorder::Impl::run()
{
    m_paused = m_opened = m_damaged = false;
    for (auto writer = open(); writer;) {
        End end = work(*writer);
        if (end == End::Asked)
            end = finish(*writer);
        if (end == End::Asked)
            return;
        if (end == End::Damaged) {
            writer = replace(std::move(writer));
        } else {
            writer.reset();
            writer = openAnew();
        }
    }
}

/// Null: it is time to end, or it cannot be opened.
std::unique_ptr<HistoryWriter> HistoryRecorder::Impl::open()
{
    for (;;) {
        auto writer = m_guard.open();
        const bool mayPass = !writer && writer.error().code == ErrorCode::DiskFull;
        if ((writer || mayPass) && !std::exchange(m_opened, true))
            Q_EMIT m_front.opened();
        if (writer && !m_guard.setAsidePath().isEmpty())
            Q_EMIT m_front.damagedSetAside(m_guard.setAsidePath());
        if (writer)
            return std::move(writer).value();
        if (!mayPass) {
            refuse();
            Q_EMIT m_front.failed(writer.error());
            return nullptr;
        }
        tell(writer.error());
        if (waitToRetry())
            continue;
        refuse();
        return nullptr;
    }
}

/// What was collected cannot be kept; what comes is not wanted.
void HistoryRecorder::Impl::refuse()
{
    const std::lock_guard lock(m_mutex);
    m_refusing = true;
    const qint64 samples = m_queue.clear();
    m_dropped += m_opened ? samples : 0;
}

/// False when it is time to end.
bool HistoryRecorder::Impl::waitToRetry()
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, std::chrono::milliseconds(m_limits.retryMs), [this] { return m_stopping; });
}

/// What is at the path now, or a new file there; it has to know the nodes too.
std::unique_ptr<HistoryWriter> HistoryRecorder::Impl::openAnew()
{
    m_guard.stop();
    auto writer = open();
    if (writer)
        if (const auto introduced = m_guard.introduce(*writer); !introduced)
            tell(introduced);
    return writer;
}

/// Nothing is lost meanwhile: what is recorded waits in the queue, also what could not be written to the damaged file.
std::unique_ptr<HistoryWriter> HistoryRecorder::Impl::replace(std::unique_ptr<HistoryWriter> writer)
{
    auto fresh = m_guard.replace(std::move(writer));
    m_damaged = false;
    m_schedule.synced();
    if (!fresh) {
        refuse();
        Q_EMIT m_front.failed(fresh.error());
        return nullptr;
    }
    Q_EMIT m_front.damagedSetAside(m_guard.setAsidePath());
    return std::move(fresh).value();
}

/// Something that need not wait for the time of the next batch. Under the mutex.
bool HistoryRecorder::Impl::isUrgent()
{
    return m_stopping || m_suspected || m_writeTried < m_writeAsked ||
           (m_guard.isBusy() && SteadyClock::now() >= m_tendFrom);
}

void HistoryRecorder::Impl::tend(HistoryWriter& writer)
{
    bool suspected = false;
    {
        const std::lock_guard lock(m_mutex);
        suspected = std::exchange(m_suspected, false);
    }
    if (suspected)
        m_guard.suspect();
    const auto outcome = m_guard.tend(writer);
    m_schedule.committed(SteadyClock::now());
    if (!outcome) {
        m_damaged = HistoryGuard::isDamage(outcome.error());
        m_tendFrom = SteadyClock::now() + std::chrono::milliseconds(m_limits.retryMs);
    } else if (*outcome == HistoryGuard::Outcome::Damaged) {
        m_damaged = true;
    } else if (*outcome == HistoryGuard::Outcome::SalvageEnded) {
        const SalvageReport& report = m_guard.report();
        Q_EMIT m_front.salvaged(m_guard.setAsidePath(), report.samples, report.unreadableBlocks);
    }
}

HistoryRecorder::Impl::End HistoryRecorder::Impl::work(HistoryWriter& writer)
{
    auto earliest = SteadyClock::now();
    m_retainAt = earliest + std::chrono::milliseconds(m_limits.retainEveryMs);
    for (Wake wake = waitForWork(earliest); wake != Wake::Stop; wake = waitForWork(earliest)) {
        if (const auto placed = writer.checkPlace(); !placed) {
            tell(placed);
            waitToRetry();
            return End::Moved;
        }
        takeNotes(writer);
        if (wake == Wake::Tend)
            tend(writer);
        else if (wake == Wake::Chore)
            doChore(writer);
        else if (wake == Wake::WriteAll)
            writeAll(writer);
        if (wake == Wake::Write) {
            const bool written = writeOnce(writer);
            const std::lock_guard lock(m_mutex);
            const auto now = SteadyClock::now();
            earliest = !written            ? now + std::chrono::milliseconds(m_limits.retryMs)
                       : m_queue.isEmpty() ? now + std::chrono::milliseconds(m_limits.batchMs)
                                           : now;
        }
        if (m_damaged)
            return End::Damaged;
    }
    return End::Asked;
}

void HistoryRecorder::Impl::writeAll(HistoryWriter& writer)
{
    std::unique_lock lock(m_mutex);
    const quint64 asked = m_writeAsked;
    bool written = true;
    while (written && !m_queue.isEmpty()) {
        lock.unlock();
        written = writeOnce(writer);
        lock.lock();
    }
    lock.unlock();
    written = written && sync(writer);
    lock.lock();
    m_writeTried = asked;
    m_allWritten = written;
    m_changed.notify_all();
}

/// What cannot be stored now stays in its folder; that the file cannot be written shows with the samples.
void HistoryRecorder::Impl::takeNotes(HistoryWriter& writer)
{
    if (const auto taken = m_notes.takeInto(writer); taken && *taken > 0)
        Q_EMIT m_front.annotated();
}

/// Nothing is written before `earliest`.
HistoryRecorder::Impl::Wake HistoryRecorder::Impl::waitForWork(SteadyClock::time_point earliest)
{
    std::unique_lock lock(m_mutex);
    const auto due = choreDue();
    const auto urgent = [this] {
        return m_stopping ? Wake::Stop : m_writeTried < m_writeAsked ? Wake::WriteAll : Wake::Tend;
    };
    if (m_changed.wait_until(lock, due ? std::min(earliest, *due) : earliest, [this] { return isUrgent(); })) {
        // A salvage takes the time that is left over: what is due goes first.
        const auto now = SteadyClock::now();
        if (!m_stopping && due && now >= *due)
            return Wake::Chore;
        return !m_stopping && now >= earliest && !m_queue.isEmpty() ? Wake::Write : urgent();
    }
    if (SteadyClock::now() < earliest)
        return Wake::Chore;
    const auto notesDue = SteadyClock::now() + notesEvery;
    const auto ready = [this] { return isUrgent() || !m_queue.isEmpty(); };
    m_idle = true;
    const bool woken = m_changed.wait_until(lock, due ? std::min(*due, notesDue) : notesDue, ready);
    m_idle = false;
    if (!woken)
        return due && *due <= notesDue ? Wake::Chore : Wake::Notes;
    return m_stopping || m_queue.isEmpty() ? urgent() : Wake::Write;
}

/// When something else than writing is to be done; the mutex is held. A salvage is brought to its end first.
std::optional<HistoryRecorder::Impl::SteadyClock::time_point> HistoryRecorder::Impl::choreDue()
{
    const auto syncDue = m_schedule.due();
    if (m_policy.isEverything() || m_guard.isBusy())
        return syncDue;
    return syncDue ? std::min(*syncDue, m_retainAt) : m_retainAt;
}

void HistoryRecorder::Impl::doChore(HistoryWriter& writer)
{
    const auto now = SteadyClock::now();
    if (const auto due = m_schedule.due(); due && *due <= now) {
        if (const auto synced = sync(writer); !synced)
            tell(synced);
    } else if (m_retainAt <= now) {
        retain(writer);
    }
}

/// One step. One that fails (the disk is full) is tried again later; that writing failed is told by a batch.
void HistoryRecorder::Impl::retain(HistoryWriter& writer)
{
    RetentionPolicy policy;
    {
        const std::lock_guard lock(m_mutex);
        policy = m_policy;
    }
    const auto more = writer.retain(policy, SystemClock().nowMs());
    if (more && *more)
        m_schedule.committed(SteadyClock::now());
    const int pauseMs = more && *more ? m_limits.retainPauseMs : m_limits.retainEveryMs;
    m_retainAt = SteadyClock::now() + std::chrono::milliseconds(pauseMs);
}

Result<void> HistoryRecorder::Impl::sync(HistoryWriter& writer)
{
    auto synced = writer.sync();
    if (synced)
        m_schedule.synced();
    else
        m_schedule.postpone(SteadyClock::now() + std::chrono::milliseconds(m_limits.retryMs));
    return synced;
}

HistoryRecorder::Impl::End HistoryRecorder::Impl::finish(HistoryWriter& writer)
{
    if (!writer.checkPlace())
        return End::Moved; // what is left goes into the file that is there
    const auto waiting = [this] {
        const std::lock_guard lock(m_mutex);
        return !m_queue.isEmpty();
    };
    while (waiting() && writeOnce(writer)) {
    }
    if (m_damaged)
        return End::Damaged;
    const bool lost = waiting();
    {
        const std::lock_guard lock(m_mutex);
        m_dropped += m_queue.clear();
    }
    // Who was told that it could not be written is not told otherwise now.
    if (const auto flushed = writer.flush(); !flushed || !lost)
        tell(flushed);
    return End::Asked;
}

bool HistoryRecorder::Impl::writeOnce(HistoryWriter& writer)
{
    RecorderQueue::Batch batch;
    {
        const std::lock_guard lock(m_mutex);
        batch = m_queue.take(maxBatch);
    }
    auto written = write(writer, batch);
    // The log may have room again once it was brought over into the file.
    if (!written && written.error().code == ErrorCode::DiskFull && writer.flush())
        written = write(writer, batch);
    if (!written) {
        const std::lock_guard lock(m_mutex);
        m_queue.putBack(std::move(batch));
    } else {
        m_schedule.committed(SteadyClock::now());
        if (m_paused || m_schedule.isDue(SteadyClock::now()))
            written = sync(writer);
    }
    m_damaged = !written && HistoryGuard::isDamage(written.error());
    if (!m_damaged) // else told when a fresh file has taken its place
        tell(written);
    return written.ok();
}

/// What is written is taken out of the batch.
Result<void> HistoryRecorder::Impl::write(HistoryWriter& writer, RecorderQueue::Batch& batch)
{
    for (; !batch.nodes.empty(); batch.nodes.erase(batch.nodes.begin())) {
        m_guard.note(batch.nodes.front());
        if (auto done = writer.registerNode(batch.nodes.front()); !done)
            return done;
    }
    if (auto done = writer.append(batch.snapshots); !done)
        return done;
    if (!batch.snapshots.empty()) {
        TimeMs newestMs = std::numeric_limits<TimeMs>::min();
        for (const SnapshotPtr& snapshot : batch.snapshots)
            newestMs = std::max(newestMs, snapshot->timeMs);
        batch.snapshots.clear();
        Q_EMIT m_front.committed(newestMs);
    }
    if (auto done = writer.appendEvents(batch.events); !done)
        return done;
    batch.events.clear();
    return writer.compactFor(compactFor);
}

void HistoryRecorder::Impl::tell(const Result<void>& result)
{
    if (!result && !m_paused) {
        Error error = result.error();
        if (error.code == ErrorCode::DiskFull)
            error.hint = QCoreApplication::translate("History", "Free some space; writing goes on by itself.");
        Q_EMIT m_front.writingPaused(error);
    } else if (result && m_paused)
        Q_EMIT m_front.writingResumed();
    m_paused = !result;
}

} // namespace cacheledger
