// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyimporter.h"
#include "history/importformat.h"

#include <QtCore/QStringList>

namespace cacheledger
{

/// Where imported rows go.
struct ImportTarget {
    CacheId cache;
    QString cacheName;
    std::vector<KnownNode> nodes; ///< that are known; rows find theirs by address or id
    QString node;                 ///< every row is of this one (address or id); empty: as the rows say
};

struct ImportOptions {
    ImportFormat format = ImportFormat::Auto;
    ImportNames names;
    int intervalMs = 0;            ///< between polls; 0: guessed
    bool bucketsAsSamples = false; ///< take an export of minutes or hours for a sample a row
    TimeMs nowMs = 0;              ///< rows more than a day later are left out
};

/// What happened to one source, besides what HistoryImporter::counts() tells.
struct ImportReport {
    qint64 rows = 0;
    qint64 skippedRows = 0;
    qint64 badFields = 0;
    QStringList problems;       ///< the first few, with their lines
    QStringList leftOut;        ///< metrics that were not taken: derived ones, extremes of buckets
    QStringList unknownMetrics; ///< taken, though nothing is known about them
    QStringList newNodes;       ///< addresses of nodes that the history did not know
};

/// Reads series from a source into history, streamed: a few MiB at a time are held. `target.nodes` gains new nodes.
///
/// On an error everything before the line it names is stored, and importing again goes on from there. Locked and the
/// like come from the importer; InvalidArgument from the source: not understood, or an export of buckets without
/// `bucketsAsSamples` (whose extremes no sample can hold).
Result<void> importSeries(QIODevice& in, const ImportOptions& options, ImportTarget& target, HistoryImporter& importer,
                          ImportReport& report);

/// The node that a source's word for it means; a new one where none is known by it. InvalidArgument when it does not
/// say and there are several.
Result<KnownNode> importNode(ImportTarget& target, const QString& word, QStringList& newNodes);

} // namespace cacheledger
