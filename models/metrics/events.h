// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// Kinds of events kept with history and drawn as annotations. Stored by name; add at the end.
enum class EventKind {
    Restart,
    StatsReset,
    Failover,
    ConfigChange,
    Unreachable,
    Reachable,
    ClockJump,
    Note,
    Deploy,
    Alert,
    Incident,
    PollingPace
};

const char* eventKindName(EventKind kind);
std::optional<EventKind> eventKindFromName(const QString& name);

/// Something that happened to a node at a moment.
struct Event {
    NodeId node; ///< empty: concerns the whole cache
    CacheId cache;
    TimeMs timeMs = 0;
    EventKind kind = EventKind::Note;
    QString text; ///< one sentence
};

/// What changed between two neighbouring snapshots of one node (`before` may be null: nothing is known). At most one of
/// Restart (run_id changed, or uptime_in_seconds fell), StatsReset (a counter fell without a restart) and any number of
/// Failover (role or master changed), ConfigChange (maxmemory, policy or version changed). Restart is judged by run_id
/// first.
std::vector<Event> detectEvents(const Snapshot* before, const Snapshot& after);

/// The same for one node, poll after poll: where nothing changed of what events are made of, which is nearly always, it
/// looks at a few numbers and at no name. One thread.
class EventDetector
{
public:
    std::vector<Event> detect(const Snapshot* before, const Snapshot& after);

private:
    bool isQuiet(const Snapshot& before, const Snapshot& after);

    LayoutPtr m_layout;
    std::vector<std::size_t> m_counters; // columns of m_layout
    std::optional<std::size_t> m_maxmemory;
    std::shared_ptr<const TextFields> m_texts;
    bool m_areTextsQuiet = false; // while m_texts stay, only numbers can make an event
};

/// Whether the server process is another one, so that every counter began at 0 (`afterReset` of WindowAccumulator).
bool serverRestarted(const Snapshot& before, const Snapshot& after);

/// Whether counters of `after` do not continue those of `before`: a restart, or CONFIG RESETSTAT, which leaves some
/// alone.
bool countersWereReset(const Snapshot& before, const Snapshot& after);

} // namespace cacheledger
