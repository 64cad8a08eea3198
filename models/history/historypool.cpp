// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historypool.h"

#include "history/fileplace.h"
#include "history/framebuilder.h"
#include "history/historyreader.h"

#include <QtCore/QMetaObject>
#include <QtCore/QThread>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace cacheledger
{

namespace
{

/// What is known without a file: no data anywhere in the range.
Result<Frame> frameWithoutData(const FrameRequest& request)
{
    Result<MetricPlan> plan = MetricPlan::make(request.metrics, {}, MetricPlan::Unknown::Accept);
    if (!plan)
        return plan.error();
    auto builder = FrameBuilder::make(request, std::move(plan).value());
    if (!builder)
        return builder.error();
    Frame frame = (*builder)->build(request.nowMs ? *request.nowMs : SystemClock().nowMs());
    frame.tier = request.tier.value_or(tierFor(request.toMs - request.fromMs, request.columns));
    return frame;
}

/// One thread's connection.
class PoolConnection
{
public:
    explicit PoolConnection(QString path) : m_path(std::move(path)) {}

    Result<Frame> read(const FrameRequest& request, const std::atomic_bool* cancelled)
    {
        if (const auto there = isThere(); !there || !*there)
            return there ? frameWithoutData(request) : there.error();
        return readFrame(*m_file, request, cancelled);
    }

    Result<HistoryUsage> usage()
    {
        if (const auto there = isThere(); !there || !*there)
            return there ? Result<HistoryUsage>(HistoryUsage()) : there.error();
        return m_file->usage();
    }

private:
    Result<bool> isThere()
    {
        const std::optional<FileIdentity> identity = identityOf(m_path);
        if (!identity || identity != m_identity)
            m_file.reset();
        m_identity = identity;
        if (!identity)
            return false;
        if (!m_file) {
            auto opened = HistoryFile::open(m_path);
            if (!opened)
                return opened.error();
            m_file = std::move(opened).value();
        }
        return true;
    }

    QString m_path;
    std::optional<FileIdentity> m_identity;
    std::unique_ptr<HistoryFile> m_file;
};

} // namespace

class HistoryPool::Impl
{
public:
    using Cancelled = std::shared_ptr<std::atomic_bool>;

    Impl(HistoryPool& pool, QString path, int threads) : m_pool(pool), m_path(std::move(path))
    {
        for (int i = 0; i < std::max(1, threads); ++i)
            m_threads.emplace_back([this] { work(); });
    }

    ~Impl()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
            m_queue.clear();
        }
        for (const auto& [id, cancelled] : m_pending)
            *cancelled = true;
        m_wake.notify_all();
        for (std::thread& thread : m_threads)
            thread.join();
    }

    /// Nothing asks for the usage.
    quint64 enqueue(const std::optional<FrameRequest>& request)
    {
        const quint64 id = ++m_lastId;
        const auto cancelled = std::make_shared<std::atomic_bool>(false);
        m_pending.emplace(id, cancelled);
        {
            const std::lock_guard lock(m_mutex);
            m_queue.push_back({id, request, cancelled});
        }
        m_wake.notify_one();
        return id;
    }

    void setHeld(bool held)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_held = held;
        }
        m_wake.notify_all();
    }

    void cancel(quint64 id)
    {
        const auto it = m_pending.find(id);
        if (it == m_pending.end())
            return;
        *it->second = true;
        m_pending.erase(it);
    }

private:
    struct Job {
        quint64 id = 0;
        std::optional<FrameRequest> request;
        Cancelled cancelled;
    };

    void work()
    {
        PoolConnection connection(m_path);
        while (std::optional<Job> job = next())
            answer(connection, *job);
    }

    void answer(PoolConnection& connection, const Job& job)
    {
        if (*job.cancelled)
            return;
        if (job.request)
            post(job.id, connection.read(*job.request, job.cancelled.get()));
        else
            post(job.id, connection.usage());
    }

    std::optional<Job> next()
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || (!m_held && !m_queue.empty()); });
        if (m_stopping)
            return std::nullopt;
        Job job = std::move(m_queue.front());
        m_queue.pop_front();
        return job;
    }

    /// The pool outlives its threads, and events posted to it die with it.
    template <typename Answer>
    void post(quint64 id, Result<Answer> result)
    {
        auto shared = std::make_shared<Result<Answer>>(std::move(result));
        QMetaObject::invokeMethod(
            &m_pool, [this, id, shared] { deliver(id, *shared); }, Qt::QueuedConnection);
    }

    template <typename Answer>
    void deliver(quint64 id, Result<Answer>& result)
    {
        if (m_pending.erase(id) == 0)
            return; // cancelled meanwhile
        if (result)
            tell(id, std::make_shared<const Answer>(std::move(result).value()));
        else
            Q_EMIT m_pool.failed(id, result.error());
    }

    void tell(quint64 id, const FramePtr& frame) { Q_EMIT m_pool.frameReady(id, frame); }
    void tell(quint64 id, const HistoryUsagePtr& usage) { Q_EMIT m_pool.usageReady(id, usage); }

    HistoryPool& m_pool;
    const QString m_path;
    // The pool's own thread only.
    quint64 m_lastId = 0;
    std::unordered_map<quint64, Cancelled> m_pending;
    // Shared, under the mutex.
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_queue;
    bool m_stopping = false;
    bool m_held = false;
    std::vector<std::thread> m_threads;
};

HistoryPool::HistoryPool(QString path, int threads, QObject* parent)
    : HistoryClient(parent),
      m_impl(std::make_unique<Impl>(*this, std::move(path), threads))
{
}

HistoryPool::~HistoryPool() = default;

void HistoryPool::hold()
{
    m_impl->setHeld(true);
}

void HistoryPool::release()
{
    m_impl->setHeld(false);
}

quint64 HistoryPool::request(const FrameRequest& request)
{
    Q_ASSERT(QThread::currentThread() == thread());
    return m_impl->enqueue(request);
}

quint64 HistoryPool::requestUsage()
{
    Q_ASSERT(QThread::currentThread() == thread());
    return m_impl->enqueue(std::nullopt);
}

void HistoryPool::cancel(quint64 id)
{
    Q_ASSERT(QThread::currentThread() == thread());
    m_impl->cancel(id);
}

} // namespace cacheledger
