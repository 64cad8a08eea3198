// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/ledgerperiods.h"

#include "cost/costaccrual.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <set>

namespace cacheledger
{

namespace
{

constexpr std::size_t mostPeriods = 100'000;
constexpr qint64 shortestHourMs = 3600'000;

Error badPeriods(const QString& message, const QString& next)
{
    return {ErrorCode::InvalidArgument, message, next};
}

/// Where the hour, day or month after the one that holds `timeMs` begins.
TimeMs nextBound(TimeMs timeMs, LedgerStep by, const QTimeZone& zone)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(timeMs, zone);
    const QDate day = local.date();
    switch (by) {
    case LedgerStep::Hour: {
        // By the offset from UTC, which not all zones have in whole hours; a change of it begins a new hour.
        const qint64 offsetMs = local.offsetFromUtc() * 1000LL;
        const qint64 over = ((timeMs + offsetMs) % shortestHourMs + shortestHourMs) % shortestHourMs;
        return timeMs - over + shortestHourMs;
    }
    case LedgerStep::Day:
        return day.addDays(1).startOfDay(zone).toMSecsSinceEpoch();
    case LedgerStep::Month:
        return QDate(day.year(), day.month(), 1).addMonths(1).startOfDay(zone).toMSecsSinceEpoch();
    }
    return timeMs + shortestHourMs;
}

} // namespace

Result<std::vector<TimeMs>> ledgerBounds(TimeMs fromMs, TimeMs toMs, LedgerStep by, const QByteArray& timeZone)
{
    constexpr TimeMs farthestMs = 8'640'000'000'000'000; // what calendars count to
    if (fromMs >= toMs || fromMs < -farthestMs || toMs > farthestMs)
        return badPeriods(QCoreApplication::translate("Ledger", "The time range is empty or ends before it begins."),
                          QCoreApplication::translate("Ledger", "Choose a beginning before the end."));
    if (!timeZone.isEmpty() && !QTimeZone(timeZone).isValid())
        return badPeriods(QCoreApplication::translate("Ledger", "There is no time zone \"%1\".")
                              .arg(QString::fromUtf8(timeZone.left(100))),
                          QCoreApplication::translate("Ledger", "Name one as in Asia/Kolkata or Europe/Berlin."));
    const QTimeZone zone = ledgerZone(timeZone);
    std::vector<TimeMs> bounds{fromMs};
    while (bounds.back() < toMs) {
        if (bounds.size() > mostPeriods)
            return badPeriods(QCoreApplication::translate("Ledger", "These are more than 100,000 periods."),
                              QCoreApplication::translate("Ledger", "Choose a shorter range or longer periods."));
        bounds.push_back(std::min(toMs, nextBound(bounds.back(), by, zone)));
    }
    return bounds;
}

std::vector<TimeMs> ledgerCuts(const std::vector<TimeMs>& bounds, const CostPlan& plan, const TokenPrices& prices)
{
    std::set<QString> models;
    std::set<TimeMs> cuts;
    for (const StageValue& value : plan.values) {
        cuts.insert(value.validFromMs);
        models.insert({value.model, value.embeddingModel});
    }
    for (const SemanticLookup& lookup : plan.lookups)
        models.insert(lookup.embeddingModel);
    for (const ExchangeRate& rate : plan.rates)
        cuts.insert(rate.dateMs);
    for (const CacheCostLine& line : plan.costs) {
        cuts.insert(line.validFromMs); // lines by requests begin and end with their validity
        if (line.validToMs)
            cuts.insert(*line.validToMs);
    }
    for (const QString& model : models)
        for (const TimeMs change : prices.changesOf(model))
            cuts.insert(change);
    std::vector<TimeMs> all(bounds);
    std::copy_if(cuts.begin(), cuts.end(), std::back_inserter(all),
                 [&](TimeMs cut) { return cut > bounds.front() && cut < bounds.back(); });
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

} // namespace cacheledger
