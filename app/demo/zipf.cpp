// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/zipf.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

ZipfSampler::ZipfSampler(std::size_t count, double exponent) : m_cumulated(count)
{
    double total = 0;
    for (std::size_t rank = 0; rank < count; ++rank)
        m_cumulated[rank] = total += std::pow(double(rank + 1), -exponent);
    for (double& value : m_cumulated)
        value /= total;
}

std::size_t ZipfSampler::operator()(std::mt19937_64& random) const
{
    const double at = std::uniform_real_distribution<double>(0, 1)(random);
    const auto found = std::lower_bound(m_cumulated.begin(), m_cumulated.end(), at);
    return std::min(std::size_t(found - m_cumulated.begin()), m_cumulated.size() - 1);
}

} // namespace cacheledger
