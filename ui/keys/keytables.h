// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/money.h"
#include "keyspace/keyrecord.h"
#include "ui/figuretable.h"

namespace cacheledger
{

/// What an analysis of keys says, without any widget. Thread-safe.
namespace keytables
{
QString prefixName(const QByteArray& prefix); ///< "(no prefix)" for none
/// "12.3 %", "12.3 % ± 0.4 %".
QString shareText(double share, double error);
/// "under 1 h 20 %, under 1 d 80 %": what most have first, at most two; `all`: every one.
QString timesText(const std::array<double, timeBucketCount>& counts, bool all);

QStringList prefixHeadings();
/// Columns of prefixHeadings() that can be missed in a narrow window, the first ones first.
std::vector<int> optionalPrefixColumns();
/// The largest `most` prefixes, then what is left. `costPerMonth`: of the whole cache, shared by bytes; no amount: not
/// known. `before`: an analysis to compare with; may be null.
std::vector<std::vector<Figure>> prefixRows(const KeyReport& report, const Money& costPerMonth, const KeyReport* before,
                                            std::size_t most = 100);

QStringList bigKeyHeadings();
std::vector<std::vector<Figure>> bigKeyRows(const KeyReport& report);
QStringList hotKeyHeadings();
std::vector<std::vector<Figure>> hotKeyRows(const KeyReport& report);
QStringList trackedKeyHeadings();
std::vector<std::vector<Figure>> trackedKeyRows(const TrackedKeys& tracked);
} // namespace keytables

} // namespace cacheledger
