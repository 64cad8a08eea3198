// SPDX-License-Identifier: GPL-3.0-or-later
#include "uifixture.h"

#include <QtCore/QTimer>
#include <QtWidgets/QApplication>

#include <limits>

namespace cacheledger::testing
{

using namespace Qt::StringLiterals;

void FakeTester::test(const Endpoint& endpoint, const QString& password, const FollowConfig& follow,
                      const QString& sentinelPassword)
{
    tested.push_back(endpoint);
    lastPassword = password;
    lastFollow = follow;
    lastSentinelPassword = sentinelPassword;
}

void FakeVault::read(const CacheId& cache)
{
    QTimer::singleShot(0, this, [this, cache] {
        const auto found = passwords.find(cache);
        Q_EMIT readFinished(cache, found == passwords.end() ? QString() : found->second, found != passwords.end());
    });
}

void FakeVault::write(const CacheId& cache, const QString& password)
{
    if (password.isEmpty())
        passwords.erase(cache);
    else
        passwords[cache] = password;
    QTimer::singleShot(0, this, [this, cache] { Q_EMIT writeFinished(cache, lastsOnlySession); });
}

UiFixture::UiFixture()
{
    theme.setMode(Theme::Mode::Light);
    theme.install(*qApp);
    const auto loaded = caches.load();
    const auto read = preferences.load();
    const auto sourced = sources.load();
    Q_ASSERT(loaded.ok() && read.ok() && sourced.ok());
    services = {&caches,
                &preferences,
                &history,
                &statuses,
                &tester,
                &vault,
                clock,
                dir.filePath(u"window.json"_s),
                u"/home/you/.config/cacheledger\n/home/you/.local/share/cacheledger/history.sqlite"_s,
                u"0.1.0"_s,
                false,
                nullptr,
                &alerts};
    services.scenariosFolder = dir.filePath(u"scenarios"_s);
    services.pricesFile = dir.filePath(u"prices.json"_s);
    services.dismissalsFile = dir.filePath(u"dismissed-advice.json"_s);
    services.sources = &sources;
    services.sourceTester = &sourceTester;
    services.ledger = &ledger;
    alerts.nowMs = startMs;
}

CacheConfig UiFixture::addCache(const QString& name, const QString& environment, int nodes)
{
    CacheConfig cache;
    cache.id = newCacheId();
    cache.name = name;
    cache.environment = environment;
    for (int i = 0; i < nodes; ++i) {
        Endpoint endpoint;
        endpoint.host = u"10.0.%1.7"_s.arg(caches.caches().size() + 1);
        endpoint.port = static_cast<quint16>(6379 + i);
        cache.nodes.push_back({newNodeId(), endpoint});
    }
    const auto added = caches.add(cache);
    Q_ASSERT(added.ok());
    return cache;
}

SnapshotPtr UiFixture::snapshot(const NodeId& node, TimeMs timeMs)
{
    static const LayoutPtr layout = std::make_shared<SeriesLayout>(
        std::vector<std::string>{"cmdstat.get.calls", "cmdstat.set.calls", "cmdstat.hget.calls", "cmdstat.expire.calls",
                                 "cmdstat.ping.calls", "used_memory"});
    auto made = std::make_shared<Snapshot>();
    made->node = node;
    made->timeMs = timeMs;
    made->intervalMs = 1000;
    made->layout = layout;
    made->values = {9e6, 2e6, 1e6, 5e5, 10, 2e9};
    return made;
}

void UiFixture::setState(const CacheConfig& cache, NodeState state, double secondsAgo)
{
    for (const NodeConfig& node : cache.nodes) {
        NodeStatus status;
        status.cache = cache.id;
        status.node = node.id;
        status.state = state;
        status.sinceMs = clock->nowMs() - 25 * 60'000;
        if (state != NodeState::Connecting) {
            status.lastSampleMs = clock->nowMs() - static_cast<TimeMs>(secondsAgo * 1000);
            status.latest = snapshot(node.id, *status.lastSampleMs);
        }
        if (state == NodeState::Down) {
            status.error =
                Error{ErrorCode::ConnectionRefused,
                      QCoreApplication::translate("Fixture", "Nothing listens on %1.").arg(node.endpoint.address()),
                      QCoreApplication::translate("Fixture", "Start the server or correct the port.")};
            status.nextAttemptMs = clock->nowMs() + 4200;
        }
        statuses.set(status);
    }
}

void UiFixture::sampleArrived(const CacheConfig& cache)
{
    setState(cache, NodeState::Up, 0);
}

void UiFixture::fillTypical()
{
    const CacheConfig rag = addCache(u"rag-cache"_s, u"production"_s, 3);
    const CacheConfig sessions = addCache(u"sessions"_s, u"production"_s);
    const CacheConfig embeddings = addCache(u"embeddings"_s, u"staging"_s);
    const CacheConfig features = addCache(u"feature-flags"_s);
    setState(rag, NodeState::Up);
    setState(sessions, NodeState::Down, 25 * 60);
    setState(embeddings, NodeState::Up);
    setState(features, NodeState::Up);
    for (const NodeConfig& node : rag.nodes) {
        history.setValue(node.id, "hit_ratio", 0.714);
        history.setValue(node.id, "used_memory", 3.71 * 1024 * 1024 * 1024);
        history.setValue(node.id, "memory_used_ratio", 0.927);
        history.setValue(node.id, "evictions_per_second", 20.7);
    }
    const double absent = std::numeric_limits<double>::quiet_NaN();
    const NodeId quiet = features.nodes.front().id;
    history.setValue(quiet, "hit_ratio", absent);
    history.setValue(quiet, "lookups_per_second", 0);
    history.setValue(quiet, "maxmemory", 0);
    history.setValue(quiet, "memory_used_ratio", absent);
    history.setValue(quiet, "used_memory", 1.4 * 1024 * 1024);
}

/// An alert with what it measured and, where it ended, when.
static Alert& measured(Alert& alert, double value, int endedMinutesAgo = -1)
{
    alert.newestValue = alert.firedValue = value;
    if (endedMinutesAgo >= 0) {
        alert.state = AlertState::Resolved;
        alert.endedMs = UiFixture::startMs - endedMinutesAgo * 60'000LL;
    }
    return alert;
}

void UiFixture::fillAlerts()
{
    const CacheConfig rag = *caches.findByName(u"rag-cache"_s);
    const CacheConfig embeddings = *caches.findByName(u"embeddings"_s);
    alerts.alerts.reserve(20); // references into it are used
    alerts.nowMs = clock->nowMs();
    measured(alerts.add(u"hit-ratio-drop"_s, rag, 300), 0.74, 250).acknowledgedMs = startMs - 295 * 60'000LL;
    measured(alerts.add(u"eviction-rate-high"_s, rag, 190), 9000, 100).falsePositive = true;
    alerts.log.swap(alerts.alerts);
    alerts.alerts.reserve(20);
    measured(alerts.add(u"hit-ratio-drop"_s, rag, 18), 0.714).message =
        QCoreApplication::translate("Fixture", "The hit ratio of %1 is 71.4 %, below 80.0 % for 5 min.").arg(rag.name);
    measured(alerts.add(u"node-unavailable"_s, *caches.findByName(u"sessions"_s), 25), 0).acknowledgedMs =
        startMs - 20 * 60'000;
    measured(alerts.add(u"memory-high"_s, rag, 6, AlertState::Pending), 0.927);
    measured(alerts.add(u"eviction-rate-high"_s, rag, 31), 6200).snoozedUntilMs = startMs + 3'600'000;
    measured(alerts.add(u"connections-nearly-exhausted"_s, embeddings, 55), 0.86).silence = u"s1"_s;
    Alert& blind = measured(alerts.add(u"replication-lag"_s, embeddings, 9), 0);
    blind.noData = true;
    measured(alerts.add(u"cache-growing"_s, embeddings, 60), 0.23);
    alerts.log.insert(alerts.log.end(), alerts.alerts.begin(), alerts.alerts.end());
    Silence silence;
    silence.id = u"s1"_s;
    silence.scope.caches = {embeddings.name};
    silence.rules = {u"connections-nearly-exhausted"_s};
    silence.startMs = startMs - 600'000;
    silence.endMs = startMs + 5'400'000;
    silence.reason = QCoreApplication::translate("Fixture", "The nightly load test runs");
    alerts.kept = {silence};
    AlertStatistics& statistics = alerts.statistics;
    statistics.total = 31;
    statistics.byTier = {{AlertTier::Critical, 9}, {AlertTier::Warning, 18}, {AlertTier::Information, 4}};
    statistics.byRule = {{u"hit-ratio-drop"_s, 9}, {u"eviction-rate-high"_s, 18}, {u"cache-growing"_s, 4}};
    statistics.falsePositives = 3;
    statistics.acknowledged = 22;
    statistics.resolved = 29;
    statistics.meanToAcknowledgeMs = 272'000;
    statistics.meanToResolveMs = 2'640'000;
    alerts.announce();
    Q_EMIT alerts.silencesChanged();
}

} // namespace cacheledger::testing
