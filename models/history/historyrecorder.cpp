// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrecorder.h"

#include "history/historyrecorderimpl.h"

#include <utility>

namespace cacheledger
{

namespace
{

bool fitsLayout(const SnapshotPtr& snapshot)
{
    return snapshot && snapshot->layout && snapshot->values.size() == snapshot->layout->size();
}

} // namespace

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

} // namespace cacheledger
