// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/reportperiod.h"

#include <QtCore/QDateTime>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QStringList reportPresets()
{
    return {u"last-week"_s, u"last-month"_s, u"last-quarter"_s, u"last-year"_s};
}

static ReportPeriod periodOfDays(const QDate& from, const QDate& to, const QTimeZone& zone)
{
    return {from.startOfDay(zone).toMSecsSinceEpoch(), to.startOfDay(zone).toMSecsSinceEpoch()};
}

std::optional<ReportPeriod> reportPeriod(const QString& preset, TimeMs nowMs, const QTimeZone& zone)
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs, zone).date();
    if (preset == "last-week"_L1) {
        const QDate monday = today.addDays(1 - today.dayOfWeek());
        return periodOfDays(monday.addDays(-7), monday, zone);
    }
    const QDate month(today.year(), today.month(), 1);
    if (preset == "last-month"_L1)
        return periodOfDays(month.addMonths(-1), month, zone);
    const QDate quarter(today.year(), (today.month() - 1) / 3 * 3 + 1, 1);
    if (preset == "last-quarter"_L1)
        return periodOfDays(quarter.addMonths(-3), quarter, zone);
    const QDate year(today.year(), 1, 1);
    if (preset == "last-year"_L1)
        return periodOfDays(year.addYears(-1), year, zone);
    return {};
}

ReportPeriod periodBefore(const ReportPeriod& period, const QTimeZone& zone)
{
    const QDate from = QDateTime::fromMSecsSinceEpoch(period.fromMs, zone).date();
    const QDate to = QDateTime::fromMSecsSinceEpoch(period.toMs, zone).date();
    if (periodOfDays(from, to, zone) != period)
        return {period.fromMs - (period.toMs - period.fromMs), period.fromMs};
    if (from.day() == 1 && to.day() == 1) {
        const int months = (to.year() - from.year()) * 12 + to.month() - from.month();
        return periodOfDays(from.addMonths(-months), from, zone);
    }
    return periodOfDays(from.addDays(-from.daysTo(to)), from, zone);
}

} // namespace cacheledger
