// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillscene.h"

#include "app/drills/drill.h"
#include "app/drills/drillworkload.h"
#include "redis/localredis.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

using namespace Qt::StringLiterals;

enum class ReplicaFate { Works, Dies, Hangs };

/// What is special about a drill's servers and workload.
struct SceneSetup {
    QStringList primary; ///< further options of the server
    bool replica = false;
    bool replicaWatched = false;
    ReplicaFate fate = ReplicaFate::Works;
    DrillWorkload::Settings workload;
    std::vector<FieldMapping> fields; ///< of what the application counts; none: nobody asks it
};

static SceneSetup setupOf(const QString& drill)
{
    using Failure = DrillWorkload::Failure;
    SceneSetup setup;
    if (drill == "stampede"_L1) {
        setup.workload.failure = Failure::Stampede;
        setup.workload.connections = 60;
    } else if (drill == "stale-data"_L1) {
        setup.replica = true; // its readers are part of the picture
        setup.workload.failure = Failure::NoExpiry;
    } else if (drill == "memory-exhaustion"_L1) {
        setup.primary = {u"--maxmemory"_s, u"48mb"_s, u"--maxmemory-policy"_s, u"volatile-ttl"_s};
        setup.workload.failure = Failure::Filling;
        setup.workload.fillBytes = 46'000'000;
    } else if (drill == "connection-exhaustion"_L1) {
        setup.primary = {u"--maxclients"_s, u"100"_s};
        setup.workload.failure = Failure::Connections;
        setup.workload.connections = 85;
    } else if (drill == "node-failure"_L1) {
        setup.replica = setup.replicaWatched = true;
        setup.fate = ReplicaFate::Dies;
    } else if (drill == "replication-lag"_L1) {
        setup.replica = true; // but not polled: it would be told as down, which it is not to its primary
        setup.fate = ReplicaFate::Hangs;
    } else if (drill == "key-collision"_L1) {
        setup.workload.failure = Failure::Collision;
        setup.fields = {{u"requests"_s, "app.requests", 1}, {u"wrong_answers"_s, "app.wrong_answers", 1}};
    } else if (drill == "hot-key"_L1) {
        setup.workload.failure = Failure::HotKey;
        setup.fields = {{u"requests"_s, "app.requests", 1}};
        for (int product = 0; product < DrillWorkload::products; ++product)
            setup.fields.push_back(
                {u"item:product-%1"_s.arg(product), "item.product-" + std::to_string(product) + ".requests", 1});
    } else if (drill == "eviction-storm"_L1) {
        setup.primary = {u"--maxmemory"_s, u"16mb"_s, u"--maxmemory-policy"_s, u"allkeys-lru"_s};
        setup.workload.failure = Failure::Flood;
    }
    return setup;
}

class DrillScene::Impl
{
public:
    explicit Impl(const Drill& drill) : name(drill.title), setup(setupOf(drill.id)) {}

    QString name;
    SceneSetup setup;
    LocalRedis primary, replica;
    std::unique_ptr<DrillWorkload> workload; // last: stops before the servers end
};

DrillScene::DrillScene(const Drill& drill) : m_impl(std::make_unique<Impl>(drill)) {}

DrillScene::~DrillScene()
{
    m_impl->replica.resume(); // a stopped process would not end by being asked to
}

Result<void> DrillScene::start()
{
    const QStringList common{u"--repl-diskless-sync-delay"_s, u"0"_s};
    if (auto started = m_impl->primary.start(m_impl->setup.primary + common); !started)
        return started;
    if (m_impl->setup.replica) {
        const QString port = QString::number(m_impl->primary.port());
        if (auto started = m_impl->replica.start({u"--replicaof"_s, u"127.0.0.1"_s, port}); !started)
            return started;
    }
    m_impl->setup.workload.unixSocket = m_impl->primary.unixSocket().toStdString();
    m_impl->workload = std::make_unique<DrillWorkload>(m_impl->setup.workload);
    return {};
}

CacheConfig DrillScene::cache() const
{
    CacheConfig cache;
    cache.id = {u"drill-cache"_s};
    cache.name = QCoreApplication::translate("Drill", "Drill: %1").arg(m_impl->name);
    cache.nodes = {{{u"drill-primary"_s}, m_impl->primary.endpoint()}};
    if (m_impl->setup.replicaWatched)
        cache.nodes.push_back({{u"drill-replica"_s}, m_impl->replica.endpoint()});
    cache.demo = true;
    return cache;
}

std::vector<SourceConfig> DrillScene::sources() const
{
    if (m_impl->setup.fields.empty())
        return {};
    SourceConfig source;
    source.id = {u"drill-application"_s};
    source.cache = cache().id;
    source.name = u"application"_s;
    source.kind = SourceKind::RedisHash;
    source.key = QString::fromLatin1(DrillWorkload::statsKey);
    source.intervalMs = drillSourcePollMs;
    source.fields = m_impl->setup.fields;
    return {source};
}

void DrillScene::strike()
{
    if (m_impl->setup.fate == ReplicaFate::Dies)
        m_impl->replica.kill();
    else if (m_impl->setup.fate == ReplicaFate::Hangs)
        m_impl->replica.suspend();
    m_impl->workload->setFailing(true);
}

Result<void> DrillScene::heal()
{
    m_impl->workload->setFailing(false);
    if (m_impl->setup.fate == ReplicaFate::Dies)
        return m_impl->replica.restart();
    m_impl->replica.resume();
    return {};
}

} // namespace cacheledger
