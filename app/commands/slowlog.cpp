// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/slowlog.h"

#include "app/commands/serveranswer.h"
#include "app/healthreport.h"
#include "app/targets.h"
#include "metrics/format.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static OrderedJson slowJson(const QString& node, const SlowCommand& entry)
{
    return OrderedJson{
        {"node", node.toStdString()},
        {"time", format::isoUtc(entry.timeMs).toStdString()},
        {"command", entry.command.toStdString()},
        {"keys", entry.keyPattern.isEmpty() ? OrderedJson() : OrderedJson(entry.keyPattern.toStdString())},
        {"arguments", entry.arguments},
        {"log", commandLogName(entry.log)},
        {"microseconds", entry.log == CommandLog::Slow ? OrderedJson(entry.microseconds) : OrderedJson()},
        {"bytes", entry.log == CommandLog::Slow ? OrderedJson() : OrderedJson(entry.bytes)},
        {"client", entry.client.toStdString()}};
}

static QString slowLine(const SlowCommand& entry)
{
    const bool isSlow = entry.log == CommandLog::Slow;
    const QString measured = isSlow ? format::value(double(entry.microseconds), Unit::Microseconds).joined()
                                    : format::value(double(entry.bytes), Unit::Bytes).joined();
    return u"  "_s + format::isoUtc(entry.timeMs) + u"  "_s + measured.rightJustified(10) + u"  "_s +
           (isSlow ? QString() : QLatin1String(commandLogName(entry.log)) + u"  "_s) + entry.command.leftJustified(20) +
           entry.keyPattern.leftJustified(20) + Cli::tr(" arguments: %1").arg(entry.arguments) + u"  "_s + entry.client;
}

int runSlowlog(const SlowlogCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());
    OrderedJson list = OrderedJson::array();
    ExitCode code = ExitCode::Ok;
    for (const NodeConfig& node : target->cache.nodes) {
        const QString address = node.endpoint.address();
        EvidenceAnswer answer = askServer(node.endpoint, target->password, {true, false, false});
        auto& entries = answer.slowLog;
        if (answer.otherLogs)
            context.console.note(*answer.otherLogs);
        if (!entries) {
            context.console.note(entries.error());
            code = firstFailure(code, entries.error().code);
            continue;
        }
        std::stable_sort(entries->begin(), entries->end(), [](const SlowCommand& a, const SlowCommand& b) {
            return std::tuple(a.log, b.microseconds, b.bytes) < std::tuple(b.log, a.microseconds, a.bytes);
        });
        if (!command.json)
            context.console.writeLine(entries->empty() ? Cli::tr("%1: the slow log is empty.").arg(address) : address);
        for (const SlowCommand& entry : *entries) {
            list.push_back(slowJson(address, entry));
            if (!command.json)
                context.console.writeLine(slowLine(entry));
        }
    }
    if (command.json)
        context.console.writeLine(QString::fromStdString(list.dump(2)));
    return context.console.finish(code);
}

} // namespace cacheledger
