// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/credentials.h"
#include "app/followarguments.h"
#include "app/tlsarguments.h"
#include "config/cacheconfig.h"
#include "config/cachestore.h"

namespace cacheledger
{

class Console;
struct CommandContext;

/// A cache that a command is about, with the passwords to use.
struct Target {
    CacheConfig cache;
    QString password;
    QString sentinelPassword{}; ///< of a cache that follows sentinels
};

/// A configured cache with what the credentials know of it.
Target configuredTarget(const CacheConfig& cache, const CredentialSource& credentials);

/// The cache that a URL alone describes. Its identities are made from transport, address and port, so that every run
/// with the same server continues the same history, whoever logs in.
CacheConfig adHocCache(const Endpoint& endpoint);

/// Whether a word can only be meant as an address ("://", a path, "host:port"), not as the name of a cache.
bool looksLikeAddress(const QString& text);

/// Whether a word that is no cache's name is taken as a host without a port wherever one may stand: "localhost", a name
/// with a dot in it, an address.
bool looksLikeHost(const QString& text);

/// A configured cache by its name, else what the URL says. `anyWordIsHost`: a word that is neither, nor near a name, is
/// taken as a host; otherwise only where it looksLikeHost(). Else it is UnknownCache with the nearest name. A password
/// in the URL is warned about on `console`, and so is a certificate that nobody verifies. `tls` and `route` go before
/// what is configured; `follow` is for an address, a configured cache has its own.
Result<Target> resolveTarget(const QString& text, const CacheStore& store, const CredentialSource& credentials,
                             Console& console, bool anyWordIsHost, const TlsArguments& tls = {},
                             const FollowArguments& follow = {}, const Route& route = {});

/// What a command that connects was told to connect to: any word may be a host, and a broken configuration does not
/// matter for an address.
Result<Target> resolveTarget(const QString& text, const CommandContext& context);

/// UnknownCache with the nearest of `known`.
Error unknownCache(const QString& name, const QStringList& known);

} // namespace cacheledger
