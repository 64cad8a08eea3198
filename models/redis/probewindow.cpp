// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/probewindow.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

void ProbeWindow::add(qint64 nowNs, double microseconds)
{
    while (!m_byTime.empty() && nowNs - m_byTime.front().first >= lengthNs) {
        m_sorted.erase(std::lower_bound(m_sorted.begin(), m_sorted.end(), m_byTime.front().second));
        m_byTime.pop_front();
    }
    m_byTime.emplace_back(nowNs, microseconds);
    m_sorted.insert(std::upper_bound(m_sorted.begin(), m_sorted.end(), microseconds), microseconds);
}

double ProbeWindow::percentile(double rank) const
{
    const double count = static_cast<double>(m_sorted.size());
    const auto place = static_cast<std::size_t>(std::ceil(rank / 100.0 * count));
    return m_sorted[std::clamp<std::size_t>(place, 1, m_sorted.size()) - 1];
}

} // namespace cacheledger
