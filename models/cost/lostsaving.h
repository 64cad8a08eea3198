// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"

#include <QtCore/QLocale>

namespace cacheledger
{

/// What fewer hits than usual cost. A value.
struct LostSaving {
    Money amount;    ///< no amount: see `reason`
    double hits = 0; ///< that were lost; 0 where there were as many as usual
    Confidence confidence = Confidence::Estimated;
    QString reason; ///< a part of a sentence, translated: why there is no amount

    friend bool operator==(const LostSaving&, const LostSaving&) = default;
};

/// How long before something began is taken as usual.
inline constexpr qint64 usualForMs = 86'400'000;

/// Hits lost = requests * (answered / requests of the time before) - answered, times what an answered request of the
/// time before saved (gross). Estimated at best, since nobody can count what did not happen.
LostSaving lostSaving(const Ledger& before, const Ledger& during);

/// "$3.10 (1,240 hits lost; Estimated)"; empty where there is no amount.
QString lostSavingText(const LostSaving& lost, const QLocale& locale = QLocale());

} // namespace cacheledger
