// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/slowlogtable.h"

#include "advisor/diagnosiswords.h"
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
        return std::tuple(-entry.command.timeMs, -entry.command.id, entry.command.log, std::cref(entry.node));
    };
    std::stable_sort(known.begin(), known.end(),
                     [order](const SlowEntry& a, const SlowEntry& b) { return order(a) < order(b); });
    known.erase(std::unique(known.begin(), known.end(),
                            [order](const SlowEntry& a, const SlowEntry& b) { return order(a) == order(b); }),
                known.end());
}

/// Time of what took long, bytes of what was large.
static double measureOf(const SlowCommand& command)
{
    return static_cast<double>(command.log == CommandLog::Slow ? command.microseconds : command.bytes);
}

static Figure measureFigure(CommandLog log, double measure)
{
    return {format::value(measure, log == CommandLog::Slow ? Unit::Microseconds : Unit::Bytes).joined(), true};
}

static QString logText(CommandLog log)
{
    static constexpr const char* texts[] = {N_("took long"), N_("large request"), N_("large reply")};
    return slowText(texts[static_cast<int>(log)]);
}

static QString shownPattern(const QString& pattern)
{
    return pattern.isEmpty() ? u"–"_s : pattern;
}

QStringList slowGroupHeadings()
{
    return {slowText(N_("Command")), slowText(N_("Keys")),       slowText(N_("Why")),      slowText(N_("Entries")),
            slowText(N_("Most")),    slowText(N_("On average")), slowText(N_("Together")), slowText(N_("Newest"))};
}

std::vector<std::vector<Figure>> slowGroupRows(const std::vector<SlowEntry>& entries, const QTimeZone& zone)
{
    struct Group {
        double count = 0, most = 0, together = 0;
        TimeMs newestMs = 0;
    };
    using What = std::tuple<CommandLog, QString, QString>;
    std::map<What, Group> groups;
    for (const SlowEntry& entry : entries) {
        Group& group = groups[{entry.command.log, entry.command.command, entry.command.keyPattern}];
        const double measure = measureOf(entry.command);
        ++group.count;
        group.most = std::max(group.most, measure);
        group.together += measure;
        group.newestMs = std::max(group.newestMs, entry.command.timeMs);
    }
    std::vector<std::pair<What, Group>> sorted(groups.begin(), groups.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return std::tuple(std::get<0>(a.first), b.second.together) <
               std::tuple(std::get<0>(b.first), a.second.together);
    });
    std::vector<std::vector<Figure>> rows;
    for (const auto& [what, group] : sorted) {
        const auto& [log, command, keys] = what;
        rows.push_back({{command},
                        {shownPattern(keys)},
                        {logText(log)},
                        countFigure(group.count),
                        measureFigure(log, group.most),
                        measureFigure(log, group.together / group.count),
                        measureFigure(log, group.together),
                        {serverMoment(group.newestMs, zone), true}});
    }
    return rows;
}

QStringList slowEntryHeadings()
{
    return {slowText(N_("When")),         slowText(N_("Command")),   slowText(N_("Keys")),   slowText(N_("Why")),
            slowText(N_("Took or size")), slowText(N_("Arguments")), slowText(N_("Client")), slowText(N_("Server"))};
}

std::vector<std::vector<Figure>> slowEntryRows(const std::vector<SlowEntry>& entries, const QTimeZone& zone)
{
    std::vector<std::vector<Figure>> rows;
    for (const SlowEntry& entry : entries) {
        const SlowCommand& command = entry.command;
        rows.push_back({{serverMoment(command.timeMs, zone)},
                        {command.command},
                        {shownPattern(command.keyPattern)},
                        {logText(command.log)},
                        measureFigure(command.log, measureOf(command)),
                        countFigure(command.arguments),
                        {command.client},
                        {entry.node}});
    }
    return rows;
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
