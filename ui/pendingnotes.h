// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"

#include <vector>

namespace cacheledger
{

/// Notes that the user added or took back and that history does not show so yet: they are shown, or hidden, at once.
class PendingNotes
{
public:
    void add(const Event& event);
    void remove(const Event& event);
    /// It will not get there.
    void forget(const Event& event);
    bool isEmpty() const { return m_added.empty() && m_removed.empty(); }
    /// The frame as it will be once history has them; the same one when nothing differs. What history shows by now is
    /// forgotten here.
    FramePtr applyTo(const FramePtr& frame, const CacheId& cache);

private:
    std::vector<Event> m_added;
    std::vector<Event> m_removed;
};

/// Whether both are the same note or deploy.
bool isSameNote(const Event& a, const Event& b);

} // namespace cacheledger
