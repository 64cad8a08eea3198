// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace cacheledger
{

/// Draws ranks 0..count-1 with probability proportional to 1 / (rank + 1)^exponent: how often questions repeat.
class ZipfSampler
{
public:
    ZipfSampler(std::size_t count, double exponent);
    std::size_t operator()(std::mt19937_64& random) const;

private:
    std::vector<double> m_cumulated; // last is 1
};

} // namespace cacheledger
