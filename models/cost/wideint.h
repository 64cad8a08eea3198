// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For models/cost: 128-bit integers, and the few operations on them that need more than 128 bits on the way. Everything
// is done on magnitudes: a signed product of 128 bits that is checked for overflow needs a function that clang calls
// and GCC's library does not have.

#include <QtCore/QString>

#include <cstdint>
#include <optional>

namespace cacheledger
{

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

namespace wideint
{
UInt128 magnitude(Int128 value);
Int128 withSign(UInt128 magnitude, bool negative);
/// 10^exponent, for 0 to 38.
UInt128 powerOfTen(int exponent);
/// left x right x 10^exponent, rounded half to even; nothing when that is above `largest`.
std::optional<UInt128> scaledProduct(UInt128 left, UInt128 right, int exponent, UInt128 largest);
/// dividend / divisor, rounded half to even. The divisor is not 0.
UInt128 dividedHalfEven(UInt128 dividend, UInt128 divisor);
/// In decimal digits, "0" for 0.
QString digits(UInt128 value);
} // namespace wideint

} // namespace cacheledger
