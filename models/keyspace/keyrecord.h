// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyanalysis.h"
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
};

/// What a scan found, and what it could not see.
struct KeyScanResult {
    KeyReport report;
    qint64 scanned = 0;
    qint64 vanished = 0;    ///< keys that were gone when they were asked about
    QStringList notTold;    ///< "MEMORY USAGE": commands that the server refused, once each
    bool cancelled = false; ///< the report is of the part that was seen
    qint64 durationMs = 0;
};

/// An analysis as it is kept.
struct KeyRecord {
    TimeMs timeMs = 0;      ///< when it ended
    QString node;           ///< address
    bool onReplica = false; ///< the node was one
    int database = 0;
    double sampled = 1; ///< share of the keys that was asked about
    KeyScanResult result;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::KeyRecord)
