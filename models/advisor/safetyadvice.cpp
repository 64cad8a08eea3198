// SPDX-License-Identifier: GPL-3.0-or-later
// Access, persistence, replication, and what cannot be seen in INFO.
#include "advisor/advicerules.h"
#include "metrics/format.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;
using namespace adviceanswer;

static AdviceFinding passwordless(const AdviceInput& input)
{
    if (!input.passwordless)
        return fine(AdviceText::tr("We logged in with a password."));
    return found(
        Severity::Warning, AdviceText::tr("Whoever reaches the port is let in without a password."),
        AdviceText::tr("Give the default user a password and the applications users of their own: ACL SETUSER."),
        AdviceText::tr("ACL SETUSER default nopass"), AdviceConfidence::Medium);
}

static AdviceFinding persistenceFailing(const AdviceInput& input)
{
    const Snapshot& latest = *input.window.latest();
    const auto saved = latest.text("rdb_last_bgsave_status");
    if (!saved)
        return notTold("rdb_last_bgsave_status");
    QStringList failing;
    for (const char* field : {"rdb_last_bgsave_status", "aof_last_write_status", "aof_last_bgrewrite_status"}) {
        if (const auto status = latest.text(field); status && *status == "err"_L1)
            failing += QLatin1String(field);
    }
    if (failing.isEmpty())
        return fine(AdviceText::tr("The last save went well."));
    return found(Severity::Critical, AdviceText::tr("Failed: %1.").arg(failing.join(u", "_s)),
                 AdviceText::tr("Look at the disk's space and rights and at the server's log; while saving fails, the "
                                "server may refuse writes."),
                 AdviceText::tr("None is needed"));
}

static AdviceFinding persistenceOnCache(const AdviceInput& input)
{
    const Snapshot& latest = *input.window.latest();
    const auto aof = latest.value("aof_enabled");
    const auto policy = latest.text("maxmemory_policy");
    if (!aof || !policy)
        return notTold("aof_enabled");
    if (*aof == 0 || !policy->startsWith("allkeys-"_L1))
        return fine(AdviceText::tr("The append-only file is off, or this is more than a cache."));
    return found(Severity::Warning,
                 AdviceText::tr("The append-only file is on, and %1 says that any key may go.").arg(*policy),
                 AdviceText::tr("If all of it can be computed again, spare the disk: CONFIG SET appendonly no."),
                 AdviceText::tr("CONFIG SET appendonly yes"), AdviceConfidence::Low);
}

static AdviceFinding replicationLag(const AdviceInput& input)
{
    const auto lag = input.window.value("replication_lag_seconds");
    if (!lag)
        return fine(AdviceText::tr("There is no replication."));
    if (*lag <= 5)
        return fine(spokenValue("replication_lag_seconds", *lag));
    AdviceFinding finding = found(Severity::Warning, spokenValue("replication_lag_seconds", *lag),
                                  AdviceText::tr("Look at the network between the two and at the replica's load; raise "
                                                 "repl-backlog-size so that short breaks need no full copy."),
                                  AdviceText::tr("CONFIG SET repl-backlog-size with the value of before"));
    finding.threshold = AdviceText::tr("5 s");
    return finding;
}

static AdviceFinding clientBuffers(const AdviceInput& input)
{
    const auto used = input.window.value("used_memory");
    const auto replicas = input.window.value("mem_clients_slaves");
    const auto clients = input.window.value("mem_clients_normal");
    if (!used || !replicas || !clients)
        return notTold("mem_clients_slaves");
    const double buffers = *replicas + *clients;
    const QString evidence =
        AdviceText::tr("%1 are in buffers of clients and replicas.").arg(format::value(buffers, Unit::Bytes).joined());
    if (buffers <= *used * 0.1 || *used <= 0)
        return fine(evidence);
    AdviceFinding finding = found(
        Severity::Warning, evidence,
        AdviceText::tr("Find who does not read its answers (CLIENT LIST, omem), and bound them: "
                       "client-output-buffer-limit."),
        AdviceText::tr("CONFIG SET client-output-buffer-limit with the value of before"), AdviceConfidence::Medium);
    finding.threshold = AdviceText::tr("10 % of the memory used");
    return finding;
}

static AdviceFinding bigKeys(const AdviceInput&)
{
    return notCheckable(AdviceText::tr("INFO does not tell the sizes of keys; an analysis of the keys does."));
}

static AdviceFinding latencyMonitor(const AdviceInput&)
{
    return notCheckable(
        AdviceText::tr("Whether latency-monitor-threshold is set stands in CONFIG, which is not asked."));
}

static AdviceFinding growth(const AdviceInput&)
{
    return notCheckable(AdviceText::tr("Whether memory grows faster than traffic takes a day of history."));
}

static AdviceFinding unbalanced(const AdviceInput& input)
{
    if (input.window.value("cluster_enabled").value_or(0) <= 0)
        return fine(AdviceText::tr("This is no cluster."));
    return notCheckable(AdviceText::tr("The balance of a cluster shows only over all of its nodes."));
}

std::span<const AdviceRule> safetyAdvice()
{
    static constexpr AdviceRule rules[] = {
        {"default-user-without-password", QT_TRANSLATE_NOOP("Advice", "Open to everybody"), passwordless},
        {"persistence-failing", QT_TRANSLATE_NOOP("Advice", "Saving fails"), persistenceFailing},
        {"persistence-on-cache", QT_TRANSLATE_NOOP("Advice", "Saving what can be computed again"), persistenceOnCache},
        {"replication-lag", QT_TRANSLATE_NOOP("Advice", "Replicas behind"), replicationLag},
        {"client-buffers", QT_TRANSLATE_NOOP("Advice", "Big buffers of clients or replicas"), clientBuffers},
        {"big-keys", QT_TRANSLATE_NOOP("Advice", "Big keys"), bigKeys},
        {"latency-monitor-off", QT_TRANSLATE_NOOP("Advice", "Latency monitor off"), latencyMonitor},
        {"memory-growing-faster-than-traffic", QT_TRANSLATE_NOOP("Advice", "Memory grows faster than traffic"), growth},
        {"unbalanced-cluster", QT_TRANSLATE_NOOP("Advice", "Unbalanced cluster"), unbalanced},
    };
    return rules;
}

} // namespace cacheledger
