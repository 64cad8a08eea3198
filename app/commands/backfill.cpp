// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/backfill.h"

#include "app/commands/importing.h"
#include "app/inputfile.h"
#include "metrics/events.h"
#include "metrics/infodumps.h"
#include "metrics/infoparser.h"

#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>
#include <QtCore/QRegularExpression>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// Texts that are held and stored together.
static constexpr std::size_t heldDumps = 500;

/// What a first look at a file tells.
struct DumpFile {
    QString name;
    int texts = 0;
    std::optional<TimeMs> fileMs;  ///< what its name or its own date says; only for a text alone in its file
    std::optional<TimeMs> firstMs; ///< of its first text that has a date, for the order
};

/// Brings the texts of some files into the history of one node.
class Backfill
{
public:
    Backfill(const BackfillCommand& command, Console& console, TimeMs nowMs, KnownNode node, HistoryImporter& importer)
        : m_command(command),
          m_console(console),
          m_nowMs(nowMs),
          m_node(std::move(node)),
          m_importer(importer)
    {
    }

    Result<void> run();

private:
    Result<DumpFile> look(const QString& name) const;
    std::optional<TimeMs> dateOfFile(const QString& name) const;
    static std::optional<TimeMs> ownDate(const InfoDump& dump);
    Result<void> take(const DumpFile& file);
    void takeDump(const DumpFile& file, const InfoDump& dump);
    void leaveOut(const DumpFile& file, qint64 line, const QString& why);
    Result<void> flush();

    const BackfillCommand& m_command;
    Console& m_console;
    TimeMs m_nowMs;
    KnownNode m_node;
    HistoryImporter& m_importer;
    InfoParser m_parser;
    std::vector<Snapshot> m_held;
    std::optional<Snapshot> m_previous; // newest of those that were stored
    int m_leftOut = 0;
};

/// Each is read twice, which standard input cannot be.
static Result<void> openDump(QFile& file)
{
    return openInput(file, Dash::File, Cli::tr("Give files with the text of INFO (redis-cli INFO > FILE)."));
}

/// The server's clock says it best; a line with a date stands beside texts of servers that do not tell.
std::optional<TimeMs> Backfill::ownDate(const InfoDump& dump)
{
    const auto server = infoServerTime(dump.text);
    return server ? server : dump.dateMs;
}

std::optional<TimeMs> Backfill::dateOfFile(const QString& name) const
{
    const QFileInfo info(name);
    if (!m_command.datePattern.isEmpty()) {
        const auto match = QRegularExpression(m_command.datePattern).match(info.fileName());
        return match.hasMatch() ? dateInName(match.captured(match.lastCapturedIndex() > 0 ? 1 : 0)) : std::nullopt;
    }
    if (const auto named = dateInName(info.fileName()))
        return named;
    return m_command.useMtime ? std::optional(info.lastModified().toMSecsSinceEpoch()) : std::nullopt;
}

Result<DumpFile> Backfill::look(const QString& name) const
{
    QFile in(name);
    if (const auto opened = openDump(in); !opened)
        return opened.error();
    DumpFile file{name, 0, dateOfFile(name), {}};
    InfoDumpReader reader(in);
    while (const auto dump = reader.next()) {
        ++file.texts;
        if (!file.firstMs)
            file.firstMs = ownDate(*dump);
    }
    if (file.texts != 1)
        file.fileMs.reset();
    else if (!m_command.datePattern.isEmpty() || !file.firstMs)
        file.firstMs = file.fileMs;
    return file;
}

void Backfill::leaveOut(const DumpFile& file, qint64 line, const QString& why)
{
    constexpr int toldAtMost = 10;
    if (++m_leftOut <= toldAtMost)
        m_console.note(Cli::tr("%1, line %2: left out, %3.").arg(file.name).arg(line).arg(why));
}

void Backfill::takeDump(const DumpFile& file, const InfoDump& dump)
{
    constexpr qint64 dayMs = 86'400'000;
    const InfoValues values = m_parser.parse(dump.text);
    Snapshot snapshot;
    snapshot.layout = values.layout;
    snapshot.values = values.values;
    snapshot.texts = values.texts;
    // Every server that we know tells at least one of these.
    if (!snapshot.value("uptime_in_seconds") && !snapshot.value("used_memory") && !snapshot.value("keyspace_hits"))
        return leaveOut(file, dump.line, Cli::tr("it is not the text of INFO"));
    const bool byPattern = !m_command.datePattern.isEmpty() && file.texts == 1;
    auto time = byPattern ? file.fileMs : ownDate(dump);
    if (!time && !byPattern)
        time = file.fileMs;
    if (!time)
        return leaveOut(file, dump.line, Cli::tr("it has no date (a file's name counts for one text alone)"));
    if (*time > m_nowMs + dayMs)
        return leaveOut(file, dump.line, Cli::tr("its date lies in the future"));
    snapshot.timeMs = *time;
    m_held.push_back(std::move(snapshot));
}

Result<void> Backfill::flush()
{
    std::ranges::stable_sort(m_held, {}, &Snapshot::timeMs);
    std::vector<Snapshot> samples;
    std::vector<Event> events;
    for (Snapshot& snapshot : m_held) {
        snapshot.node = m_node.node;
        if (!samples.empty() && samples.back().timeMs == snapshot.timeMs)
            samples.pop_back(); // the later file's counts
        if (m_previous && m_previous->timeMs < snapshot.timeMs) {
            for (Event& event : detectEvents(&*m_previous, snapshot)) {
                event.cache = m_node.cache;
                events.push_back(std::move(event));
            }
        }
        if (!m_previous || m_previous->timeMs <= snapshot.timeMs)
            m_previous = snapshot;
        samples.push_back(std::move(snapshot));
    }
    m_held.clear();
    if (samples.empty())
        return {};
    if (auto stored = m_importer.store(m_node, std::move(samples)); !stored)
        return stored;
    return m_importer.storeEvents(events);
}

Result<void> Backfill::take(const DumpFile& file)
{
    QFile in(file.name);
    if (auto opened = openDump(in); !opened)
        return opened;
    InfoDumpReader reader(in);
    while (const auto dump = reader.next()) {
        takeDump(file, *dump);
        if (m_held.size() < heldDumps)
            continue;
        if (auto flushed = flush(); !flushed)
            return flushed;
    }
    if (file.texts == 0)
        leaveOut(file, 1, Cli::tr("it is not the text of INFO"));
    return {};
}

Result<void> Backfill::run()
{
    std::vector<DumpFile> files;
    for (const QString& name : m_command.files) {
        auto file = look(name);
        if (!file)
            return file.error();
        files.push_back(std::move(*file));
    }
    // In order of time, so that what changed between two texts is seen as it happened.
    std::ranges::stable_sort(files, {}, [](const DumpFile& file) { return file.firstMs.value_or(0); });
    Result<void> done;
    for (const DumpFile& file : files) {
        if (done = take(file); !done)
            break;
    }
    const auto flushed = flush();
    if (m_leftOut > 0)
        m_console.note(Cli::tr("Texts that were left out: %1.").arg(m_leftOut));
    return done ? flushed : done;
}

int runBackfill(const BackfillCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    auto target = importTarget(command.cache, command.node, context);
    if (!target)
        return console.fail(target.error());
    QStringList newNodes;
    const auto node = importNode(*target, {}, newNodes);
    if (!node)
        return console.fail(
            Error{ErrorCode::InvalidArgument,
                  Cli::tr("%1 has several nodes, and INFO does not say of which it is.").arg(target->cacheName),
                  node.error().hint});
    auto importer = openImporter(context);
    if (!importer)
        return console.fail(importer.error());
    const auto done = Backfill(command, console, context.clock->nowMs(), *node, **importer).run();
    const auto finished = (*importer)->finish();
    tellCounts((*importer)->counts(), done, console);
    if (!done || !finished)
        return console.fail(done ? finished.error() : done.error());
    if (!(*importer)->counts().firstMs)
        return console.fail(Error{ErrorCode::InvalidArgument, Cli::tr("No text could be taken."),
                                  Cli::tr("See cacheledger backfill --help for where dates are looked for.")});
    return static_cast<int>(ExitCode::Ok);
}

} // namespace cacheledger
