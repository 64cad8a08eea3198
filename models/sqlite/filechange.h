// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite/database.h"

#include <functional>

namespace cacheledger
{

/// Opens the file for this one change, creates it and its folder where they are not there, and commits what `change`
/// did, unless that fails: all or nothing. For files that several processes add to now and then. Any thread.
Result<void> changeFile(const QString& path, const FileWords& words,
                        const std::function<Result<void>(Database& database)>& change);

} // namespace cacheledger
