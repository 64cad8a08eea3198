// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverlog/serverlogkeeper.h"

#include "app/collector.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::size_t mostHeard = 10'000;

ServerLogKeeper::ServerLogKeeper(const QString& path, std::shared_ptr<const Clock> clock, QObject* parent)
    : QObject(parent),
      m_path(path),
      m_clock(std::move(clock))
{
    m_pool.setMaxThreadCount(1);
}

ServerLogKeeper::~ServerLogKeeper()
{
    m_pool.waitForDone();
}

void ServerLogKeeper::follow(Collector* collector)
{
    disconnect(m_listening);
    if (collector)
        m_listening = connect(collector, &Collector::serverTold, this, &ServerLogKeeper::onTold);
}

void ServerLogKeeper::onTold(const CacheId& cache, const NodeId& node, const ServerTold& told)
{
    m_caches[node] = cache;
    m_heard.push_back({node, m_clock->nowMs(), told});
    if (m_heard.size() > mostHeard)
        m_heard.erase(m_heard.begin(), m_heard.end() - mostHeard);
    write();
}

void ServerLogKeeper::write()
{
    if (m_writing || m_heard.empty())
        return;
    m_writing = true;
    auto job = [this, path = m_path, nowMs = m_clock->nowMs(), heard = std::exchange(m_heard, {})]() mutable {
        auto changes = serverlogfile::add(path, heard, nowMs);
        // The pool is waited for before this ends.
        QMetaObject::invokeMethod(
            this, [this, heard = std::move(heard), changes = std::move(changes)] { onWritten(heard, changes); },
            Qt::QueuedConnection);
    };
    m_pool.start(std::move(job));
}

void ServerLogKeeper::onWritten(std::vector<serverlogfile::Heard> heard,
                                const Result<std::vector<SettingChange>>& changes)
{
    m_writing = false;
    const bool failed = std::exchange(m_failing, !changes.ok());
    if (!changes) {
        m_heard.insert(m_heard.begin(), std::make_move_iterator(heard.begin()), std::make_move_iterator(heard.end()));
        if (!failed)
            Q_EMIT this->failed(changes.error());
        return; // with what comes next
    }
    tellChanges(*changes);
    write();
}

/// The poll tells of maxmemory and its policy at once; these are not told twice.
void ServerLogKeeper::tellChanges(const std::vector<SettingChange>& changes)
{
    std::map<std::pair<NodeId, TimeMs>, std::vector<SettingChange>> moments;
    for (const SettingChange& change : changes)
        if (change.name != "maxmemory"_L1 && change.name != "maxmemory-policy"_L1)
            moments[{change.node, change.timeMs}].push_back(change);
    for (const auto& [moment, changed] : moments)
        Q_EMIT settingsChanged({moment.first, m_caches[moment.first], moment.second, EventKind::ConfigChange,
                                tr("Settings changed: %1").arg(serverlogfile::changesText(changed))});
}

} // namespace cacheledger
