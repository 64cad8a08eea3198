// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// What one command did: since a server's start, or of a cache over a range. Absent is not known, never 0.
struct CommandUse {
    std::string name; ///< as INFO commandstats has it, in lower case: "get", "config|get"
    std::optional<double> calls;
    std::optional<double> usec;      ///< that the calls took together, microseconds
    std::optional<double> timeShare; ///< of the time that all listed commands took
    std::optional<double> callShare; ///< of all calls
    std::optional<double> callsPerSecond;
    std::optional<double> usecPerCall; ///< mean
    std::optional<double> p50, p99;    ///< microseconds, since the server's start; Redis 7 and later
    std::optional<double> rejected, failed;
    friend bool operator==(const CommandUse&, const CommandUse&) = default;
};

/// What a list of commands is sorted by, the most first; those that are not known come last, equal ones by name.
enum class CommandOrder { Time, Calls, Mean, P99, Failures };

/// The commands that a server counts (`cmdstat.X.calls`), or the types of its errors (`errorstat.X.count`), in the
/// order of the metrics' names.
std::vector<std::string> commandsIn(const std::vector<std::string>& metrics);
std::vector<std::string> errorTypesIn(const std::vector<std::string>& metrics);

/// Fills the shares from calls and usec of all.
void setShares(std::vector<CommandUse>& uses);
void sortCommands(std::vector<CommandUse>& uses, CommandOrder order);

} // namespace cacheledger
