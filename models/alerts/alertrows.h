// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/alerts: values of the alert log as rows of its tables and back.

#include "alerts/alertlog.h"

namespace cacheledger::alertrows
{

/// Of `SELECT * FROM alert`.
Alert alertOf(const Query& row);
Result<void> putAlert(Database& database, const Alert& alert);

Result<void> putEntry(Database& database, const AlertEntry& entry);
/// Of `SELECT alert, time_ms, from_state, to_state, value, notify, reason`.
AlertEntry entryOf(const Query& row);

Result<void> putSilence(Database& database, const Silence& silence);
/// Of `SELECT * FROM silence`.
Silence silenceOf(const Query& row);

Result<void> putProgress(Database& database, const AlertKey& key, const AlertProgress& progress);
/// Of `SELECT * FROM progress`.
std::pair<AlertKey, AlertProgress> progressOf(const Query& row);

/// The first column of the first row; 0 where there is no row.
Result<qint64> firstNumber(Query&& query);

} // namespace cacheledger::alertrows
