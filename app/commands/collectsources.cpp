// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/collectsources.h"

#include "app/collector.h"
#include "app/sourceaccess.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

CollectSources::CollectSources(const std::vector<Target>& targets, const CommandContext& context)
    : m_targets(targets),
      m_context(context),
      m_store(context.profile.sourcesFile())
{
    connect(&m_store, &SourceStore::sourceAdded, this, &CollectSources::tell);
    connect(&m_store, &SourceStore::sourceUpdated, this, &CollectSources::tell);
    connect(&m_store, &SourceStore::sourceRemoved, this, &CollectSources::forget);
    connect(&m_store, &SourceStore::fileFollowed, this, [this](const Result<void>& followed) {
        const QString problem = followed ? QString() : followed.error().text();
        if (problem == std::exchange(m_problem, problem) || problem.isEmpty())
            return;
        m_context.console.note(followed.error(), LogTopic::Sources);
        m_context.console.note(Cli::tr("The sources as they were before are collected on."), LogTopic::Sources);
    });
}

void CollectSources::start()
{
    if (const auto loaded = m_store.load(); !loaded) {
        m_problem = loaded.error().text();
        m_context.console.note(loaded.error(), LogTopic::Sources);
    }
    m_store.followFile();
}

void CollectSources::setCollector(Collector* collector)
{
    m_collector = collector;
    if (!collector)
        return;
    // In the collector's thread: waking this one for each sample would cost as much as storing it.
    connect(
        collector, &Collector::sourceStatusChanged, this, [this](const NodeStatus& status) { onStatus(status); },
        Qt::DirectConnection);
    tellAll();
}

void CollectSources::tellAll()
{
    for (const SourceConfig& source : m_store.sources())
        tell(source);
}

static const Target* targetOf(const std::vector<Target>& targets, const CacheId& cache)
{
    const auto found =
        std::ranges::find_if(targets, [&cache](const Target& target) { return target.cache.id == cache; });
    return found == targets.end() ? nullptr : &*found;
}

void CollectSources::tell(const SourceConfig& source)
{
    const Target* target = targetOf(m_targets, source.cache);
    if (!m_collector || !target)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_told[source.id].name = source.name;
    }
    m_collector->setSource(
        accessTo(source, target->cache,
                 m_context.credentials.sourceSecret(target->cache.name, source.name).value_or(QString()),
                 target->password),
        target->cache.name);
}

void CollectSources::forget(const NodeId& source)
{
    if (m_collector)
        m_collector->removeSource(source);
    const std::lock_guard lock(m_mutex);
    m_told.erase(source);
}

/// What is the matter with a source is told once, until it is something else.
void CollectSources::onStatus(const NodeStatus& status)
{
    if (status.state == NodeState::Connecting)
        return;
    const std::lock_guard lock(m_mutex);
    const auto told = m_told.find(status.node);
    const QString problem = status.error ? status.error->text() : QString();
    if (told == m_told.end() || told->second.problem == problem)
        return;
    told->second.problem = problem;
    m_context.console.note(problem.isEmpty() ? Cli::tr("Source %1 works again.").arg(told->second.name)
                                             : Cli::tr("Source %1: %2").arg(told->second.name, problem),
                           LogTopic::Sources, problem.isEmpty() ? LogLevel::Info : LogLevel::Warning);
}

std::vector<NodeId> CollectSources::polled() const
{
    std::vector<NodeId> ids;
    for (const SourceConfig& source : m_store.sources())
        if (!source.paused && targetOf(m_targets, source.cache))
            ids.push_back(source.id);
    return ids;
}

QString CollectSources::addressOf(const NodeId& source) const
{
    const SourceConfig* config = m_store.find(source);
    const Target* target = config ? targetOf(m_targets, config->cache) : nullptr;
    return target ? sourceAddress(target->cache.name, config->name) : QString();
}

} // namespace cacheledger
