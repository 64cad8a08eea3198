// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <chrono>

namespace cacheledger
{

/// How long to wait after each failure: `first`, then doubled up to `most`, each with a jitter of +-20 % so that many
/// clients do not come back at the same moment. The first wait is never longer than `first`.
class Backoff
{
public:
    using Duration = std::chrono::milliseconds;

    Backoff(Duration first, Duration most) : m_first(first), m_most(most), m_next(first) {}

    void reset() { m_next = m_first; }

    Duration next()
    {
        const double jitter = 0.8 + 0.4 * QRandomGenerator::global()->generateDouble();
        const Duration wait(static_cast<Duration::rep>(static_cast<double>(m_next.count()) * jitter));
        const bool isFirst = m_next == m_first;
        m_next = std::min(m_next * 2, m_most);
        return isFirst ? std::min(wait, m_first) : wait;
    }

private:
    Duration m_first;
    Duration m_most;
    Duration m_next;
};

} // namespace cacheledger
