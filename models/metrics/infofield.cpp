// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/infofield.h"

#include <QtCore/QUtf8StringView>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace cacheledger::info
{

namespace
{
constexpr std::uint64_t largestExact = std::uint64_t(1) << 53;
constexpr int mostDigits = 18; // fits in 64 bits
constexpr std::array<double, mostDigits + 1> powersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                                            1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool hasControlBytes(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool isUtf8(std::string_view text)
{
    return QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8();
}

bool isKey(std::string_view key)
{
    return !key.empty() && key.size() <= maxNameBytes && std::all_of(key.begin(), key.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-' ||
               c == '+' || c == '|';
    });
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}
} // namespace

const char* readPlainNumber(const char* p, const char* end, double& value)
{
    const bool negative = p != end && *p == '-';
    if (negative)
        ++p;
    const char* const first = p;
    std::uint64_t mantissa = 0;
    while (p != end && isDigit(*p) && p - first <= mostDigits)
        mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
    const auto wholeDigits = p - first;
    if (wholeDigits == 0 || wholeDigits > mostDigits || (wholeDigits > 1 && *first == '0'))
        return nullptr;
    std::ptrdiff_t decimals = 0;
    if (p != end && *p == '.') {
        const char* const point = p++;
        while (p != end && isDigit(*p) && p - point - 1 + wholeDigits <= mostDigits)
            mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
        decimals = p - point - 1;
    }
    if (wholeDigits + decimals > mostDigits || mantissa > largestExact)
        return nullptr;
    // Both operands are exact, so that one division rounds correctly.
    const double size = static_cast<double>(mantissa) / powersOfTen[static_cast<std::size_t>(decimals)];
    value = negative && mantissa != 0 ? -size : size;
    return p != end && *p == '%' ? p + 1 : p;
}

bool readNumber(std::string_view text, double& value)
{
    if (text.empty() || text.size() > 400)
        return false;
    const char* end = text.data() + text.size();
    if (readPlainNumber(text.data(), end, value) == end)
        return true;
    if (text.back() == '%')
        --end;
    const std::string_view digits = text.substr(text.front() == '-' ? 1 : 0);
    if (digits.size() > 1 && digits[0] == '0' && isDigit(digits[1]))
        return false;
    double read = 0;
    const auto [stop, status] = std::from_chars(text.data(), end, read);
    if (stop != end || status == std::errc::invalid_argument)
        return false;
    const bool known = status == std::errc() && std::isfinite(read);
    value = known ? read + 0.0 : std::numeric_limits<double>::quiet_NaN();
    return true;
}

bool isAlwaysText(std::string_view name)
{
    static constexpr std::array<std::string_view, 11> names = {
        "version", "run_id",      "os",         "master_replid", "master_replid2",   "master_host",
        "node_id", "config_file", "executable", "server_name",   "availability_zone"};
    static constexpr std::array<std::string_view, 6> endings = {"_human", "_sha1",    "_build_id",
                                                                "_sha",   "_version", "_replid"};
    return std::find(names.begin(), names.end(), name) != names.end() ||
           std::any_of(endings.begin(), endings.end(),
                       [name](std::string_view ending) { return name.ends_with(ending); });
}

bool isAlwaysTextKey(std::string_view key)
{
    static constexpr std::array<std::string_view, 8> keys = {"ip",      "host", "name",    "address",
                                                             "node_id", "id",   "version", "bind"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= maxNameBytes && !hasControlBytes(text) && isUtf8(text);
}

bool isText(std::string_view text)
{
    return text.size() <= maxTextBytes && !hasControlBytes(text) && isUtf8(text);
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool splitParts(std::string_view value, std::vector<Part>& parts)
{
    parts.clear();
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t comma = std::min(value.find(',', begin), value.size());
        const std::string_view piece = value.substr(begin, comma - begin);
        const std::size_t equals = piece.find('=');
        if (equals != std::string_view::npos && isKey(piece.substr(0, equals))) {
            parts.push_back({piece.substr(0, equals), piece.substr(equals + 1)});
        } else {
            if (parts.empty())
                return false;
            std::string_view& last = parts.back().value;
            last = std::string_view(last.data(), static_cast<std::size_t>(value.data() + comma - last.data()));
        }
        begin = comma + 1;
    }
    return true;
}

bool splitNumbers(std::string_view value, std::vector<Part>& parts)
{
    parts.clear();
    if (value.find(',') == std::string_view::npos)
        return false;
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t comma = std::min(value.find(',', begin), value.size());
        const std::string_view piece = value.substr(begin, comma - begin);
        double number = 0;
        if (!readNumber(piece, number))
            return false;
        parts.push_back({{}, piece});
        begin = comma + 1;
    }
    return true;
}

std::string idPrefix(std::string_view name, const std::vector<Part>& parts)
{
    constexpr std::string_view command = "cmdstat_", latency = "latency_percentiles_usec_", errors = "errorstat_";
    if (name.starts_with(command) && name.size() > command.size())
        return "cmdstat." + lowerCase(name.substr(command.size())) + '.';
    if (name.starts_with(latency) && name.size() > latency.size())
        return "latency." + lowerCase(name.substr(latency.size())) + '.';
    if (name.starts_with(errors) && name.size() > errors.size())
        return "errorstat." + std::string(name.substr(errors.size())) + '.';
    // Every module has the same line name: what tells them apart is the first part.
    if (name == "module" && parts.front().key == "name" && isName(parts.front().value))
        return "module." + std::string(parts.front().value) + '.';
    return std::string(name) + '.';
}

} // namespace cacheledger::info
