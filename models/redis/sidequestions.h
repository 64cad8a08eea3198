// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/servertold.h"
#include "redis/connection.h"

#include <functional>
#include <map>
#include <set>

namespace cacheledger
{

struct SideOptions {
    std::chrono::milliseconds every{0};         ///< slow log and latency events; 0: nothing is asked
    std::chrono::milliseconds settingsEvery{0}; ///< 0: settings are not asked for
};

/// Questions that go beside the polls over their connection, seldom, and only when no poll is under way: whether the
/// slow log has new entries (its newest one; the log itself only when that one is another) and, where the server keeps
/// them, the logs of large requests and replies, the latency events (told when there is a new one), the settings. What
/// a server refuses is not asked again over that connection, what two connections ended over never again. One thread.
class SideQuestions
{
public:
    using Told = std::function<void(const ServerTold& told)>;

    SideQuestions(SideOptions options, Told told);

    /// A new connection: what was refused may be granted now.
    void connected();
    /// INFO of this connection; the first one counts.
    void hear(const QByteArray& info);
    /// Call when an answer to a poll has been read, with a steady time. `connection` is ready.
    void askWhatIsDue(Connection& connection, qint64 nowNs);
    bool isDue(qint64 nowNs) const;

private:
    using Taker = std::function<void(const Reply& reply)>;
    bool isSettingsDue(qint64 nowNs) const;
    void ask(Connection& connection, const Command& command, Taker take);
    bool asksCommandLog() const
    {
        return m_hasCommandLog.value_or(false) && !m_refused.contains(CommandKind::CommandLogGet);
    }
    void askForLog(Connection& connection, CommandLog log, int entries);
    void onLog(CommandLog log, const Reply& reply);
    void onNewest(CommandLog log, const Reply& reply);
    void onLatency(const Reply& reply);
    void askForSettings(Connection& connection);

    SideOptions m_options;
    Told m_told;
    std::set<CommandKind> m_refused;
    std::multiset<CommandKind> m_waiting; // asked, not answered yet
    std::map<CommandKind, int> m_endings; // how often the connection ended instead of an answer
    struct Log {
        std::optional<qint64> newestId; // that was told
        bool moved = false;
    };
    std::map<CommandLog, Log> m_logs;
    std::optional<bool> m_hasCommandLog;
    std::set<std::pair<QString, TimeMs>> m_latency; // names and times of the events that were told
    std::map<QString, QString> m_settings;          // while they come in
    std::size_t m_settingsWaiting = 0;
    qint64 m_dueNs = 0;
    qint64 m_settingsDueNs = 0;
};

} // namespace cacheledger
