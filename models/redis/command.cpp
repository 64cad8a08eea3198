// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/command.h"

#include <QtCore/QStringList>

#include <array>
#include <hiredis/hiredis.h>
#include <utility>

namespace cacheledger
{

namespace
{

constexpr std::array<CommandInfo, 9> allowedCommands{{
    {CommandKind::Ping, "PING", "+ping", CommandCost::Constant, "measures the round-trip time"},
    {CommandKind::Auth, "AUTH", "+auth", CommandCost::Constant, "logs in"},
    {CommandKind::ClientSetName, "CLIENT SETNAME", "+client|setname", CommandCost::Constant,
     "names the connection in CLIENT LIST"},
    {CommandKind::InfoEverything, "INFO everything", "+info", CommandCost::Constant, "reads the server's statistics"},
    {CommandKind::InfoAll, "INFO all", "+info", CommandCost::Constant,
     "the same on servers that do not know \"everything\""},
    {CommandKind::Info, "INFO", "+info", CommandCost::Constant, "the same on servers that know no sections"},
    {CommandKind::SlowlogGet, "SLOWLOG GET 32", "+slowlog|get", CommandCost::Constant,
     "slow commands, as evidence of an incident"},
    {CommandKind::ClientList, "CLIENT LIST", "+client|list", CommandCost::PerClient,
     "who is connected, as evidence of an incident"},
    {CommandKind::LatencyLatest, "LATENCY LATEST", "+latency|latest", CommandCost::Constant,
     "what delayed the server, as evidence of an incident"},
}};

QByteArray wireOf(std::initializer_list<QByteArray> words)
{
    std::array<const char*, 3> texts{};
    std::array<std::size_t, 3> sizes{};
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

QString leastPrivilegeAclLine(const QString& user)
{
    QString line = QStringLiteral("ACL SETUSER %1 on >PASSWORD resetchannels -@all").arg(user);
    QStringList rules;
    for (const CommandInfo& command : allowedCommands) {
        const QString rule = QString::fromLatin1(command.aclRule);
        if (!rules.contains(rule))
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

Command Command::slowlogGet()
{
    return {CommandKind::SlowlogGet, {"SLOWLOG", "GET", "32"}};
}

Command Command::clientList()
{
    return {CommandKind::ClientList, {"CLIENT", "LIST"}};
}

Command Command::latencyLatest()
{
    return {CommandKind::LatencyLatest, {"LATENCY", "LATEST"}};
}

} // namespace cacheledger
