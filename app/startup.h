// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cacheledger
{

/// All of main(): reads the arguments, makes the kind of application object that they need, runs the command or the
/// window, and returns the exit code.
int runMain(int argc, char** argv);

} // namespace cacheledger
