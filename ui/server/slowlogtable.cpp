// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/slowlogtable.h"

#include "metrics/format.h"
#include "ui/layers/funnel.h"
#include "ui/server/askbar.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString slowText(const char* text)
{
    return QCoreApplication::translate("SlowLogTable", text);
}

#define N_(text) QT_TRANSLATE_NOOP("SlowLogTable", text)

void addSlowEntries(std::vector<SlowEntry>& known, const QString& node, const std::vector<SlowCommand>& told)
{
    for (const SlowCommand& command : told)
        known.push_back({node, command});
    // A server that was started anew numbers anew: the time tells its entries apart.
    const auto order = [](const SlowEntry& entry) {
        return std::tuple(-entry.command.timeMs, -entry.command.id, std::cref(entry.node));
    };
    std::stable_sort(known.begin(), known.end(),
                     [order](const SlowEntry& a, const SlowEntry& b) { return order(a) < order(b); });
    known.erase(std::unique(known.begin(), known.end(),
                            [order](const SlowEntry& a, const SlowEntry& b) { return order(a) == order(b); }),
                known.end());
}

static Figure tookFigure(double microseconds)
{
    return {format::value(microseconds, Unit::Microseconds).joined(), true};
}

static QString shownPattern(const QString& pattern)
{
    return pattern.isEmpty() ? u"–"_s : pattern;
}

QStringList slowGroupHeadings()
{
    return {slowText(N_("Command")),    slowText(N_("Keys")),     slowText(N_("Entries")), slowText(N_("Longest")),
            slowText(N_("On average")), slowText(N_("Together")), slowText(N_("Newest"))};
}

std::vector<std::vector<Figure>> slowGroupRows(const std::vector<SlowEntry>& entries, const QTimeZone& zone)
{
    struct Group {
        double count = 0, longest = 0, together = 0;
        TimeMs newestMs = 0;
    };
    std::map<std::pair<QString, QString>, Group> groups;
    for (const SlowEntry& entry : entries) {
        Group& group = groups[{entry.command.command, entry.command.keyPattern}];
        const auto took = static_cast<double>(entry.command.microseconds);
        ++group.count;
        group.longest = std::max(group.longest, took);
        group.together += took;
        group.newestMs = std::max(group.newestMs, entry.command.timeMs);
    }
    std::vector<std::pair<std::pair<QString, QString>, Group>> sorted(groups.begin(), groups.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second.together > b.second.together; });
    std::vector<std::vector<Figure>> rows;
    for (const auto& [what, group] : sorted)
        rows.push_back({{what.first},
                        {shownPattern(what.second)},
                        countFigure(group.count),
                        tookFigure(group.longest),
                        tookFigure(group.together / group.count),
                        tookFigure(group.together),
                        {serverMoment(group.newestMs, zone), true}});
    return rows;
}

QStringList slowEntryHeadings()
{
    return {slowText(N_("When")),      slowText(N_("Command")), slowText(N_("Keys")),  slowText(N_("Took")),
            slowText(N_("Arguments")), slowText(N_("Client")),  slowText(N_("Server"))};
}

std::vector<std::vector<Figure>> slowEntryRows(const std::vector<SlowEntry>& entries, const QTimeZone& zone)
{
    std::vector<std::vector<Figure>> rows;
    for (const SlowEntry& entry : entries) {
        const SlowCommand& command = entry.command;
        rows.push_back({{serverMoment(command.timeMs, zone)},
                        {command.command},
                        {shownPattern(command.keyPattern)},
                        tookFigure(static_cast<double>(command.microseconds)),
                        countFigure(command.arguments),
                        {command.client},
                        {entry.node}});
    }
    return rows;
}

static QString latencyMeaning(const QString& event)
{
    static const std::map<QString, const char*> meanings{
        {u"command"_s, N_("a command took long")},
        {u"fast-command"_s, N_("a command that is fast by nature took long: the machine was busy")},
        {u"fork"_s, N_("the copy of the process for saving took long")},
        {u"expire-cycle"_s, N_("many keys expired at once")},
        {u"expire-del"_s, N_("a big key expired")},
        {u"eviction-cycle"_s, N_("keys were evicted for want of memory")},
        {u"eviction-del"_s, N_("a big key was evicted")},
        {u"active-defrag-cycle"_s, N_("memory was tidied up")},
        {u"aof-write"_s, N_("writing the append-only file took long")},
        {u"aof-fsync-always"_s, N_("the disk took long to keep the append-only file")},
        {u"aof-write-pending-fsync"_s, N_("the disk was still busy with the append-only file")},
        {u"aof-write-active-child"_s, N_("the append-only file was written while the server saved")},
        {u"aof-write-alone"_s, N_("writing the append-only file took long by itself")},
        {u"aof-fstat"_s, N_("the file system was slow")},
        {u"aof-rename"_s, N_("the file system was slow")},
        {u"rdb-unlink-temp-file"_s, N_("the file system was slow")},
    };
    const auto found = meanings.find(event);
    return found == meanings.end() ? QString() : slowText(found->second);
}

QStringList latencyHeadings()
{
    return {slowText(N_("Event")), slowText(N_("Newest")), slowText(N_("Worst")),
            slowText(N_("When")),  slowText(N_("Server")), slowText(N_("Meaning"))};
}

std::vector<std::vector<Figure>> latencyRows(const QString& node, const std::vector<LatencyEvent>& events,
                                             const QTimeZone& zone)
{
    std::vector<std::vector<Figure>> rows;
    for (const LatencyEvent& event : events)
        rows.push_back({{event.name},
                        {format::value(double(event.latestMs), Unit::Milliseconds).joined(), true},
                        {format::value(double(event.maxMs), Unit::Milliseconds).joined(), true},
                        {serverMoment(event.timeMs, zone), true},
                        {node},
                        {latencyMeaning(event.name)}});
    return rows;
}

#undef N_

} // namespace cacheledger
