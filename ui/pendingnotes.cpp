// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pendingnotes.h"

#include <algorithm>

namespace cacheledger
{

bool isSameNote(const Event& a, const Event& b)
{
    return a.cache == b.cache && a.node == b.node && a.timeMs == b.timeMs && a.kind == b.kind && a.text == b.text;
}

static bool containsNote(const std::vector<Event>& events, const Event& note)
{
    return std::any_of(events.begin(), events.end(), [&note](const Event& event) { return isSameNote(event, note); });
}

static void eraseNote(std::vector<Event>& events, const Event& note)
{
    std::erase_if(events, [&note](const Event& event) { return isSameNote(event, note); });
}

void PendingNotes::add(const Event& event)
{
    eraseNote(m_removed, event);
    if (!containsNote(m_added, event))
        m_added.push_back(event);
}

void PendingNotes::remove(const Event& event)
{
    eraseNote(m_added, event);
    if (!containsNote(m_removed, event))
        m_removed.push_back(event);
}

void PendingNotes::forget(const Event& event)
{
    eraseNote(m_added, event);
    eraseNote(m_removed, event);
}

FramePtr PendingNotes::applyTo(const FramePtr& frame, const CacheId& cache)
{
    if (!frame || isEmpty())
        return frame;
    const auto isInside = [&](const Event& event) {
        return event.cache == cache && event.timeMs >= frame->fromMs && event.timeMs < frame->toMs;
    };
    std::erase_if(m_added, [&](const Event& event) { return isInside(event) && containsNote(frame->events, event); });
    std::erase_if(m_removed,
                  [&](const Event& event) { return isInside(event) && !containsNote(frame->events, event); });
    if (std::none_of(m_added.begin(), m_added.end(), isInside) &&
        std::none_of(m_removed.begin(), m_removed.end(), isInside))
        return frame;
    auto changed = std::make_shared<Frame>(*frame);
    std::erase_if(changed->events, [this](const Event& event) { return containsNote(m_removed, event); });
    std::copy_if(m_added.begin(), m_added.end(), std::back_inserter(changed->events), isInside);
    std::ranges::stable_sort(changed->events, {}, &Event::timeMs);
    return changed;
}

} // namespace cacheledger
