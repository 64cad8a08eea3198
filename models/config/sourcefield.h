// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <string>

namespace cacheledger
{

/// One field that a source was seen to have.
struct SourceField {
    QString from;                ///< as a mapping names it
    std::optional<double> value; ///< in the source's unit; of a distribution its median, else its mean
    bool isDistribution = false; ///< a list, histogram or summary: is mapped to stage.S or op.O
    std::string metric;          ///< what it is mapped to; empty: nothing
};

} // namespace cacheledger
