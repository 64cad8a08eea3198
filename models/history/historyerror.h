// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite/database.h"

namespace cacheledger
{

/// What sentences about a history file call it.
FileWords historyWords();
/// "The history file PATH ...": errors of this module that are not SQLite's.
Error historyError(ErrorCode code, const QString& path);

} // namespace cacheledger
