// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTimeZone>

#include <optional>

namespace cacheledger
{

/// What a report is about: [fromMs, toMs).
struct ReportPeriod {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    friend bool operator==(const ReportPeriod&, const ReportPeriod&) = default;
};

/// "last-week", "last-month", "last-quarter", "last-year".
QStringList reportPresets();

/// The last whole week (from Monday), month, quarter or year before `nowMs` in `zone`, whatever its length in hours.
/// Nothing for another word.
std::optional<ReportPeriod> reportPeriod(const QString& preset, TimeMs nowMs, const QTimeZone& zone);

/// The one directly before it: whole months before whole months, whole days before whole days, else as many
/// milliseconds.
ReportPeriod periodBefore(const ReportPeriod& period, const QTimeZone& zone);

} // namespace cacheledger
