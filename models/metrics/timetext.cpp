// SPDX-License-Identifier: GPL-3.0-or-later
// The part of format.h about moments and durations: writing and reading them.
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace cacheledger
{
namespace
{

constexpr double longestDurationMs = 100 * 365.25 * 86'400'000;

QString durationPart(qint64 count, const char* unit, const QLocale& locale)
{
    return FormattedValue{locale.toString(count), QCoreApplication::translate("Format", unit)}.joined();
}

/// "12", "1.5", "0.25": digits with at most one point in between; nothing else that a number parser would take.
std::optional<double> plainNumber(QStringView text)
{
    int points = 0;
    for (QChar c : text) {
        points += c == QLatin1Char('.') ? 1 : 0;
        if (c != QLatin1Char('.') && (c < QLatin1Char('0') || c > QLatin1Char('9')))
            return std::nullopt;
    }
    if (text.isEmpty() || points > 1 || text.startsWith(QLatin1Char('.')) || text.endsWith(QLatin1Char('.')))
        return std::nullopt;
    bool ok = false;
    const double number = text.toDouble(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

/// A day need not begin at 00:00: where clocks go forward at midnight, it begins at one.
TimeMs momentOf(const QDateTime& read, const QString& text, const QTimeZone& zone)
{
    if (read.timeSpec() != Qt::LocalTime) // the text has a zone
        return read.toMSecsSinceEpoch();
    const bool isDate = !text.contains(QLatin1Char(':'));
    return (isDate ? read.date().startOfDay(zone) : QDateTime(read.date(), read.time(), zone)).toMSecsSinceEpoch();
}

} // namespace

QString format::duration(qint64 ms, const QLocale& locale)
{
    if (ms < 0) {
        // One more than the most negative number has no positive counterpart.
        const qint64 size = ms == std::numeric_limits<qint64>::min() ? std::numeric_limits<qint64>::max() : -ms;
        return locale.negativeSign() + duration(size, locale);
    }
    if (ms < 1000)
        return durationPart(ms, "ms", locale);
    if (ms < 10'000 && ms % 1000 >= 100) {
        const double tenths = std::floor(static_cast<double>(ms) / 100) / 10;
        return FormattedValue{locale.toString(tenths, 'f', 1), QCoreApplication::translate("Format", "s")}.joined();
    }
    static constexpr std::array<std::pair<qint64, const char*>, 4> units{
        {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1000, "s"}}};
    std::size_t at = 0;
    while (ms < units[at].first)
        ++at;
    QString text = durationPart(ms / units[at].first, units[at].second, locale);
    if (at + 1 < units.size()) {
        const qint64 rest = ms % units[at].first / units[at + 1].first;
        if (rest > 0)
            text += QLatin1Char(' ') + durationPart(rest, units[at + 1].second, locale);
    }
    return text;
}

QString format::isoUtc(TimeMs timeMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc());
    return time.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz")) + QLatin1Char('Z');
}

std::optional<qint64> parseDurationMs(const QString& text)
{
    static constexpr std::array<std::pair<QLatin1String, double>, 5> units{{
        {QLatin1String("ms"), 1.0}, // before "s", which also ends it
        {QLatin1String("s"), 1000.0},
        {QLatin1String("m"), 60'000.0},
        {QLatin1String("h"), 3'600'000.0},
        {QLatin1String("d"), 86'400'000.0},
    }};
    QStringView number = QStringView(text).trimmed();
    double factor = 1000;
    for (const auto& [unit, ms] : units) {
        if (number.endsWith(unit, Qt::CaseInsensitive)) {
            factor = ms;
            number.chop(unit.size());
            break;
        }
    }
    const std::optional<double> count = plainNumber(number);
    if (!count || *count * factor > longestDurationMs)
        return std::nullopt;
    return std::llround(*count * factor);
}

std::optional<TimeMs> parseTime(const QString& text, TimeMs nowMs, const QTimeZone& zone)
{
    const QString trimmed = text.trimmed();
    const bool now = trimmed.startsWith(QLatin1String("now"), Qt::CaseInsensitive);
    if (now && trimmed.size() == 3)
        return nowMs;
    // "-15m" needs its unit: "-15" alone could as well be a slip in a number.
    const QString back = now ? trimmed.mid(3) : trimmed;
    if (back.startsWith(QLatin1Char('-')) && (now || back.back().isLetter())) {
        const std::optional<qint64> ago = parseDurationMs(back.mid(1));
        return ago ? std::optional(nowMs - *ago) : std::nullopt;
    }
    if (now && back.startsWith(QLatin1Char('+'))) {
        const std::optional<qint64> ahead = parseDurationMs(back.mid(1));
        return ahead ? std::optional(nowMs + *ahead) : std::nullopt;
    }
    if (now)
        return std::nullopt;
    if (const std::optional<double> number = plainNumber(trimmed)) {
        // As seconds this is the year 5138, as milliseconds 1973: nobody's cache has history of either.
        constexpr double firstMilliseconds = 1e11;
        constexpr double lastMilliseconds = 253402300799999.0; // end of the year 9999
        if (*number > lastMilliseconds)
            return std::nullopt;
        return std::llround(*number < firstMilliseconds ? *number * 1000 : *number);
    }
    const QDateTime time = QDateTime::fromString(trimmed, Qt::ISODateWithMs);
    return time.isValid() ? std::optional(momentOf(time, trimmed, zone)) : std::nullopt;
}

std::optional<TimeMs> parseTime(const QString& text, TimeMs nowMs)
{
    return parseTime(text, nowMs, QTimeZone::systemTimeZone());
}

} // namespace cacheledger
