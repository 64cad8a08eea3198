// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/snapshot.h"
#include "sqlite/database.h"

namespace cacheledger
{

/// The text fields of a node's answers: a row where one changed. A node's restart is told from them, also across a
/// restart of ours.
class TextStore
{
public:
    explicit TextStore(Database& database) : m_database(database) {}

    /// The fields in force at a moment.
    Result<std::shared_ptr<const TextFields>> at(qint64 node, TimeMs timeMs);
    /// Stores what changed from `before` (nothing known: null) to `after` at a moment. `nextMs`: where a later sample
    /// is stored already, the moment from which the earlier values hold again.
    Result<void> record(qint64 node, TimeMs timeMs, const TextFields* before, const TextFields& after,
                        std::optional<TimeMs> nextMs = {});

private:
    Result<void> put(qint64 node, std::string_view field, TimeMs timeMs, const std::string* value, bool replace);
    Result<void> change(qint64 node, std::string_view field, TimeMs timeMs, const std::string* before,
                        const std::string* after, std::optional<TimeMs> nextMs);

    Database& m_database;
};

} // namespace cacheledger
