// SPDX-License-Identifier: GPL-3.0-or-later
// What being watched costs a server: its throughput beside `collect` at one second and without it, also with 10,000
// idle clients, and commands of ours in its slow log. And how soon a failover is known.
#include "figure.h"

#include "app/collector.h"
#include "support/deployments.h"
#include "support/redisadmin.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <array>
#include <cstdio>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr int unavailable = 69;
constexpr int idleClients = 10000;
constexpr int patienceMs = 60000;

/// `collect` on one server while it lives; it can be stopped for a while, so that its start is not taken for watching.
class Watcher
{
public:
    explicit Watcher(const LocalRedis& server)
    {
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(qEnvironmentVariable("CACHELEDGER_BINARY"),
                        {u"--profile"_s, m_folder.path(), u"collect"_s, u"--cache"_s,
                         u"redis://127.0.0.1:%1"_s.arg(server.port())});
        m_works = QTest::qWaitFor(
            [&server] { return adminCommand(server, "CLIENT LIST TYPE normal").contains("cmd=info"); }, patienceMs);
    }
    ~Watcher()
    {
        setStopped(false);
        m_process.terminate();
        m_process.waitForFinished(patienceMs);
    }
    bool works() const { return m_works; }
    void setStopped(bool stopped) { ::kill(static_cast<pid_t>(m_process.processId()), stopped ? SIGSTOP : SIGCONT); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    bool m_works = false;
};

double requestsPerSecond(const LocalRedis& server)
{
    QProcess load;
    load.start(u"redis-benchmark"_s, {u"-p"_s, QString::number(server.port()), u"-t"_s, u"get"_s, u"-n"_s, u"100000"_s,
                                      u"-c"_s, u"50"_s, u"--csv"_s, u"-q"_s});
    load.waitForFinished(-1);
    static const QRegularExpression rate(u"\"GET\",\"([0-9.]+)\""_s);
    return rate.match(QString::fromLatin1(load.readAllStandardOutput())).captured(1).toDouble();
}

/// Requests a second without us and with us, in slices of a second or two that take turns: the machine's own ups and
/// downs last longer.
std::array<double, 2> ratesOfPair(const LocalRedis& server, Watcher& watcher, bool beginsWatched)
{
    std::array<double, 2> seconds{}; // for one request, summed
    constexpr std::array order{false, true, true, false, false, true};
    for (const bool turn : order) {
        const bool watched = turn != beginsWatched;
        watcher.setStopped(!watched);
        const double rate = requestsPerSecond(server);
        if (!(rate > 0))
            return {};
        seconds[watched ? 1 : 0] += 1 / rate;
    }
    return {3 / seconds[0], 3 / seconds[1]};
}

/// Median of seven pairs, of which every other begins with the watched half.
bool measureThroughput(const LocalRedis& server, const QString& figure)
{
    std::vector<double> ratios;
    std::vector<double> alone;
    Watcher watcher(server);
    if (!watcher.works())
        return false;
    for (int warm = 0; warm < 9; ++warm) // five seconds after its start it checks its history once
        requestsPerSecond(server);
    for (int pair = 0; pair < 7; ++pair) {
        const std::array<double, 2> rates = ratesOfPair(server, watcher, pair % 2 == 1);
        if (!(rates[0] > 0 && rates[1] > 0))
            return false;
        ratios.push_back(rates[1] / rates[0]);
        alone.push_back(rates[0]);
    }
    const double ratio = bench::median(ratios);
    bench::print({figure, ratio, u"ratio"_s, u"redis-benchmark GET alone, 1/s"_s, bench::median(alone), ratio});
    return true;
}

/// Connections that say nothing; closed with their object.
class IdleClients
{
public:
    explicit IdleClients(quint16 port)
    {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int i = 0; i < idleClients; ++i) {
            const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            auto* plain = reinterpret_cast<sockaddr*>(&address); // NOLINT: the sockets' own interface
            if (descriptor < 0 || ::connect(descriptor, plain, sizeof(address)) != 0)
                break;
            m_descriptors.push_back(descriptor);
        }
    }
    ~IdleClients()
    {
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }
    std::size_t count() const { return m_descriptors.size(); }

private:
    std::vector<int> m_descriptors;
};

/// Entries of ours in the slow log, whose threshold is a millisecond: by the name of the client.
int slowCommandsOfOurs(const LocalRedis& server)
{
    QProcess client;
    client.start(u"redis-cli"_s, {u"-s"_s, server.unixSocket(), u"--json"_s, u"slowlog"_s, u"get"_s, u"10000"_s});
    client.waitForFinished(patienceMs);
    int count = 0;
    for (const QJsonValue& value : QJsonDocument::fromJson(client.readAllStandardOutput()).array()) {
        const QJsonArray entry = value.toArray(); // id, time, microseconds, words, address, name
        if (entry.at(5).toString() != u"cacheledger"_s)
            continue;
        ++count;
        std::fprintf(stderr, "bench_watched: %s took %lld us\n", qPrintable(entry.at(3).toArray().at(0).toString()),
                     entry.at(2).toInteger());
    }
    return count;
}

bool measureServer()
{
    LocalRedis server;
    if (const auto started = server.start({u"--maxclients"_s, u"12000"_s, u"--slowlog-log-slower-than"_s, u"1000"_s,
                                           u"--slowlog-max-len"_s, u"10000"_s});
        !started) {
        std::fprintf(stderr, "bench_watched: %s\n", qPrintable(started.error().text()));
        return false;
    }
    if (!measureThroughput(server, u"fleet.server_throughput_ratio"_s))
        return false;
    const IdleClients idle(server.port());
    if (idle.count() < idleClients)
        std::fprintf(stderr, "bench_watched: only %zu idle clients (limit of open files)\n", idle.count());
    const bool measured = measureThroughput(server, u"fleet.server_throughput_10k_ratio"_s);
    bench::print({u"fleet.commands_over_1ms"_s, double(slowCommandsOfOurs(server)), u"commands"_s, {}, 0, 0});
    return measured;
}

/// Seconds from the heir's new role to our knowing of it, at the usual interval; nothing: no failover took place.
std::optional<double> secondsToKnow(CacheConfig cache, LocalRedis& victim, const LocalRedis& heir, std::size_t nodes,
                                    const std::function<bool()>& isReady)
{
    Collector collector(nullptr, std::make_shared<SystemClock>());
    std::map<NodeId, NodeStatus> statuses;
    QObject::connect(&collector, &Collector::statusChanged, &collector,
                     [&](const NodeStatus& status) { statuses[status.node] = status; });
    QObject::connect(&collector, &Collector::serversFound, &collector,
                     [&](const CacheId&, const std::vector<Endpoint>& found) {
                         const CacheConfig next = withFoundServers(cache, found);
                         if (next != std::exchange(cache, next))
                             collector.setCache(cache, {});
                     });
    cache.intervalMs = 1000;
    collector.setCache(cache, {});
    const auto roleOfHeir = [&] {
        const NodeConfig* node = nodeAt(cache, heir);
        const SnapshotPtr latest = node ? statuses[node->id].latest : nullptr;
        return latest ? latest->text("role").value_or(QString()) : QString();
    };
    const bool ready = QTest::qWaitFor(
        [&] { return cache.nodes.size() == nodes && isReady() && roleOfHeir() == u"slave"; }, patienceMs);
    if (!ready)
        return {};
    victim.kill();
    if (!QTest::qWaitFor([&] { return adminCommand(heir, "ROLE").contains("master"); }, patienceMs))
        return {};
    QElapsedTimer since;
    since.start();
    if (!QTest::qWaitFor([&] { return roleOfHeir() == u"master"; }, patienceMs))
        return {};
    return double(since.elapsed()) / 1000;
}

std::optional<double> sentinelFailover()
{
    LocalRedis primary;
    std::vector<std::unique_ptr<LocalRedis>> replicas;
    std::array<LocalSentinel, 3> sentinels;
    if (!startReplicas(primary, replicas, 1))
        return {};
    CacheConfig cache = followingCache(loopbackOf(primary), Following::Sentinel);
    cache.nodes.front().found = true;
    cache.follow.sentinelPrimary = u"main"_s;
    for (LocalSentinel& sentinel : sentinels) {
        if (!sentinel.start(primary.port()))
            return {};
        cache.follow.sentinels.push_back(sentinel.endpoint());
    }
    return secondsToKnow(cache, primary, *replicas[0], 2,
                         [&] { return sentinels[0].othersKnown() == 2 && sentinels[1].othersKnown() == 2; });
}

std::optional<double> clusterFailover()
{
    std::vector<std::unique_ptr<LocalRedis>> servers;
    if (!startCluster(servers, 3))
        return {};
    const auto replica = addClusterReplica(*servers[1]);
    if (!replica)
        return {};
    return secondsToKnow(followingCache(loopbackOf(*servers[0]), Following::Cluster), *servers[1], *replica, 4,
                         [] { return true; });
}

/// The worst of three of each kind.
bool measureFailover()
{
    double worst = 0;
    for (int run = 0; run < 3; ++run) {
        const auto sentinel = sentinelFailover();
        const auto cluster = clusterFailover();
        if (!sentinel || !cluster)
            return false;
        std::fprintf(stderr, "bench_watched: failover known after %.2f s (sentinel), %.2f s (cluster)\n", *sentinel,
                     *cluster);
        worst = std::max({worst, *sentinel, *cluster});
    }
    bench::print({u"fleet.failover_s"_s, worst, u"s"_s, {}, 0, 0});
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"fleet.server_throughput_ratio", "fleet.server_throughput_10k_ratio", "fleet.commands_over_1ms",
                       "fleet.failover_s"}))
        return 0;
    const QCoreApplication application(argc, argv);
    const bool failover = measureFailover();
    if (!failover)
        std::fprintf(stderr, "bench_watched: no failover took place\n");
    const bool measured = !qEnvironmentVariableIsEmpty("CACHELEDGER_BINARY") && measureServer();
    return failover && measured ? 0 : unavailable;
}
