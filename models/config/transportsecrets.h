// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

/// What the way to a server asks for besides the server's own password: of a gateway (Route::url()) its password or the
/// passphrase of the key for it, of a TLS key file (its path) the passphrase. It belongs to what asks, not to a cache,
/// so that all that use it share it. In memory alone; any thread.
namespace cacheledger::transportsecrets
{

/// An empty secret forgets it; an empty `key` is nothing.
void set(const QString& key, const QString& secret);
/// Empty when none is known.
QString of(const QString& key);

/// The keys of what an endpoint may ask for: empty where it has no such thing.
QString gatewayKey(const Endpoint& endpoint);
QString tlsKeyKey(const Endpoint& endpoint);

} // namespace cacheledger::transportsecrets
