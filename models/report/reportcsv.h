// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/costreport.h"

namespace cacheledger
{

/// The report's figures as CSV (RFC 4180, UTF-8): a row a figure with `section,id,label,value,unit,confidence,formula`,
/// then a row an assumption and a formula of the appendix. Values are raw: decimal point, no grouping, ratios as
/// fractions, times as ISO 8601 UTC; an unknown value is an empty field. No field can start a formula in a spreadsheet.
QByteArray reportCsv(const CostReport& report);

} // namespace cacheledger
