// SPDX-License-Identifier: GPL-3.0-or-later
// What a service manager wants of `collect`: signals, reload, watchdog.
#include "app/commands/collectrun.h"

#include "ui/retentionpreferences.h"

#include <csignal>
#include <utility>

namespace cacheledger
{

void CollectRun::onSignal(int number)
{
    if (number == SIGHUP && m_manager.isManaged())
        return reload();
    m_told = true;
    end({});
}

void CollectRun::reload()
{
    m_manager.reloading();
    auto next = m_configured(m_targets);
    if (next) {
        takeOver(std::move(*next));
    } else {
        m_context.console.note(next.error());
        m_context.console.note(Cli::tr("The caches as they were before are collected on."));
    }
    takePreferences();
    tellManager();
}

/// Caches that stay as they are go on without a gap.
void CollectRun::takeOver(std::vector<Target> next)
{
    const std::vector<Target> before = m_targets;
    m_nodes.replaceAll(std::move(next));
    if (m_collector) {
        const auto isCollected = [this](const Target& old) {
            return std::ranges::any_of(m_targets,
                                       [&old](const Target& target) { return target.cache.id == old.cache.id; });
        };
        for (const Target& old : before)
            if (!isCollected(old))
                m_collector->removeCache(old.cache.id);
        for (const Target& target : m_targets)
            m_collector->setCache(target.cache, target.password, target.sentinelPassword);
        m_sources.tellAll();
    }
    m_context.console.note(Cli::tr("The configuration was read again: collecting %1.").arg(cacheNames()));
}

void CollectRun::takePreferences()
{
    Preferences preferences(m_context.profile.preferencesFile());
    // Nothing is dropped on the word of a file that cannot be understood.
    const auto loaded = preferences.load();
    if (!loaded)
        return m_context.console.note(loaded.error());
    m_recorder.setRetention(retentionPolicy(preferences));
    m_limits = watchLimits(preferences);
    if (m_collector)
        m_collector->setLimits(m_limits);
}

/// Both threads that collecting hangs on have to turn.
void CollectRun::answerWatchdog()
{
    if (m_collector)
        m_collector->whenDone([this] { m_manager.watchdog(); });
    else
        m_manager.watchdog();
}

void CollectRun::tellManager()
{
    m_manager.ready(m_locked ? Cli::tr("Waits: another process collects.").toUtf8()
                             : Cli::tr("Collecting %1.").arg(cacheNames()).toUtf8());
}

} // namespace cacheledger
