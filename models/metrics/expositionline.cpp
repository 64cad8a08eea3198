// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/expositionline.h"

#include <algorithm>

namespace cacheledger
{

namespace
{
std::string_view nextWord(std::string_view& rest)
{
    const std::size_t start = std::min(rest.find_first_not_of(" \t"), rest.size());
    const std::size_t end = std::min(rest.find_first_of(" \t", start), rest.size());
    const std::string_view found = rest.substr(start, end - start);
    rest.remove_prefix(end);
    return found;
}

/// Reads `="..."` with its escapes; false when it is not of that form.
bool readLabelValue(std::string_view& rest, std::string& value)
{
    if (!rest.starts_with("=\""))
        return false;
    for (std::size_t i = 2; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return true;
        }
        if (rest[i] == '\\' && i + 1 < rest.size())
            value += rest[++i] == 'n' ? '\n' : rest[i];
        else
            value += rest[i];
    }
    return false;
}

bool readLabels(std::string_view& rest, ExpositionSample& sample)
{
    rest.remove_prefix(1);
    while (!rest.starts_with('}')) {
        const std::size_t end = rest.find_first_of("=}");
        if (end == std::string_view::npos || end == 0 || rest[end] != '=')
            return false;
        std::string_view name = rest.substr(0, end);
        rest.remove_prefix(end);
        std::string value;
        if (!readLabelValue(rest, value))
            return false;
        sample.labels.insert_or_assign(std::string(nextWord(name)), std::move(value));
        const std::size_t next = std::min(rest.find_first_not_of(" ,"), rest.size());
        rest.remove_prefix(next);
    }
    rest.remove_prefix(1);
    return true;
}

/// Name and labels; `line` is what follows.
std::optional<ExpositionSample> readSeries(std::string_view& line)
{
    ExpositionSample sample;
    const std::size_t end = std::min(line.find_first_of("{ \t"), line.size());
    if (end == 0)
        return std::nullopt;
    sample.name = line.substr(0, end);
    line.remove_prefix(end);
    if (line.starts_with('{') && !readLabels(line, sample))
        return std::nullopt;
    return sample;
}
} // namespace

std::optional<ExpositionSample> readExpositionLine(std::string_view line)
{
    auto sample = readSeries(line);
    if (!sample)
        return std::nullopt;
    sample->value = nextWord(line);
    sample->time = nextWord(line);
    if (sample->time.starts_with('#'))
        sample->time = {};
    return sample->value.empty() ? std::nullopt : sample;
}

std::optional<ExpositionSample> readExpositionSelector(std::string_view text)
{
    auto sample = readSeries(text);
    return sample && nextWord(text).empty() ? sample : std::nullopt;
}

} // namespace cacheledger
