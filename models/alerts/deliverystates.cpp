// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the deliveries of whole channels.
#include "alerts/deliverystore.h"

#include <algorithm>

namespace cacheledger
{

bool DeliveryStore::exists(Database& database)
{
    return Query(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'delivery'").next();
}

Result<void> DeliveryStore::retry(const QString& channel, TimeMs sinceMs, TimeMs nowMs)
{
    return Query(m_database,
                 "UPDATE delivery SET state = 'waiting', next_ms = ? WHERE channel = ? AND created_ms >= ? "
                 "AND state IN ('failed', 'waiting')",
                 nowMs, channel, sinceMs)
        .run();
}

Result<void> DeliveryStore::dropOthers(const std::vector<AlertChannel>& channels, TimeMs nowMs)
{
    QStringList waiting;
    {
        Query rows(m_database, "SELECT channel FROM delivery WHERE state = 'waiting' UNION SELECT channel FROM digest");
        while (rows.next())
            waiting << rows.text(0);
        if (auto result = rows.result(); !result)
            return result;
    }
    for (const QString& id : waiting) {
        if (std::ranges::any_of(channels, [&](const AlertChannel& channel) { return channel.id == id; }))
            continue;
        if (auto done =
                Query(m_database,
                      "UPDATE delivery SET state = 'dropped', changed_ms = ? WHERE channel = ? AND state = 'waiting'",
                      nowMs, id)
                    .run();
            !done)
            return done;
        if (auto done = Query(m_database, "DELETE FROM digest WHERE channel = ?", id).run(); !done)
            return done;
    }
    return {};
}

Result<void> DeliveryStore::prune(TimeMs beforeMs)
{
    return Query(m_database, "DELETE FROM delivery WHERE state IN ('sent', 'failed', 'dropped') AND changed_ms < ?",
                 beforeMs)
        .run();
}

Result<std::map<QString, ChannelState>> DeliveryStore::states(Database& database)
{
    std::map<QString, ChannelState> states;
    if (!exists(database))
        return states;
    Query rows(database, "SELECT channel, sum(state IN ('waiting', 'sending')), "
                         "max(CASE WHEN state = 'sent' THEN changed_ms END) "
                         "FROM delivery WHERE state != 'dropped' GROUP BY channel");
    while (rows.next()) {
        ChannelState& state = states[rows.text(0)];
        state.waiting = static_cast<int>(rows.integer(1));
        if (!rows.isNull(2))
            state.lastSentMs = rows.integer(2);
    }
    if (auto result = rows.result(); !result)
        return result.error();
    Query problems(database,
                   "SELECT channel, problem FROM delivery d WHERE attempts > 0 AND state != 'dropped' AND id = "
                   "(SELECT id FROM delivery WHERE channel = d.channel AND attempts > 0 AND state != 'dropped' "
                   "ORDER BY changed_ms DESC, id DESC LIMIT 1)");
    while (problems.next())
        states[problems.text(0)].problem = problems.text(1);
    if (auto result = problems.result(); !result)
        return result.error();
    return states;
}

} // namespace cacheledger
