// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/nodelook.h"

#include "redis/factsquestion.h"
#include "redis/serverkind.h"

#include <QtCore/QThread>

#include <algorithm>
#include <functional>
#include <map>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::size_t looksAtOnce = 16;

/// Asks every node of a cache, a few at a time. A child of the worker, in its thread.
class NodeRound : public QObject
{
public:
    using Callback = std::function<void(std::vector<NodeFacts> facts)>;

    NodeRound(CacheConfig cache, QString password, ConnectionOptions options, Callback whenDone, QObject* parent)
        : QObject(parent),
          m_cache(std::move(cache)),
          m_password(std::move(password)),
          m_options(std::move(options)),
          m_whenDone(std::move(whenDone)),
          m_facts(m_cache.nodes.size())
    {
    }

    void askMore()
    {
        while (m_next < m_cache.nodes.size() && m_running.size() < looksAtOnce) {
            const std::size_t place = m_next++;
            m_running[place] = std::make_unique<FactsQuestion>(
                m_cache.nodes[place].endpoint, m_password, m_options,
                [this, place](NodeFacts facts) {
                    m_facts[place] = std::move(facts);
                    m_running.erase(place);
                    askMore();
                },
                true);
        }
        if (m_running.empty())
            m_whenDone(std::move(m_facts));
    }

private:
    CacheConfig m_cache;
    QString m_password;
    ConnectionOptions m_options;
    Callback m_whenDone;
    std::vector<NodeFacts> m_facts;
    std::size_t m_next = 0;
    std::map<std::size_t, std::unique_ptr<FactsQuestion>> m_running;
};

static SnapshotPtr snapshotOf(const NodeId& node, InfoValues info, TimeMs timeMs, int intervalMs)
{
    if (!info.layout)
        return nullptr;
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = node;
    snapshot->timeMs = timeMs;
    snapshot->intervalMs = intervalMs;
    snapshot->layout = info.layout;
    snapshot->values = std::move(info.values);
    snapshot->texts = info.texts;
    return snapshot;
}

static void describeSlots(NodeReport& report, const std::vector<ClusterNode>& cluster)
{
    report.inCluster = !cluster.empty();
    const auto self = std::find_if(cluster.begin(), cluster.end(), [](const ClusterNode& node) { return node.isSelf; });
    if (self == cluster.end())
        return;
    QStringList ranges;
    for (const SlotRange& range : self->ranges) {
        report.slotCount += range.count();
        ranges << (range.first == range.last ? QString::number(range.first)
                                             : u"%1-%2"_s.arg(range.first).arg(range.last));
    }
    report.slotRanges = ranges.join(u", "_s);
    report.migratingSlots = self->migratingSlots;
    report.importingSlots = self->importingSlots;
}

NodesReport nodesReportOf(const CacheConfig& cache, std::vector<NodeFacts> facts, TimeMs timeMs)
{
    NodesReport report;
    report.cache = cache.id;
    report.timeMs = timeMs;
    // Whose view of the cluster counts: somebody's who has one.
    const auto seer =
        std::find_if(facts.begin(), facts.end(), [](const NodeFacts& one) { return !one.cluster.empty(); });
    std::vector<NodeFacts> ordered = facts;
    if (seer != facts.end())
        std::rotate(ordered.begin(), ordered.begin() + (seer - facts.begin()),
                    ordered.begin() + (seer - facts.begin()) + 1);
    const Topology topology = topologyFrom(ordered);
    // Servers that the user put together, without more, need not be one primary and its replicas.
    if (topology.kind == TopologyKind::Cluster || cache.follow.how != Following::Off)
        report.problems = topology.problems;
    if (topology.kind == TopologyKind::Cluster)
        report.coveredSlots = topology.coveredSlots;
    for (std::size_t i = 0; i < cache.nodes.size() && i < facts.size(); ++i) {
        NodeFacts& one = facts[i];
        NodeReport node;
        node.node = cache.nodes[i].id;
        node.error = one.error;
        node.server = serverKind(one.info);
        describeSlots(node, one.cluster);
        node.settings = std::move(one.settings);
        node.settingsError = one.settingsError;
        if (!one.error)
            node.answer = snapshotOf(node.node, std::move(one.info), timeMs, cache.intervalMs);
        report.nodes.push_back(std::make_shared<const NodeReport>(std::move(node)));
    }
    return report;
}

NodeLook::NodeLook(Parts parts, ConnectionOptions options, QObject* parent)
    : NodeInspector(parent),
      m_parts(std::move(parts)),
      m_options(std::move(options)),
      m_thread(std::make_unique<QThread>()),
      m_worker(new QObject)
{
    m_thread->setObjectName(u"node inspector"_s);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_parts.secrets, &SecretVault::readFinished, this, &NodeLook::onSecret);
    m_thread->start();
}

NodeLook::~NodeLook()
{
    m_thread->quit();
    m_thread->wait();
}

void NodeLook::inspect(const CacheId& cache)
{
    ++m_generation;
    m_waitingFor = cache;
    m_parts.secrets->read(cache);
}

void NodeLook::onSecret(const CacheId& key, const QString& secret, bool found)
{
    if (m_waitingFor.isEmpty() || m_waitingFor != key)
        return;
    m_waitingFor = {};
    if (const CacheConfig* cache = m_parts.caches->find(key))
        look(*cache, found ? secret : m_parts.credentials->passwordFor(cache->name).value_or(QString()));
}

void NodeLook::look(const CacheConfig& cache, const QString& password)
{
    QMetaObject::invokeMethod(m_worker, [this, generation = m_generation, cache, password] {
        qDeleteAll(m_worker->children());
        auto* round = new NodeRound(
            cache, password, m_options,
            [this, generation, cache](std::vector<NodeFacts> facts) {
                const NodesReport report = nodesReportOf(cache, std::move(facts), m_parts.clock->nowMs());
                QMetaObject::invokeMethod(this, [this, generation, report] { tell(generation, report); });
            },
            m_worker);
        round->askMore();
    });
}

void NodeLook::tell(quint64 generation, const NodesReport& report)
{
    if (generation == m_generation)
        Q_EMIT inspected(report);
}

void NodeLook::cancel()
{
    ++m_generation;
    m_waitingFor = {};
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { qDeleteAll(worker->children()); });
}

} // namespace cacheledger
