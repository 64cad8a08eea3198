// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo.h"

#include "app/demo/metricsserver.h"
#include "app/demo/ragcounters.h"
#include "app/demo/ragworkload.h"
#include "redis/localredis.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

class Demo::Impl
{
public:
    LocalRedis primary, replica;
    RagCounters counters;
    MetricsServer http{counters};
    std::unique_ptr<RagWorkload> workload; // last: stops before the servers end
};

Demo::Demo() : m_impl(std::make_unique<Impl>()) {}

Demo::~Demo() = default;

Result<void> Demo::start()
{
    // Small enough that evictions begin within the first minutes.
    if (auto started = m_impl->primary.start({QStringLiteral("--maxmemory"), QStringLiteral("32mb"),
                                              QStringLiteral("--maxmemory-policy"), QStringLiteral("allkeys-lru"),
                                              QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")});
        !started)
        return started;
    const QString port = QString::number(m_impl->primary.port());
    if (auto started = m_impl->replica.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), port});
        !started)
        return started;
    if (!m_impl->http.listen())
        return Error{ErrorCode::SocketFailed,
                     QCoreApplication::translate("Demo", "The demo's metrics server found no free port on 127.0.0.1."),
                     QCoreApplication::translate("Demo", "End other programs that use many ports and try again.")};
    m_impl->workload = std::make_unique<RagWorkload>(m_impl->primary.unixSocket().toStdString(), m_impl->counters);
    m_impl->workload->start();
    return {};
}

CacheConfig Demo::cache() const
{
    CacheConfig cache;
    cache.id = {QStringLiteral("demo-cache")};
    cache.name = QStringLiteral("rag-demo");
    cache.nodes = {{{QStringLiteral("demo-primary")}, m_impl->primary.endpoint()},
                   {{QStringLiteral("demo-replica")}, m_impl->replica.endpoint()}};
    cache.demo = true;
    return cache;
}

QString Demo::metricsUrl() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_impl->http.port());
}

Demo::Totals Demo::totals() const
{
    return m_impl->counters.totals();
}

} // namespace cacheledger
