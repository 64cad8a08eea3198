// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"

#include <QtCore/QTimeZone>

namespace cacheledger
{

/// What cost lines come to in a stretch of time, so that the amounts of neighbouring stretches add up to that of their
/// union exactly: each is the difference of what had come together until its ends, which alone is rounded.
class CostAccrual
{
public:
    explicit CostAccrual(const QTimeZone& zone) : m_zone(zone) {}

    /// Of a line in [fromMs, toMs), in the line's currency, or in `to` at `rate`. Lines of kind Requests cost nothing
    /// by time. A part of a month costs its share of that month's milliseconds, months being those of the time zone.
    Money byTime(const CacheCostLine& line, const Money& amount, TimeMs fromMs, TimeMs toMs);

private:
    void moveToMonthOf(TimeMs timeMs);
    Money byMonths(const Money& monthly, TimeMs fromMs, TimeMs toMs);

    QTimeZone m_zone;
    TimeMs m_monthFromMs = 0; // the month at hand: a ledger goes through them in order
    TimeMs m_monthToMs = 0;
};

/// For each lookup; no amount where the line is of another kind or says for none.
Money costPerLookup(const CacheCostLine& line, const Money& amount);

/// IANA id; UTC where it is empty or not known.
QTimeZone ledgerZone(const QByteArray& id);

} // namespace cacheledger
