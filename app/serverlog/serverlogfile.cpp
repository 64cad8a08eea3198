// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverlog/serverlogfile.h"

#include "sqlite/filechange.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>

#include <algorithm>

namespace cacheledger::serverlogfile
{

using namespace Qt::StringLiterals;

static FileWords words()
{
    return {QCoreApplication::translate("ServerLogFile", "The servers' log %1"),
            QCoreApplication::translate("ServerLogFile", "%1 is not a log of servers of CacheLedger."),
            {ErrorCode::Io, QCoreApplication::translate("ServerLogFile", "There is no log of servers %1."), {}}};
}

static Result<void> create(Database& database)
{
    return database.exec(
        "CREATE TABLE IF NOT EXISTS slow (node TEXT, time_ms INTEGER, id INTEGER, microseconds INTEGER, "
        "command TEXT, arguments INTEGER, client TEXT, keys TEXT, PRIMARY KEY (node, time_ms, id)) "
        "WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS slow_by_time ON slow (time_ms);"
        "CREATE TABLE IF NOT EXISTS large (node TEXT, time_ms INTEGER, log TEXT, id INTEGER, bytes INTEGER, "
        "command TEXT, arguments INTEGER, client TEXT, keys TEXT, PRIMARY KEY (node, time_ms, log, id)) "
        "WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS large_by_time ON large (time_ms);"
        "CREATE TABLE IF NOT EXISTS latency (node TEXT, time_ms INTEGER, event TEXT, latest_ms INTEGER, "
        "max_ms INTEGER, PRIMARY KEY (node, time_ms, event)) WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS latency_by_time ON latency (time_ms);"
        "CREATE TABLE IF NOT EXISTS setting (node TEXT, name TEXT, time_ms INTEGER, value TEXT, "
        "PRIMARY KEY (node, name, time_ms)) WITHOUT ROWID;");
}

static Result<void> addSlow(Database& database, const NodeId& node, const SlowCommand& slow)
{
    if (slow.log != CommandLog::Slow)
        return Query(database, "INSERT OR IGNORE INTO large VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", node.value,
                     slow.timeMs, QLatin1String(commandLogName(slow.log)), slow.id, slow.bytes, slow.command,
                     slow.arguments, slow.client, slow.keyPattern)
            .run();
    return Query(database, "INSERT OR IGNORE INTO slow VALUES (?, ?, ?, ?, ?, ?, ?, ?)", node.value, slow.timeMs,
                 slow.id, slow.microseconds, slow.command, slow.arguments, slow.client, slow.keyPattern)
        .run();
}

static Result<void> addLatency(Database& database, const NodeId& node, const LatencyEvent& event)
{
    return Query(database, "INSERT OR IGNORE INTO latency VALUES (?, ?, ?, ?, ?)", node.value, event.timeMs, event.name,
                 event.latestMs, event.maxMs)
        .run();
}

static Result<std::map<QString, QString>> settingsOf(Database& database, const NodeId& node)
{
    std::map<QString, QString> settings;
    // With max() SQLite gives the other columns of the row that has it.
    Query query(database, "SELECT name, value, max(time_ms) FROM setting WHERE node = ? GROUP BY name", node.value);
    while (query.next())
        settings[query.text(0)] = query.text(1);
    if (const auto result = query.result(); !result)
        return result.error();
    return settings;
}

static Result<void> addSettings(Database& database, const Heard& heard, std::vector<SettingChange>& changes)
{
    const auto before = settingsOf(database, heard.node);
    if (!before)
        return before.error();
    for (const auto& [name, value] : *heard.told.settings) {
        const auto known = before->find(name);
        if (known != before->end() && known->second == value)
            continue;
        if (known != before->end())
            changes.push_back({heard.node, heard.timeMs, name, known->second, value});
        if (auto added = Query(database, "INSERT OR REPLACE INTO setting VALUES (?, ?, ?, ?)", heard.node.value, name,
                               heard.timeMs, value)
                             .run();
            !added)
            return added;
    }
    return {};
}

static Result<void> addHeard(Database& database, const Heard& heard, std::vector<SettingChange>& changes)
{
    for (const SlowCommand& slow : heard.told.slow)
        if (auto added = addSlow(database, heard.node, slow); !added)
            return added;
    for (const LatencyEvent& event : heard.told.latency)
        if (auto added = addLatency(database, heard.node, event); !added)
            return added;
    return heard.told.settings ? addSettings(database, heard, changes) : Result<void>();
}

/// What is too old, then the oldest beyond the number.
static Result<void> keepBound(Database& database, TimeMs nowMs, int maxRows)
{
    constexpr qint64 dayMs = 24LL * 3600 * 1000;
    const TimeMs oldest = nowMs - keptDays * dayMs;
    for (const char* sql : {"DELETE FROM slow WHERE time_ms < ?", "DELETE FROM large WHERE time_ms < ?",
                            "DELETE FROM latency WHERE time_ms < ?"})
        if (auto dropped = Query(database, sql, oldest).run(); !dropped)
            return dropped;
    for (const char* sql :
         {"DELETE FROM slow WHERE time_ms <= (SELECT time_ms FROM slow ORDER BY time_ms DESC LIMIT 1 OFFSET ?)",
          "DELETE FROM large WHERE time_ms <= (SELECT time_ms FROM large ORDER BY time_ms DESC LIMIT 1 OFFSET ?)",
          "DELETE FROM latency WHERE time_ms <= (SELECT time_ms FROM latency ORDER BY time_ms DESC LIMIT 1 OFFSET ?)"})
        if (auto dropped = Query(database, sql, maxRows).run(); !dropped)
            return dropped;
    return {};
}

Result<std::vector<SettingChange>> add(const QString& path, std::span<const Heard> heard, TimeMs nowMs, int maxRows)
{
    std::vector<SettingChange> changes;
    if (heard.empty())
        return changes;
    const auto changed = changeFile(path, words(), [&](Database& database) -> Result<void> {
        if (auto created = create(database); !created)
            return created;
        for (const Heard& each : heard)
            if (auto added = addHeard(database, each, changes); !added)
                return added;
        return keepBound(database, nowMs, maxRows);
    });
    if (!changed)
        return changed.error();
    return changes;
}

static Result<void> readSlow(Database& database, const NodeId& node, const Question& question, ServerPast& content)
{
    Query query(database,
                "SELECT time_ms, microseconds, command, arguments, client, id, keys FROM slow WHERE node = ? AND "
                "time_ms >= ? AND time_ms < ? ORDER BY time_ms DESC, id DESC LIMIT ?",
                node.value, question.fromMs, question.toMs, question.mostRows);
    while (query.next())
        content.slow.push_back({node,
                                {query.integer(0), query.integer(1), query.text(2), static_cast<int>(query.integer(3)),
                                 query.text(4), query.integer(5), query.text(6)}});
    return query.result();
}

static CommandLog logNamed(const QString& name)
{
    for (const CommandLog log : commandLogs)
        if (name == QLatin1String(commandLogName(log)))
            return log;
    return CommandLog::Slow;
}

static Result<void> readLarge(Database& database, const NodeId& node, const Question& question, ServerPast& content)
{
    Query exists(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'large'");
    if (!exists.next())
        return exists.result(); // a file in which nobody wrote since there were such logs
    Query query(database,
                "SELECT time_ms, log, id, bytes, command, arguments, client, keys FROM large WHERE node = ? AND "
                "time_ms >= ? AND time_ms < ? ORDER BY time_ms DESC, id DESC LIMIT ?",
                node.value, question.fromMs, question.toMs, question.mostRows);
    while (query.next()) {
        SlowCommand command{
            query.integer(0), 0, query.text(4), static_cast<int>(query.integer(5)), query.text(6), query.integer(2),
            query.text(7)};
        command.log = logNamed(query.text(1));
        command.bytes = query.integer(3);
        content.slow.push_back({node, std::move(command)});
    }
    return query.result();
}

static Result<void> readLatency(Database& database, const NodeId& node, const Question& question, ServerPast& content)
{
    Query query(database,
                "SELECT event, time_ms, latest_ms, max_ms FROM latency WHERE node = ? AND time_ms >= ? AND time_ms < ? "
                "ORDER BY time_ms DESC, event LIMIT ?",
                node.value, question.fromMs, question.toMs, question.mostRows);
    while (query.next())
        content.latency.push_back({node, {query.text(0), query.integer(1), query.integer(2), query.integer(3)}});
    return query.result();
}

static Result<void> readSettingChanges(Database& database, const NodeId& node, const Question& question,
                                       ServerPast& content)
{
    Query query(database,
                "SELECT name, time_ms, before, value FROM (SELECT name, time_ms, value, lag(value) OVER (PARTITION BY "
                "name ORDER BY time_ms) AS before FROM setting WHERE node = ?) WHERE before IS NOT NULL AND time_ms >= "
                "? AND time_ms < ? ORDER BY time_ms DESC, name LIMIT ?",
                node.value, question.fromMs, question.toMs, question.mostRows);
    while (query.next())
        content.settings.push_back({node, query.integer(1), query.text(0), query.text(2), query.text(3)});
    return query.result();
}

template <typename Rows, typename TimeOf>
static void keepNewest(Rows& rows, int most, TimeOf timeOf)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [&timeOf](const auto& a, const auto& b) { return timeOf(a) > timeOf(b); });
    if (rows.size() > static_cast<std::size_t>(most))
        rows.erase(rows.begin() + most, rows.end());
}

Result<ServerPast> read(const QString& path, const Question& question)
{
    ServerPast content;
    if (!QFileInfo::exists(path))
        return content; // nothing was ever told
    const auto database = Database::open(path, Database::Mode::Read, words());
    if (!database)
        return database.error();
    for (const NodeId& node : question.nodes)
        for (const auto& part : {&readSlow, &readLarge, &readLatency, &readSettingChanges})
            if (auto result = part(**database, node, question, content); !result)
                return result.error();
    keepNewest(content.slow, question.mostRows, [](const ServerPast::Slow& each) { return each.command.timeMs; });
    keepNewest(content.latency, question.mostRows, [](const ServerPast::Latency& each) { return each.event.timeMs; });
    keepNewest(content.settings, question.mostRows, [](const SettingChange& each) { return each.timeMs; });
    return content;
}

QString changesText(std::span<const SettingChange> changes)
{
    static constexpr std::size_t mostNamed = 3;
    static constexpr qsizetype longestValue = 60;
    const auto shown = [](const QString& value) {
        if (value.isEmpty())
            return QCoreApplication::translate("ServerLogFile", "nothing");
        return value.size() > longestValue ? value.left(longestValue) + u'…' : value;
    };
    QStringList texts;
    for (const SettingChange& change : changes.first(std::min(changes.size(), mostNamed)))
        texts << QCoreApplication::translate("ServerLogFile", "%1: %2 → %3")
                     .arg(change.name, shown(change.before), shown(change.after));
    if (changes.size() > mostNamed)
        texts << QCoreApplication::translate("ServerLogFile", "%n more setting(s)", nullptr,
                                             static_cast<int>(changes.size() - mostNamed));
    return texts.join(u", "_s);
}

} // namespace cacheledger::serverlogfile
