// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite/database.h"

namespace cacheledger::schema
{

/// "CLhi": tells our files from other applications' (PRAGMA application_id).
inline constexpr qint64 applicationId = 0x434c6869;
/// Newest schema that this program knows (PRAGMA user_version).
inline constexpr qint64 version = 3;

/// Makes an open file ready for writing: new files get the newest schema, older ones are brought up to it, step by
/// step, each in a transaction. NotAHistory, NewerVersion, Corrupt and the errors of writing.
Result<void> prepareForWriting(Database& database);
/// Checks an open file before reading. Io when it has no schema yet (its writer is just making it); NewerVersion when
/// it is newer and does not say that this version can read it (meta.min_reader).
Result<void> checkForReading(Database& database);

} // namespace cacheledger::schema
