// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"

namespace cacheledger
{

/// What a cache will have saved, net, by the end of the month that goes on.
struct SavingsForecast {
    enum class Answer {
        Unpriced, ///< no cost plan, or something without a price or a rate: the ledger has no net saving either
        TooShort, ///< fewer than `fewestDays` whole days were measured
        Told,
    };
    static constexpr int fewestDays = 7;

    Answer answer = Answer::Unpriced;
    int days = 0;   ///< whole days with samples for 90 % of the time, of the last four weeks
    Money soFar;    ///< what the ledger has of the month
    Money expected; ///< Told: with the rest of the month
    Money low;      ///< Told: in about 95 of 100 months it is at least this
    Money high;     ///< Told: and at most this
};

/// Where the ledger that this is worked out from begins: with the month, or four weeks back where that is earlier.
TimeMs savingsLedgerFrom(TimeMs nowMs, const QByteArray& timeZone);

/// `ledger`: by days, from there until `nowMs`. The measured part is taken as it is; each day of the rest is the median
/// of the measured days. The interval is of the scatter of the rest (their MAD) and of what so few days leave unsure of
/// their median. Days that were not measured count as the ledger has them: costs without savings.
SavingsForecast forecastSavings(const Ledger& ledger, TimeMs nowMs);

} // namespace cacheledger
