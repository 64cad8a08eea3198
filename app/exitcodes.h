// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

namespace cacheledger
{

/// What a run of the binary returns; the numbers are those of sysexits.h. Documented in docs/cli.md.
enum class ExitCode : int {
    Ok = 0,
    ThresholdBreached = 1, ///< check, inspect: a headline metric is at "warning" or "critical"; history verify: damaged
    Usage = 64,            ///< the command line is wrong, or names a cache or metric that does not exist
    Unavailable = 69,      ///< a server cannot be used, the history is held by another process, there is no display
    Io = 74,               ///< a file cannot be read or written, or is not what it should be
    Permission = 77,       ///< the server refused the login or the command
    Configuration = 78,    ///< a configuration file cannot be understood
};

/// The one table from kinds of errors to exit codes.
ExitCode exitCodeFor(ErrorCode code);
/// What a run over several servers returns: `before`, unless that was Ok so far.
ExitCode firstFailure(ExitCode before, ErrorCode now);

} // namespace cacheledger
