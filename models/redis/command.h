// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/evidenceanswer.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <initializer_list>
#include <optional>
#include <span>

namespace cacheledger
{

/// What a command costs the server that it is sent to.
enum class CommandCost { Constant, PerClient, PerKey, Scan };

/// What a command is there for: who does not want a feature need not grant its commands. Connect is part of all.
enum class CommandFeature {
    Connect,
    Poll,
    Evidence,
    Topology,
    Sources,
    Keys,
    Sentinel,
    Settings,
    Diagnosis,
    CommandLogs,
    HotKeys
};

/// The closed list of commands that this product can send to a server that the user connected. None of them writes.
/// A command that is not here cannot be sent: Connection takes only a Command, and only these functions make one.
enum class CommandKind {
    Ping,
    Auth,
    ClientSetName,
    InfoEverything,
    InfoAll,
    Info,
    SlowlogGet,
    ClientList,
    LatencyLatest,
    ClusterNodes,
    Select,
    ListNewest,
    Get,
    HashLength,
    HashGetAll,
    DbSize,
    Scan,
    Type,
    MemoryUsage,
    Pttl,
    ObjectIdleTime,
    ObjectFrequency,
    SentinelPrimary,
    SentinelReplicas,
    ConfigGet,
    SetRandomMembers,
    MemoryStats,
    MemoryDoctor,
    LatencyDoctor,
    ReadOnly,
    CommandLogGet,
    HashCount,
    SetCount,
    SortedSetCount,
    HashRandomFields,
    SortedSetRandomMembers,
    HashFieldLength,
    HotKeysGet
};
inline constexpr std::size_t commandKindCount = static_cast<std::size_t>(CommandKind::HotKeysGet) + 1;

struct CommandInfo {
    CommandKind kind;
    const char* words;   ///< "INFO everything"
    const char* aclRule; ///< "+info"
    CommandCost cost;
    CommandFeature feature;
    const char* usedFor; ///< one phrase, for the documentation and the ACL line
};

/// The table, in the order of the enumeration.
std::span<const CommandInfo> commandTable();
const CommandInfo& commandInfo(CommandKind kind);
/// "poll", "evidence", "topology", "sources", "keys", "sentinel", "settings", "diagnosis", "commandlog", "hotkeys": the
/// features that can be left out or asked for, in the order of the enumeration.
std::span<const char* const> commandFeatureNames();
std::optional<CommandFeature> commandFeatureFromName(const QString& name);
/// "ACL SETUSER NAME on >PASSWORD resetchannels -@all +ping +info ..." for these features; where none is named, for all
/// that read no key: what a monitoring user needs of a data node. Keys read all; sources: the line then grants those of
/// `latencies:` lists, and the user adds `~KEY` for a hash. Sentinel: for the sentinels, data nodes know no such
/// commands.
QString leastPrivilegeAclLine(const QString& user, std::span<const CommandFeature> features = {});

/// A command of the list with its arguments, ready to send.
class Command
{
public:
    static Command ping();
    static Command auth(const QString& user, const QString& password); ///< empty user: AUTH password
    static Command clientSetName(const QByteArray& name);
    static Command infoEverything();
    static Command infoAll();
    static Command info();
    static Command slowlogGet(int entries = 32); ///< the newest; 1: whether there are new ones
    /// Valkey 8.1 and later: the newest entries of one of its logs.
    static Command commandLogGet(CommandLog log, int entries = 32);
    static Command hotKeysGet();    ///< Redis 8.6, Valkey 9.2: what a session measured that somebody else has begun
    static Command clientList();    ///< a line for each connection
    static Command latencyLatest(); ///< newest and worst of each latency event
    static Command clusterNodes();  ///< a line for each node
    static Command memoryStats();   ///< what the memory is used for
    static Command memoryDoctor();  ///< what the server thinks of its memory, in words
    static Command latencyDoctor(); ///< what the server thinks of its latency, in words

    static Command sentinelPrimary(const QString& name); ///< of sentinels alone: where that primary is now
    static Command
    sentinelReplicas(const QString& name); ///< of sentinels alone: its replicas, also those that are down

    static Command configGet(const QByteArray& pattern); ///< see settingsQuestions(): never for what is a secret

    static Command dbSize();
    static Command scan(const QByteArray& cursor); ///< at most about 250 names
    static Command type(const QByteArray& key);
    static Command memoryUsage(const QByteArray& key); ///< of nested values, 5 elements are measured
    static Command pttl(const QByteArray& key);
    static Command objectIdleTime(const QByteArray& key);
    static Command objectFrequency(const QByteArray& key); ///< only with an LFU policy
    static Command readOnly();                             ///< of a cluster's replica: it may tell of keys
    static Command someMembers(const QByteArray& key);     ///< five of a set, at random
    static Command hashCount(const QByteArray& key);       ///< how many elements there are; likewise the next two
    static Command setCount(const QByteArray& key);
    static Command sortedSetCount(const QByteArray& key);
    static Command someFields(const QByteArray& key);                           ///< the names of five, at random
    static Command someSortedMembers(const QByteArray& key);                    ///< five, at random
    static Command fieldLength(const QByteArray& key, const QByteArray& field); ///< of its value

    /// One of this kind to see whether the server permits it, as cheap as it gets; nothing for AUTH, which is part of
    /// connecting, for what reads a key, for settings, and for what sentinels or some servers alone know.
    static std::optional<Command> trial(CommandKind kind);
    static Command select(int database);
    /// Of what an application writes about itself: the newest 1,000 values of a list, a counter, a hash's size and the
    /// whole hash (ask for its size first).
    static Command listNewest(const QByteArray& key);
    static Command get(const QByteArray& key);
    static Command hashLength(const QByteArray& key);
    static Command hashGetAll(const QByteArray& key);

    CommandKind kind() const { return m_kind; }
    /// RESP bytes. Holds a password for Auth: never logged.
    const QByteArray& wire() const { return m_wire; }

private:
    Command(CommandKind kind, std::initializer_list<QByteArray> words);
    CommandKind m_kind;
    QByteArray m_wire;
};

} // namespace cacheledger
