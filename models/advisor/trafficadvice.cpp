// SPDX-License-Identifier: GPL-3.0-or-later
// Hits, latency, commands, clients.
#include "advisor/advicerules.h"
#include "metrics/format.h"

#include <QtCore/QStringList>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;
using namespace adviceanswer;

static AdviceFinding hitRatio(const AdviceInput& input)
{
    const auto ratio = input.window.value("hit_ratio");
    if (!ratio)
        return notCheckable(AdviceText::tr("There were no lookups while we watched."));
    if (*ratio >= 0.9)
        return fine(spokenValue("hit_ratio", *ratio));
    const bool low = *ratio < 0.8;
    AdviceFinding finding =
        found(low ? Severity::Critical : Severity::Warning, spokenValue("hit_ratio", *ratio),
              low ? AdviceText::tr("Raise TTLs and warm popular data before it is asked for.")
                  : AdviceText::tr("Study which keys miss: access patterns, TTLs that end too early, evictions."),
              AdviceText::tr("Set the TTLs of before"), AdviceConfidence::Medium);
    finding.threshold = low ? AdviceText::tr("80 %") : AdviceText::tr("90 %");
    return finding;
}

static AdviceFinding latency(const AdviceInput& input)
{
    const auto p99 = input.window.value(probe::p99);
    if (!p99)
        return notCheckable(AdviceText::tr("No round trip was measured yet."));
    if (*p99 <= 8000)
        return fine(spokenValue("probe.p99", *p99));
    const bool high = *p99 > 15'000;
    AdviceFinding finding =
        found(high ? Severity::Critical : Severity::Warning, spokenValue("probe.p99", *p99),
              high ? AdviceText::tr("Look at the network, at slow commands and at what else runs on the server.")
                   : AdviceText::tr("Consider more nodes or replicas for reading."),
              AdviceText::tr("None is needed"), AdviceConfidence::Medium);
    finding.threshold = high ? AdviceText::tr("15 ms") : AdviceText::tr("8 ms");
    return finding;
}

static AdviceFinding evictions(const AdviceInput& input)
{
    const auto rate = input.window.value("evictions_per_second");
    if (!rate)
        return notCheckable(AdviceText::tr("Evictions were not counted while we watched."));
    const QString a = AdviceText::tr("%1 evictions a minute.").arg(QLocale().toString(*rate * 60, 'f', 0));
    if (*rate * 60 <= 1000)
        return fine(a);
    AdviceFinding finding =
        found(Severity::Warning, a, AdviceText::tr("Give the cache more memory, or shorter TTLs and smaller values."),
              AdviceText::tr("CONFIG SET maxmemory with the value of before"), AdviceConfidence::Medium);
    finding.threshold = AdviceText::tr("1,000 a minute");
    return finding;
}

static AdviceFinding slowCommands(const AdviceInput& input)
{
    static constexpr std::array scans{"keys", "flushall", "flushdb"};
    static constexpr std::array whole{"hgetall", "smembers", "hkeys", "hvals", "lrange", "sort", "zrange"};
    static constexpr double slowUsec = 1000;
    const Snapshot& latest = *input.window.latest();
    QStringList seen;
    for (const char* command : scans) {
        const double calls = latest.value(std::string("cmdstat.") + command + ".calls").value_or(0);
        if (calls > 0)
            seen += AdviceText::tr("%1: %2 calls").arg(QString::fromLatin1(command).toUpper()).arg(calls, 0, 'f', 0);
    }
    for (const char* command : whole) {
        const auto usec = latest.value(std::string("cmdstat.") + command + ".usec_per_call");
        if (usec.value_or(0) > slowUsec)
            seen += AdviceText::tr("%1: %2 a call")
                        .arg(QString::fromLatin1(command).toUpper(), format::value(usec, Unit::Microseconds).joined());
    }
    const bool told = latest.layout->indexOf("cmdstat.info.calls").has_value() || !seen.isEmpty();
    if (seen.isEmpty())
        return told ? fine(AdviceText::tr("No command that reads everything was slow since the server started."))
                    : notTold("commandstats");
    return heldAgainst(
        AdviceText::tr("1 ms a call; KEYS and FLUSH not at all"),
        found(
            Severity::Warning, seen.join(u"; "_s),
            familyOf(input) == ServerFamily::Dragonfly
                ? AdviceText::tr("Replace KEYS by SCAN, and whole reads of big collections by HMGET, SSCAN or ranges: "
                                 "each such call keeps threads from all their clients.")
                : AdviceText::tr("Replace KEYS by SCAN, and whole reads of big collections by HMGET, SSCAN or ranges: "
                                 "each such call stops all other clients."),
            AdviceText::tr("Use the old commands again"), AdviceConfidence::Medium));
}

static AdviceFinding errors(const AdviceInput& input)
{
    const auto ratio = input.window.value("error_ratio");
    if (!ratio)
        return notCheckable(AdviceText::tr("Errors were not counted while we watched."));
    if (*ratio <= 0.05)
        return fine(spokenValue("error_ratio", *ratio));
    AdviceFinding finding =
        found(Severity::Critical, spokenValue("error_ratio", *ratio),
              AdviceText::tr("Look at the kinds of errors (INFO errorstats) and at the applications' "
                             "logs."),
              AdviceText::tr("None is needed"), AdviceConfidence::Medium);
    finding.threshold = AdviceText::tr("5 %");
    return finding;
}

static AdviceFinding blockedClients(const AdviceInput& input)
{
    const auto blocked = input.window.value("blocked_clients");
    if (!blocked)
        return notTold("blocked_clients");
    if (*blocked == 0)
        return fine(AdviceText::tr("No client is blocked."));
    return heldAgainst(AdviceText::tr("none"),
                       found(Severity::Warning, AdviceText::tr("%1 clients wait in a blocking command.").arg(*blocked),
                             AdviceText::tr("Fine for queues (BLPOP); on a cache, find who blocks: CLIENT LIST."),
                             AdviceText::tr("None is needed"), AdviceConfidence::Low));
}

static AdviceFinding rejectedConnections(const AdviceInput& input)
{
    const auto rejected = input.window.value("rejected_connections");
    if (!rejected)
        return notTold("rejected_connections");
    if (*rejected == 0)
        return fine(AdviceText::tr("No connection was rejected since the server started."));
    return heldAgainst(
        AdviceText::tr("none"),
        found(Severity::Critical,
              AdviceText::tr("%1 connections were rejected since the server started.").arg(*rejected, 0, 'f', 0),
              AdviceText::tr("Pool connections in the applications (about twice the peak in use), and raise maxclients "
                             "if the machine's limits allow."),
              AdviceText::tr("CONFIG SET maxclients with the value of before"), AdviceConfidence::Medium));
}

static AdviceFinding maxclientsNear(const AdviceInput& input)
{
    const auto ratio = input.window.value("clients_used_ratio");
    if (!ratio)
        return notTold("maxclients");
    if (*ratio <= 0.8)
        return fine(spokenValue("clients_used_ratio", *ratio));
    AdviceFinding finding =
        found(Severity::Warning, spokenValue("clients_used_ratio", *ratio),
              AdviceText::tr("Find who holds connections (CLIENT LIST), close idle ones by the timeout "
                             "setting, and pool."),
              AdviceText::tr("CONFIG SET timeout with the value of before"));
    finding.threshold = AdviceText::tr("80 %");
    return finding;
}

std::span<const AdviceRule> trafficAdvice()
{
    static constexpr AdviceRule rules[] = {
        {"hit-ratio-low", QT_TRANSLATE_NOOP("Advice", "Hit ratio too low"), hitRatio},
        {"latency-high", QT_TRANSLATE_NOOP("Advice", "Slow answers"), latency},
        {"evictions-high", QT_TRANSLATE_NOOP("Advice", "Many evictions"), evictions},
        {"slow-commands", QT_TRANSLATE_NOOP("Advice", "Commands that stop the server"), slowCommands},
        {"errors-high", QT_TRANSLATE_NOOP("Advice", "Many errors"), errors},
        {"blocked-clients", QT_TRANSLATE_NOOP("Advice", "Blocked clients"), blockedClients},
        {"rejected-connections", QT_TRANSLATE_NOOP("Advice", "Rejected connections"), rejectedConnections},
        {"maxclients-near", QT_TRANSLATE_NOOP("Advice", "Connections near their limit"), maxclientsNear},
    };
    return rules;
}

} // namespace cacheledger
