// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertlog.h"

namespace cacheledger
{

enum class AlertAction { Acknowledge, Snooze, FalsePositive, Incident, Silence, EndSilence, DoNotDisturb };

/// What an operator wants of the alerts, for the process that keeps them.
struct AlertRequest {
    AlertAction action = AlertAction::Acknowledge;
    qint64 alert = 0;                    ///< of the first four
    std::optional<qint64> value = {};    ///< end of a snooze or of do-not-disturb (UTC ms), false positive: 0 or 1
    QString text = {};                   ///< id of the incident or silence
    std::optional<Silence> silence = {}; ///< to be added

    friend bool operator==(const AlertRequest&, const AlertRequest&) = default;
};

/// The way of an operator's wishes to the process that writes the alert log, through the log's table `request`: any
/// process asks, the writing one takes up what waits, in order. One thread at a time for each database.
namespace alertrequests
{
/// For a log that is opened for writing.
Result<void> prepare(Database& database);
/// Stored for good when this returns. `path`: of the log. ReadOnly, DiskFull, Locked, Io ..., as AlertLog::open().
Result<void> ask(const QString& path, const AlertRequest& request);
/// Those that wait, the oldest first, and the number of the last one; 0: there are none.
Result<std::pair<std::vector<AlertRequest>, qint64>> waiting(Database& database);
/// All up to this number were taken up.
Result<void> forget(Database& database, qint64 last);
} // namespace alertrequests

} // namespace cacheledger
