// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace cacheledger
{

/// Something in a file that people write that is not right, as it is told to whoever wrote it.
struct JsonProblem {
    QString file;
    int line = 0;    ///< of the value, or of one around it, from 1; 0: not about one
    QString pointer; ///< JSON pointer: "/rules/3/threshold"; empty: the file as a whole, and `reason` names it
    QString reason;  ///< what is wrong there, one sentence; translated

    /// "rules.json, line 42 (/rules/3/threshold): must be a number."
    QString text() const;
};

} // namespace cacheledger
