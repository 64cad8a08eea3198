// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/command.h"

#include <QtCore/QStringList>

#include <algorithm>
#include <array>
#include <hiredis/hiredis.h>
#include <utility>

namespace cacheledger
{

namespace
{

constexpr std::array<CommandInfo, commandKindCount> allowedCommands{{
    {CommandKind::Ping, "PING", "+ping", CommandCost::Constant, CommandFeature::Connect,
     "measures the round-trip time"},
    {CommandKind::Auth, "AUTH", "+auth", CommandCost::Constant, CommandFeature::Connect, "logs in"},
    {CommandKind::ClientSetName, "CLIENT SETNAME", "+client|setname", CommandCost::Constant, CommandFeature::Connect,
     "names the connection in CLIENT LIST"},
    {CommandKind::InfoEverything, "INFO everything", "+info", CommandCost::Constant, CommandFeature::Poll,
     "reads the server's statistics"},
    {CommandKind::InfoAll, "INFO all", "+info", CommandCost::Constant, CommandFeature::Poll,
     "the same on servers that do not know \"everything\""},
    {CommandKind::Info, "INFO", "+info", CommandCost::Constant, CommandFeature::Poll,
     "the same on servers that know no sections"},
    {CommandKind::SlowlogGet, "SLOWLOG GET 32", "+slowlog|get", CommandCost::Constant, CommandFeature::Evidence,
     "slow commands, as evidence of an incident"},
    {CommandKind::ClientList, "CLIENT LIST", "+client|list", CommandCost::PerClient, CommandFeature::Evidence,
     "who is connected, as evidence of an incident"},
    {CommandKind::LatencyLatest, "LATENCY LATEST", "+latency|latest", CommandCost::Constant, CommandFeature::Evidence,
     "what delayed the server, as evidence of an incident"},
    {CommandKind::ClusterNodes, "CLUSTER NODES", "+cluster|nodes", CommandCost::Constant, CommandFeature::Topology,
     "the nodes of a cluster and their slots"},
    {CommandKind::Select, "SELECT", "+select", CommandCost::Constant, CommandFeature::Sources,
     "the database that an application writes its metrics to"},
    {CommandKind::ListNewest, "LRANGE KEY 0 999", "+lrange", CommandCost::PerKey, CommandFeature::Sources,
     "the newest latencies that an application lists"},
    {CommandKind::Get, "GET", "+get", CommandCost::Constant, CommandFeature::Sources, "a counter of an application"},
    {CommandKind::HashLength, "HLEN", "+hlen", CommandCost::Constant, CommandFeature::Sources,
     "whether an application's hash is small enough to be read"},
    {CommandKind::HashGetAll, "HGETALL", "+hgetall", CommandCost::PerKey, CommandFeature::Sources,
     "the counters of an application in one hash"},
    {CommandKind::DbSize, "DBSIZE", "+dbsize", CommandCost::Constant, CommandFeature::Keys,
     "how many keys an analysis will see"},
    {CommandKind::Scan, "SCAN CURSOR COUNT 250", "+scan", CommandCost::Scan, CommandFeature::Keys,
     "the names of the keys, in small steps"},
    {CommandKind::Type, "TYPE", "+type", CommandCost::PerKey, CommandFeature::Keys, "the type of a key"},
    {CommandKind::MemoryUsage, "MEMORY USAGE KEY SAMPLES 5", "+memory|usage", CommandCost::PerKey, CommandFeature::Keys,
     "the size of a key"},
    {CommandKind::Pttl, "PTTL", "+pttl", CommandCost::PerKey, CommandFeature::Keys, "how long a key will live"},
    {CommandKind::ObjectIdleTime, "OBJECT IDLETIME", "+object|idletime", CommandCost::PerKey, CommandFeature::Keys,
     "how long a key was not used"},
    {CommandKind::ObjectFrequency, "OBJECT FREQ", "+object|freq", CommandCost::PerKey, CommandFeature::Keys,
     "how often a key is used, where the policy counts it"},
    {CommandKind::SentinelPrimary, "SENTINEL GET-MASTER-ADDR-BY-NAME NAME", "+sentinel|get-master-addr-by-name",
     CommandCost::Constant, CommandFeature::Sentinel, "where the primary is now, asked of a sentinel"},
    {CommandKind::SentinelReplicas, "SENTINEL REPLICAS NAME", "+sentinel|replicas", CommandCost::Constant,
     CommandFeature::Sentinel, "the primary's replicas, asked of a sentinel"},
    {CommandKind::ConfigGet, "CONFIG GET PATTERN", "+config|get", CommandCost::Constant, CommandFeature::Settings,
     "in which settings the nodes of a cache differ; none that is a secret"},
    {CommandKind::SetRandomMembers, "SRANDMEMBER KEY 5", "+srandmember", CommandCost::PerKey, CommandFeature::Keys,
     "whether the members of a set are keys that are gone"},
    {CommandKind::MemoryStats, "MEMORY STATS", "+memory|stats", CommandCost::Constant, CommandFeature::Diagnosis,
     "what the memory is used for, when somebody looks"},
    {CommandKind::MemoryDoctor, "MEMORY DOCTOR", "+memory|doctor", CommandCost::Constant, CommandFeature::Diagnosis,
     "what the server thinks of its memory, when somebody looks"},
    {CommandKind::LatencyDoctor, "LATENCY DOCTOR", "+latency|doctor", CommandCost::Constant, CommandFeature::Diagnosis,
     "what the server thinks of its latency, when somebody looks"},
    {CommandKind::ReadOnly, "READONLY", "+readonly", CommandCost::Constant, CommandFeature::Keys,
     "lets a cluster's replica tell of keys in its primary's stead"},
    {CommandKind::CommandLogGet, "COMMANDLOG GET 32 LOG", "+commandlog|get", CommandCost::Constant,
     CommandFeature::CommandLogs, "slow commands, large requests and large replies; Valkey 8.1 and later"},
    {CommandKind::HashCount, "HLEN KEY", "+hlen", CommandCost::PerKey, CommandFeature::Keys,
     "whether a hash is small enough for MEMORY USAGE"},
    {CommandKind::SetCount, "SCARD KEY", "+scard", CommandCost::PerKey, CommandFeature::Keys,
     "whether a set is small enough for MEMORY USAGE"},
    {CommandKind::SortedSetCount, "ZCARD KEY", "+zcard", CommandCost::PerKey, CommandFeature::Keys,
     "whether a sorted set is small enough for MEMORY USAGE"},
    {CommandKind::HashRandomFields, "HRANDFIELD KEY 5", "+hrandfield", CommandCost::PerKey, CommandFeature::Keys,
     "names of a few fields of a hash that is too large for MEMORY USAGE"},
    {CommandKind::SortedSetRandomMembers, "ZRANDMEMBER KEY 5", "+zrandmember", CommandCost::PerKey,
     CommandFeature::Keys, "a few members of a sorted set that is too large for MEMORY USAGE"},
    {CommandKind::HashFieldLength, "HSTRLEN KEY FIELD", "+hstrlen", CommandCost::PerKey, CommandFeature::Keys,
     "how long the values of these fields are, without reading them"},
    {CommandKind::HotKeysGet, "HOTKEYS GET", "+hotkeys|get", CommandCost::Constant, CommandFeature::HotKeys,
     "the most used keys, where somebody has them measured; Redis 8.6, Valkey 9.2 and later"},
}};

QByteArray wireOf(std::initializer_list<QByteArray> words)
{
    std::array<const char*, 5> texts{};
    std::array<std::size_t, 5> sizes{};
    std::size_t count = 0;
    for (const QByteArray& word : words) {
        texts[count] = word.constData();
        sizes[count++] = static_cast<std::size_t>(word.size());
    }
    char* formatted = nullptr;
    const auto size = redisFormatCommandArgv(&formatted, static_cast<int>(count), texts.data(), sizes.data());
    Q_CHECK_PTR(formatted); // hiredis has no other failure here
    QByteArray bytes(formatted, static_cast<qsizetype>(size));
    redisFreeCommand(formatted);
    return bytes;
}

} // namespace

std::span<const CommandInfo> commandTable()
{
    return allowedCommands;
}

const CommandInfo& commandInfo(CommandKind kind)
{
    return allowedCommands[static_cast<std::size_t>(kind)];
}

static constexpr std::array<const char*, 10> featureNames{"poll",     "evidence", "topology",  "sources",    "keys",
                                                          "sentinel", "settings", "diagnosis", "commandlog", "hotkeys"};

std::span<const char* const> commandFeatureNames()
{
    return featureNames;
}

std::optional<CommandFeature> commandFeatureFromName(const QString& name)
{
    for (std::size_t i = 0; i < featureNames.size(); ++i) {
        if (name == QLatin1String(featureNames[i]))
            return static_cast<CommandFeature>(i + 1); // Connect has no name
    }
    return {};
}

/// A key is read, a sentinel asked and a setting looked at (an administrator may think them nobody's business) only
/// where that is wanted. A rule of a command that a server does not know makes it refuse the whole line.
static bool onlyOnDemand(CommandFeature feature)
{
    return feature == CommandFeature::Sources || feature == CommandFeature::Keys ||
           feature == CommandFeature::Sentinel || feature == CommandFeature::Settings ||
           feature == CommandFeature::CommandLogs || feature == CommandFeature::HotKeys;
}

QString leastPrivilegeAclLine(const QString& user, std::span<const CommandFeature> features)
{
    QString line = QStringLiteral("ACL SETUSER %1 on >PASSWORD resetchannels -@all").arg(user);
    const auto named = [features](CommandFeature feature) {
        return std::find(features.begin(), features.end(), feature) != features.end();
    };
    QStringList rules;
    if (named(CommandFeature::Sources) && !named(CommandFeature::Keys))
        rules << QStringLiteral("~latencies:*") << QStringLiteral("~cache_latencies")
              << QStringLiteral("~success_count:*") << QStringLiteral("~error_count:*");
    if (named(CommandFeature::Keys))
        rules << QStringLiteral("~*");
    for (const CommandInfo& command : allowedCommands) {
        const QString rule = QString::fromLatin1(command.aclRule);
        const bool wanted = command.feature == CommandFeature::Connect || named(command.feature) ||
                            (features.empty() && !onlyOnDemand(command.feature));
        if (wanted && !rules.contains(rule))
            rules += rule;
    }
    return line + QLatin1Char(' ') + rules.join(QLatin1Char(' '));
}

Command::Command(CommandKind kind, std::initializer_list<QByteArray> words) : m_kind(kind), m_wire(wireOf(words)) {}

Command Command::ping()
{
    return {CommandKind::Ping, {"PING"}};
}

Command Command::auth(const QString& user, const QString& password)
{
    if (user.isEmpty())
        return {CommandKind::Auth, {"AUTH", password.toUtf8()}};
    return {CommandKind::Auth, {"AUTH", user.toUtf8(), password.toUtf8()}};
}

Command Command::clientSetName(const QByteArray& name)
{
    return {CommandKind::ClientSetName, {"CLIENT", "SETNAME", name}};
}

Command Command::infoEverything()
{
    return {CommandKind::InfoEverything, {"INFO", "everything"}};
}

Command Command::infoAll()
{
    return {CommandKind::InfoAll, {"INFO", "all"}};
}

Command Command::info()
{
    return {CommandKind::Info, {"INFO"}};
}

Command Command::slowlogGet(int entries)
{
    return {CommandKind::SlowlogGet, {"SLOWLOG", "GET", QByteArray::number(entries)}};
}

Command Command::commandLogGet(CommandLog log, int entries)
{
    return {CommandKind::CommandLogGet, {"COMMANDLOG", "GET", QByteArray::number(entries), commandLogName(log)}};
}

Command Command::hotKeysGet()
{
    return {CommandKind::HotKeysGet, {"HOTKEYS", "GET"}};
}

Command Command::clientList()
{
    return {CommandKind::ClientList, {"CLIENT", "LIST"}};
}

Command Command::latencyLatest()
{
    return {CommandKind::LatencyLatest, {"LATENCY", "LATEST"}};
}

Command Command::clusterNodes()
{
    return {CommandKind::ClusterNodes, {"CLUSTER", "NODES"}};
}

Command Command::memoryStats()
{
    return {CommandKind::MemoryStats, {"MEMORY", "STATS"}};
}

Command Command::memoryDoctor()
{
    return {CommandKind::MemoryDoctor, {"MEMORY", "DOCTOR"}};
}

Command Command::latencyDoctor()
{
    return {CommandKind::LatencyDoctor, {"LATENCY", "DOCTOR"}};
}

Command Command::sentinelPrimary(const QString& name)
{
    return {CommandKind::SentinelPrimary, {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", name.toUtf8()}};
}

Command Command::sentinelReplicas(const QString& name)
{
    return {CommandKind::SentinelReplicas, {"SENTINEL", "REPLICAS", name.toUtf8()}};
}

Command Command::configGet(const QByteArray& pattern)
{
    return {CommandKind::ConfigGet, {"CONFIG", "GET", pattern}};
}

Command Command::dbSize()
{
    return {CommandKind::DbSize, {"DBSIZE"}};
}

Command Command::scan(const QByteArray& cursor)
{
    return {CommandKind::Scan, {"SCAN", cursor, "COUNT", "250"}};
}

Command Command::type(const QByteArray& key)
{
    return {CommandKind::Type, {"TYPE", key}};
}

Command Command::memoryUsage(const QByteArray& key)
{
    return {CommandKind::MemoryUsage, {"MEMORY", "USAGE", key, "SAMPLES", "5"}};
}

Command Command::pttl(const QByteArray& key)
{
    return {CommandKind::Pttl, {"PTTL", key}};
}

Command Command::objectIdleTime(const QByteArray& key)
{
    return {CommandKind::ObjectIdleTime, {"OBJECT", "IDLETIME", key}};
}

Command Command::objectFrequency(const QByteArray& key)
{
    return {CommandKind::ObjectFrequency, {"OBJECT", "FREQ", key}};
}

Command Command::someMembers(const QByteArray& key)
{
    return {CommandKind::SetRandomMembers, {"SRANDMEMBER", key, "5"}};
}

Command Command::hashCount(const QByteArray& key)
{
    return {CommandKind::HashCount, {"HLEN", key}};
}

Command Command::setCount(const QByteArray& key)
{
    return {CommandKind::SetCount, {"SCARD", key}};
}

Command Command::sortedSetCount(const QByteArray& key)
{
    return {CommandKind::SortedSetCount, {"ZCARD", key}};
}

Command Command::someFields(const QByteArray& key)
{
    return {CommandKind::HashRandomFields, {"HRANDFIELD", key, "5"}};
}

Command Command::someSortedMembers(const QByteArray& key)
{
    return {CommandKind::SortedSetRandomMembers, {"ZRANDMEMBER", key, "5"}};
}

Command Command::fieldLength(const QByteArray& key, const QByteArray& field)
{
    return {CommandKind::HashFieldLength, {"HSTRLEN", key, field}};
}

std::optional<Command> Command::trial(CommandKind kind)
{
    switch (kind) {
    case CommandKind::Ping:
        return ping();
    case CommandKind::Auth:
        return std::nullopt;
    case CommandKind::ClientSetName:
        return clientSetName("cacheledger");
    case CommandKind::InfoEverything:
        return infoEverything();
    case CommandKind::InfoAll:
        return infoAll();
    case CommandKind::Info:
        return info();
    case CommandKind::SlowlogGet:
        return slowlogGet();
    case CommandKind::ClientList:
        return clientList();
    case CommandKind::LatencyLatest:
        return latencyLatest();
    case CommandKind::ClusterNodes:
        return clusterNodes();
    case CommandKind::MemoryStats:
        return memoryStats();
    case CommandKind::MemoryDoctor:
        return memoryDoctor();
    case CommandKind::LatencyDoctor:
        return latencyDoctor();
    // These are about somebody's keys: nothing is tried with a key that was not named.
    case CommandKind::SetRandomMembers:
    case CommandKind::HashCount:
    case CommandKind::SetCount:
    case CommandKind::SortedSetCount:
    case CommandKind::HashRandomFields:
    case CommandKind::SortedSetRandomMembers:
    case CommandKind::HashFieldLength:
    case CommandKind::ReadOnly:
    case CommandKind::Select:
    case CommandKind::ListNewest:
    case CommandKind::Get:
    case CommandKind::HashLength:
    case CommandKind::HashGetAll:
    case CommandKind::DbSize:
    case CommandKind::Scan:
    case CommandKind::Type:
    case CommandKind::MemoryUsage:
    case CommandKind::Pttl:
    case CommandKind::ObjectIdleTime:
    case CommandKind::ObjectFrequency:
    // These are a sentinel's.
    case CommandKind::SentinelPrimary:
    case CommandKind::SentinelReplicas:
    // Only some servers have it, which is seen from INFO.
    case CommandKind::CommandLogGet:
    case CommandKind::HotKeysGet:
    // Settings are looked at only where somebody wants to see them.
    case CommandKind::ConfigGet:
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

Command Command::readOnly()
{
    return {CommandKind::ReadOnly, {"READONLY"}};
}

Command Command::select(int database)
{
    return {CommandKind::Select, {"SELECT", QByteArray::number(database)}};
}

Command Command::listNewest(const QByteArray& key)
{
    return {CommandKind::ListNewest, {"LRANGE", key, "0", "999"}};
}

Command Command::get(const QByteArray& key)
{
    return {CommandKind::Get, {"GET", key}};
}

Command Command::hashLength(const QByteArray& key)
{
    return {CommandKind::HashLength, {"HLEN", key}};
}

Command Command::hashGetAll(const QByteArray& key)
{
    return {CommandKind::HashGetAll, {"HGETALL", key}};
}

} // namespace cacheledger
