// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
enum class CommandFeature { Connect, Poll, Evidence, Topology };

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
    ClusterNodes
};

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
/// "poll", "evidence", "topology": the features that can be left out or asked for, in the order of the enumeration.
std::span<const char* const> commandFeatureNames();
std::optional<CommandFeature> commandFeatureFromName(const QString& name);
/// "ACL SETUSER NAME on >PASSWORD resetchannels -@all +ping +info ..." for these features, or for the whole table where
/// none is named: what a monitoring user needs.
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
    static Command slowlogGet();    ///< the newest 32 entries
    static Command clientList();    ///< a line for each connection
    static Command latencyLatest(); ///< newest and worst of each latency event
    static Command clusterNodes();  ///< a line for each node

    /// One of this kind to see whether the server permits it, as cheap as it gets; nothing for AUTH, which is part of
    /// connecting.
    static std::optional<Command> trial(CommandKind kind);

    CommandKind kind() const { return m_kind; }
    /// RESP bytes. Holds a password for Auth: never logged.
    const QByteArray& wire() const { return m_wire; }

private:
    Command(CommandKind kind, std::initializer_list<QByteArray> words);
    CommandKind m_kind;
    QByteArray m_wire;
};

} // namespace cacheledger
