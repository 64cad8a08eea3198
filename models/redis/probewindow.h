// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <deque>
#include <utility>
#include <vector>

namespace cacheledger
{

/// The round-trip times of the last 60 s and their percentiles. Kept sorted, so that a poll costs a search and not a
/// sort.
class ProbeWindow
{
public:
    static constexpr qint64 lengthNs = 60'000'000'000;

    /// `nowNs` is monotonic and does not go back.
    void add(qint64 nowNs, double microseconds);
    std::size_t size() const { return m_sorted.size(); }
    /// Nearest rank, 0 < rank <= 100; only when there is a value.
    double percentile(double rank) const;

private:
    std::deque<std::pair<qint64, double>> m_byTime;
    std::vector<double> m_sorted;
};

} // namespace cacheledger
