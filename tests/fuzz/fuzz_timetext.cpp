// SPDX-License-Identifier: GPL-3.0-or-later
// Moments and durations as a user types them; and that a moment read is one that reads back.
#include "metrics/format.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cacheledger;
    constexpr TimeMs now = 1'795'205'975'974;
    constexpr qint64 longestMs = 36525LL * 86'400'000;
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    if (const auto duration = parseDurationMs(text); duration && (*duration < 0 || *duration > longestMs))
        std::abort();
    const auto time = parseTime(text, now);
    if (time && *time >= 0 && parseTime(format::isoUtc(*time), now) != time)
        std::abort();
    return 0;
}
