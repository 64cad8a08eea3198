// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/economics.h"
#include "ui/savings/ledgerview.h"

namespace cacheledger
{

/// What the economics calculator says, without any widget. Amounts are shown by formatMoney() alone.
namespace economicsview
{
/// Monthly and annual saving, payback, three years, ROI with its denominator, monthly return.
ledgerview::Table results(const Economics& economics);
/// Each driver alone up and down.
ledgerview::Table sensitivity(const std::vector<SensitivityRow>& rows);
/// Side by side: a column a scenario, each in its own currency.
ledgerview::Table comparison(const std::vector<Scenario>& scenarios);
/// 36 months; the mark is the month in which it is paid back.
std::vector<Bar> cumulative(const Economics& economics);
std::optional<std::size_t> paybackBar(const Economics& economics, std::size_t bars);

QString summary(const Economics& economics); ///< of the chart, in a sentence

// Rows of texts as they are edited. Amounts are decimal, in the scenario's currency and not negative; InvalidArgument
// names the row.
QStringList lineHeadings();
QStringList kindChoices();
std::vector<QStringList> rows(const std::vector<EconomicsLine>& lines);
Result<std::vector<EconomicsLine>> lines(const std::vector<QStringList>& rows, Currency currency);
QStringList callHeadings();
std::vector<QStringList> callRows(const std::vector<CallPrice>& calls);
Result<std::vector<CallPrice>> calls(const std::vector<QStringList>& rows, Currency currency);
} // namespace economicsview

} // namespace cacheledger
