// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/collector.h"

#include "app/collectorworker.h"

#include <QtCore/QThread>

namespace cacheledger
{

Collector::Collector(HistoryRecorder* recorder, std::shared_ptr<const Clock> clock, ConnectionOptions options,
                     int readWithinMs, QObject* parent)
    : QObject(parent),
      m_thread(std::make_unique<QThread>()),
      m_worker(new Worker(recorder, std::move(clock), options, readWithinMs))
{
    qRegisterMetaType<NodeStatus>();
    qRegisterMetaType<Event>();
    m_thread->setObjectName(QStringLiteral("collector"));
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &Worker::statusChanged, this, &Collector::statusChanged, Qt::DirectConnection);
    connect(m_worker, &Worker::sourceStatusChanged, this, &Collector::sourceStatusChanged, Qt::DirectConnection);
    connect(m_worker, &Worker::eventDetected, this, &Collector::eventDetected, Qt::DirectConnection);
    connect(m_worker, &Worker::nodesAppeared, this, &Collector::nodesAppeared, Qt::DirectConnection);
    connect(m_worker, &Worker::judged, this, &Collector::judged, Qt::DirectConnection);
    connect(m_worker, &Worker::evidenceCaptured, this, &Collector::evidenceCaptured, Qt::DirectConnection);
    connect(m_worker, &Worker::serverTold, this, &Collector::serverTold, Qt::DirectConnection);
    connect(m_worker, &Worker::serversFound, this, &Collector::serversFound, Qt::DirectConnection);
    connect(m_worker, &Worker::followingFailed, this, &Collector::followingFailed, Qt::DirectConnection);
    m_thread->start();
}

Collector::~Collector()
{
    m_thread->quit();
    m_thread->wait();
}

void Collector::setCache(const CacheConfig& cache, const QString& password, const QString& sentinelPassword)
{
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, cache, password, sentinelPassword] { worker->setCache(cache, password, sentinelPassword); },
        Qt::QueuedConnection);
}

void Collector::removeCache(const CacheId& id)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, id] { worker->removeCache(id); }, Qt::QueuedConnection);
}

void Collector::setSource(const SourceAccess& access, const QString& cacheName)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, access, cacheName] { worker->setSource(access, cacheName); },
        Qt::QueuedConnection);
}

void Collector::setLimits(const WatchLimits& limits)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, limits] { worker->setLimits(limits); }, Qt::QueuedConnection);
}

void Collector::setHotItemLimits(const HotItemLimits& limits)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, limits] { worker->setHotItemLimits(limits); }, Qt::QueuedConnection);
}

void Collector::removeSource(const NodeId& id)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, id] { worker->removeSource(id); }, Qt::QueuedConnection);
}

void Collector::setFigure(const CacheId& cache, const std::string& metric, std::optional<double> value, TimeMs untilMs)
{
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, cache, metric, value, untilMs] { worker->setFigure(cache, metric, value, untilMs); },
        Qt::QueuedConnection);
}

void Collector::retryNow(const CacheId& id)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, id] { worker->retryNow(id); }, Qt::QueuedConnection);
}

void Collector::whenDone(std::function<void()> then)
{
    QMetaObject::invokeMethod(m_worker, std::move(then), Qt::QueuedConnection);
}

void Collector::setRules(const std::vector<Rule>& rules)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, rules] { worker->setRules(rules); }, Qt::QueuedConnection);
}

void Collector::admit(const std::vector<NodePast>& pasts)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, pasts] { worker->admit(pasts); }, Qt::QueuedConnection);
}

void Collector::captureEvidence(quint64 request, const NodeId& node, const EvidenceParts& parts)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, request, node, parts] { worker->captureEvidence(request, node, parts); },
        Qt::QueuedConnection);
}

} // namespace cacheledger
