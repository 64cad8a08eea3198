// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// The byte that separates the parts of most of these names, of ":/.|-_"; nothing where less than a third has any.
std::optional<char> detectDelimiter(const std::vector<QByteArray>& names);

/// "emb:v2:" of "emb:v2:9f3a" at depth 2; the whole name has no prefix ("" then). The delimiter belongs to it.
QByteArray keyPrefix(const QByteArray& name, char delimiter, int depth);

/// Length of the last part where it is a lower or upper case hexadecimal number of 4 to 32 digits with a digit in it;
/// 0: it is not. Ids of 16 digits or less are truncated hashes that may collide.
int hexIdLength(const QByteArray& name, char delimiter);

/// Probability that any two of `count` ids of so many hexadecimal digits are the same, were they random: the birthday
/// bound 1 - exp(-n (n - 1) / (2 x 16^digits)).
double collisionProbability(double count, int digits);

/// A key or prefix as people read it: UTF-8 where it is, else bytes as \xNN; control characters escaped; cut to
/// `longest` characters with an ellipsis.
QString shownKey(const QByteArray& name, int longest = 80);

} // namespace cacheledger
