// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/jsonproblem.h"
#include "cost/pricebook.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// What a price file holds, or what is wrong with it: one fault refuses the whole file, because amounts from half a
/// price book would look like those from a whole one.
struct PriceFile {
    std::vector<PriceVersion> versions; ///< none when there are problems
    std::vector<JsonProblem> problems;
};

/// prices.json: versioned JSON, docs/formats.md. Thread-safe.
namespace pricefile
{
inline constexpr int newestVersion = 1;
inline constexpr qsizetype largestFile = 16 * 1024 * 1024;

PriceFile parse(const QByteArray& document, const QString& file);
/// A file with these versions, which parse() reads back as the same ones.
QByteArray toText(const std::vector<PriceVersion>& versions);
/// The sample that comes along: list prices of a day that their source names, defaults to be checked.
std::vector<PriceVersion> shipped();

/// The file's versions, none when there is no file, and the shipped ones behind them. BadConfiguration with the first
/// fault, and others in the hint.
Result<PriceBook> load(const QString& path);
/// Writes the user's versions, whole or not at all.
Result<void> save(const PriceBook& book, const QString& path);

/// The words of files: "cacheRead", "imported".
const char* priceKindName(PriceKind kind);
const char* priceOriginName(PriceOrigin origin);
} // namespace pricefile

} // namespace cacheledger
