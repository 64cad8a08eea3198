// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/columngrid.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

std::optional<Error> rangeError(TimeMs fromMs, TimeMs toMs)
{
    constexpr TimeMs latestTimeMs = 8'640'000'000'000'000;       // what calendars count to
    constexpr qint64 longestRangeMs = 1000LL * 366 * 86'400'000; // times a frame's columns is still no overflow
    if (fromMs >= toMs)
        return Error{ErrorCode::InvalidArgument,
                     QCoreApplication::translate("History", "The time range is empty or ends before it begins."),
                     QCoreApplication::translate("History", "Choose a beginning before the end.")};
    if (fromMs < -latestTimeMs || toMs > latestTimeMs || toMs - fromMs > longestRangeMs)
        return Error{ErrorCode::InvalidArgument,
                     QCoreApplication::translate("History", "The time range is longer than 1000 years."),
                     QCoreApplication::translate("History", "Choose a shorter one.")};
    return std::nullopt;
}

} // namespace cacheledger
