// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/costplan.h"

#include <QtCore/QStringList>
#include <QtCore/QTimeZone>

#include <vector>

namespace cacheledger
{

/// A cost plan's parts as rows of texts, and back: what the dialog edits. Amounts are decimal and in the plan's
/// currency unless a code follows ("0.04", "0.04 EUR"); dates are ISO (2026-05-01) in the plan's zone, empty: ever
/// since. A row that was not changed keeps what has no column (whether it is a shipped default). InvalidArgument names
/// row and entry.
namespace costplanrows
{
/// A part of the plan that is a table.
enum class Part { Values, Costs, Lookups, Rates };

QStringList headings(Part part);
std::vector<QStringList> rows(const CostPlan& plan, Part part);
/// In place of the plan's part; nothing is changed when a row cannot be read.
Result<void> apply(const std::vector<QStringList>& rows, Part part, CostPlan& plan);
/// What may stand in a column, translated; empty: anything.
QStringList choices(Part part, int column);
/// Columns with amounts, tokens, rates.
std::vector<int> numberColumns(Part part);
/// The column with the date from which a row counts; -1: none.
int sinceColumn(Part part);

Result<Money> parseAmount(const QString& text, Currency usual);
QString amountText(const Money& money, Currency usual); ///< empty for no amount
} // namespace costplanrows

} // namespace cacheledger
