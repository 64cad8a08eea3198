// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/collect.h"

#include "app/commands/collectrun.h"

#include <algorithm>

namespace cacheledger
{

static Result<std::vector<Target>> targetsOf(const CollectCommand& command, const CommandContext& context)
{
    const auto store = context.caches();
    const CacheStore none{QString()};
    const bool urlsOnly =
        !command.caches.isEmpty() && std::all_of(command.caches.begin(), command.caches.end(),
                                                 [](const QString& text) { return looksLikeAddress(text); });
    if (!store && !urlsOnly)
        return store.error();
    const CacheStore& known = store ? **store : none;
    std::vector<Target> targets;
    for (const QString& text : command.caches) {
        const auto target = resolveTarget(text, known, context.credentials, context.console, false, context.tls,
                                          context.follow, context.route);
        if (!target)
            return target.error();
        const auto isSame = [&target](const Target& other) { return other.cache.id == target->cache.id; };
        if (std::none_of(targets.begin(), targets.end(), isSame))
            targets.push_back(*target);
        targets.back().cache.paused = false; // named: wanted
    }
    if (command.caches.isEmpty()) {
        for (const CacheConfig& cache : known.caches()) {
            if (!cache.paused && !cache.demo)
                targets.push_back(configuredTarget(cache, context.credentials));
        }
    }
    if (targets.empty())
        return Error{ErrorCode::InvalidArgument, Cli::tr("There is no cache to collect."),
                     Cli::tr("Name one with --cache URL, or configure one with cacheledger caches add NAME URL.")};
    for (Target& target : targets) {
        if (command.intervalMs)
            target.cache.intervalMs = *command.intervalMs;
    }
    return targets;
}

/// After a reload. Addresses that were given stay as they are: nothing was configured about them.
static Result<std::vector<Target>> configuredNow(const CollectCommand& command, const CommandContext& context,
                                                 std::vector<Target> present)
{
    if (command.caches.isEmpty())
        return targetsOf(command, context);
    const auto store = context.caches();
    if (!store)
        return store.error();
    for (Target& target : present) {
        const CacheConfig* known = (*store)->find(target.cache.id);
        if (!known)
            continue;
        target = configuredTarget(*known, context.credentials);
        target.cache.paused = false; // named: wanted
        target.cache.intervalMs = command.intervalMs.value_or(target.cache.intervalMs);
    }
    return present;
}

int runCollect(const CollectCommand& command, const CommandContext& context)
{
    auto targets = targetsOf(command, context);
    if (!targets)
        return context.console.fail(targets.error());
    if (const auto created = context.profile.create(); !created)
        return context.console.fail(created.error());
    const auto configured = [&](const std::vector<Target>& present) {
        return configuredNow(command, context, present);
    };
    CollectRun run(std::move(*targets), configured, context);
    return run.run(command.durationMs);
}

} // namespace cacheledger
