// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/advisorkeys.h"

#include "ui/keyanalyst.h"

#include <algorithm>

namespace cacheledger
{

AdvisorKeys::AdvisorKeys(const PageContext& context, QObject* parent) : QObject(parent), m_context(context)
{
    if (const KeyAnalyst* keys = context.services.keys)
        connect(keys, &KeyAnalyst::recordsRead, this, &AdvisorKeys::onRecords);
}

void AdvisorKeys::read()
{
    const CacheId selected = m_context.selection->current();
    if (selected != m_cache) {
        m_cache = selected;
        m_records.clear();
    }
    if (m_context.services.keys && !selected.isEmpty())
        m_context.services.keys->read(selected);
}

void AdvisorKeys::onRecords(const CacheId& cache, const std::vector<KeyRecord>& records)
{
    if (cache != m_cache)
        return;
    m_records.assign(records.begin(),
                     records.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, records.size())));
    Q_EMIT changed();
}

std::vector<KeyAdvice> AdvisorKeys::advice(const CacheMoney& money) const
{
    KeyAdviceInput input;
    input.record = m_records.empty() ? nullptr : &m_records.front();
    input.before = m_records.size() < 2 ? nullptr : &m_records[1];
    input.nowMs = m_context.services.clock->nowMs();
    input.money = money;
    input.howToAnalyse = m_context.services.keys ? tr("Analyse them on the page Keys.")
                                                 : tr("Run: cacheledger keys analyse --cache NAME");
    return keyAdvice(input);
}

} // namespace cacheledger
