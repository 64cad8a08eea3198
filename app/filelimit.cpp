// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filelimit.h"

#include <algorithm>

#include <sys/resource.h>

namespace cacheledger
{

void raiseFileLimit()
{
    constexpr rlim_t enough = 65536; // with more, whoever closes all that it might have inherited takes long
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, enough));
    ::setrlimit(RLIMIT_NOFILE, &limit); // without it, the nodes beyond the limit say what is the matter
}

} // namespace cacheledger
