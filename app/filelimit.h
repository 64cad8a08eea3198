// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cacheledger
{

/// Lets this process open as many files as it may: a connection to each of a thousand nodes is more than the 1,024 that
/// a session or a service usually begins with. To be called before other threads begin.
void raiseFileLimit();

} // namespace cacheledger
