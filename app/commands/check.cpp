// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/check.h"

#include "app/healthreport.h"
#include "app/shortwatch.h"

namespace cacheledger
{

static NodeHealth healthOf(const WatchedForNow& node)
{
    const QString address = node.node.endpoint.address();
    if (!node.error)
        return assessNode(address, node.window, node.samples);
    NodeHealth failed;
    failed.subject = address;
    failed.error = node.error;
    return failed;
}

int runCheck(const CheckCommand& command, const CommandContext& context)
{
    const auto target = resolveTarget(command.target, context);
    if (!target)
        return context.console.fail(target.error());

    std::vector<NodeHealth> healths;
    for (const WatchedForNow& node : watchForNow(*target, command.durationMs, context.clock))
        healths.push_back(healthOf(node));
    return reportHealth(healths, command.json, context.console);
}

} // namespace cacheledger
