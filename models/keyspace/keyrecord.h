// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyanalysis.h"
#include "keyspace/trackedkeys.h"
#include "metrics/clock.h"

#include <QtCore/QMetaType>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace cacheledger
{

/// Where a scan is.
struct KeyScanProgress {
    qint64 scanned = 0;          ///< names that SCAN gave
    std::optional<qint64> total; ///< keys of the database when it began; nothing: DBSIZE is not permitted
    QString node{};              ///< address of the server that is being looked at; empty: not chosen yet
    bool onReplica = false;      ///< it is one
    int server = 1;              ///< its place, of `servers`
    int servers = 1;
};

/// A server of which not all keys were seen.
struct MissingKeys {
    QString node;       ///< address
    qint64 scanned = 0; ///< names that it gave before it went
    QString why;        ///< a sentence, in the language of then

    friend bool operator==(const MissingKeys&, const MissingKeys&) = default;
};

/// What a scan found, and what it could not see.
struct KeyScanResult {
    KeyReport report;
    qint64 scanned = 0;
    qint64 vanished = 0;    ///< keys that were gone when they were asked about
    QStringList notTold;    ///< "MEMORY USAGE": commands that the server refused, once each
    bool cancelled = false; ///< the report is of the part that was seen
    qint64 durationMs = 0;
    int servers = 1;         ///< whose keys were to be seen: the shards of a cluster
    QStringList nodes{};     ///< addresses of those that were looked at to the end
    bool onReplicas = false; ///< some of these were replicas
    std::vector<MissingKeys> missing{};
    bool slotsMoved = false;      ///< while it ran: keys may have been seen twice or not at all
    TrackedKeys tracked{};        ///< the most used keys, where somebody has them measured
    double referencesUnknown = 0; ///< members of sets of which no server could say whether their keys are there
    qint64 estimated = 0;         ///< collections whose size is an estimate: see ValueSizes
};

/// An analysis as it is kept.
struct KeyRecord {
    TimeMs timeMs = 0;      ///< when it ended
    QString node;           ///< address; of a cluster: the first, and how many others
    bool onReplica = false; ///< the node was one
    int database = 0;
    double sampled = 1; ///< share of the keys that was asked about
    KeyScanResult result;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::KeyRecord)
