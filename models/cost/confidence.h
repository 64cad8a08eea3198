// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <algorithm>

namespace cacheledger
{

/// How sure a figure is. Ordered: the greater, the weaker; a figure made from several has the weakest of theirs.
enum class Confidence {
    Measured,  ///< counted by the application or the server
    Estimated, ///< from measured values and averages or prices that somebody entered
    Assumed,   ///< from defaults that nobody has checked
};

inline Confidence weakest(Confidence left, Confidence right)
{
    return std::max(left, right);
}

/// For files and JSON: "measured", "estimated", "assumed".
QString confidenceName(Confidence confidence);
/// For people; translated: "Measured".
QString confidenceText(Confidence confidence);

} // namespace cacheledger
