// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/version.h"

#include <cstdio>

int main()
{
    std::puts(cacheledger::version());
    return 0;
}
