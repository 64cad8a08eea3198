// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace cacheledger
{

class LocalRedis;

/// A command line as redis-cli would take it, to a server of the test's own over its Unix socket, blocking: what the
/// test needs and the product must not be able to send. The raw reply, as far as it came within a second.
QByteArray adminCommand(const LocalRedis& server, const QByteArray& line);

/// What a connection of the test's own has to send first; nothing, unless the rights of whoever does not log in are
/// limited (packaging/test-as-user.sh).
QByteArray adminLogin();

} // namespace cacheledger
