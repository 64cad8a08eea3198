// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/stampede.h"

#include "advisor/advicerules.h"
#include "metrics/format.h"

#include <algorithm>
#include <cmath>

namespace cacheledger
{

using namespace adviceanswer;

static constexpr std::ptrdiff_t leastKnownSteps = 6;

namespace
{
/// The newest step and the median of those before.
struct StampedeSign {
    double now = 0, usual = 0;
    bool rises(double times, double least) const { return now >= least && now >= usual * times; }
};
} // namespace

static std::optional<StampedeSign> signOf(const std::vector<double>& series)
{
    if (series.empty() || std::isnan(series.back()))
        return std::nullopt;
    std::vector<double> before(series.begin(), series.end() - 1);
    std::erase_if(before, [](double value) { return std::isnan(value); });
    if (static_cast<std::ptrdiff_t>(before.size()) < leastKnownSteps)
        return std::nullopt;
    const auto middle = before.begin() + static_cast<std::ptrdiff_t>(before.size() / 2);
    std::nth_element(before.begin(), middle, before.end());
    return StampedeSign{series.back(), *middle};
}

static QString rateText(double perSecond)
{
    return format::value(perSecond, Unit::PerSecond).joined();
}

static AdviceFinding judged(const StampedeSign& misses, const StampedeSign& lookups,
                            const std::optional<StampedeSign>& clients, const std::optional<StampedeSign>& p99)
{
    const QString seen =
        AdviceText::tr("Misses: %1 in the last five minutes, %2 in the hour before; lookups: %3, before %4.")
            .arg(rateText(misses.now), rateText(misses.usual), rateText(lookups.now), rateText(lookups.usual));
    const bool crowded = clients && clients->rises(1.25, 2);
    const bool slower = p99 && p99->rises(1.5, 1000);
    if (!misses.rises(2, 10) || lookups.rises(1.5, 0) || (!crowded && !slower))
        return fine(seen);
    QString also;
    if (crowded)
        also +=
            QLatin1Char(' ') +
            AdviceText::tr("Connections: %1, before %2.").arg(clients->now, 0, 'f', 0).arg(clients->usual, 0, 'f', 0);
    if (slower)
        also += QLatin1Char(' ') + AdviceText::tr("p99: %1, before %2.")
                                       .arg(format::value(p99->now, Unit::Microseconds).joined(),
                                            format::value(p99->usual, Unit::Microseconds).joined());
    return heldAgainst(
        AdviceText::tr("twice the misses of the hour before, without as many more lookups"),
        found(Severity::Warning, seen + also,
              AdviceText::tr("Let one request fetch what is missing while the others wait for it, refresh popular "
                             "data before it expires, and spread TTLs; after a restart, warm up first."),
              AdviceText::tr("Take it out of the application again; nothing of the server changes"),
              AdviceConfidence::Medium));
}

AdviceFinding stampedeRisk(const StampedeSeries& series)
{
    const auto misses = signOf(series.misses);
    const auto lookups = signOf(series.lookups);
    AdviceFinding finding = misses && lookups
                                ? judged(*misses, *lookups, signOf(series.clients), signOf(series.p99))
                                : notCheckable(AdviceText::tr("It takes half an hour of history with lookups."));
    finding.id = "stampede-risk";
    finding.title = AdviceText::tr("Risk of a stampede");
    return finding;
}

} // namespace cacheledger
