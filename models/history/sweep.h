// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/layoutstore.h"
#include "history/tier.h"

#include <QtCore/QSet>

#include <chrono>

namespace cacheledger
{

/// Takes out of a history what nothing refers to after blocks were dropped: layouts, texts that were replaced before
/// the oldest sample, events older than the hours, nodes and caches without anything. Needs a writing transaction.
class Sweep
{
public:
    Sweep(Database& database, LayoutStore& layouts) : m_database(database), m_layouts(layouts) {}

    /// Begins with the first part. Events before `eventsFromMs` go.
    void begin(TimeMs eventsFromMs);
    /// One small part; true: there is more.
    Result<bool> part();
    /// A node that is configured stays, whatever is known of it.
    void keepNode(const QString& uid) { m_kept.insert(uid); }
    /// Whether nodes were taken out since the last call: their numbers are not valid any more.
    bool takeNodesRemoved() { return std::exchange(m_nodesRemoved, false); }

private:
    enum class Part { Events, Texts, Layouts, Nodes, Done };

    Result<bool> drop(Query& query, qint64 row);
    Result<bool> sweepEvents();
    Result<bool> sweepTexts();
    Result<bool> sweepLayouts();
    Result<bool> sweepNodes();
    Result<void> removeNode(qint64 node);

    Database& m_database;
    LayoutStore& m_layouts;
    QSet<QString> m_kept;
    Part m_part = Part::Done;
    TimeMs m_eventsFromMs = 0;
    qint64 m_after = 0; // the row that the part has come to
    bool m_nodesRemoved = false;
};

} // namespace cacheledger
