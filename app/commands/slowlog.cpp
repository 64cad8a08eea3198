// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/slowlog.h"

#include "app/healthreport.h"
#include "app/targets.h"
#include "metrics/format.h"
#include "redis/evidenceprobe.h"

#include <QtCore/QEventLoop>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<std::vector<SlowCommand>> slowCommandsOf(const Endpoint& endpoint, const QString& password)
{
    std::optional<EvidenceAnswer> found;
    QEventLoop loop;
    EvidenceProbe probe(endpoint, password);
    QObject::connect(
        &probe, &EvidenceProbe::finished, &loop,
        [&](const EvidenceAnswer& answer) {
            found.emplace(answer);
            loop.quit();
        },
        Qt::QueuedConnection);
    probe.setClientLimit(0); // nobody asks for them here
    probe.start();
    loop.exec();
    return found->slowLog;
}

static OrderedJson slowJson(const QString& node, const SlowCommand& entry)
{
    return OrderedJson{
        {"node", node.toStdString()},
        {"time", format::isoUtc(entry.timeMs).toStdString()},
        {"command", entry.command.toStdString()},
        {"keys", entry.keyPattern.isEmpty() ? OrderedJson() : OrderedJson(entry.keyPattern.toStdString())},
        {"arguments", entry.arguments},
        {"microseconds", entry.microseconds},
        {"client", entry.client.toStdString()}};
}

static QString slowLine(const SlowCommand& entry)
{
    return u"  "_s + format::isoUtc(entry.timeMs) + u"  "_s +
           format::value(double(entry.microseconds), Unit::Microseconds).joined().rightJustified(10) + u"  "_s +
           entry.command.leftJustified(20) + entry.keyPattern.leftJustified(20) +
           Cli::tr(" arguments: %1").arg(entry.arguments) + u"  "_s + entry.client;
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
        auto entries = slowCommandsOf(node.endpoint, target->password);
        if (!entries) {
            context.console.note(entries.error());
            code = code == ExitCode::Ok ? exitCodeFor(entries.error().code) : code;
            continue;
        }
        std::stable_sort(entries->begin(), entries->end(),
                         [](const SlowCommand& a, const SlowCommand& b) { return a.microseconds > b.microseconds; });
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
