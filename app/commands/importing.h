// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/context.h"
#include "history/seriesimport.h"

namespace cacheledger
{

/// The cache that something is brought into; a name that nothing knows makes a new one in the history, which is said.
Result<ImportTarget> importTarget(const QString& cache, const QString& node, const CommandContext& context);

/// The profile's history for importing. Locked names what to end.
Result<std::unique_ptr<HistoryImporter>> openImporter(const CommandContext& context);

/// "Samples: 3 new, 2 changed, 5 there already (T to T)." Nothing where an error says it all. Samples that were refused
/// are told by themselves.
void tellCounts(const ImportCounts& counts, const Result<void>& done, Console& console);

} // namespace cacheledger
