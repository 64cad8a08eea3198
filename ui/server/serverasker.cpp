// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/serverasker.h"

#include <algorithm>

namespace cacheledger
{

ServerAsker::ServerAsker(const PageContext& context, EvidenceParts parts, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_parts(parts),
      m_cache(context.selection->current())
{
    connect(m_context.selection, &CacheSelection::changed, this, &ServerAsker::forget);
    if (m_context.services.servers)
        connect(m_context.services.servers, &ServerInquirer::answered, this, &ServerAsker::onAnswer);
}

void ServerAsker::ask()
{
    const CacheConfig* cache = m_context.services.caches->find(m_cache);
    if (!cache || !m_context.services.servers)
        return;
    m_askedMs = m_context.services.clock->nowMs();
    for (const NodeConfig& node : cache->nodes) {
        const bool isRunning = std::any_of(m_running.begin(), m_running.end(),
                                           [&node](const auto& each) { return each.second.first == node.id; });
        if (!isRunning)
            m_running[m_context.services.servers->ask(node.id, m_parts)] = {node.id, node.endpoint.address()};
    }
    Q_EMIT changed();
}

void ServerAsker::onAnswer(quint64 request, const EvidenceAnswer& answer)
{
    const auto running = m_running.find(request);
    if (running == m_running.end())
        return;
    const auto [node, address] = running->second;
    m_running.erase(running);
    std::erase_if(m_told, [&id = node](const Told& each) { return each.node == id; });
    m_told.push_back({node, address, answer});
    std::sort(m_told.begin(), m_told.end(), [](const Told& a, const Told& b) { return a.address < b.address; });
    Q_EMIT changed();
}

void ServerAsker::forget()
{
    m_cache = m_context.selection->current();
    m_running.clear();
    m_told.clear();
    m_askedMs.reset();
    Q_EMIT changed();
}

} // namespace cacheledger
