// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/inspect.h"

#include "app/healthreport.h"
#include "app/inputfile.h"
#include "metrics/events.h"
#include "metrics/infoparser.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 readStepBytes = 1024LL * 1024;
static constexpr qint64 largestInfoBytes = 256LL * 1024 * 1024;

static Result<QByteArray> readInfoFile(const QString& name)
{
    QFile file(name);
    const QString hint = Cli::tr("Give files with the text of INFO (redis-cli INFO > FILE).");
    if (const auto opened = openInput(file, Dash::StandardInput, hint); !opened)
        return opened.error();
    QByteArray text;
    while (text.size() <= largestInfoBytes) {
        const QByteArray part = file.read(readStepBytes);
        if (part.isEmpty())
            break;
        text += part;
    }
    if (file.error() != QFileDevice::NoError)
        return Error{ErrorCode::Io, Cli::tr("%1 cannot be read: %2.").arg(name, file.errorString()),
                     Cli::tr("Check the disk.")};
    if (text.size() > largestInfoBytes)
        return Error{ErrorCode::InvalidArgument, Cli::tr("%1 is over 256 MiB.").arg(name), hint};
    return text;
}

/// When the text was made, by the server's own clock: its wall clock where it says it (6.0 and later), else how long it
/// is up.
static std::optional<TimeMs> serverTime(const Snapshot& snapshot, bool wallClock)
{
    if (wallClock) {
        const auto usec = snapshot.value("server_time_usec");
        return usec ? std::optional(static_cast<TimeMs>(*usec / 1000)) : std::nullopt;
    }
    const auto uptime = snapshot.value("uptime_in_seconds");
    return uptime ? std::optional(static_cast<TimeMs>(*uptime * 1000)) : std::nullopt;
}

static Result<Snapshot> snapshotFrom(const QString& name, InfoParser& parser)
{
    const auto text = readInfoFile(name);
    if (!text)
        return text.error();
    const InfoValues values = parser.parse(std::string_view(text->constData(), static_cast<std::size_t>(text->size())));
    Snapshot snapshot;
    snapshot.layout = values.layout;
    snapshot.values = values.values;
    snapshot.texts = values.texts;
    snapshot.malformedLines = values.malformedLines;
    // Every server that we know tells at least one of these; a text with neither is something else.
    if (!snapshot.value("uptime_in_seconds") && !snapshot.value("used_memory") && !snapshot.value("keyspace_hits"))
        return Error{ErrorCode::InvalidArgument, Cli::tr("%1 does not hold the text of INFO.").arg(name),
                     Cli::tr("Save it with redis-cli INFO > FILE.")};
    return snapshot;
}

static bool allHaveTime(const std::vector<Snapshot>& snapshots, bool wallClock)
{
    return std::all_of(snapshots.begin(), snapshots.end(),
                       [wallClock](const Snapshot& snapshot) { return serverTime(snapshot, wallClock).has_value(); });
}

/// Whether both processes ran at once, which no restart explains. Both are stamped with the wall clock.
static bool areOfDifferentServers(const Snapshot& a, const Snapshot& b)
{
    static constexpr double clockToleranceMs = 2000; // uptime is in whole seconds, and clocks are corrected
    const auto uptimeA = a.value("uptime_in_seconds");
    const auto uptimeB = b.value("uptime_in_seconds");
    if (!a.text("run_id") || !b.text("run_id") || a.text("run_id") == b.text("run_id") || !uptimeA || !uptimeB)
        return false;
    const auto timeA = static_cast<double>(a.timeMs);
    const auto timeB = static_cast<double>(b.timeMs);
    const double bothSince = std::max(timeA - *uptimeA * 1000, timeB - *uptimeB * 1000);
    return bothSince + clockToleranceMs < std::min(timeA, timeB);
}

/// Stamps the snapshots with the server's time. Fails when they are not of one server in order of time.
static Result<void> stamp(std::vector<Snapshot>& snapshots, const QStringList& names)
{
    const bool wallClock = allHaveTime(snapshots, true);
    if (snapshots.size() > 1 && !wallClock && !allHaveTime(snapshots, false))
        return Error{ErrorCode::InvalidArgument,
                     Cli::tr("The files do not say when they were made (server_time_usec or uptime_in_seconds)."),
                     Cli::tr("Inspect them one by one.")};
    qint64 longestMs = 1000;
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        snapshots[i].timeMs = serverTime(snapshots[i], wallClock).value_or(0);
        if (i == 0)
            continue;
        const qint64 stepMs = snapshots[i].timeMs - snapshots[i - 1].timeMs;
        const QString pair =
            Cli::tr("%1 and %2").arg(names[static_cast<qsizetype>(i) - 1], names[static_cast<qsizetype>(i)]);
        if (!wallClock && countersWereReset(snapshots[i - 1], snapshots[i]))
            return Error{ErrorCode::InvalidArgument,
                         Cli::tr("Between %1 the server was restarted, or they are of different servers, and the time "
                                 "between them is unknown.")
                             .arg(pair),
                         Cli::tr("Inspect them one by one.")};
        if (wallClock && areOfDifferentServers(snapshots[i - 1], snapshots[i]))
            return Error{
                ErrorCode::InvalidArgument,
                Cli::tr("%1 are of different servers: their run_id differs, and both ran at the same time.").arg(pair),
                Cli::tr("Inspect the files of each server by themselves.")};
        if (stepMs <= 0)
            return Error{ErrorCode::InvalidArgument, Cli::tr("%1 are not in order of time.").arg(pair),
                         Cli::tr("Name the oldest file first.")};
        longestMs = std::max(longestMs, stepMs);
    }
    for (Snapshot& snapshot : snapshots)
        snapshot.intervalMs = static_cast<int>(std::min<qint64>(longestMs, CacheConfig::maxIntervalMs * 24LL * 20));
    return {};
}

int runInspect(const InspectCommand& command, const CommandContext& context)
{
    InfoParser parser;
    std::vector<Snapshot> snapshots;
    for (const QString& name : command.files) {
        auto snapshot = snapshotFrom(name, parser);
        if (!snapshot)
            return context.console.fail(snapshot.error());
        if (snapshot->malformedLines > 0)
            context.console.note(
                Cli::tr("Lines of %1 that were not understood: %2.").arg(name).arg(snapshot->malformedLines));
        snapshots.push_back(std::move(*snapshot));
    }
    if (const auto stamped = stamp(snapshots, command.files); !stamped)
        return context.console.fail(stamped.error());
    LiveWindow window(snapshots.back().timeMs - snapshots.front().timeMs + 1000);
    for (const Snapshot& snapshot : snapshots)
        window.add(std::make_shared<const Snapshot>(snapshot));
    const QString subject = command.files.size() == 1
                                ? command.files.constFirst()
                                : Cli::tr("%1 to %2").arg(command.files.constFirst(), command.files.constLast());
    NodeHealth health = assessNode(subject, window, static_cast<int>(snapshots.size()));
    if (!allHaveTime(snapshots, true))
        health.timeMs.reset(); // only how long the server was up: not a date
    return reportHealth({health}, command.json, context.console);
}

} // namespace cacheledger
