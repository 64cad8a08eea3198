// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledger.h"
#include "cost/ledgerclient.h"
#include "ui/figuretable.h"
#include "ui/savings/barchart.h"

#include <QtCore/QTimeZone>

namespace cacheledger
{

/// What the Savings page says of a ledger, without any widget. Amounts are shown by formatMoney() alone; no amount
/// reads "unknown". Times are those of the ledger's zone.
namespace ledgerview
{
/// "Measured", "Estimated", "Assumed" with a shape of its own, readable in greyscale.
QString confidence(Confidence confidence);
QTimeZone zone(const Ledger& ledger);
/// "14:00", "21 Nov", "Nov 2026".
QString period(TimeMs fromMs, LedgerStep step, const QTimeZone& zone);

struct Table {
    QStringList headings;
    std::vector<std::vector<Figure>> rows;
};
/// A row a period, the newest first, and the total on top.
Table entries(const Ledger& ledger, LedgerStep step);
/// A row a stage over the whole range, and the total.
Table stages(const Ledger& ledger);
Table assumptions(const Ledger& ledger);

/// Gross, what is taken from it, net.
std::vector<Bar> waterfall(const LedgerEntry& total);
QString waterfallSummary(const LedgerEntry& total);
/// The net of every period; one that has not ended (`nowMs`) or is covered by less than 99 % is Partial.
std::vector<Bar> periods(const Ledger& ledger, LedgerStep step, TimeMs nowMs);
std::vector<Bar> stageBars(const Ledger& ledger);
/// What was saved by the end of every period less what was spent once (runningTotal()), and less `setUp`, what
/// introducing the cache cost beside that; no amount: nothing.
std::vector<Bar> cumulative(const Ledger& ledger, LedgerStep step, const Money& setUp);
/// The first bar from which on the running total stays at 0 or above; nothing: not reached.
std::optional<std::size_t> paybackBar(const std::vector<Bar>& cumulative);

/// Decimal amounts and ISO 8601 times in UTC, rounded as on the screen; the total comes last.
QString csv(const Ledger& ledger);
} // namespace ledgerview

/// Of all requests that came in, after the factor, at most 1; nothing when not known.
std::optional<double> hitRatioIf(const LedgerEntry& entry, const Decimal& factor);

} // namespace cacheledger
