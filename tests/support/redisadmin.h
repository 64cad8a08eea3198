// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace cacheledger
{

class LocalRedis;

/// A command line as redis-cli would take it, to a server of the test's own over its Unix socket, blocking: what the
/// test needs and the product must not be able to send. The raw reply, as far as it came within a second.
QByteArray adminCommand(const LocalRedis& server, const QByteArray& line);

} // namespace cacheledger
