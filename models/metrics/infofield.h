// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to InfoParser: the rules by which one field of INFO is understood.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cacheledger::info
{

/// Bounds that keep a hostile answer from filling the memory. Beyond them fields are dropped and counted.
inline constexpr std::size_t maxFields = 20000; ///< numbers and texts together
inline constexpr std::size_t maxLineBytes = 65536;
inline constexpr std::size_t maxNameBytes = 256;
inline constexpr std::size_t maxTextBytes = 4096; ///< of one text
inline constexpr std::size_t maxAllTextBytes = 1 << 20;

/// Reads `[-]digits[.digits][%]` from the start of [p, end) without rounding; the first byte after it, or nullptr when
/// there is none or it has more digits than a double holds exactly. A leading zero before a digit is no number: INFO
/// prints hashes so, never numbers.
const char* readPlainNumber(const char* p, const char* end, double& value);

/// Whether the whole text is a number as INFO prints it. nan and inf are numbers that are absent: `value` is then NaN.
bool readNumber(std::string_view text, double& value);

/// Fields (and keys inside a line) that may look like numbers and never are: hashes, versions, names, addresses.
bool isAlwaysText(std::string_view name);
bool isAlwaysTextKey(std::string_view key);

/// Printable UTF-8 of a bearable length.
bool isName(std::string_view text);
bool isText(std::string_view text);

std::string_view trimmed(std::string_view text);

struct Part {
    std::string_view key;
    std::string_view value;
};

/// Splits `key=value,key=value`; false when the text is not of that form. What follows a comma without a `key=` of its
/// own belongs to the value before it.
bool splitParts(std::string_view value, std::vector<Part>& parts);

/// Splits `number,number,...` (two at least); false when the text is not of that form. Keys stay empty.
bool splitNumbers(std::string_view value, std::vector<Part>& parts);

/// What the ids of a line's parts begin with, dot included: "cmdstat.get." for `cmdstat_GET`.
std::string idPrefix(std::string_view name, const std::vector<Part>& parts);

} // namespace cacheledger::info
