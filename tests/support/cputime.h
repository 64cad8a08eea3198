// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ctime>

namespace cacheledger
{

/// What this thread has computed so far, in milliseconds. For tests of how dear something is: other than the time on
/// the wall it does not grow while a loaded machine lets others run.
inline double threadCpuMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

} // namespace cacheledger
