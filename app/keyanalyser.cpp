// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keyanalyser.h"

#include "keyspace/keyrecordstore.h"

#include <QtCore/QThread>

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
    // What is under way is not waited for: where it was at the last answer is enough to go on.
    QMetaObject::invokeMethod(
        m_worker,
        [this] {
            if (auto* survey = m_worker->findChild<KeySurvey*>())
                (void)KeyRecordStore(m_parts.folder)
                    .keepUnfinished(m_order.cache, survey->takeState(), m_parts.clock->nowMs());
        },
        Qt::BlockingQueuedConnection);
    m_thread->quit();
    m_thread->wait();
}

void KeyAnalyser::start(const KeyAnalysisOrder& order)
{
    begin(order, false);
}

void KeyAnalyser::goOn(const CacheId& cache)
{
    KeyAnalysisOrder order;
    order.cache = cache;
    begin(order, true);
}

void KeyAnalyser::begin(const KeyAnalysisOrder& order, bool isResumed)
{
    if (m_state.isRunning)
        return;
    m_order = order;
    m_isResumed = isResumed;
    m_state = {true, false, order.cache, {}};
    m_awaitsSecret = true;
    Q_EMIT stateChanged();
    m_parts.secrets->read(order.cache);
}

/// A server that answers goes first: it is asked for the others.
std::vector<Endpoint> KeyAnalyser::serversOf(const CacheConfig& cache) const
{
    std::vector<Endpoint> servers;
    std::size_t firstUp = 0;
    for (const NodeConfig& node : cache.nodes) {
        const NodeStatus* status = m_parts.statuses->find(node.id);
        const bool isUp = status && status->state == NodeState::Up;
        if (isUp && firstUp == 0)
            firstUp = servers.size() + 1;
        servers.push_back(node.endpoint);
    }
    if (firstUp > 1)
        std::swap(servers.front(), servers[firstUp - 1]);
    return servers;
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
    Job job{cache.id, serversOf(cache), password, {}, m_isResumed};
    job.options.analysis.sampled = m_order.sampled;
    job.options.analysis.delimiter = m_order.delimiter;
    job.options.analysis.depth = m_order.depth;
    job.options.keysPerSecond = m_order.keysPerSecond;
    job.options.seed = static_cast<quint64>(m_parts.clock->nowMs());
    QMetaObject::invokeMethod(m_worker, [this, job] { work(job); });
}

/// In the thread of keys.
void KeyAnalyser::work(const Job& asked)
{
    Job job = asked;
    const KeyRecordStore store(m_parts.folder);
    std::optional<KeySurveyState> from = job.isResumed ? store.unfinished(job.cache) : std::nullopt;
    if (job.isResumed && !from)
        return tellRecords(
            job.cache,
            Error{ErrorCode::InvalidArgument, tr("There is no analysis to go on with."), tr("Begin a new one.")}, true);
    if (from) {
        job.options.analysis = from->scan.analysis.options();
        job.options.keysPerSecond = from->keysPerSecond;
    }
    auto* survey = new KeySurvey(job.servers, job.password, job.options, {}, m_worker);
    connect(survey, &KeySurvey::progressed, this, [this](const KeyScanProgress& progress) {
        m_state.progress = progress;
        Q_EMIT stateChanged();
    });
    connect(survey, &KeySurvey::finished, m_worker,
            [this, survey, job](const Result<KeyScanResult>& result) { onFinished(survey, job, result); });
    if (from)
        survey->start(std::move(*from));
    else
        survey->start();
}

/// In the thread of keys.
void KeyAnalyser::onFinished(KeySurvey* survey, const Job& job, const Result<KeyScanResult>& result)
{
    survey->deleteLater();
    survey->setParent(nullptr); // it is no running one any more
    const auto kept = KeyRecordStore(m_parts.folder)
                          .keepOutcome(job.cache, *survey, result, job.servers.front(), m_parts.clock->nowMs());
    tellRecords(job.cache, kept ? std::nullopt : std::optional(kept.error()), true);
}

/// In the thread of keys.
void KeyAnalyser::tellRecords(const CacheId& cache, const std::optional<Error>& error, bool hasEnded)
{
    const KeyRecordStore store(m_parts.folder);
    std::optional<UnfinishedKeys> unfinished;
    if (const auto state = store.unfinished(cache))
        unfinished = UnfinishedKeys{state->timeMs, state->scan.sums.scanned, state->server};
    QMetaObject::invokeMethod(this, [this, cache, error, hasEnded, unfinished, records = store.load(cache)] {
        if (hasEnded)
            ended();
        Q_EMIT recordsRead(cache, records);
        Q_EMIT unfinishedRead(cache, unfinished);
        if (error)
            Q_EMIT failed(cache, *error);
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
        if (auto* survey = worker->findChild<KeySurvey*>())
            paused ? survey->pause() : survey->resume();
    });
}

void KeyAnalyser::cancel()
{
    if (std::exchange(m_awaitsSecret, false))
        return ended();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] {
        if (auto* survey = worker->findChild<KeySurvey*>())
            survey->cancel();
    });
}

void KeyAnalyser::read(const CacheId& cache)
{
    QMetaObject::invokeMethod(m_worker, [this, cache] { tellRecords(cache, {}, false); });
}

} // namespace cacheledger
