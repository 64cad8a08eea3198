// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/servercommands.h"

#include "app/healthreport.h"
#include "app/shortwatch.h"
#include "metrics/commanduse.h"
#include "metrics/format.h"

#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

/// Since the server's start (or CONFIG RESETSTAT), but for the rate, which is of the time that we watched.
static std::vector<CommandUse> commandsOf(const LiveWindow& window)
{
    const Snapshot& latest = *window.latest();
    std::vector<CommandUse> uses;
    for (const std::string& name : commandsIn(latest.layout->names())) {
        CommandUse use;
        use.name = name;
        const std::string base = "cmdstat." + name;
        use.calls = latest.value(base + ".calls");
        use.usec = latest.value(base + ".usec");
        use.usecPerCall = latest.value(base + ".usec_per_call");
        use.rejected = latest.value(base + ".rejected_calls");
        use.failed = latest.value(base + ".failed_calls");
        use.callsPerSecond = window.value("command." + name + ".calls_per_second");
        use.p50 = latest.value("latency." + name + ".p50");
        use.p99 = latest.value("latency." + name + ".p99");
        uses.push_back(std::move(use));
    }
    setShares(uses);
    sortCommands(uses, CommandOrder::Time);
    return uses;
}

static OrderedJson useJson(const QString& node, const CommandUse& use)
{
    const auto orNull = [](const std::optional<double>& value) {
        return value ? OrderedJson(*value) : OrderedJson(nullptr);
    };
    return OrderedJson{{"node", node.toStdString()},
                       {"command", use.name},
                       {"calls", orNull(use.calls)},
                       {"callShare", orNull(use.callShare)},
                       {"timeShare", orNull(use.timeShare)},
                       {"callsPerSecond", orNull(use.callsPerSecond)},
                       {"usecPerCall", orNull(use.usecPerCall)},
                       {"p50Usec", orNull(use.p50)},
                       {"p99Usec", orNull(use.p99)},
                       {"rejectedCalls", orNull(use.rejected)},
                       {"failedCalls", orNull(use.failed)}};
}

static QString useLine(const CommandUse& use)
{
    const auto cell = [](const std::optional<double>& value, Unit unit, int width) {
        return format::value(value, unit).joined().rightJustified(width);
    };
    return QString::fromStdString(use.name).leftJustified(24) + cell(use.calls, Unit::Count, 14) +
           cell(use.callsPerSecond, Unit::PerSecond, 14) + cell(use.timeShare, Unit::Ratio, 10) +
           cell(use.usecPerCall, Unit::Microseconds, 12) + cell(use.p99, Unit::Microseconds, 12) +
           cell(use.rejected, Unit::Count, 10) + cell(use.failed, Unit::Count, 10);
}

static void printUses(const QString& address, const std::vector<CommandUse>& uses, Console& console)
{
    console.writeLine(address);
    console.writeLine(Cli::tr("command").leftJustified(24) + Cli::tr("calls").rightJustified(14) +
                      Cli::tr("rate").rightJustified(14) + Cli::tr("time").rightJustified(10) +
                      Cli::tr("a call").rightJustified(12) + u"p99"_s.rightJustified(12) +
                      Cli::tr("rejected").rightJustified(10) + Cli::tr("failed").rightJustified(10));
    for (const CommandUse& use : uses)
        console.writeLine(useLine(use));
}

int runCommands(const CommandsCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    OrderedJson list = OrderedJson::array();
    ExitCode code = ExitCode::Ok;
    for (const WatchedForNow& node : watchForNow(*target, command.durationMs, context.clock)) {
        const QString address = node.node.endpoint.address();
        if (node.error) {
            context.console.note(*node.error);
            code = firstFailure(code, node.error->code);
            continue;
        }
        const auto uses = commandsOf(node.window);
        if (uses.empty())
            context.console.note(Cli::tr("%1 does not tell its commands (INFO commandstats).").arg(address));
        else if (!command.json)
            printUses(address, uses, context.console);
        for (const CommandUse& use : uses)
            list.push_back(useJson(address, use));
    }
    if (command.json)
        context.console.writeLine(QString::fromStdString(list.dump(2)));
    return context.console.finish(code);
}

} // namespace cacheledger
