// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keyanalyser.h"

#include "keyspace/keyrecordstore.h"
#include "keyspace/keyscan.h"

#include <QtCore/QThread>

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

KeyAnalyser::KeyAnalyser(Parts parts, QObject* parent)
    : KeyAnalyst(parent),
      m_parts(std::move(parts)),
      m_thread(std::make_unique<QThread>()),
      m_worker(new QObject)
{
    m_thread->setObjectName(u"keys"_s);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_parts.secrets, &SecretVault::readFinished, this, &KeyAnalyser::onSecret);
    m_thread->start(QThread::LowPriority);
}

KeyAnalyser::~KeyAnalyser()
{
    m_thread->quit();
    m_thread->wait();
}

void KeyAnalyser::start(const KeyAnalysisOrder& order)
{
    if (m_state.isRunning)
        return;
    m_order = order;
    m_state = {true, false, order.cache, {}, false, {}};
    m_awaitsSecret = true;
    Q_EMIT stateChanged();
    m_parts.secrets->read(order.cache);
}

/// A replica that answers, so that nobody waits for us; else the first server that answers, else the first.
KeyAnalyser::Choice KeyAnalyser::nodeOf(const CacheConfig& cache) const
{
    std::optional<Choice> up;
    for (const NodeConfig& node : cache.nodes) {
        const NodeStatus* status = m_parts.statuses->find(node.id);
        if (!status || status->state != NodeState::Up || !status->latest)
            continue;
        if (status->latest->text("role") == u"slave"_s)
            return {node.endpoint, true};
        if (!up)
            up = Choice{node.endpoint, false};
    }
    return up.value_or(Choice{cache.nodes.front().endpoint, false});
}

void KeyAnalyser::onSecret(const CacheId& id, const QString& secret, bool found)
{
    if (id != m_order.cache || !std::exchange(m_awaitsSecret, false))
        return;
    const CacheConfig* cache = m_parts.caches->find(id);
    if (cache && !cache->nodes.empty())
        return scan(*cache, found ? secret : m_parts.credentials->passwordFor(cache->name).value_or(QString()));
    ended();
    Q_EMIT failed(
        id, Error{ErrorCode::UnknownCache, tr("The cache is not configured any more."), tr("Choose another cache.")});
}

void KeyAnalyser::scan(const CacheConfig& cache, const QString& password)
{
    const Choice node = nodeOf(cache);
    m_state.node = node.endpoint.address();
    m_state.onReplica = node.isReplica;
    Q_EMIT stateChanged();
    KeyScanOptions options;
    options.analysis.sampled = m_order.sampled;
    options.analysis.delimiter = m_order.delimiter;
    options.analysis.depth = m_order.depth;
    options.keysPerSecond = m_order.keysPerSecond;
    options.seed = static_cast<quint64>(m_parts.clock->nowMs());
    const KeyRecord about{0, m_state.node, node.isReplica, node.endpoint.database, m_order.sampled, {}};
    QMetaObject::invokeMethod(m_worker, [this, id = cache.id, node, password, options, about, clock = m_parts.clock,
                                         folder = m_parts.folder] {
        auto* scan = new KeyScan(node.endpoint, password, options, {}, m_worker);
        connect(scan, &KeyScan::progressed, this, [this](const KeyScanProgress& progress) {
            m_state.progress = progress;
            Q_EMIT stateChanged();
        });
        connect(scan, &KeyScan::finished, m_worker,
                [this, scan, id, about, clock, folder](const Result<KeyScanResult>& result) {
                    scan->deleteLater();
                    std::optional<Error> error;
                    const KeyRecordStore store(folder);
                    if (!result) {
                        error = result.error();
                    } else if (result->report.keysLookedAt > 0 || !result->cancelled) {
                        KeyRecord record = about;
                        record.timeMs = clock->nowMs();
                        record.result = *result;
                        if (const auto kept = store.keep(id, record); !kept)
                            error = kept.error();
                    }
                    QMetaObject::invokeMethod(this, [this, id, error, records = store.load(id)] {
                        ended();
                        Q_EMIT recordsRead(id, records);
                        if (error)
                            Q_EMIT failed(id, *error);
                    });
                });
        scan->start();
    });
}

void KeyAnalyser::ended()
{
    m_state = {};
    Q_EMIT stateChanged();
}

void KeyAnalyser::setPaused(bool paused)
{
    if (!m_state.isRunning || m_state.isPaused == paused)
        return;
    m_state.isPaused = paused;
    Q_EMIT stateChanged();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, paused] {
        if (auto* scan = worker->findChild<KeyScan*>())
            paused ? scan->pause() : scan->resume();
    });
}

void KeyAnalyser::cancel()
{
    if (std::exchange(m_awaitsSecret, false))
        return ended();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] {
        if (auto* scan = worker->findChild<KeyScan*>())
            scan->cancel();
    });
}

void KeyAnalyser::read(const CacheId& cache)
{
    QMetaObject::invokeMethod(m_worker, [this, cache, folder = m_parts.folder] {
        QMetaObject::invokeMethod(
            this, [this, cache, records = KeyRecordStore(folder).load(cache)] { Q_EMIT recordsRead(cache, records); });
    });
}

} // namespace cacheledger
