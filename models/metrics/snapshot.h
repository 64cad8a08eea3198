// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/ids.h"
#include "metrics/serieslayout.h"

#include <QtCore/QString>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger
{

/// Text fields of an answer by metric id (`redis_version`, `role`, `run_id`, `maxmemory_policy`, `slave0.ip`, ...).
using TextFields = std::map<std::string, std::string, std::less<>>;

/// One poll of one node, turned into one immutable value: what everything downstream is made from.
///
/// Value type; cheap to copy apart from `values`; safe to hand between threads.
struct Snapshot {
    NodeId node;
    TimeMs timeMs = 0;          ///< when the answer arrived (UTC)
    int intervalMs = 0;         ///< the poll interval in force, from which gaps are judged
    LayoutPtr layout;           ///< never null once filled
    std::vector<double> values; ///< one per column of `layout`; NaN means absent (a real NaN never gets in)
    std::shared_ptr<const TextFields> texts; ///< shared between polls while nothing in it changed; may be null
    int malformedLines = 0;                  ///< lines of the answer that could not be understood

    /// The value of a numeric metric; nothing when absent.
    std::optional<double> value(std::string_view metric) const;
    /// The text of a text field; nothing when absent.
    std::optional<QString> text(std::string_view field) const;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::SnapshotPtr)
