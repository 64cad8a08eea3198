// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

namespace cacheledger
{

/// The candidate closest in spelling to `word` (case does not count), for "did you mean"; empty when none is near.
QString nearestWord(const QString& word, const QStringList& candidates);

} // namespace cacheledger
