// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/columncodec.h"
#include "metrics/window.h"

#include <array>
#include <optional>
#include <vector>

namespace cacheledger::statfield
{

/// The fields of a WindowStat in the order in which they are written: each may be told by those before it.
enum Field : std::size_t { Count, Last, First, Min, Max, Sum, Increase, MinRate, MaxRate };
inline constexpr std::size_t fieldCount = 9;

/// Where each field but the count is in a WindowStat.
inline constexpr std::array<double WindowStat::*, fieldCount> members = {
    nullptr,          &WindowStat::last,     &WindowStat::first,   &WindowStat::min,    &WindowStat::max,
    &WindowStat::sum, &WindowStat::increase, &WindowStat::minRate, &WindowStat::maxRate};

/// The fields of one series, of the buckets that have samples.
using Fields = std::array<std::vector<double>, fieldCount>;

/// Kind bytes of a field beside those of a plain column (which have neither of the bits 0x30).
enum Kind : std::uint8_t {
    SameAsField = 0x10,   ///< plus the number of an earlier field; no bytes
    SameAsSamples = 0x1f, ///< a count equal to the buckets' samples; no bytes
    SumResidual = 0x20,   ///< whole numbers that were added to predictSum
    IncreaseResidual = 0x21,
    RateOfStep = 0x22,    ///< whole steps, then whole milliseconds, of which the rates are made by rateOf
    Predicted = 0x23,     ///< decimals, then whole numbers that were added to predict()
    NearPredicted = 0x24, ///< as Predicted, then how many doubles beside them
};

// Predictions wrap at 64 bits: any whole numbers come back.

/// The sum of `count` numbers that run evenly from first to last.
inline std::int64_t predictSum(std::int64_t count, std::int64_t first, std::int64_t last)
{
    const auto ends = static_cast<std::uint64_t>(first) + static_cast<std::uint64_t>(last);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(count) * ends) >> 1;
}

/// The growth since the bucket before, or since the first sample where there is none.
inline std::int64_t predictIncrease(std::int64_t before, std::int64_t last)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(before));
}

/// A step's rate a second, as WindowAccumulator computes it.
inline double rateOf(std::int64_t step, std::int64_t durationMs)
{
    return static_cast<double>(step) * 1000.0 / static_cast<double>(durationMs);
}

/// What a field's values, scaled to whole numbers, are near by what those before it say; parallel to them. False where
/// nothing is said of the field, or what is said is not whole with so many decimals.
bool predict(std::size_t field, int decimals, const Fields& fields, std::vector<std::int64_t>& predicted);

} // namespace cacheledger::statfield
