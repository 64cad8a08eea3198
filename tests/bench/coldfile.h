// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace bench
{

/// Writes a database file and its log out and drops them from the page cache; false when some of it stays there.
bool dropFromCache(const QString& path);

} // namespace bench
