// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/catalogue.h"
#include "metrics/clock.h"

#include <QtCore/QLocale>
#include <QtCore/QString>
#include <QtCore/QTimeZone>

#include <optional>

namespace cacheledger
{

/// A value split as a tile shows it: number and unit apart.
struct FormattedValue {
    QString number;         ///< "3.71", "71.4", "unknown"
    QString unit;           ///< "GiB", "%", "/s", "" ...
    QString joined() const; ///< with a no-break space between, where there is a unit
};

/// One place for how numbers look, so that the same number is the same everywhere. Bytes are IEC (KiB, MiB, GiB),
/// ratios per cent with one decimal, durations readable (µs, ms, s, min, h, d), counts grouped by the locale and
/// shortened only in `compact`. An absent value reads "unknown" (translated), never 0.
namespace format
{
FormattedValue value(std::optional<double> value, Unit unit, const QLocale& locale = QLocale());
/// For axis labels and other narrow places: 1.2k, 3.4M; bytes and durations likewise short.
QString compact(double value, Unit unit, const QLocale& locale = QLocale());
/// "3 d 4 h", "2 min 5 s", "350 ms".
QString duration(qint64 ms, const QLocale& locale = QLocale());
/// ISO 8601 in UTC with milliseconds: 2026-11-20T19:57:08.123Z.
QString isoUtc(TimeMs timeMs);
/// The shortest text that reads back as the same double ("4000", "0.1").
QString raw(double value);
} // namespace format

/// "now", "now-15m" or "-15m", ISO 8601 (with or without zone: without is local time), seconds or milliseconds since
/// 1970. A bare date is its first moment. Nothing when it is none of these.
std::optional<TimeMs> parseTime(const QString& text, TimeMs nowMs);
/// The same where a text without zone is of `zone`, not local.
std::optional<TimeMs> parseTime(const QString& text, TimeMs nowMs, const QTimeZone& zone);
/// "500ms", "10s", "5m", "2h", "7d"; a bare number is seconds. Nothing when malformed, negative or over 100 years.
std::optional<qint64> parseDurationMs(const QString& text);

} // namespace cacheledger
