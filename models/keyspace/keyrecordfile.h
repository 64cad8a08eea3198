// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyrecord.h"
#include "metrics/result.h"

namespace cacheledger
{

/// A kept analysis as versioned JSON, docs/formats.md. Names of keys are percent-encoded bytes. Thread-safe.
namespace keyrecordfile
{
inline constexpr int newestVersion = 1;
inline constexpr qsizetype largestFile = 4LL * 1024 * 1024;
/// The prefixes that take the most; the rest are added to those that were folded together.
inline constexpr std::size_t mostPrefixes = 200;

QByteArray toText(const KeyRecord& record);
/// BadConfiguration, naming `file`, when it is no such record or of a newer version.
Result<KeyRecord> parse(const QByteArray& text, const QString& file);
} // namespace keyrecordfile

} // namespace cacheledger
