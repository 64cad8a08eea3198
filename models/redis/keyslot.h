// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace cacheledger
{

/// The slot of a cluster that a key lies in: CRC16 (XMODEM) of the name, or of what stands between its first "{" and
/// the next "}", where that is not empty.
int clusterSlotOf(const QByteArray& key);

} // namespace cacheledger
