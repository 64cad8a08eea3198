// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/pollthrottle.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static constexpr int learnFrom = 6; // times five polls
static constexpr double slowTimes = 10;
static constexpr double slowAboveUs = 50'000;
static constexpr double goodTimes = 3;
static constexpr double goodAboveUs = 10'000;
static constexpr double followShare = 0.05;
static constexpr qint64 usualAfterNs = 30LL * 60 * 1'000'000'000;
static constexpr qint64 costIsKnownAfterNs = 60LL * 1'000'000'000;
static constexpr double roomShare = 0.8;

bool PollThrottle::add(qint64 monotonicNs, double roundTripUs, double serverUsPerMin)
{
    if (!m_firstNs)
        m_firstNs = monotonicNs;
    m_recent[m_count++] = roundTripUs;
    m_costUs = serverUsPerMin;
    if (m_count < atATime)
        return false;
    m_count = 0;
    std::nth_element(m_recent.begin(), m_recent.begin() + atATime / 2, m_recent.end());
    m_medianUs = m_recent[atATime / 2];
    const int factor = judge(monotonicNs);
    if (factor == m_factor)
        return false;
    m_factor = factor;
    m_changedNs = monotonicNs;
    return true;
}

int PollThrottle::judge(qint64 nowNs)
{
    if (m_learntFrom < learnFrom) {
        learn();
        return m_factor;
    }
    if (m_medianUs > std::max(slowTimes * m_usualUs, m_usualUs + slowAboveUs)) {
        if (!m_slowSinceNs)
            m_slowSinceNs = nowNs;
        if (nowNs - *m_slowSinceNs < usualAfterNs) {
            m_reason = Reason::SlowAnswers;
            return std::min(2 * m_factor, maxFactor);
        }
        m_usualUs = m_medianUs;
    }
    const bool good = m_medianUs < std::max(goodTimes * m_usualUs, m_usualUs + goodAboveUs);
    if (!good)
        return m_factor;
    m_slowSinceNs.reset();
    learn();
    const int afforded = judgeBudget(nowNs);
    if (afforded > m_factor)
        m_reason = Reason::OverBudget;
    else if (m_factor > 1 && m_reason == Reason::SlowAnswers)
        return m_factor / 2;
    return afforded;
}

int PollThrottle::judgeBudget(qint64 nowNs) const
{
    if (m_budgetUs <= 0 || std::isnan(m_costUs))
        return m_budgetUs <= 0 && m_reason == Reason::OverBudget ? 1 : m_factor;
    if (nowNs - m_changedNs.value_or(*m_firstNs) < costIsKnownAfterNs)
        return m_factor;
    if (m_costUs > m_budgetUs)
        return std::min(2 * m_factor, maxFactor);
    const bool hasRoom = 2 * m_costUs < roomShare * m_budgetUs;
    return m_factor > 1 && m_reason == Reason::OverBudget && hasRoom ? m_factor / 2 : m_factor;
}

void PollThrottle::learn()
{
    // The plain mean of the first ones, then a slow one.
    m_learntFrom = std::min(m_learntFrom + 1, learnFrom + 1);
    const double share = m_learntFrom <= learnFrom ? 1.0 / m_learntFrom : followShare;
    m_usualUs += (m_medianUs - m_usualUs) * share;
}

} // namespace cacheledger
