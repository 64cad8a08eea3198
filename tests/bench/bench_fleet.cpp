// SPDX-License-Identifier: GPL-3.0-or-later
// What it takes to watch 100 and 1,000 servers at one second, and how punctual that is: `collect` as a process of its
// own, beside servers that answer as a real one did.
#include "fakefleet.h"
#include "figure.h"
#include "inforeplies.h"

#include "config/cachestore.h"
#include "config/profile.h"
#include "redis/localredis.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <cstdio>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr int unavailable = 69;
constexpr int nodesACache = 10;
/// More than a run takes, so that no counter falls back to the first reply's.
constexpr int replyCount = 600;

Result<void> configure(const QString& folder, int nodes, quint16 port)
{
    const Profile profile = Profile::under(folder);
    if (const auto created = profile.create(); !created)
        return created;
    CacheStore store(profile.cachesFile());
    for (int first = 0; first < nodes; first += nodesACache) {
        CacheConfig cache;
        cache.id = newCacheId();
        cache.name = u"cache %1"_s.arg(first / nodesACache + 1);
        for (int node = first; node < std::min(nodes, first + nodesACache); ++node) {
            Endpoint endpoint;
            endpoint.host = bench::FakeFleet::addressOf(node);
            endpoint.port = port;
            cache.nodes.push_back({newNodeId(), endpoint});
        }
        if (const auto added = store.add(cache); !added)
            return added;
    }
    return {};
}

struct Measured {
    double corePercent = 0;
    double mib = 0;
    bench::FakeFleet::Punctuality punctuality;
};

std::optional<Measured> watchFleet(const std::vector<QByteArray>& replies, int nodes, int seconds)
{
    bench::FakeFleet fleet(replies);
    QTemporaryDir folder;
    if (!fleet.start() || !configure(folder.path(), nodes, fleet.port()))
        return {};
    QProcess collect;
    collect.setStandardOutputFile(QProcess::nullDevice());
    collect.setStandardErrorFile(qEnvironmentVariable("CACHELEDGER_BENCH_LOG", QProcess::nullDevice()));
    collect.start(qEnvironmentVariable("CACHELEDGER_BINARY"), {u"--profile"_s, folder.path(), u"collect"_s});
    const QDeadlineTimer patience(60000);
    while (fleet.connections() < nodes && !patience.hasExpired() && collect.state() != QProcess::NotRunning)
        collect.waitForFinished(100);
    if (fleet.connections() < nodes) {
        std::fprintf(stderr, "bench_fleet: only %d of %d nodes were connected to\n", fleet.connections(), nodes);
        return {};
    }
    collect.waitForFinished(15000); // the start is no watching; five seconds after it, history is checked once
    fleet.beginMeasuring();
    const auto before = bench::cpuSecondsOf(collect.processId());
    QElapsedTimer timer;
    timer.start();
    collect.waitForFinished(seconds * 1000);
    const auto after = bench::cpuSecondsOf(collect.processId());
    const double passed = double(timer.elapsed()) / 1000;
    const auto mib = bench::residentMibOf(collect.processId());
    fleet.stop();
    collect.kill();
    collect.waitForFinished(10000);
    if (!before || !after || !mib)
        return {};
    return Measured{(*after - *before) / passed * 100, *mib, fleet.punctuality(1000)};
}

bool measure(const std::vector<QByteArray>& replies, int nodes, int seconds)
{
    const auto measured = watchFleet(replies, nodes, seconds);
    if (!measured)
        return false;
    const auto& [corePercent, mib, punctuality] = *measured;
    std::fprintf(
        stderr,
        "bench_fleet: %d nodes: %lld polls, %lld missed, late by %.1f ms (median), %.1f ms (99.9 %%), %.1f ms\n", nodes,
        static_cast<long long>(punctuality.polls), static_cast<long long>(punctuality.missed), punctuality.lateP50Ms,
        punctuality.lateP999Ms, punctuality.lateMaxMs);
    const QString name = u"fleet.%1_"_s.arg(nodes);
    bench::print({name + u"core_pct"_s, corePercent, u"%"_s, {}, 0, 0});
    bench::print({name + u"mib"_s, mib, u"MiB"_s, {}, 0, 0});
    if (nodes == 1000)
        bench::print({name + u"lateness_p999_ms"_s, punctuality.lateP999Ms, u"ms"_s, {}, 0, 0});
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"fleet.100_core_pct", "fleet.100_mib", "fleet.1000_core_pct", "fleet.1000_mib",
                       "fleet.1000_lateness_p999_ms"}))
        return 0;
    const QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsEmpty("CACHELEDGER_BINARY")) {
        std::fprintf(stderr, "bench_fleet: CACHELEDGER_BINARY names no program\n");
        return unavailable;
    }
    std::vector<QByteArray> replies;
    {
        LocalRedis server;
        if (const auto started = server.start(); !started) {
            std::fprintf(stderr, "bench_fleet: %s\n", qPrintable(started.error().text()));
            return unavailable;
        }
        replies = bench::recordReplies(server.port(), replyCount);
    }
    if (replies.empty())
        return unavailable;
    const int asked = qEnvironmentVariableIntValue("CACHELEDGER_BENCH_SECONDS");
    const int seconds = asked > 0 ? asked : 60;
    const bool hundred = measure(replies, 100, seconds);
    const bool thousand = measure(replies, 1000, seconds);
    return hundred && thousand ? 0 : unavailable;
}
