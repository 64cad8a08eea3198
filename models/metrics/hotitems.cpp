// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/hotitems.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cacheledger
{

/// Steps that leave the window go into the average; nothing was counted in those that nobody told of.
void HotItems::Track::moveTo(qint64 to)
{
    const qint64 first = std::max(step + 1, to - static_cast<qint64>(baselineSteps));
    for (step = first; step <= to; ++step) {
        double& place = counted[static_cast<std::size_t>(step) % steps];
        known = std::min(known + 1, baselineSteps);
        if (known > 0)
            usualPerStep += (place - usualPerStep) / known;
        place = 0;
    }
    step = to;
}

void HotItems::add(std::string_view item, double counter, TimeMs timeMs)
{
    if (!std::isfinite(counter) || counter < 0)
        return;
    auto found = m_items.find(item);
    if (found == m_items.end()) {
        if (m_items.size() >= mostItems)
            return;
        found = m_items.emplace(std::string(item), Track()).first;
        found->second.counter = counter;
        found->second.step = stepAt(timeMs);
        found->second.known = -static_cast<double>(steps); // the places of the window are empty, not quiet minutes
        return;
    }
    Track& track = found->second;
    if (stepAt(timeMs) > track.step)
        track.moveTo(stepAt(timeMs));
    track.counted[static_cast<std::size_t>(track.step) % steps] +=
        counter < track.counter ? counter : counter - track.counter;
    track.counter = counter;
}

HotItemLimits HotItemLimits::compressed(double factor, qint64 leastWindowMs) const
{
    HotItemLimits limits = *this;
    limits.windowMs = std::max(static_cast<qint64>(static_cast<double>(windowMs) / factor), leastWindowMs);
    limits.leastRequests *= static_cast<double>(limits.windowMs) / static_cast<double>(windowMs);
    return limits;
}

HotItems::Track HotItems::movedTo(const Track& track, TimeMs nowMs) const
{
    Track now = track;
    if (stepAt(nowMs) > now.step)
        now.moveTo(stepAt(nowMs));
    return now;
}

bool HotItems::isJudging(TimeMs nowMs) const
{
    return std::any_of(m_items.begin(), m_items.end(), [this, nowMs](const auto& item) {
        return movedTo(item.second, nowMs).known >= static_cast<double>(steps);
    });
}

std::vector<HotItem> HotItems::hot(TimeMs nowMs) const
{
    std::vector<HotItem> found;
    for (const auto& [name, track] : m_items) {
        const Track now = movedTo(track, nowMs);
        const double requests = std::accumulate(now.counted.begin(), now.counted.end(), 0.0);
        const double usual = now.usualPerStep * steps;
        if (now.known >= steps && requests > m_limits.leastRequests && requests >= m_limits.timesUsual * usual)
            found.push_back({name, requests, usual});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const HotItem& a, const HotItem& b) { return a.requests > b.requests; });
    return found;
}

} // namespace cacheledger
