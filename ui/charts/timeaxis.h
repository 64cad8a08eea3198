// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timerange.h"

#include <QtCore/QLocale>
#include <QtCore/QString>
#include <QtCore/QTimeZone>

#include <functional>
#include <vector>

namespace cacheledger
{

struct TimeTick {
    TimeMs timeMs = 0;
    double x = 0; ///< pixels, from where the axis' left end stands
    QString label;
};

/// Time to pixels and back, and ticks on round times of a time zone: seconds to years, right across changes of daylight
/// saving time. A value; knows nothing of painting (the width of a label is told by a function).
class TimeAxis
{
public:
    using Measure = std::function<double(const QString&)>;

    TimeAxis() = default;
    TimeAxis(TimeSpan span, double left, double width, const QTimeZone& zone = QTimeZone::utc());

    TimeSpan span() const { return m_span; }
    double left() const { return m_left; }
    double width() const { return m_width; }
    const QTimeZone& zone() const { return m_zone; }

    double x(TimeMs timeMs) const;
    TimeMs time(double x) const; ///< clamped to the span

    /// Ticks whose labels neither overlap (a gap of 14 px at least) nor reach outside [minX, maxX]. Midnights and new
    /// years are labelled with the date; so is the first tick when no other tells the day and the span does not end on
    /// the day of `nowMs`.
    std::vector<TimeTick> ticks(const Measure& measure, double minX, double maxX, TimeMs nowMs) const;

    /// A moment as the crosshair says it: as many parts as a span of this length needs to tell pixels apart.
    QString describe(TimeMs timeMs) const;

private:
    TimeSpan m_span{0, 1};
    double m_left = 0;
    double m_width = 1;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace cacheledger
