// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/health.h"
#include "metrics/result.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace cacheledger
{

class Console;
using OrderedJson = nlohmann::ordered_json;
/// A list of texts.
OrderedJson jsonList(const QStringList& texts);

/// What `check` and `inspect` say about one node.
struct NodeHealth {
    QString subject;            ///< address, or names of files
    std::optional<Error> error; ///< the node cannot be used: nothing below is known
    SnapshotPtr latest;
    std::optional<TimeMs> timeMs; ///< when `latest` was taken, where that is known
    qint64 windowMs = 0;          ///< over which rates and ratios are taken; 0: one moment only
    int samples = 0;
    std::vector<Finding> findings;

    /// Critical, Warning, Normal; Unknown when nothing could be judged.
    Severity severity() const;
};

NodeHealth assessNode(const QString& subject, const LiveWindow& window, int samples);

/// The lines for people.
QString healthText(const NodeHealth& health);
/// The object described in docs/cli.md.
OrderedJson healthJson(const NodeHealth& health);
OrderedJson errorJson(const Error& error);

/// Prints what was found, one object {"nodes": [...]} with `json`, and errors on standard error. Returns the exit code:
/// that of the first error, else 1 when anything is at "warning" or "critical".
int reportHealth(const std::vector<NodeHealth>& healths, bool json, Console& console);

/// "Redis 7.0.15, primary, up 3 d 4 h", from what INFO says.
QString serverDescription(const Snapshot& snapshot);

} // namespace cacheledger
