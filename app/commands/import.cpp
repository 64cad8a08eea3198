// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/import.h"

#include "app/commands/importing.h"
#include "app/inputfile.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// "a, b, c and 12 more"
static QString shortList(const QStringList& names)
{
    constexpr qsizetype namedAtMost = 6;
    if (names.size() <= namedAtMost)
        return names.join(u", "_s);
    return Cli::tr("%1 and %2 more").arg(names.mid(0, namedAtMost).join(u", "_s)).arg(names.size() - namedAtMost);
}

static void tellReport(const QString& name, const ImportReport& report, Console& console)
{
    for (const QString& problem : report.problems)
        console.note(Cli::tr("%1, %2.").arg(name, problem));
    if (report.skippedRows + report.badFields > 0)
        console.note(Cli::tr("%1: rows left out: %2, fields left out: %3.")
                         .arg(name)
                         .arg(report.skippedRows)
                         .arg(report.badFields));
    if (!report.leftOut.isEmpty())
        console.note(
            Cli::tr("%1: not taken, since they are computed from others: %2.").arg(name, shortList(report.leftOut)));
    if (!report.unknownMetrics.isEmpty())
        console.note(
            Cli::tr("%1: taken as they are, since nothing is known about them: %2. Name what they mean with --map.")
                .arg(name, shortList(report.unknownMetrics)));
    if (!report.newNodes.isEmpty())
        console.note(Cli::tr("%1: new in the history: %2.").arg(name, shortList(report.newNodes)));
}

static Result<void> importFile(const QString& name, const ImportOptions& options, ImportTarget& target,
                               HistoryImporter& importer, ImportReport& report)
{
    QFile file(name);
    if (auto opened = openInput(file, Dash::StandardInput, Cli::tr("Give files with CSV, JSON or OpenMetrics text."));
        !opened)
        return opened;
    auto done = importSeries(file, options, target, importer, report);
    if (done || done.error().code != ErrorCode::InvalidArgument)
        return done;
    Error error = done.error();
    error.message = Cli::tr("%1: %2").arg(name, error.message);
    if (error.hint.isEmpty())
        error.hint = Cli::tr("What stands before is imported; see cacheledger import --help for what is understood.");
    return error;
}

int runImport(const ImportCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    auto target = importTarget(command.cache, command.node, context);
    if (!target)
        return console.fail(target.error());
    auto importer = openImporter(context);
    if (!importer)
        return console.fail(importer.error());
    ImportOptions options{command.format, ImportNames(command.names), command.intervalMs.value_or(0),
                          command.bucketsAsSamples, context.clock->nowMs()};
    Result<void> done;
    qint64 skipped = 0;
    for (const QString& name : command.files) {
        ImportReport report;
        done = importFile(name, options, *target, **importer, report);
        tellReport(name, report, console);
        skipped += report.skippedRows;
        if (!done)
            break;
    }
    const auto finished = (*importer)->finish();
    tellCounts((*importer)->counts(), done, console);
    if (!done || !finished)
        return console.fail(done ? finished.error() : done.error());
    if (skipped > 0 && (*importer)->counts().firstMs == std::nullopt)
        return console.fail(Error{ErrorCode::InvalidArgument, Cli::tr("No row could be taken."),
                                  Cli::tr("See cacheledger import --help for what is understood.")});
    return static_cast<int>(ExitCode::Ok);
}

} // namespace cacheledger
