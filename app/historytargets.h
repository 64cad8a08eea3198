// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyfile.h"

namespace cacheledger
{

struct CommandContext;

/// A cache as the configuration and the history together know it.
struct HistoryTarget {
    CacheId cache;
    QString name;
    std::vector<KnownNode> nodes; ///< configured ones first, no sources; may be empty
};

/// Whether it is no server but a source of application metrics, which the history knows as CACHE/SOURCE.
bool isSource(const KnownNode& node);

/// The nodes and sources that history has of a cache, configured or not: history knows caches by the name they last
/// had, the configuration by the one they have now. UnknownCache with the nearest name.
Result<std::vector<KnownNode>> nodesInHistory(const QString& text, const HistoryFile& file,
                                              const CommandContext& context);

/// What a command that adds to the history is about: a configured cache by its name, else one that history knows, else
/// what a URL says. `file` is null where there is no history yet. UnknownCache with the nearest name.
Result<HistoryTarget> resolveHistoryTarget(const QString& text, const HistoryFile* file, const CommandContext& context);

/// Opens the profile's history for reading; null where there is none yet.
Result<std::unique_ptr<HistoryFile>> openHistoryIfThere(const CommandContext& context);

} // namespace cacheledger
