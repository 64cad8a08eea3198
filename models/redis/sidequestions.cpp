// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sidequestions.h"

#include "redis/serverkind.h"
#include "redis/serversettings.h"
#include "redis/slowlogreply.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

/// As many as servers keep unless they are told otherwise (slowlog-max-len).
static constexpr int slowEntries = 128;

SideQuestions::SideQuestions(SideOptions options, Told told) : m_options(options), m_told(std::move(told)) {}

void SideQuestions::connected()
{
    static constexpr int mostEndings = 2;
    m_refused.clear();
    for (const CommandKind kind : std::set<CommandKind>(m_waiting.begin(), m_waiting.end()))
        ++m_endings[kind];
    for (const auto& [kind, endings] : m_endings)
        if (endings >= mostEndings)
            m_refused.insert(kind);
    m_waiting.clear();
    m_settingsWaiting = 0;
    m_hasCommandLog.reset();
}

void SideQuestions::hear(const QByteArray& info)
{
    if (!m_hasCommandLog)
        m_hasCommandLog = offersCommandLog(info);
}

bool SideQuestions::isSettingsDue(qint64 nowNs) const
{
    return m_options.settingsEvery.count() > 0 && nowNs >= m_settingsDueNs;
}

bool SideQuestions::isDue(qint64 nowNs) const
{
    return m_options.every.count() > 0 && m_waiting.empty() &&
           (std::any_of(m_logs.begin(), m_logs.end(), [](const auto& each) { return each.second.moved; }) ||
            nowNs >= m_dueNs || isSettingsDue(nowNs));
}

void SideQuestions::askWhatIsDue(Connection& connection, qint64 nowNs)
{
    if (!isDue(nowNs))
        return;
    const auto afterNs = [nowNs](std::chrono::milliseconds time) {
        return nowNs + std::chrono::nanoseconds(time).count();
    };
    const auto moved = std::find_if(m_logs.begin(), m_logs.end(), [](const auto& each) { return each.second.moved; });
    if (moved != m_logs.end()) {
        moved->second.moved = false;
        askForLog(connection, moved->first, slowEntries);
    } else if (nowNs >= m_dueNs) {
        m_dueNs = afterNs(m_options.every);
        for (const CommandLog log : commandLogs)
            if (log == CommandLog::Slow || asksCommandLog())
                askForLog(connection, log, 1);
        ask(connection, Command::latencyLatest(), [this](const Reply& reply) { onLatency(reply); });
    } else if (isSettingsDue(nowNs)) {
        m_settingsDueNs = afterNs(m_options.settingsEvery);
        askForSettings(connection);
    }
}

void SideQuestions::ask(Connection& connection, const Command& command, Taker take)
{
    const CommandKind kind = command.kind();
    if (m_refused.contains(kind))
        return;
    m_waiting.insert(kind);
    connection.send(command, [this, kind, take = std::move(take)](const Result<Reply>& reply) {
        if (!reply.ok())
            return; // the connection is being closed; see connected()
        if (const auto waiting = m_waiting.find(kind); waiting != m_waiting.end())
            m_waiting.erase(waiting);
        if (reply->type == Reply::Type::Array)
            take(*reply);
        else
            m_refused.insert(kind);
    });
}

/// The slow log by its old name where the server has no other, or does not let us.
void SideQuestions::askForLog(Connection& connection, CommandLog log, int entries)
{
    const auto take = [this, log, isLook = entries == 1](const Reply& reply) {
        if (isLook)
            onNewest(log, reply);
        else
            onLog(log, reply);
    };
    if (asksCommandLog())
        ask(connection, Command::commandLogGet(log, entries), take);
    else if (log == CommandLog::Slow)
        ask(connection, Command::slowlogGet(entries), take);
}

void SideQuestions::onNewest(CommandLog log, const Reply& reply)
{
    Log& known = m_logs[log];
    const auto newest = slowCommandsIn(reply, log);
    if (newest && !newest->empty())
        known.moved = newest->front().id != known.newestId;
    else
        known.newestId.reset(); // emptied
}

void SideQuestions::onLog(CommandLog log, const Reply& reply)
{
    auto commands = slowCommandsIn(reply, log);
    if (!commands || commands->empty())
        return;
    std::optional<qint64>& newestId = m_logs[log].newestId;
    const auto known = std::exchange(newestId, commands->front().id);
    // Ids begin anew with the server: one that is smaller than what was told is of another run.
    if (known && *known <= *newestId)
        std::erase_if(*commands, [&known](const SlowCommand& command) { return command.id <= *known; });
    if (!commands->empty())
        m_told({std::move(*commands), {}, {}});
}

/// The newest of each name stays in the answer for ever.
void SideQuestions::onLatency(const Reply& reply)
{
    auto events = latencyEventsIn(reply);
    if (!events)
        return;
    std::set<std::pair<QString, TimeMs>> told;
    for (const LatencyEvent& event : *events)
        told.emplace(event.name, event.timeMs);
    const auto known = std::exchange(m_latency, told);
    std::erase_if(*events, [&known](const LatencyEvent& event) { return known.contains({event.name, event.timeMs}); });
    if (!events->empty())
        m_told({{}, std::move(*events), {}});
}

void SideQuestions::askForSettings(Connection& connection)
{
    m_settings.clear();
    const std::vector<Command> questions = settingsQuestions();
    m_settingsWaiting = questions.size();
    for (const Command& question : questions)
        ask(connection, question, [this](const Reply& reply) {
            if (!readSettings(reply, m_settings) || m_settingsWaiting == 0 || --m_settingsWaiting > 0)
                return;
            ServerTold told;
            told.settings = std::exchange(m_settings, {});
            m_told(told);
        });
}

} // namespace cacheledger
