// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/deployments.h"

#include "support/redisadmin.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QFile>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>

namespace cacheledger
{

using namespace Qt::StringLiterals;

template <typename Condition>
static bool holdsWithin(int timeoutMs, Condition condition)
{
    return QTest::qWaitFor(condition, timeoutMs);
}

Endpoint loopbackOf(const LocalRedis& server)
{
    Endpoint endpoint;
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = server.port();
    return endpoint;
}

CacheConfig followingCache(const Endpoint& endpoint, Following how)
{
    CacheConfig cache;
    cache.id = newCacheId();
    cache.name = u"followed"_s;
    cache.intervalMs = CacheConfig::minIntervalMs;
    cache.nodes = {NodeConfig{newNodeId(), endpoint}};
    cache.follow.how = how;
    return cache;
}

const NodeConfig* nodeAt(const CacheConfig& cache, const LocalRedis& server)
{
    const auto node = std::find_if(cache.nodes.begin(), cache.nodes.end(),
                                   [&server](const NodeConfig& each) { return each.endpoint.port == server.port(); });
    return node == cache.nodes.end() ? nullptr : &*node;
}

LocalSentinel::~LocalSentinel()
{
    kill();
}

bool LocalSentinel::start(quint16 primaryPort, const QByteArray& password, const QStringList& more)
{
    m_password = password;
    m_port = freeLoopbackPort();
    QFile file(m_folder.filePath(u"sentinel.conf"_s));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("bind 127.0.0.1\nport " + QByteArray::number(m_port) + "\ndir " + m_folder.path().toUtf8() +
               "\nsentinel monitor main 127.0.0.1 " + QByteArray::number(primaryPort) +
               " 2\nsentinel down-after-milliseconds main 1000\nsentinel failover-timeout main 5000\n");
    if (!password.isEmpty())
        file.write("requirepass \"" + password + "\"\n");
    file.close();
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.start(u"redis-server"_s, QStringList{file.fileName(), u"--sentinel"_s} + more);
    return m_process.waitForStarted() && holdsWithin(10000, [this] {
               QTcpSocket socket;
               socket.connectToHost(u"127.0.0.1"_s, m_port);
               return socket.waitForConnected(1000);
           });
}

void LocalSentinel::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

int LocalSentinel::othersKnown() const
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, m_port);
    if (!socket.waitForConnected(1000))
        return 0;
    if (!m_password.isEmpty())
        socket.write("AUTH \"" + m_password + "\"\r\n");
    socket.write("INFO sentinel\r\nQUIT\r\n");
    QByteArray answer;
    while (socket.waitForReadyRead(1000))
        answer += socket.readAll();
    const qsizetype found = answer.indexOf("sentinels=");
    return found < 0 ? 0 : answer.mid(found + 10, 1).toInt() - 1; // it counts itself
}

Endpoint LocalSentinel::endpoint() const
{
    Endpoint endpoint;
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = m_port;
    return endpoint;
}

bool startReplicas(LocalRedis& primary, std::vector<std::unique_ptr<LocalRedis>>& replicas, std::size_t count)
{
    const QStringList quick{u"--repl-diskless-sync-delay"_s, u"0"_s};
    if (!primary.start(quick).ok())
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        replicas.push_back(std::make_unique<LocalRedis>());
        if (!replicas.back()->start(quick + QStringList{u"--replicaof"_s, u"127.0.0.1 %1"_s.arg(primary.port())}).ok())
            return false;
    }
    return holdsWithin(20000, [&] {
        return adminCommand(primary, "INFO replication").count("state=online") == static_cast<qsizetype>(count);
    });
}

static QStringList clusterArguments()
{
    return {u"--cluster-enabled"_s,
            u"yes"_s,
            u"--cluster-node-timeout"_s,
            u"1000"_s,
            u"--repl-diskless-sync-delay"_s,
            u"0"_s,
            u"--cluster-replica-validity-factor"_s,
            u"0"_s};
}

bool startCluster(std::vector<std::unique_ptr<LocalRedis>>& servers, std::size_t primaries)
{
    constexpr std::size_t slotCount = 16384;
    for (std::size_t i = 0; i < primaries; ++i) {
        servers.push_back(std::make_unique<LocalRedis>());
        if (!servers.back()->start(clusterArguments()).ok())
            return false;
        const QByteArray range = QByteArray::number(qulonglong(slotCount * i / primaries)) + ' ' +
                                 QByteArray::number(qulonglong(slotCount * (i + 1) / primaries - 1));
        if (adminCommand(*servers.back(), "CLUSTER ADDSLOTSRANGE " + range) != "+OK\r\n")
            return false;
        if (i > 0)
            adminCommand(*servers.front(), "CLUSTER MEET 127.0.0.1 " + QByteArray::number(servers.back()->port()));
    }
    const QByteArray size = "cluster_size:" + QByteArray::number(qulonglong(primaries)) + "\r\n";
    return holdsWithin(30000, [&] {
        return std::all_of(servers.begin(), servers.end(), [&size](const auto& server) {
            const QByteArray info = adminCommand(*server, "CLUSTER INFO");
            return info.contains("cluster_state:ok") && info.contains(size);
        });
    });
}

std::unique_ptr<LocalRedis> addClusterReplica(const LocalRedis& primary)
{
    auto replica = std::make_unique<LocalRedis>();
    if (!replica->start(clusterArguments()).ok())
        return nullptr;
    adminCommand(primary, "CLUSTER MEET 127.0.0.1 " + QByteArray::number(replica->port()));
    QByteArray id = adminCommand(primary, "CLUSTER MYID"); // "$40\r\n...\r\n"
    id = id.mid(id.indexOf('\n') + 1).trimmed();
    const bool joined = holdsWithin(20000, [&] {
        adminCommand(*replica, "CLUSTER REPLICATE " + id);
        return adminCommand(primary, "INFO replication").contains("state=online") &&
               adminCommand(*replica, "INFO replication").contains("master_link_status:up");
    });
    return joined ? std::move(replica) : nullptr;
}

} // namespace cacheledger
