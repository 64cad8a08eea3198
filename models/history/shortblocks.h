// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/tier.h"
#include "sqlite/database.h"

#include <functional>

namespace cacheledger
{

/// Where a block stands in table block, without its data.
struct BlockRow {
    qint64 id = 0;
    TimeMs first = 0;
    TimeMs last = 0;
};

/// The newest blocks of a node and tier that are worth joining: neighbours of one interval with at most `shortest`
/// samples or buckets each, and at least `joined` together. In order of time; none while there are too few.
Result<std::vector<BlockRow>> shortBlocks(Database& database, qint64 node, Tier tier, std::size_t shortest,
                                          std::size_t joined);

/// Writes what replaces neighbouring blocks while most of them are still there: it goes to the end of the file in one
/// piece then, where it would otherwise be cut into the pages that they leave. Needs a writing transaction.
Result<void> replaceBlocks(Database& database, const std::vector<BlockRow>& blocks,
                           const std::function<Result<void>()>& write);

} // namespace cacheledger
