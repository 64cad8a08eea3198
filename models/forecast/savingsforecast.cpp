// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/savingsforecast.h"

#include "cost/costaccrual.h"
#include "cost/ledgerrate.h"
#include "forecast/robustslope.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cacheledger
{

static constexpr int lookedBackDays = 28;
static constexpr double dayMs = 86'400'000;
static constexpr double toDeviation = 1.4826; // of a normal distribution, from its MAD
static constexpr double of95 = 1.96;

static QDateTime zonedMoment(TimeMs timeMs, const QByteArray& timeZone)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, ledgerZone(timeZone));
}

static TimeMs monthBegin(TimeMs nowMs, const QByteArray& timeZone, int monthsLater)
{
    const QDateTime now = zonedMoment(nowMs, timeZone);
    const QDate first = QDate(now.date().year(), now.date().month(), 1).addMonths(monthsLater);
    return first.startOfDay(now.timeZone()).toMSecsSinceEpoch();
}

TimeMs savingsLedgerFrom(TimeMs nowMs, const QByteArray& timeZone)
{
    const QDateTime now = zonedMoment(nowMs, timeZone);
    const TimeMs back = now.date().addDays(-lookedBackDays).startOfDay(now.timeZone()).toMSecsSinceEpoch();
    return std::min(back, monthBegin(nowMs, timeZone, 0));
}

static bool isWholeDay(const LedgerEntry& entry, const QByteArray& timeZone)
{
    const QDateTime begin = zonedMoment(entry.fromMs, timeZone);
    return begin.date().startOfDay(begin.timeZone()) == begin &&
           begin.date().addDays(1).startOfDay(begin.timeZone()).toMSecsSinceEpoch() == entry.toMs;
}

static bool isPriced(const Ledger& ledger)
{
    return ledger.unpriced.isEmpty() && ledger.total.net.isValid() &&
           std::any_of(ledger.total.stages.begin(), ledger.total.stages.end(),
                       [](const LedgerStage& stage) { return stage.gross.isValid(); });
}

/// The middle of the days and how far from it is usual.
struct UsualDay {
    double middle = 0;
    double spread = 0;
};

static UsualDay usualDay(const std::vector<double>& days)
{
    UsualDay usual;
    usual.middle = medianOf(days);
    std::vector<double> distances;
    distances.reserve(days.size());
    for (const double day : days)
        distances.push_back(std::abs(day - usual.middle));
    const auto n = static_cast<double>(days.size());
    usual.spread =
        toDeviation * medianOf(std::move(distances)) * n / (n - 0.8); // few are nearer to it than to the truth
    return usual;
}

static Money plus(const Money& amount, double more)
{
    const auto exact = Decimal::fromDouble(more);
    return exact ? amount + Money::ofUnits(amount.currency(), *exact) : Money();
}

SavingsForecast forecastSavings(const Ledger& ledger, TimeMs nowMs)
{
    SavingsForecast forecast;
    if (!isPriced(ledger))
        return forecast;
    const TimeMs beginMs = monthBegin(nowMs, ledger.timeZone, 0), endMs = monthBegin(nowMs, ledger.timeZone, 1);
    std::vector<double> days;
    forecast.soFar = Money::ofUnits(ledger.currency, 0);
    for (const LedgerEntry& entry : ledger.entries) {
        if (entry.fromMs >= beginMs && entry.net.isValid())
            forecast.soFar = forecast.soFar + entry.net;
        if (entry.net.isValid() && entry.coverage >= coverageForRate && isWholeDay(entry, ledger.timeZone))
            days.push_back(entry.net.toDouble());
    }
    if (days.size() > lookedBackDays)
        days.erase(days.begin(), days.end() - lookedBackDays);
    forecast.days = static_cast<int>(days.size());
    forecast.answer =
        forecast.days < SavingsForecast::fewestDays ? SavingsForecast::Answer::TooShort : SavingsForecast::Answer::Told;
    if (forecast.answer == SavingsForecast::Answer::TooShort)
        return forecast;
    const UsualDay usual = usualDay(days);
    const double rest = static_cast<double>(endMs - nowMs) / dayMs;
    // A median of n values varies by pi/2 times as much as their mean does.
    const double medianShare = rest * rest * std::numbers::pi / 2 / static_cast<double>(days.size());
    const double either = of95 * usual.spread * std::sqrt(rest + medianShare);
    forecast.expected = plus(forecast.soFar, usual.middle * rest);
    forecast.low = plus(forecast.soFar, usual.middle * rest - either);
    forecast.high = plus(forecast.soFar, usual.middle * rest + either);
    return forecast;
}

} // namespace cacheledger
