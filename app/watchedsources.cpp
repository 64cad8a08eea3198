// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watchedsources.h"

#include "app/collector.h"
#include "app/sourceaccess.h"

#include <QtCore/QTimer>

namespace cacheledger
{

/// A keychain that asks the user to unlock it may take its time: then the credentials file or nothing must do.
static constexpr int secretPatienceMs = 3000;

WatchedSources::WatchedSources(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    connect(m_parts.sources, &SourceStore::sourceAdded, this, &WatchedSources::watch);
    connect(m_parts.sources, &SourceStore::sourceUpdated, this, &WatchedSources::watch);
    connect(m_parts.sources, &SourceStore::sourceRemoved, this, &WatchedSources::forget);
    connect(m_parts.secrets, &SecretVault::readFinished, this, &WatchedSources::onSecret);
    connect(m_parts.secrets, &SecretVault::writeFinished, this, [this](const CacheId& key) {
        for (const SourceConfig& source : m_parts.sources->sources())
            if (sourceSecretKey(source.id) == key)
                m_parts.secrets->read(key);
    });
    connect(m_parts.caches, &CacheStore::cacheRemoved, this, [this](const CacheId& cache) {
        m_passwords.erase(cache);
        for (const SourceConfig& source : m_parts.sources->sourcesOf(cache))
            m_parts.statuses->remove(source.id);
    });
}

void WatchedSources::setCollector(Collector* collector)
{
    m_collector = collector;
    m_passwords.clear();
    if (!collector)
        return;
    connect(collector, &Collector::sourceStatusChanged, this, [this](const NodeStatus& status) {
        // One that was on its way when its source was removed would never leave the board again.
        if (m_parts.sources->find(status.node))
            m_parts.statuses->set(status);
    });
}

void WatchedSources::setCache(const CacheConfig& cache, const QString& password)
{
    m_passwords[cache.id] = password;
    for (const SourceConfig& source : m_parts.sources->sourcesOf(cache.id))
        watch(source);
}

void WatchedSources::watch(const SourceConfig& source)
{
    if (!hasOwnSecret(source) || m_secrets.contains(source.id))
        return tell(source);
    m_parts.secrets->read(sourceSecretKey(source.id));
    QTimer::singleShot(secretPatienceMs, this, [this, id = source.id] {
        if (!m_secrets.contains(id))
            onSecret(sourceSecretKey(id), {}, false);
    });
}

void WatchedSources::tell(const SourceConfig& source)
{
    const CacheConfig* cache = m_parts.caches->find(source.cache);
    const auto password = m_passwords.find(source.cache);
    if (!m_collector || !cache || password == m_passwords.end())
        return; // setCache() follows
    const auto secret = m_secrets.find(source.id);
    m_collector->setSource(
        accessTo(source, *cache, secret == m_secrets.end() ? QString() : secret->second, password->second),
        cache->name);
}

void WatchedSources::onSecret(const CacheId& key, const QString& secret, bool found)
{
    for (const SourceConfig& source : m_parts.sources->sources()) {
        if (sourceSecretKey(source.id) != key)
            continue;
        const CacheConfig* cache = m_parts.caches->find(source.cache);
        m_secrets[source.id] =
            found || !cache ? secret : m_parts.credentials->sourceSecret(cache->name, source.name).value_or(QString());
        return tell(SourceConfig(source));
    }
}

void WatchedSources::forget(const NodeId& id)
{
    if (m_collector)
        m_collector->removeSource(id);
    m_parts.statuses->remove(id);
    m_secrets.erase(id);
}

} // namespace cacheledger
