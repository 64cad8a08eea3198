// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertrows.h"

#include "alerts/rulewords.h"

#include <nlohmann/json.hpp>

namespace cacheledger::alertrows
{

namespace
{

QString stateWord(AlertState state)
{
    return QString::fromLatin1(alertStateName(state));
}

AlertState stateOf(const QString& word)
{
    for (const AlertState state : {AlertState::Pending, AlertState::Firing, AlertState::Resolved})
        if (word == QLatin1String(alertStateName(state)))
            return state;
    return AlertState::Inactive;
}

QString listText(const QStringList& list)
{
    nlohmann::json json = nlohmann::json::array();
    for (const QString& word : list)
        json.push_back(word.toStdString());
    return QString::fromStdString(json.dump());
}

QStringList listOf(const QString& text)
{
    QStringList list;
    const auto json = nlohmann::json::parse(text.toStdString(), nullptr, false);
    for (const auto& word : json.is_array() ? json : nlohmann::json::array())
        if (word.is_string())
            list << QString::fromStdString(word.get<std::string>());
    return list;
}

std::optional<TimeMs> timeAt(const Query& row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.integer(column));
}

std::optional<double> valueAt(const Query& row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.real(column));
}

/// What the rule said.
void readRule(const Query& row, Alert& alert)
{
    alert.ruleName = row.text(6);
    alert.tier = rulewords::tierOf(row.text(7)).value_or(AlertTier::Warning);
    alert.metric = row.text(8).toStdString();
    alert.function = rulewords::functionOf(row.text(9)).value_or(RuleFunction::Value);
    alert.comparison = rulewords::comparisonOf(row.text(10)).value_or(Comparison::Above);
    alert.threshold = row.real(11);
    alert.forMs = row.integer(12);
    alert.playbook = row.text(13);
    alert.channels = listOf(row.text(14));
    alert.intervalMs = static_cast<int>(row.integer(15));
}

} // namespace

Alert alertOf(const Query& row)
{
    Alert alert;
    alert.id = row.integer(0);
    alert.key = {row.text(1), NodeId{row.text(2)}};
    alert.cache = CacheId{row.text(3)};
    alert.cacheName = row.text(4);
    alert.address = row.text(5);
    readRule(row, alert);
    alert.state = stateOf(row.text(16));
    alert.noData = row.integer(17) != 0;
    alert.sinceMs = row.integer(18);
    alert.firedMs = timeAt(row, 19);
    alert.endedMs = timeAt(row, 20);
    alert.firedValue = valueAt(row, 21);
    alert.newestValue = valueAt(row, 22);
    alert.newestValueMs = timeAt(row, 23);
    alert.message = row.text(24);
    alert.acknowledgedMs = timeAt(row, 25);
    alert.snoozedUntilMs = timeAt(row, 26);
    alert.falsePositive = row.integer(27) != 0;
    alert.silence = row.text(28);
    alert.inhibitedBy = row.text(29);
    alert.leader = row.integer(30);
    alert.told = row.integer(31) != 0;
    alert.owed = row.integer(32) != 0;
    alert.incident = row.text(33);
    return alert;
}

Result<void> putAlert(Database& database, const Alert& a)
{
    return Query(database,
                 "INSERT INTO alert(id, rule, node, cache, cache_name, address, rule_name, tier, metric, function, "
                 "comparison, threshold, for_ms, playbook, channels, interval_ms, state, no_data, since_ms, fired_ms, "
                 "ended_ms, fired_value, newest_value, newest_value_ms, message, acknowledged_ms, snoozed_until_ms, "
                 "false_positive, silence, inhibited_by, leader, told, owed, incident) "
                 "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25,"
                 "?26,?27,?28,?29,?30,?31,?32,?33,?34) ON CONFLICT(id) DO UPDATE SET cache_name=?5, address=?6, "
                 "state=?17, no_data=?18, fired_ms=?20, ended_ms=?21, fired_value=?22, newest_value=?23, "
                 "newest_value_ms=?24, message=?25, acknowledged_ms=?26, snoozed_until_ms=?27, false_positive=?28, "
                 "silence=?29, inhibited_by=?30, leader=?31, told=?32, owed=?33, incident=?34",
                 a.id, a.key.rule, a.key.node.value, a.cache.value, a.cacheName, a.address, a.ruleName,
                 rulewords::tier(a.tier), QString::fromStdString(a.metric), rulewords::function(a.function),
                 rulewords::comparison(a.comparison), a.threshold, a.forMs, a.playbook, listText(a.channels),
                 a.intervalMs, stateWord(a.state), int(a.noData), a.sinceMs, a.firedMs, a.endedMs, a.firedValue,
                 a.newestValue, a.newestValueMs, a.message, a.acknowledgedMs, a.snoozedUntilMs, int(a.falsePositive),
                 a.silence, a.inhibitedBy, a.leader, int(a.told), int(a.owed), a.incident)
        .run();
}

Result<void> putEntry(Database& database, const AlertEntry& entry)
{
    return Query(database,
                 "INSERT INTO transition(alert, time_ms, from_state, to_state, value, notify, reason) "
                 "VALUES(?,?,?,?,?,?,?)",
                 entry.alert, entry.timeMs, stateWord(entry.from), stateWord(entry.to), entry.value, int(entry.notify),
                 entry.reason)
        .run();
}

AlertEntry entryOf(const Query& row)
{
    return {row.integer(0),  row.integer(1),      stateOf(row.text(2)), stateOf(row.text(3)),
            valueAt(row, 4), row.integer(5) != 0, row.text(6)};
}

Result<void> putSilence(Database& database, const Silence& silence)
{
    return Query(database, "INSERT OR REPLACE INTO silence VALUES(?,?,?,?,?,?,?,?)", silence.id,
                 listText(silence.scope.caches), listText(silence.scope.nodes), listText(silence.scope.tags),
                 listText(silence.rules), silence.startMs, silence.endMs, silence.reason)
        .run();
}

Silence silenceOf(const Query& row)
{
    return {row.text(0),         {listOf(row.text(1)), listOf(row.text(2)), listOf(row.text(3))},
            listOf(row.text(4)), row.integer(5),
            row.integer(6),      row.text(7)};
}

Result<void> putProgress(Database& database, const AlertKey& key, const AlertProgress& progress)
{
    if (progress.state == AlertState::Inactive)
        return Query(database, "DELETE FROM progress WHERE rule=? AND node=?", key.rule, key.node.value).run();
    return Query(database, "INSERT OR REPLACE INTO progress VALUES(?,?,?,?,?,?,?)", key.rule, key.node.value,
                 stateWord(progress.state), progress.activeSinceMs, progress.firedMs, progress.resolvedMs,
                 progress.keepFiringSinceMs)
        .run();
}

std::pair<AlertKey, AlertProgress> progressOf(const Query& row)
{
    return {{row.text(0), NodeId{row.text(1)}},
            {stateOf(row.text(2)), timeAt(row, 3), timeAt(row, 4), timeAt(row, 5), timeAt(row, 6)}};
}

Result<qint64> firstNumber(Query&& query)
{
    const qint64 value = query.next() ? query.integer(0) : 0;
    if (auto result = query.result(); !result)
        return result.error();
    return value;
}

} // namespace cacheledger::alertrows
