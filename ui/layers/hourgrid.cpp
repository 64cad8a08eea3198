// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/hourgrid.h"

#include "metrics/format.h"
#include "ui/layers/funnel.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 gridHourMs = 3600'000;
static constexpr qint64 gridWeekHours = 7 * 24;
static constexpr qint64 mostWeeks = 13; // a quarter: what was before says little about the hours of today

static QString gridText(const char* text)
{
    return QCoreApplication::translate("HourGrid", text);
}

std::optional<double> HourGrid::Cell::ratio() const
{
    if (!hits || !lookups || *lookups <= 0)
        return {};
    return std::min(1.0, *hits / *lookups); // counts of several sources may be taken moments apart
}

int HourGrid::columnsFor(const TimeSpan& range)
{
    const qint64 hoursOfRange = (range.lengthMs() + gridHourMs - 1) / gridHourMs;
    return static_cast<int>(std::clamp(hoursOfRange, gridWeekHours, mostWeeks * gridWeekHours));
}

TimeSpan HourGrid::spanFor(const TimeSpan& range)
{
    const TimeMs toMs = (range.toMs + gridHourMs - 1) / gridHourMs * gridHourMs;
    return {toMs - columnsFor(range) * gridHourMs, toMs};
}

static std::optional<double> sumAt(const Frame& frame, const std::vector<std::string>& metrics, std::size_t column)
{
    if (metrics.empty())
        return {};
    double sum = 0;
    for (const std::string& metric : metrics) {
        const FrameSeries* series = frame.find(metric);
        if (!series || column >= series->value.size() || !std::isfinite(series->value[column]))
            return {};
        sum += series->value[column];
    }
    return sum;
}

HourGrid HourGrid::of(const Frame* frame, const QTimeZone& zone, const std::vector<std::string>& hits,
                      const std::vector<std::string>& lookups)
{
    HourGrid grid;
    for (std::size_t column = 0; frame && column < frame->times.size(); ++column) {
        const auto hit = sumAt(*frame, hits, column);
        const auto looked = sumAt(*frame, lookups, column);
        if (!hit || !looked)
            continue;
        const QDateTime local = QDateTime::fromMSecsSinceEpoch(frame->times[column], zone);
        Cell& cell = grid.m_cells[static_cast<std::size_t>(local.date().dayOfWeek() - 1)]
                                 [static_cast<std::size_t>(local.time().hour())];
        cell.hits = cell.hits.value_or(0) + *hit;
        cell.lookups = cell.lookups.value_or(0) + *looked;
    }
    return grid;
}

QString HourGrid::summary(const QLocale& locale) const
{
    std::optional<double> worst, best;
    QString worstAt, bestAt;
    bool anyData = false;
    for (int day = 0; day < days; ++day) {
        for (int hour = 0; hour < hours; ++hour) {
            anyData = anyData || at(day, hour).hits;
            const auto ratio = at(day, hour).ratio();
            if (!ratio)
                continue;
            const QString when = u"%1 %2:00"_s.arg(locale.dayName(day + 1, QLocale::LongFormat),
                                                   QString::number(hour).rightJustified(2, u'0'));
            if (!worst || *ratio < *worst)
                worst = ratio, worstAt = when;
            if (!best || *ratio > *best)
                best = ratio, bestAt = when;
        }
    }
    if (!worst)
        return anyData ? gridText(QT_TRANSLATE_NOOP("HourGrid", "No traffic in these hours."))
                       : gridText(QT_TRANSLATE_NOOP("HourGrid", "No counts of hits and misses in these hours."));
    return gridText(QT_TRANSLATE_NOOP("HourGrid", "Lowest %1 on %2, highest %3 on %4."))
        .arg(ratioFigure(worst, false).text, worstAt, ratioFigure(best, false).text, bestAt);
}

QStringList HourGrid::headings() const
{
    QStringList headings{gridText(QT_TRANSLATE_NOOP("HourGrid", "Day"))};
    for (int hour = 0; hour < hours; ++hour)
        headings << QString::number(hour);
    return headings;
}

std::vector<std::vector<Figure>> HourGrid::rows(const QLocale& locale) const
{
    std::vector<std::vector<Figure>> rows;
    for (int day = 0; day < days; ++day) {
        std::vector<Figure> row{{locale.dayName(day + 1, QLocale::ShortFormat)}};
        for (int hour = 0; hour < hours; ++hour)
            row.push_back(ratioFigure(at(day, hour).ratio(), at(day, hour).isQuiet()));
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace cacheledger
