// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/infoparser.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace cacheledger
{

/// What INFO says about who answers. Each is empty when INFO does not say it.
/// "Redis 7.0.15", "Valkey 8.1.1", "KeyDB 6.3.4", "Dragonfly 1.23.0", "Kvrocks 2.9.0", "Garnet 1.0.65".
QString serverKind(const InfoValues& info);
/// Whether this INFO is of a server with COMMANDLOG: Valkey 8.1 and later.
bool offersCommandLog(const QByteArray& info);
/// Likewise with HOTKEYS: Redis 8.6, Valkey 9.2 and later.
bool offersHotKeys(const QByteArray& info);
/// "primary", "replica", "sentinel"; other words as the server sends them.
QString serverRole(const InfoValues& info);
/// "host:port" of the replicas that a primary names.
QStringList replicaAddresses(const InfoValues& info);
/// "host:port" of a replica's primary.
QString primaryAddress(const InfoValues& info);

} // namespace cacheledger
