// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/plotdata.h"

#include <QtCore/QString>
#include <QtCore/QTimeZone>

#include <span>

namespace cacheledger
{

/// What a chart says in words and in CSV.
namespace charttext
{

/// What a point of the chart is: "1 point = 3 s · raw samples · min–max kept".
QString resolution(const Frame& frame);

/// When the newest of a chart's lines ended although samples go on: of a cache whose primary is silent, what describes
/// its data set. Nothing while one goes on, and of lines that may pause for other reasons (no traffic).
std::optional<TimeMs> endedMs(const Frame& frame, std::span<const std::string> metrics);

struct Age {
    /// "0.4 s ago", "paused at 12:31:05", "until 12:31:05", "stale since 12:31:05", "no data yet", "no data"
    QString text;
    bool stale = false; ///< no sample for three intervals, or none ever
};
/// `ended`: endedMs() of the lines shown.
Age age(const Frame& frame, TimeMs nowMs, const QTimeZone& zone, std::optional<TimeMs> ended = {});
/// Of a picture that is held still since then: samples come, but are not shown.
Age ageWhilePaused(const Frame& frame, TimeMs pausedAtMs, const QTimeZone& zone, std::optional<TimeMs> ended = {});
/// Of a range that has ended: how far its samples go. The past does not get stale.
Age ageOfPast(const Frame& frame, TimeMs nowMs, const QTimeZone& zone, std::optional<TimeMs> ended = {});

/// One number and one unit: "6 h", "3.5 min".
QString length(qint64 ms);

/// "Hit ratio: 71.4 % at 13:00, between 70.2 % and 93.1 %, falling." Where the period before is shown:
/// "... Over the previous 1 h: between 68.0 % and 71.2 %."
QString summary(const PlotData& data, const QTimeZone& zone);

/// The span as a picture's caption says it: "21 Nov 2026 12:00–13:00".
QString caption(TimeSpan span, const QTimeZone& zone);

/// What the visible series show: time in ISO 8601 UTC, values in raw units; METRIC.min and METRIC.max beside METRIC
/// where a column stands for more than one sample. An absent value is an empty field.
QString csv(const PlotData& data);

} // namespace charttext

} // namespace cacheledger
