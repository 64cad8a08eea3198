// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historycheck.h"

#include "history/contentcheck.h"
#include "history/historyerror.h"
#include "history/samplereader.h"
#include "history/schema.h"

#include <sqlite3.h>

namespace cacheledger
{

namespace
{

/// SQLite asks after so many of its steps whether to go on: a millisecond or two.
constexpr int stepsBetweenLooks = 20'000;

int isCheckCancelled(void* cancelled)
{
    return static_cast<const std::atomic_bool*>(cancelled)->load(std::memory_order_relaxed) ? 1 : 0;
}

void askSqlite(Database& database, const char* pragma, HistoryCheckReport& report)
{
    Query query(database, pragma);
    while (query.next())
        if (const QString said = query.text(0); said != QLatin1String("ok"))
            for (const QString& line : said.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
                report.add(line);
    if (const auto result = query.result(); !result)
        report.add(result.error().message);
}

Result<void> checkOpened(Database& database, CheckDepth depth, HistoryCheckReport& report,
                         const std::atomic_bool* cancelled)
{
    auto transaction = Transaction::read(database);
    if (!transaction)
        return transaction.error();
    if (depth == CheckDepth::Structure) {
        askSqlite(database, "PRAGMA quick_check(1)", report);
        return {};
    }
    askSqlite(database, "PRAGMA integrity_check(100)", report);
    return ContentCheck(database, report, cancelled).run();
}

} // namespace

void HistoryCheckReport::add(const QString& problem)
{
    ++problemCount;
    if (problems.size() < maxProblems)
        problems << problem;
}

Result<HistoryCheckReport> checkHistory(const QString& path, CheckDepth depth, const std::atomic_bool* cancelled)
{
    HistoryCheckReport report;
    const auto failed = [&report](const Error& error) -> Result<HistoryCheckReport> {
        if (error.code != ErrorCode::Corrupt)
            return error;
        report.add(error.message);
        return report;
    };
    const auto database = Database::open(path, Database::Mode::Read, historyWords());
    if (!database)
        return failed(database.error());
    if (cancelled)
        sqlite3_progress_handler((*database)->handle(), stepsBetweenLooks, &isCheckCancelled,
                                 const_cast<std::atomic_bool*>(cancelled));
    if (const auto checked = schema::checkForReading(**database); !checked)
        return failed(checked.error());
    const auto checked = checkOpened(**database, depth, report, cancelled);
    if (cancelled && cancelled->load(std::memory_order_relaxed))
        return cancelledError();
    if (!checked)
        return failed(checked.error());
    return report;
}

} // namespace cacheledger
