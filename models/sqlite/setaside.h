// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "sqlite/database.h"

namespace cacheledger
{

/// ReadOnly or Io names `from`. What is called `to` is replaced.
Result<void> renameFile(const QString& from, const QString& to, const FileWords& words);

/// Sets a damaged file aside: renames it, with its log, to a name beside it that has the time, `history.sqlite` to
/// `history-damaged-2026-11-21T10-46-00Z.sqlite`. Nothing may have it open for writing. The new name; ReadOnly, Io.
Result<QString> setAside(const QString& path, TimeMs nowMs, const FileWords& words);

} // namespace cacheledger
