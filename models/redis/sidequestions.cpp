// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sidequestions.h"

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
}

bool SideQuestions::isSettingsDue(qint64 nowNs) const
{
    return m_options.settingsEvery.count() > 0 && nowNs >= m_settingsDueNs;
}

bool SideQuestions::isDue(qint64 nowNs) const
{
    return m_options.every.count() > 0 && m_waiting.empty() &&
           (m_slowMoved || nowNs >= m_dueNs || isSettingsDue(nowNs));
}

void SideQuestions::askWhatIsDue(Connection& connection, qint64 nowNs)
{
    if (!isDue(nowNs))
        return;
    const auto afterNs = [nowNs](std::chrono::milliseconds time) {
        return nowNs + std::chrono::nanoseconds(time).count();
    };
    if (std::exchange(m_slowMoved, false)) {
        ask(connection, Command::slowlogGet(slowEntries), [this](const Reply& reply) { onSlowLog(reply); });
    } else if (nowNs >= m_dueNs) {
        m_dueNs = afterNs(m_options.every);
        ask(connection, Command::slowlogGet(1), [this](const Reply& reply) { onNewest(reply); });
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

void SideQuestions::onNewest(const Reply& reply)
{
    const auto newest = slowCommandsIn(reply);
    if (newest && !newest->empty())
        m_slowMoved = newest->front().id != m_slowId;
    else
        m_slowId.reset(); // emptied
}

void SideQuestions::onSlowLog(const Reply& reply)
{
    auto commands = slowCommandsIn(reply);
    if (!commands || commands->empty())
        return;
    const auto known = std::exchange(m_slowId, commands->front().id);
    // Ids begin anew with the server: one that is smaller than what was told is of another run.
    if (known && *known <= *m_slowId)
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
