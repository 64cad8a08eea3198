// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/importformat.h"

#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QIODevice>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

namespace cacheledger
{

namespace
{

std::string lowered(std::string_view text)
{
    std::string low(text);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return low;
}

std::string_view withoutSpaces(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <std::size_t N>
bool isOneOf(const std::string& word, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Digits only, or -1.
int digits(std::string_view text)
{
    int value = 0;
    for (char c : text) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// "2026-06-01T12:00:00.250Z" exactly, as our exports have it: a general parser costs more than all the rest of a row.
std::optional<TimeMs> exportTime(std::string_view text)
{
    if (text.size() != 24 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text[19] != '.' || text[23] != 'Z')
        return std::nullopt;
    const int year = digits(text.substr(0, 4));
    const int month = digits(text.substr(5, 2));
    const int day = digits(text.substr(8, 2));
    const int hour = digits(text.substr(11, 2));
    const int minute = digits(text.substr(14, 2));
    const int second = digits(text.substr(17, 2));
    const int ms = digits(text.substr(20, 3));
    if (std::min({year, month, day, hour, minute, second, ms}) < 0 || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return std::nullopt;
    const qint64 days = std::chrono::sys_days(date).time_since_epoch().count();
    return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1000 + ms;
}

} // namespace

ImportColumn ImportNames::column(const std::string& name) const
{
    static constexpr std::array<std::string_view, 6> times{"time", "timestamp", "@timestamp", "ts", "date", "datetime"};
    static constexpr std::array<std::string_view, 2> nodes{"node", "instance"};
    if (const auto mapped = m_mapped.find(name); mapped != m_mapped.end()) {
        if (mapped->second.empty())
            return {ImportColumn::Role::Ignored, {}};
        if (mapped->second == "time" || mapped->second == "node")
            return {mapped->second == "time" ? ImportColumn::Role::Time : ImportColumn::Role::Node, {}};
        return {ImportColumn::Role::Metric, mapped->second};
    }
    const std::string low = lowered(name);
    if (isOneOf(low, times))
        return {ImportColumn::Role::Time, {}};
    if (isOneOf(low, nodes))
        return {ImportColumn::Role::Node, {}};
    // What could not be a field of INFO is no metric.
    constexpr std::size_t longestName = 256;
    const bool control = std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == 127; });
    if (name.empty() || name.size() > longestName || control)
        return {ImportColumn::Role::Ignored, {}};
    return {ImportColumn::Role::Metric, name};
}

ImportFormat detectImportFormat(QIODevice& in)
{
    QByteArray start = in.peek(4096);
    if (start.startsWith("\xef\xbb\xbf"))
        start.remove(0, 3);
    start = start.trimmed();
    if (start.startsWith('[') || start.startsWith('{'))
        return ImportFormat::Json;
    const QByteArray line = start.left(std::max<qsizetype>(0, start.indexOf('\n')));
    const bool comment = start.startsWith("# TYPE ") || start.startsWith("# HELP ") || start.startsWith("# UNIT ") ||
                         start.startsWith("# EOF");
    return comment || (line.contains('{') && line.contains("=\"") && line.contains('}')) ? ImportFormat::OpenMetrics
                                                                                         : ImportFormat::Csv;
}

std::optional<TimeMs> importTime(std::string_view text)
{
    text = withoutSpaces(text);
    if (text.empty() || text.size() > 64 || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    if (const auto own = exportTime(text))
        return *own >= 0 ? own : std::nullopt;
    const auto time = parseTime(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), 0);
    return time && *time >= 0 ? time : std::nullopt;
}

std::optional<double> importNumber(std::string_view text)
{
    static constexpr std::array<std::string_view, 6> absent{"", "null", "nan", "na", "n/a", "-"};
    text = withoutSpaces(text);
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size())
        return value; // "nan" too, which is absent
    return text.size() <= 4 && isOneOf(lowered(text), absent) ? std::optional(std::numeric_limits<double>::quiet_NaN())
                                                              : std::nullopt;
}

Error importError(qint64 line, const QString& why)
{
    return {ErrorCode::InvalidArgument, QCoreApplication::translate("History", "Line %1: %2").arg(line).arg(why), {}};
}

} // namespace cacheledger
