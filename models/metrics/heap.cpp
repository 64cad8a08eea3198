// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/heap.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace cacheledger::heap
{

void giveBack()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace cacheledger::heap
