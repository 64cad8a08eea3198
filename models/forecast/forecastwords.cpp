// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/forecastwords.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"
#include "metrics/metrictext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <cmath>

namespace cacheledger
{

static constexpr double hourAsMs = 3'600'000;

static QString forecastText(const char* text)
{
    return QCoreApplication::translate("Forecast", text);
}

static QString hoursText(double hours)
{
    return format::duration(std::llround(hours * hourAsMs));
}

const char* forecastwords::answerName(MemoryForecast::Answer answer)
{
    switch (answer) {
    case MemoryForecast::Answer::TooShort:
        return "too-short";
    case MemoryForecast::Answer::EvictingAlready:
        return "evicting";
    case MemoryForecast::Answer::NoTrend:
        return "no-trend";
    case MemoryForecast::Answer::NoLimit:
        return "no-limit";
    case MemoryForecast::Answer::Far:
        return "far";
    case MemoryForecast::Answer::Full:
        return "full";
    }
    return "";
}

QString forecastwords::memoryText(const MemoryForecast& forecast)
{
    switch (forecast.answer) {
    case MemoryForecast::Answer::TooShort:
        return forecastText(
            "Not known yet: two days are needed, after a restart from when the cache has filled up again.");
    case MemoryForecast::Answer::EvictingAlready:
        return forecastText("Evicting already: keys went within the last day to stay below the limit.");
    case MemoryForecast::Answer::NoTrend:
        return forecastText("No trend: the memory does not certainly grow.");
    case MemoryForecast::Answer::NoLimit:
        return forecastText("The memory grows, and there is no limit.");
    case MemoryForecast::Answer::Far:
        return forecastText("The memory grows, but the limit is further away than can be told.");
    case MemoryForecast::Answer::Full:
        break;
    }
    const QString sooner = hoursText(forecast.earliestHours.value_or(*forecast.inHours));
    return forecast.latestHours
               ? forecastText("Full in %1 if it goes on like this (%2 to %3).")
                     .arg(hoursText(*forecast.inHours), sooner, hoursText(*forecast.latestHours))
               : forecastText("Full in %1 if it goes on like this (%2 at the soonest; how late cannot be told).")
                     .arg(hoursText(*forecast.inHours), sooner);
}

QString forecastwords::growthText(const MemoryForecast& forecast)
{
    if (!forecast.slope)
        return {};
    const auto aDay = [](double perHour) {
        return (perHour < 0 ? QStringLiteral("\u2212") : QString()) + metricText("used_memory", std::abs(perHour) * 24);
    };
    return forecastText("%1 a day (%2 to %3), by the peaks of the last %4.")
        .arg(aDay(forecast.slope->perHour), aDay(forecast.slope->low), aDay(forecast.slope->high),
             hoursText(forecast.lookedBackHours));
}

QString forecastwords::savingsText(const SavingsForecast& forecast)
{
    switch (forecast.answer) {
    case SavingsForecast::Answer::Unpriced:
        return forecastText("Not known: there is no cost plan, or something has no price (see Savings).");
    case SavingsForecast::Answer::TooShort:
        return forecastText(
                   "%1 so far. Too little history for more: it takes %2 whole days with samples, %3 are there.")
            .arg(formatMoney(forecast.soFar), QString::number(SavingsForecast::fewestDays),
                 QString::number(forecast.days));
    case SavingsForecast::Answer::Told:
        break;
    }
    return forecastText("%1 so far, %2 by the end of the month if its days go on like the last %3 (%4 to %5).")
        .arg(formatMoney(forecast.soFar), formatMoney(forecast.expected), QString::number(forecast.days),
             formatMoney(forecast.low), formatMoney(forecast.high));
}

/// What is common to both: how unusual, and against how much.
static QString anomalyText(const std::optional<HourlyAnomaly>& anomaly, std::string_view metric)
{
    if (!anomaly)
        return forecastText("Not known yet: three weeks with traffic in this hour are needed.");
    const QString usual = metricText(metric, anomaly->usual);
    const QString now = metricText(metric, anomaly->usual + anomaly->deviation * anomaly->spread);
    const QString far = QLocale().toString(std::abs(anomaly->deviation), 'f', 1);
    const char* text =
        std::abs(anomaly->deviation) < forecastwords::unusualFrom
            ? QT_TRANSLATE_NOOP("Forecast", "As usual: %1, where the same hour of %2 past weeks has %3 "
                                            "(%4 usual deviations off).")
        : anomaly->deviation < 0
            ? QT_TRANSLATE_NOOP("Forecast", "Unusually low: %1, where the same hour of %2 past weeks has %3 "
                                            "(%4 usual deviations).")
            : QT_TRANSLATE_NOOP("Forecast", "Unusually high: %1, where the same hour of %2 past weeks has "
                                            "%3 (%4 usual deviations).");
    return forecastText(text).arg(now, QString::number(anomaly->weeks), usual, far);
}

QString forecastwords::hitRatioText(const std::optional<HourlyAnomaly>& anomaly)
{
    return anomalyText(anomaly, "hit_ratio");
}

QString forecastwords::latencyText(const std::optional<HourlyAnomaly>& anomaly)
{
    return anomalyText(anomaly, "probe.p95");
}

} // namespace cacheledger
