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
    if (input.asNamedUser)
        return notCheckable(AdviceText::tr("We logged in as a user of our own: whether the default user has a password "
                                           "is not asked."));
    if (!input.passwordless)
        return fine(AdviceText::tr("We logged in with a password."));
    return heldAgainst(
        AdviceText::tr("a login that asks for one"),
        found(Severity::Warning, AdviceText::tr("Whoever reaches the port is let in without a password."),
              AdviceText::tr("Give the default user a password and the applications users of their own: ACL SETUSER."),
              AdviceText::tr("ACL SETUSER default nopass"), AdviceConfidence::Medium));
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
    return heldAgainst(
        AdviceText::tr("saves that succeed"),
        found(Severity::Critical, AdviceText::tr("Failed: %1.").arg(failing.join(u", "_s)),
              AdviceText::tr("Look at the disk's space and rights and at the server's log; while saving fails, the "
                             "server may refuse writes."),
              AdviceText::tr("None is needed")));
}

static AdviceFinding persistenceOnCache(const AdviceInput& input)
{
    const Snapshot& latest = *input.window.latest();
    const auto aof = latest.value("aof_enabled");
    const auto policy = latest.text("maxmemory_policy");
    if (!aof || !policy)
        return notTold("aof_enabled");
    if (!policy->startsWith("allkeys-"_L1))
        return fine(AdviceText::tr("This is more than a cache: maxmemory_policy is %1.").arg(*policy));
    const double snapshots = latest.value("rdb_saves").value_or(0); // Redis 7.2 and later
    if (*aof == 0 && snapshots <= 0)
        return fine(AdviceText::tr("Nothing is saved, as far as the server tells."));
    const bool writesLog = *aof > 0;
    return heldAgainst(
        AdviceText::tr("no saving, where any key may go"),
        found(Severity::Warning,
              writesLog ? AdviceText::tr("The append-only file is on, and %1 says that any key may go.").arg(*policy)
                        : AdviceText::tr("%1 snapshots were saved since the start, and %2 says that any key may go.")
                              .arg(snapshots, 0, 'f', 0)
                              .arg(*policy),
              writesLog
                  ? AdviceText::tr("If all of it can be computed again, spare the disk: CONFIG SET appendonly no.")
                  : AdviceText::tr("If all of it can be computed again, spare the disk and the memory that a "
                                   "fork takes: CONFIG SET save \"\". Keep it where a warm restart matters."),
              writesLog ? AdviceText::tr("CONFIG SET appendonly yes")
                        : AdviceText::tr("CONFIG SET save with the value of before"),
              AdviceConfidence::Low));
}

static AdviceFinding replicationLag(const AdviceInput& input)
{
    const auto lag = input.window.value("replication_lag_seconds");
    if (!lag && input.window.value("connected_slaves").value_or(0) > 0)
        return notTold("slave0.lag");
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

std::span<const AdviceRule> safetyAdvice()
{
    static constexpr AdviceRule rules[] = {
        {"default-user-without-password", QT_TRANSLATE_NOOP("Advice", "Open to everybody"), passwordless},
        {"persistence-failing", QT_TRANSLATE_NOOP("Advice", "Saving fails"), persistenceFailing},
        {"persistence-on-cache", QT_TRANSLATE_NOOP("Advice", "Saving what can be computed again"), persistenceOnCache},
        {"replication-lag", QT_TRANSLATE_NOOP("Advice", "Replicas behind"), replicationLag},
        {"client-buffers", QT_TRANSLATE_NOOP("Advice", "Big buffers of clients or replicas"), clientBuffers},
    };
    return rules;
}

} // namespace cacheledger
