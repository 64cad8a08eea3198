// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cacheledger
{

/// One line `name{label="value",...} value timestamp` of OpenMetrics or Prometheus text, taken apart. `value` and
/// `time` (empty: none) are views into the line.
struct ExpositionSample {
    std::string name;
    std::map<std::string, std::string, std::less<>> labels;
    std::string_view value;
    std::string_view time;
};

/// A line without its end that is neither empty nor a comment; nothing when it is no sample. Takes time and memory in
/// proportion to the line. Thread-safe.
std::optional<ExpositionSample> readExpositionLine(std::string_view line);

/// `name`, `name{label="value"}`: a sample without a value, as a mapping names it.
std::optional<ExpositionSample> readExpositionSelector(std::string_view text);

} // namespace cacheledger
