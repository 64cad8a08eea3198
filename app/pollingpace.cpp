// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pollingpace.h"

#include "metrics/format.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

QString pollingPaceText(const PollThrottle& throttle, int intervalMs)
{
    const auto duration = [](double microseconds) { return format::value(microseconds, Unit::Microseconds).joined(); };
    const QString every = format::duration(intervalMs);
    if (throttle.factor() == 1)
        return QCoreApplication::translate("Collector", "It is polled every %1 again, as configured.").arg(every);
    if (throttle.reason() == PollThrottle::Reason::SlowAnswers)
        return QCoreApplication::translate(
                   "Collector", "Answers take %1, usually %2: it is polled less often until they are faster.")
            .arg(duration(throttle.medianUs()), duration(throttle.usualUs()));
    return QCoreApplication::translate("Collector", "Watching costs the server %1 a minute, more than the %2 that it "
                                                    "may: it is polled less often.")
        .arg(duration(throttle.costUsPerMin()), duration(throttle.budgetUsPerMin()));
}

} // namespace cacheledger
