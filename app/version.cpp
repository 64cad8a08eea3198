// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/version.h"

namespace cacheledger
{

const char* version()
{
    return CACHELEDGER_VERSION;
}

} // namespace cacheledger
