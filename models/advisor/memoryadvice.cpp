// SPDX-License-Identifier: GPL-3.0-or-later
// Limits, policies, what keys take and how long they stay.
#include "advisor/advicerules.h"
#include "metrics/format.h"

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;
using namespace adviceanswer;

static constexpr double muchFragmentedBytes = 100.0 * 1024 * 1024;
static constexpr double mostKeysShare = 0.5;

static QString bytesText(double bytes)
{
    return format::value(bytes, Unit::Bytes).joined();
}

static AdviceFinding noMaxmemory(const AdviceInput& input)
{
    const auto limit = input.window.value("maxmemory");
    if (!limit)
        return notTold("maxmemory");
    if (*limit > 0)
        return fine(AdviceText::tr("maxmemory is %1.").arg(bytesText(*limit)));
    const auto used = input.window.value("used_memory");
    const bool isDragonfly = familyOf(input) == ServerFamily::Dragonfly;
    return heldAgainst(
        AdviceText::tr("any limit"),
        found(Severity::Warning,
              used ? AdviceText::tr("maxmemory is 0: no limit; %1 are used.").arg(bytesText(*used))
                   : AdviceText::tr("maxmemory is 0: no limit."),
              isDragonfly
                  ? AdviceText::tr("Set a limit that leaves the machine room: CONFIG SET maxmemory BYTES; for a "
                                   "cache also start it with --cache_mode=true.")
                  : AdviceText::tr("Set a limit that leaves the machine room for forks and buffers: CONFIG SET "
                                   "maxmemory BYTES, and maxmemory-policy allkeys-lru for a cache."),
              AdviceText::tr("CONFIG SET maxmemory 0")));
}

static AdviceFinding noEviction(const AdviceInput& input)
{
    const auto policy = input.window.latest()->text("maxmemory_policy");
    if (!policy)
        return notTold("maxmemory_policy");
    if (*policy != "noeviction"_L1)
        return fine(AdviceText::tr("maxmemory_policy is %1.").arg(*policy));
    // Without a limit the policy never acts; "no memory limit" is the finding then.
    if (input.window.value("maxmemory").value_or(0) <= 0)
        return fine(AdviceText::tr("maxmemory_policy is noeviction, without a limit to act on."));
    const bool isDragonfly = familyOf(input) == ServerFamily::Dragonfly;
    return heldAgainst(
        AdviceText::tr("a policy that evicts"),
        found(Severity::Warning, AdviceText::tr("maxmemory_policy is noeviction: at the limit, writes fail with OOM."),
              isDragonfly ? AdviceText::tr("For a cache, let it make room: start it with --cache_mode=true.")
                          : AdviceText::tr("For a cache, let it make room: CONFIG SET maxmemory-policy allkeys-lru."),
              isDragonfly ? AdviceText::tr("Start it with --cache_mode=false")
                          : AdviceText::tr("CONFIG SET maxmemory-policy noeviction")));
}

static AdviceFinding volatileWithoutTtls(const AdviceInput& input)
{
    const auto policy = input.window.latest()->text("maxmemory_policy");
    if (!policy)
        return notTold("maxmemory_policy");
    if (!policy->startsWith("volatile-"_L1))
        return fine(AdviceText::tr("maxmemory_policy is %1.").arg(*policy));
    const auto share = input.window.value("keys_without_expiry_ratio");
    if (!share)
        return notCheckable(AdviceText::tr("There are no keys."));
    if (*share <= mostKeysShare)
        return fine(spokenValue("keys_without_expiry_ratio", *share));
    return heldAgainst(AdviceText::tr("50 %"),
                       found(Severity::Warning,
                             AdviceText::tr("%1 evicts only keys with a TTL, and %2 of the keys have none.")
                                 .arg(*policy, format::value(*share, Unit::Ratio).joined()),
                             AdviceText::tr("Give keys a TTL when they are written, or use allkeys-lru."),
                             AdviceText::tr("CONFIG SET maxmemory-policy %1").arg(*policy)));
}

static AdviceFinding memoryHigh(const AdviceInput& input)
{
    const auto ratio = input.window.value("memory_used_ratio");
    if (!ratio)
        return notCheckable(AdviceText::tr("There is no limit to hold memory against."));
    if (*ratio <= 0.75)
        return fine(spokenValue("memory_used_ratio", *ratio));
    const bool critical = *ratio > 0.9;
    AdviceFinding finding =
        found(critical ? Severity::Critical : Severity::Warning, spokenValue("memory_used_ratio", *ratio),
              critical ? AdviceText::tr("Raise maxmemory or the machine, shorten TTLs, and check the eviction policy.")
                       : AdviceText::tr("Watch evictions and the hit ratio; plan for more memory."),
              AdviceText::tr("CONFIG SET maxmemory with the value of before"));
    finding.threshold = critical ? AdviceText::tr("90 %") : AdviceText::tr("75 %");
    return finding;
}

static AdviceFinding fragmentation(const AdviceInput& input)
{
    const auto ratio = input.window.value("mem_fragmentation_ratio");
    const auto bytes = input.window.value("mem_fragmentation_bytes");
    if (!ratio || !bytes)
        return notTold("mem_fragmentation_ratio");
    if (*ratio <= 1.5 || *bytes < muchFragmentedBytes)
        return fine(AdviceText::tr("%1 are lost to fragmentation.").arg(bytesText(std::max(0.0, *bytes))));
    const ServerFamily family = familyOf(input);
    const bool tidiesOnDemand = family != ServerFamily::Dragonfly && family != ServerFamily::Other;
    AdviceFinding finding =
        found(Severity::Warning, AdviceText::tr("%1 are lost to fragmentation.").arg(bytesText(*bytes)),
              tidiesOnDemand
                  ? AdviceText::tr("Let the server tidy up: CONFIG SET activedefrag yes; or restart a replica and fail "
                                   "over.")
                  : AdviceText::tr("Restart a replica and fail over: a new process begins without gaps."),
              tidiesOnDemand ? AdviceText::tr("CONFIG SET activedefrag no") : AdviceText::tr("Fail back"),
              AdviceConfidence::Medium);
    finding.threshold = AdviceText::tr("ratio 1.5 and 100 MiB");
    return finding;
}

static AdviceFinding swapping(const AdviceInput& input)
{
    const auto used = input.window.value("used_memory");
    const auto resident = input.window.value("used_memory_rss");
    if (!used || !resident)
        return notTold("used_memory_rss");
    if (*resident >= *used * 0.9)
        return fine(AdviceText::tr("%1 of memory are resident.").arg(bytesText(*resident)));
    return heldAgainst(
        AdviceText::tr("90 % resident"),
        found(Severity::Critical,
              AdviceText::tr("Of %1 only %2 are resident: the rest is probably swapped out.")
                  .arg(bytesText(*used), bytesText(*resident)),
              AdviceText::tr("Give the machine more memory or lower maxmemory; a swapping cache is slower than none."),
              AdviceText::tr("Raise maxmemory again"), AdviceConfidence::Medium));
}

static AdviceFinding keysWithoutTtl(const AdviceInput& input)
{
    const auto share = input.window.value("keys_without_expiry_ratio");
    if (!share)
        return notCheckable(AdviceText::tr("There are no keys."));
    if (*share <= mostKeysShare)
        return fine(spokenValue("keys_without_expiry_ratio", *share));
    AdviceFinding finding =
        found(Severity::Warning, spokenValue("keys_without_expiry_ratio", *share),
              AdviceText::tr("Find the writer that sets no TTL, and set one with each write (SET key "
                             "value EX seconds)."),
              AdviceText::tr("PERSIST key"), AdviceConfidence::Medium);
    finding.threshold = AdviceText::tr("50 %");
    return finding;
}

static AdviceFinding manyDatabases(const AdviceInput& input)
{
    int databases = 0;
    const Snapshot& latest = *input.window.latest();
    for (const std::string& name : latest.layout->names()) {
        const bool isKeys = name.starts_with("db") && name.ends_with(".keys");
        databases += isKeys && latest.value(name).value_or(0) > 0 ? 1 : 0;
    }
    if (databases == 0 && !latest.value("keyspace_hits"))
        return notTold("keyspace");
    if (databases <= 1)
        return fine(AdviceText::tr("One logical database is in use."));
    return heldAgainst(
        AdviceText::tr("one"),
        found(Severity::Warning, AdviceText::tr("%1 logical databases are in use.").arg(databases),
              familyOf(input) == ServerFamily::Redis
                  ? AdviceText::tr("Share by key prefix or run servers of their own: databases share one memory limit, "
                                   "one eviction and one thread, and a cluster has only the first.")
                  : AdviceText::tr("Share by key prefix or run servers of their own: databases share one memory limit "
                                   "and one eviction."),
              AdviceText::tr("Move the keys back"), AdviceConfidence::Medium));
}

std::span<const AdviceRule> memoryAdvice()
{
    static constexpr AdviceRule rules[] = {
        {"no-maxmemory", QT_TRANSLATE_NOOP("Advice", "No memory limit"), noMaxmemory},
        {"noeviction-on-cache", QT_TRANSLATE_NOOP("Advice", "A cache that evicts nothing"), noEviction},
        {"volatile-policy-without-ttls", QT_TRANSLATE_NOOP("Advice", "A policy that finds nothing to evict"),
         volatileWithoutTtls},
        {"memory-high", QT_TRANSLATE_NOOP("Advice", "Memory near its limit"), memoryHigh},
        {"fragmentation", QT_TRANSLATE_NOOP("Advice", "Fragmented memory"), fragmentation},
        {"swapping", QT_TRANSLATE_NOOP("Advice", "Memory swapped out"), swapping},
        {"keys-without-ttl", QT_TRANSLATE_NOOP("Advice", "Keys without a TTL"), keysWithoutTtl},
        {"many-databases", QT_TRANSLATE_NOOP("Advice", "Many logical databases"), manyDatabases},
    };
    return rules;
}

} // namespace cacheledger
