// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/alerts: what makes a SQLite file an alert log.

#include "sqlite/database.h"

namespace cacheledger::alertlogfile
{

/// The schema's version; 0 for a file without anything in it. NotAHistory, NewerVersion, or what reading runs into.
Result<qint64> versionOf(Database& database);
/// Checks a file of version `found`, sets it up for writing and brings its schema up to AlertLog::version.
Result<void> prepare(Database& database, qint64 found);

} // namespace cacheledger::alertlogfile
