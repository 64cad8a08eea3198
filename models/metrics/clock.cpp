// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/clock.h"

#include <chrono>

namespace cacheledger
{

TimeMs SystemClock::nowMs() const
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

qint64 SystemClock::monotonicNs() const
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace cacheledger
