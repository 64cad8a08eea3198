// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "ui/figuretable.h"
#include "ui/timerange.h"

#include <array>
#include <optional>

namespace cacheledger
{

/// Hit ratio by weekday and hour of the day, in a zone. Counts of the same hour of several weeks are added up before
/// they are divided. A value.
class HourGrid
{
public:
    static constexpr int days = 7, hours = 24;

    struct Cell {
        std::optional<double> hits, lookups; ///< absent: no data of this hour
        std::optional<double> ratio() const;
        bool isQuiet() const { return lookups && *lookups == 0; }
    };

    /// The stretch to ask for: whole hours, as long as the range, at least a week and at most thirteen, ending with it.
    static TimeSpan spanFor(const TimeSpan& range);
    static int columnsFor(const TimeSpan& range);
    /// `frame` has hourly columns of spanFor(); each counts for the local hour in which it begins. Metrics are
    /// increases; several are added up, and an hour counts only where all of a side are known.
    static HourGrid of(const Frame* frame, const QTimeZone& zone, const std::vector<std::string>& hits,
                       const std::vector<std::string>& lookups);

    /// Monday is 0.
    const Cell& at(int day, int hour) const
    {
        return m_cells[static_cast<std::size_t>(day)][static_cast<std::size_t>(hour)];
    }
    /// The hours with the lowest and highest ratio in one sentence, or why there are none.
    QString summary(const QLocale& locale = QLocale()) const;
    QStringList headings() const;
    std::vector<std::vector<Figure>> rows(const QLocale& locale = QLocale()) const;

private:
    std::array<std::array<Cell, hours>, days> m_cells;
};

} // namespace cacheledger
