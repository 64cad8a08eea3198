// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retentionpreferences.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

RetentionPolicy retentionPolicyWith(const Preferences& preferences, const QString& key, int value)
{
    const auto of = [&](const QString& asked) { return asked == key ? value : preferences.value(asked).toInt(); };
    return RetentionPolicy::ofDays(of(u"historyRawDays"_s), of(u"historyMinuteDays"_s), of(u"historyHourDays"_s),
                                   of(u"historyMaxMib"_s));
}

RetentionPolicy retentionPolicy(const Preferences& preferences)
{
    return retentionPolicyWith(preferences, {}, 0);
}

} // namespace cacheledger
