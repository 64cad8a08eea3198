// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertrequest.h"

#include "alerts/alertrows.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <array>

namespace cacheledger::alertrequests
{

namespace
{

constexpr std::array<std::pair<AlertAction, const char*>, 7> actionNames = {{
    {AlertAction::Acknowledge, "acknowledge"},
    {AlertAction::Snooze, "snooze"},
    {AlertAction::FalsePositive, "false-positive"},
    {AlertAction::Incident, "incident"},
    {AlertAction::Silence, "silence"},
    {AlertAction::EndSilence, "end-silence"},
    {AlertAction::DoNotDisturb, "do-not-disturb"},
}};

QString nameOf(AlertAction action)
{
    return QLatin1String(std::ranges::find(actionNames, action, &std::pair<AlertAction, const char*>::first)->second);
}

std::optional<AlertAction> actionCalled(const QString& name)
{
    for (const auto& [action, known] : actionNames)
        if (name == QLatin1String(known))
            return action;
    return std::nullopt; // of a newer program
}

} // namespace

Result<void> prepare(Database& database)
{
    return database.exec("CREATE TABLE IF NOT EXISTS request(id INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT "
                         "NULL, alert INTEGER NOT NULL, value INTEGER, text TEXT NOT NULL)");
}

Result<void> ask(const QString& path, const AlertRequest& request)
{
    if (!QFileInfo::exists(path)) // nothing was ever judged, and nobody would take it up
        return AlertLog::words().missing;
    const auto log = AlertLog::open(path, Database::Mode::Write);
    if (!log)
        return log.error();
    Database& database = (*log)->database();
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    if (request.silence)
        if (auto put = alertrows::putSilence(database, *request.silence); !put)
            return put;
    if (auto asked = Query(database, "INSERT INTO request VALUES(NULL, ?, ?, ?, ?)", nameOf(request.action),
                           request.alert, request.value, request.silence ? request.silence->id : request.text)
                         .run();
        !asked)
        return asked;
    return (*transaction)->commit();
}

Result<std::pair<std::vector<AlertRequest>, qint64>> waiting(Database& database)
{
    std::pair<std::vector<AlertRequest>, qint64> found;
    Query rows(database, "SELECT id, action, alert, value, text FROM request ORDER BY id");
    while (rows.next()) {
        found.second = rows.integer(0);
        const auto action = actionCalled(rows.text(1));
        if (!action)
            continue;
        AlertRequest request{*action, rows.integer(2)};
        if (!rows.isNull(3))
            request.value = rows.integer(3);
        request.text = rows.text(4);
        if (*action == AlertAction::Silence) {
            Query silence(database, "SELECT * FROM silence WHERE id = ?", request.text);
            if (!silence.next())
                continue;
            request.silence = alertrows::silenceOf(silence);
        }
        found.first.push_back(std::move(request));
    }
    if (auto result = rows.result(); !result)
        return result.error();
    return found;
}

Result<void> forget(Database& database, qint64 last)
{
    return Query(database, "DELETE FROM request WHERE id <= ?", last).run();
}

} // namespace cacheledger::alertrequests
