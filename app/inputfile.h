// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QFile>

namespace cacheledger
{

/// What the name "-" of an input file means.
enum class Dash { StandardInput, File };

/// Opens the file that the user named for reading. Io, with `hint` as what to do, when it is a folder or cannot be
/// read.
Result<void> openInput(QFile& file, Dash dash, const QString& hint);

} // namespace cacheledger
