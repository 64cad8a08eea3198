// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cacheledger::heap
{

/// Gives back to the system what the allocator keeps for more of the same: after work that took much memory and does
/// not come again soon. Some milliseconds; any thread. Does nothing where the C library is not glibc.
void giveBack();

} // namespace cacheledger::heap
