// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/costaccrual.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cacheledger
{

namespace
{
constexpr qint64 hourMs = 3600'000;

/// What an amount for `wholeMs` has come to after `ms` of it.
Money shareOf(const Money& amount, qint64 ms, qint64 wholeMs)
{
    return (amount * ms).dividedBy(wholeMs);
}

Money between(const Money& amount, TimeMs originMs, qint64 wholeMs, TimeMs fromMs, TimeMs toMs)
{
    return shareOf(amount, toMs - originMs, wholeMs) - shareOf(amount, fromMs - originMs, wholeMs);
}
} // namespace

QTimeZone ledgerZone(const QByteArray& id)
{
    const QTimeZone zone(id);
    return !id.isEmpty() && zone.isValid() ? zone : QTimeZone::utc();
}

void CostAccrual::moveToMonthOf(TimeMs timeMs)
{
    if (timeMs >= m_monthFromMs && timeMs < m_monthToMs)
        return;
    const QDate day = QDateTime::fromMSecsSinceEpoch(timeMs, m_zone).date();
    const QDate first(day.year(), day.month(), 1);
    m_monthFromMs = first.startOfDay(m_zone).toMSecsSinceEpoch();
    m_monthToMs = first.addMonths(1).startOfDay(m_zone).toMSecsSinceEpoch();
}

Money CostAccrual::byMonths(const Money& monthly, TimeMs fromMs, TimeMs toMs)
{
    Money sum(monthly.currency());
    while (fromMs < toMs) {
        moveToMonthOf(fromMs);
        const TimeMs end = std::min(toMs, m_monthToMs);
        sum += between(monthly, m_monthFromMs, m_monthToMs - m_monthFromMs, fromMs, end);
        fromMs = end;
    }
    return sum;
}

Money CostAccrual::byTime(const CacheCostLine& line, const Money& amount, TimeMs fromMs, TimeMs toMs)
{
    fromMs = std::max(fromMs, line.validFromMs);
    toMs = std::min(toMs, line.validToMs.value_or(std::numeric_limits<TimeMs>::max()));
    if (fromMs >= toMs)
        return Money(amount.currency());
    switch (line.kind) {
    case CacheCostLine::Kind::PerMonth:
        return byMonths(amount.times(line.quantity), fromMs, toMs);
    case CacheCostLine::Kind::NodeHours:
    case CacheCostLine::Kind::GbHours:
        return between(amount.times(line.quantity), line.validFromMs, hourMs, fromMs, toMs);
    case CacheCostLine::Kind::Entered:
        return between(amount, line.validFromMs, line.validToMs.value_or(toMs) - line.validFromMs, fromMs, toMs);
    case CacheCostLine::Kind::Requests:
    case CacheCostLine::Kind::Once:
        break;
    }
    return Money(amount.currency());
}

Money costPerLookup(const CacheCostLine& line, const Money& amount)
{
    const qint64 lookups = std::llround(line.quantity.toDouble());
    return line.kind == CacheCostLine::Kind::Requests && lookups > 0 ? amount.dividedBy(lookups) : Money();
}

} // namespace cacheledger
