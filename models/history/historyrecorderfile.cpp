// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrecorderimpl.h"

namespace cacheledger
{

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

} // namespace cacheledger
