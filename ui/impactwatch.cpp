// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/impactwatch.h"

#include <algorithm>

namespace cacheledger
{

static constexpr qint64 askAgainAfterMs = 60'000;
/// Of incidents that somebody looked at once; each can be asked again.
static constexpr std::size_t mostRemembered = 200;

ImpactWatch::ImpactWatch(const Services& services, QObject* parent) : QObject(parent), m_services(services)
{
    if (!services.ledger)
        return;
    connect(services.ledger, &LedgerClient::ledgerReady, this,
            [this](quint64 id, const LedgerPtr& ledger) { take(id, ledger, {}); });
    connect(services.ledger, &LedgerClient::failed, this,
            [this](quint64 id, const Error& error) { take(id, nullptr, error.message); });
    connect(services.ledger, &LedgerClient::inputsChanged, this, [this] {
        for (auto& [key, asked] : m_asked)
            asked.atMs = 0;
        Q_EMIT changed();
    });
}

ImpactWatch::~ImpactWatch()
{
    for (auto& [key, asked] : m_asked)
        forgetQuestions(asked);
}

void ImpactWatch::forgetQuestions(Asked& asked)
{
    for (quint64* question : {&asked.before, &asked.during})
        if (const quint64 id = std::exchange(*question, 0))
            m_services.ledger->cancel(id);
}

LostSaving ImpactWatch::of(const CacheId& cache, TimeMs fromMs, std::optional<TimeMs> toMs)
{
    LostSaving nothing;
    nothing.reason = tr("no prices are known here");
    if (!m_services.ledger)
        return nothing;
    const TimeMs nowMs = m_services.clock->nowMs();
    if (toMs.value_or(nowMs) <= fromMs) {
        nothing.reason = tr("it has only begun");
        return nothing;
    }
    if (m_asked.size() > mostRemembered && !m_asked.contains({cache, fromMs})) {
        for (auto& [key, asked] : m_asked)
            forgetQuestions(asked);
        m_asked.clear();
    }
    Asked& asked = m_asked[{cache, fromMs}];
    const bool isOld = asked.atMs == 0 || asked.toMs != toMs || (!toMs && nowMs - asked.atMs >= askAgainAfterMs);
    if (isOld && asked.before == 0 && asked.during == 0) {
        if (asked.atMs == 0 && !asked.known.amount.isValid())
            asked.known.reason = tr("it is being worked out");
        asked.toMs = toMs;
        asked.atMs = nowMs;
        ask(cache, fromMs, toMs.value_or(nowMs), asked);
    }
    return asked.known;
}

void ImpactWatch::ask(const CacheId& cache, TimeMs fromMs, TimeMs toMs, Asked& asked)
{
    asked.usual = asked.then = nullptr;
    asked.before = m_services.ledger->request({cache, fromMs - usualForMs, fromMs, LedgerStep::Day, {}});
    asked.during = m_services.ledger->request({cache, fromMs, toMs, LedgerStep::Day, {}});
}

void ImpactWatch::take(quint64 id, const LedgerPtr& ledger, const QString& problem)
{
    const auto found = std::find_if(m_asked.begin(), m_asked.end(), [id](const auto& each) {
        return id != 0 && (each.second.before == id || each.second.during == id);
    });
    if (found == m_asked.end())
        return;
    Asked& asked = found->second;
    (asked.before == id ? asked.usual : asked.then) = ledger;
    (asked.before == id ? asked.before : asked.during) = 0;
    LostSaving known;
    if (!ledger) {
        forgetQuestions(asked);
        known.reason = problem;
    } else if (asked.usual && asked.then) {
        known = lostSaving(*asked.usual, *asked.then);
    } else {
        return; // the other answer is on its way
    }
    if (std::exchange(asked.known, known) != known)
        Q_EMIT changed();
}

} // namespace cacheledger
