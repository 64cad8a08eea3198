// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrecorderimpl.h"

#include "metrics/heap.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

/// In one transaction; more wait for the next, which follows at once.
constexpr std::size_t maxBatch = 2000;

/// After a batch: what is collected meanwhile waits, and a kill would take it.
constexpr std::chrono::milliseconds compactFor{1000};
constexpr std::chrono::minutes giveBackEvery(1);
/// How often notes that other processes left are looked for.
constexpr std::chrono::milliseconds notesEvery{1000};

/// Samples that had to wait so long for a disk were many.
constexpr qint64 backlogMs = 10'000;

} // namespace

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
        else if (wake == Wake::Write)
            earliest = writeBatch(writer);
        if (m_damaged)
            return End::Damaged;
    }
    return End::Asked;
}

/// When the next may be written.
HistoryRecorder::Impl::SteadyClock::time_point HistoryRecorder::Impl::writeBatch(HistoryWriter& writer)
{
    const bool written = writeOnce(writer);
    std::unique_lock lock(m_mutex);
    const bool isEmpty = m_queue.isEmpty();
    lock.unlock();
    if (written && isEmpty)
        giveBackMemory();
    const auto now = SteadyClock::now();
    if (!written)
        return now + std::chrono::milliseconds(m_limits.retryMs);
    return isEmpty ? now + std::chrono::milliseconds(m_limits.batchMs) : now;
}

/// A backlog and blocks that are joined take memory that nothing else needs again. The blocks of many nodes are joined
/// one batch after the other: not after each.
void HistoryRecorder::Impl::giveBackMemory()
{
    const auto now = SteadyClock::now();
    if (!m_tookMemory || now - m_gaveBack < giveBackEvery)
        return;
    heap::giveBack();
    m_tookMemory = false;
    m_gaveBack = now;
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
        const auto [oldest, newest] =
            std::minmax_element(batch.snapshots.begin(), batch.snapshots.end(),
                                [](const SnapshotPtr& a, const SnapshotPtr& b) { return a->timeMs < b->timeMs; });
        const TimeMs newestMs = (*newest)->timeMs;
        m_tookMemory |= newestMs - (*oldest)->timeMs > backlogMs;
        batch.snapshots.clear();
        Q_EMIT m_front.committed(newestMs);
    }
    if (auto done = writer.appendEvents(batch.events); !done)
        return done;
    batch.events.clear();
    const auto joined = writer.compactFor(compactFor);
    if (!joined)
        return joined.error();
    m_tookMemory |= *joined;
    return {};
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
