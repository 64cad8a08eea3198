// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/tier.h"

namespace cacheledger
{

QString tierName(Tier tier)
{
    switch (tier) {
    case Tier::Raw:
        return QStringLiteral("raw");
    case Tier::Minute:
        return QStringLiteral("1m");
    case Tier::Hour:
        return QStringLiteral("1h");
    }
    return {};
}

std::optional<Tier> tierFromName(const QString& name)
{
    for (Tier tier : {Tier::Raw, Tier::Minute, Tier::Hour})
        if (name == tierName(tier))
            return tier;
    return std::nullopt;
}

Tier tierFor(qint64 rangeMs, int columns)
{
    const qint64 columnMs = rangeMs / qMax(1, columns);
    if (columnMs >= bucketMs(Tier::Hour))
        return Tier::Hour;
    return columnMs >= bucketMs(Tier::Minute) ? Tier::Minute : Tier::Raw;
}

} // namespace cacheledger
