// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandspec.h"
#include "app/credentials.h"
#include "config/cacheconfig.h"

class QCommandLineParser;

namespace cacheledger
{

/// --ssh, --proxy and what belongs to them, as the help and the parser have them: the way to a server, in the place of
/// what is configured, for this run.
std::span<const OptionSpec> routeOptionSpecs();

/// Direct when none is given. InvalidArgument: both ways, an option of the other way, or a password in an address.
Result<Route> routeArguments(const QCommandLineParser& parser);

/// Sets it unless it is direct. InvalidArgument for a proxy to a Unix socket.
Result<void> applyRoute(const Route& route, Endpoint& endpoint);

/// What the credentials hold for the gateways and TLS keys of the cache's servers and sentinels is known to connections
/// from now on.
void learnTransportSecrets(const CacheConfig& cache, const CredentialSource& credentials);

} // namespace cacheledger
