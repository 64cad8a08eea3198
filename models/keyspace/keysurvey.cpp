// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keysurvey.h"

#include "keyspace/referencesurvey.h"
#include "redis/topologywalk.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

class KeySurvey::Impl
{
public:
    Impl(KeySurvey* owner, std::vector<Endpoint> servers, QString secret, KeyScanOptions settings,
         ConnectionOptions limits)
        : q(owner),
          known(std::move(servers)),
          password(std::move(secret)),
          options(std::move(settings)),
          connection(std::move(limits))
    {
        state.scan.analysis = KeyAnalysis(options.analysis);
    }

    void walk(void (Impl::*then)(const Result<Topology>& topology));
    void onPlan(const Result<Topology>& topology);
    void onEnd(const Result<Topology>& topology);
    void countKeys();
    void onCounted(std::size_t place, std::optional<qint64> keys);
    void next();
    void scanServer();
    void onProgress(const KeyScanProgress& progress);
    void onScanned(const Result<KeyScanResult>& result);
    bool passOver(const Error& error, qint64 seenThere);
    void cancel();
    void end();
    bool followReferences();
    void refuse(const QString& why);
    void finish(const Result<KeyScanResult>& result);
    const SurveyServer& server() const { return plan.shards[state.shard][candidate]; }

    KeySurvey* q;
    std::vector<Endpoint> known;
    QString password;
    KeyScanOptions options;
    ConnectionOptions connection;
    SurveyPlan plan;
    KeySurveyState state;
    bool isResumed = false;
    std::size_t candidate = 0; // of the shard's servers
    qint64 scannedBefore = 0;  // at the servers before this one
    std::optional<qint64> total = 0;
    std::size_t uncounted = 0;
    bool paused = false;
    bool cancelled = false;
    bool finished = false;
    std::vector<std::unique_ptr<Connection>> counting;
    std::unique_ptr<TopologyWalk> topology;
    std::unique_ptr<KeyScan> scan;
    std::unique_ptr<ReferenceSurvey> references; // of a cluster, from when all keys were seen
};

void KeySurvey::Impl::walk(void (Impl::*then)(const Result<Topology>& topology))
{
    topology = std::make_unique<TopologyWalk>(known.front(), password, connection);
    QObject::connect(
        topology.get(), &TopologyWalk::finished, q,
        [this, then](const Result<Topology>& found) {
            if (!finished)
                (this->*then)(found);
        },
        Qt::QueuedConnection); // it may be replaced by what follows
    topology->start();
}

/// Who may not ask for the topology still looks at one server.
void KeySurvey::Impl::onPlan(const Result<Topology>& found)
{
    plan = found ? surveyPlanOf(*found, known.front(), known) : surveyPlanOf(known.front());
    state.scan.sums.servers = static_cast<int>(plan.shards.size());
    state.scan.sums.slotsMoved = state.scan.sums.slotsMoved || plan.slotsMoving;
    if (cancelled)
        return end();
    if (!isResumed) {
        state.layout = plan.layout;
        return countKeys();
    }
    if (plan.layout != state.layout || state.shard >= plan.shards.size())
        return refuse(KeySurvey::tr("The servers or slots of the cache have changed since."));
    const std::vector<SurveyServer>& shard = plan.shards[state.shard];
    candidate = 0;
    while (candidate < shard.size() && shard[candidate].endpoint.address() != state.server)
        ++candidate;
    if (candidate == shard.size() && state.server != known.front().address())
        return refuse(KeySurvey::tr("%1 cannot be asked any more.").arg(state.server));
    candidate = std::min(candidate, shard.size() - 1);
    countKeys();
}

void KeySurvey::Impl::refuse(const QString& why)
{
    state = {};
    finish(Error{ErrorCode::InvalidArgument, KeySurvey::tr("The analysis cannot go on. %1").arg(why),
                 KeySurvey::tr("Begin a new one.")});
}

/// How many keys there are in all, for the progress: asked of every shard at once.
void KeySurvey::Impl::countKeys()
{
    if (plan.shards.size() == 1)
        return next(); // the scan asks for itself
    uncounted = plan.shards.size();
    for (std::size_t i = 0; i < plan.shards.size(); ++i) {
        Connection& asked =
            *counting.emplace_back(std::make_unique<Connection>(plan.shards[i].front().endpoint, password, connection));
        QObject::connect(&asked, &Connection::ready, q, [this, i, &asked] {
            asked.send(Command::dbSize(), [this, i](const Result<Reply>& reply) {
                const bool isCount = reply.ok() && reply->type == Reply::Type::Integer;
                onCounted(i, isCount ? std::optional(reply->integer) : std::nullopt);
            });
        });
        QObject::connect(&asked, &Connection::closed, q, [this, i] { onCounted(i, {}); });
        asked.open();
    }
}

void KeySurvey::Impl::onCounted(std::size_t place, std::optional<qint64> keys)
{
    Connection* done = place < counting.size() ? counting[place].release() : nullptr;
    if (!done || finished)
        return;          // counted already
    done->deleteLater(); // it is calling us
    total = total && keys ? std::optional(*total + *keys) : std::nullopt;
    if (--uncounted == 0)
        next();
}

void KeySurvey::Impl::next()
{
    if (finished)
        return;
    if (cancelled || state.shard >= plan.shards.size())
        return end();
    scanServer();
}

void KeySurvey::Impl::scanServer()
{
    const SurveyServer& at = server();
    state.server = at.endpoint.address();
    scannedBefore = state.scan.sums.scanned;
    KeyScanOptions asked = options;
    asked.readOnly = plan.isCluster && at.isReplica;
    asked.followReferences = options.followReferences && !plan.isCluster;
    scan = std::make_unique<KeyScan>(at.endpoint, password, asked, connection);
    QObject::connect(scan.get(), &KeyScan::progressed, q, [this](const KeyScanProgress& each) { onProgress(each); });
    QObject::connect(
        scan.get(), &KeyScan::finished, q, [this](const Result<KeyScanResult>& result) { onScanned(result); },
        Qt::QueuedConnection); // it may be replaced by the next
    if (paused)
        scan->pause();
    scan->start(std::exchange(state.scan, {}));
}

void KeySurvey::Impl::onProgress(const KeyScanProgress& each)
{
    KeyScanProgress all = each;
    all.node = server().endpoint.address();
    all.onReplica = server().isReplica;
    all.server = static_cast<int>(state.shard) + 1;
    all.servers = static_cast<int>(plan.shards.size());
    if (all.servers > 1)
        all.total = total;
    Q_EMIT q->progressed(all);
}

void KeySurvey::Impl::onScanned(const Result<KeyScanResult>& result)
{
    if (finished)
        return;
    state.scan = scan->takeState();
    KeyScanResult& sums = state.scan.sums;
    const qint64 seenThere = sums.scanned - scannedBefore;
    if (!result) {
        if (result.error().code == ErrorCode::InvalidArgument)
            state = {}; // its cursor means nothing any more
        if (!passOver(result.error(), seenThere))
            return finish(result);
    } else {
        if (result->cancelled)
            return end();
        sums.nodes << state.server;
        sums.onReplicas = sums.onReplicas || server().isReplica;
        if (plan.shards.size() == 1)
            sums.report = result->report; // with what references lead to
        ++state.shard;
        candidate = 0;
    }
    state.scan.cursor = "0";
    state.scan.mark = {};
    next();
}

/// What failed before it gave a key is asked of another server of the shard, and what cannot be had is told in the
/// result. Not where there is one shard, or where the server is not the one that the cursor is of.
bool KeySurvey::Impl::passOver(const Error& error, qint64 seenThere)
{
    const bool isRefused = error.code == ErrorCode::InvalidArgument; // the cursor was of another server
    const std::size_t servers = plan.shards[state.shard].size();
    if (seenThere == 0 && candidate + 1 < servers && !isRefused && state.scan.cursor == "0") {
        ++candidate;
        return true;
    }
    if (plan.shards.size() == 1 || isRefused)
        return false;
    state.scan.sums.missing.push_back({state.server, seenThere, error.message});
    ++state.shard;
    candidate = 0;
    return true;
}

void KeySurvey::Impl::cancel()
{
    cancelled = true;
    if (references)
        references->cancel();
    else if (scan)
        scan->cancel();
    else if (!topology)
        end();
}

/// False: there are none, or they have been followed.
bool KeySurvey::Impl::followReferences()
{
    if (!plan.isCluster || !options.followReferences || cancelled || references)
        return false;
    const KeyReport report = state.scan.analysis.report();
    if (report.someSets.empty())
        return false;
    references = std::make_unique<ReferenceSurvey>(plan, password, options.keysPerSecond, connection, report);
    QObject::connect(
        references.get(), &ReferenceSurvey::finished, q,
        [this] {
            if (!finished)
                end();
        },
        Qt::QueuedConnection);
    if (paused)
        references->pause();
    references->start();
    return true;
}

/// Of a cluster, slots may have moved meanwhile.
void KeySurvey::Impl::end()
{
    if (followReferences())
        return;
    if (plan.isCluster && !cancelled)
        return walk(&Impl::onEnd);
    onEnd(Error{});
}

void KeySurvey::Impl::onEnd(const Result<Topology>& found)
{
    KeyScanResult& sums = state.scan.sums;
    if (found) {
        const SurveyPlan now = surveyPlanOf(*found, known.front(), known);
        sums.slotsMoved = sums.slotsMoved || now.slotsMoving || now.layout != plan.layout;
    }
    if (!sums.missing.empty() && sums.scanned == 0)
        return finish(Error{ErrorCode::Disconnected, sums.missing.front().why, {}});
    KeyScanResult result = sums;
    if (result.report.prefixes.empty())
        result.report = state.scan.analysis.report();
    if (references) {
        references->check().fillIn(result.report);
        result.referencesUnknown = references->check().unknown();
        for (const QString& words : references->notTold())
            if (!result.notTold.contains(words))
                result.notTold << words;
    }
    result.report.someSets.clear();
    result.cancelled = cancelled && state.shard < std::max<std::size_t>(1, plan.shards.size());
    if (!result.cancelled)
        state = {}; // there is nothing to go on with
    finish(result);
}

void KeySurvey::Impl::finish(const Result<KeyScanResult>& result)
{
    if (std::exchange(finished, true))
        return;
    Q_EMIT q->finished(Result<KeyScanResult>(result)); // a copy: a slot may destroy us
}

KeySurvey::KeySurvey(std::vector<Endpoint> known, QString password, KeyScanOptions options,
                     ConnectionOptions connection, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(known), std::move(password), std::move(options),
                                    std::move(connection)))
{
}

KeySurvey::~KeySurvey() = default;

void KeySurvey::start()
{
    m_impl->walk(&Impl::onPlan);
}

void KeySurvey::start(KeySurveyState from)
{
    m_impl->isResumed = true;
    m_impl->options.analysis = from.scan.analysis.options();
    m_impl->state = std::move(from);
    start();
}

void KeySurvey::pause()
{
    m_impl->paused = true;
    if (m_impl->references)
        m_impl->references->pause();
    else if (m_impl->scan)
        m_impl->scan->pause();
}

void KeySurvey::resume()
{
    m_impl->paused = false;
    if (m_impl->references)
        m_impl->references->resume();
    else if (m_impl->scan)
        m_impl->scan->resume();
}

void KeySurvey::cancel()
{
    m_impl->cancel();
}

KeySurveyState KeySurvey::takeState()
{
    Impl& survey = *m_impl;
    if (!survey.finished && survey.scan)
        survey.state.scan = survey.scan->takeState();
    survey.state.keysPerSecond = survey.options.keysPerSecond;
    return std::move(survey.state);
}

double KeySurvey::sampled() const
{
    return m_impl->options.analysis.sampled;
}

} // namespace cacheledger
