// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/commandtable.h"

#include "metrics/format.h"
#include "ui/headline.h"
#include "ui/layers/funnel.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString commandText(const char* text)
{
    return QCoreApplication::translate("CommandTable", text);
}

#define N_(text) QT_TRANSLATE_NOOP("CommandTable", text)

std::vector<std::string> commandMetrics(const std::vector<std::string>& commands,
                                        const std::vector<std::string>& errorTypes)
{
    std::vector<std::string> metrics;
    for (const std::string& name : commands) {
        for (const char* counter : {"calls", "usec", "rejected_calls", "failed_calls"})
            metrics.push_back("increase.cmdstat." + name + "." + counter);
        metrics.push_back("command." + name + ".calls_per_second");
        metrics.push_back("command." + name + ".usec_per_call");
        metrics.push_back("latency." + name + ".p50");
        metrics.push_back("latency." + name + ".p99");
    }
    for (const std::string& type : errorTypes)
        metrics.push_back("increase.errorstat." + type + ".count");
    return metrics;
}

std::vector<CommandUse> commandUses(const std::vector<std::string>& commands, const Frame* frame)
{
    std::vector<CommandUse> uses;
    for (const std::string& name : commands) {
        const std::string counter = "increase.cmdstat." + name;
        CommandUse use;
        use.name = name;
        use.calls = singleValue(frame, counter + ".calls");
        use.usec = singleValue(frame, counter + ".usec");
        use.rejected = singleValue(frame, counter + ".rejected_calls");
        use.failed = singleValue(frame, counter + ".failed_calls");
        if (use.calls.value_or(0) <= 0 && use.rejected.value_or(0) <= 0 && use.failed.value_or(0) <= 0)
            continue;
        use.callsPerSecond = singleValue(frame, "command." + name + ".calls_per_second");
        use.usecPerCall = singleValue(frame, "command." + name + ".usec_per_call");
        use.p50 = singleValue(frame, "latency." + name + ".p50");
        use.p99 = singleValue(frame, "latency." + name + ".p99");
        uses.push_back(std::move(use));
    }
    setShares(uses);
    return uses;
}

static Figure unitFigure(std::optional<double> value, Unit unit)
{
    return {format::value(value, unit).joined(), true, value.has_value()};
}

/// "+12 %" against the period before.
static Figure changeFigure(std::optional<double> now, std::optional<double> before)
{
    if (!now || !before)
        return unitFigure({}, Unit::Ratio);
    if (*before <= 0)
        return {*now > 0 ? commandText(N_("new")) : u"0\u00a0%"_s, true};
    const double percent = std::round((*now / *before - 1) * 100);
    return {(percent > 0   ? u"+"_s
             : percent < 0 ? u"−"_s
                           : QString()) +
                QLocale().toString(std::abs(percent), 'f', 0) + u"\u00a0%"_s,
            true};
}

QStringList commandHeadings()
{
    return {commandText(N_("Command")), commandText(N_("Calls")),    commandText(N_("of all")),
            commandText(N_("Rate")),    commandText(N_("Change")),   commandText(N_("of the time")),
            commandText(N_("A call")),  commandText(N_("Change")),   commandText(N_("p50")),
            commandText(N_("p99")),     commandText(N_("Rejected")), commandText(N_("Failed"))};
}

std::vector<std::vector<Figure>> commandRows(const std::vector<CommandUse>& uses, const std::vector<CommandUse>& before)
{
    const QString sinceStart = commandText(N_("Since the server's start: it tells no percentiles of a range."));
    std::vector<std::vector<Figure>> rows;
    for (const CommandUse& use : uses) {
        const auto found = std::find_if(before.begin(), before.end(),
                                        [&use](const CommandUse& each) { return each.name == use.name; });
        // What is not among those of a period that is known did nothing in it.
        const CommandUse none{{}, {}, {}, {}, {}, before.empty() ? std::nullopt : std::optional(0.0),
                              {}, {}, {}, {}, {}};
        const CommandUse& then = found == before.end() ? none : *found;
        Figure p50 = unitFigure(use.p50, Unit::Microseconds);
        Figure p99 = unitFigure(use.p99, Unit::Microseconds);
        p50.note = p99.note = sinceStart;
        rows.push_back({{QString::fromStdString(use.name).toUpper().replace(u'|', u' ')},
                        countFigure(use.calls),
                        ratioFigure(use.callShare, false),
                        unitFigure(use.callsPerSecond, Unit::PerSecond),
                        changeFigure(use.callsPerSecond, then.callsPerSecond),
                        ratioFigure(use.timeShare, false),
                        unitFigure(use.usecPerCall, Unit::Microseconds),
                        changeFigure(use.usecPerCall, then.usecPerCall),
                        p50,
                        p99,
                        countFigure(use.rejected),
                        countFigure(use.failed)});
    }
    return rows;
}

namespace
{
struct ErrorMeaning {
    const char* type; ///< as errorstat has it, in lower case
    const char* meaning;
};
} // namespace

static QString meaningOf(const std::string& type)
{
    static constexpr ErrorMeaning meanings[] = {
        {"err", N_("wrong command, number of arguments or value")},
        {"wrongtype", N_("the key holds another type than the command is for")},
        {"noauth", N_("no password was given")},
        {"wrongpass", N_("wrong password or unknown user")},
        {"noperm", N_("the user may not run the command or touch the key")},
        {"oom", N_("maxmemory is reached and nothing may be evicted")},
        {"misconf", N_("saving to the disk fails, so that writing is refused")},
        {"readonly", N_("a write was sent to a replica")},
        {"loading", N_("the server still loads its data")},
        {"busy", N_("a script runs for long")},
        {"noscript", N_("EVALSHA of a script that the server does not know")},
        {"execabort", N_("a transaction with a faulty command")},
        {"moved", N_("the client asked a node that does not hold the slot")},
        {"ask", N_("the slot is being moved")},
        {"tryagain", N_("keys of a slot that is being moved lie on two nodes")},
        {"crossslot", N_("the keys of one command lie in different slots")},
        {"clusterdown", N_("the cluster does not serve every slot")},
        {"masterdown", N_("a replica has lost its primary and may not answer")},
        {"noreplicas", N_("too few replicas to take a write")},
        {"nogroup", N_("no such stream or consumer group")},
        {"busygroup", N_("the consumer group exists already")},
    };
    for (const ErrorMeaning& each : meanings) {
        if (QString::fromStdString(type).compare(QLatin1String(each.type), Qt::CaseInsensitive) == 0)
            return commandText(each.meaning);
    }
    return {};
}

QStringList errorHeadings()
{
    return {commandText(N_("Error")), commandText(N_("In the range")), commandText(N_("Change")),
            commandText(N_("Meaning"))};
}

std::vector<std::vector<Figure>> errorRows(const std::vector<std::string>& errorTypes, const Frame* frame,
                                           const Frame* before)
{
    std::vector<std::pair<double, std::string>> found;
    for (const std::string& type : errorTypes) {
        if (const double count = singleValue(frame, "increase.errorstat." + type + ".count").value_or(0); count > 0)
            found.emplace_back(count, type);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::vector<Figure>> rows;
    for (const auto& [count, type] : found)
        rows.push_back({{QString::fromStdString(type)},
                        countFigure(count),
                        changeFigure(count, singleValue(before, "increase.errorstat." + type + ".count")),
                        {meaningOf(type)}});
    return rows;
}

static ChartSpec commandChart(const char* id, const QString& title, Unit unit, std::vector<ChartSeriesSpec> series)
{
    ChartSpec spec;
    spec.id = QString::fromLatin1(id);
    spec.title = title;
    spec.group = commandText(N_("The chosen command over time"));
    spec.unit = unit;
    spec.axisMin = 0;
    spec.series = std::move(series);
    return spec;
}

std::vector<ChartSpec> commandCharts(const std::string& command)
{
    const QString name = QString::fromStdString(command).toUpper().replace(u'|', u' ');
    return {commandChart("command_rate", commandText(N_("%1: calls")).arg(name), Unit::PerSecond,
                         {{"command." + command + ".calls_per_second", commandText(N_("calls")), {}}}),
            commandChart("command_mean", commandText(N_("%1: time a call")).arg(name), Unit::Microseconds,
                         {{"command." + command + ".usec_per_call", commandText(N_("mean")), {}}}),
            commandChart(
                "command_percentiles", commandText(N_("%1: percentiles since the start")).arg(name), Unit::Microseconds,
                {{"latency." + command + ".p50", u"p50"_s, {}}, {"latency." + command + ".p99", u"p99"_s, {}}})};
}

#undef N_

} // namespace cacheledger
