// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console.h"
#include "app/credentials.h"
#include "app/followarguments.h"
#include "app/routearguments.h"
#include "app/tlsarguments.h"
#include "config/cachestore.h"
#include "config/profile.h"
#include "metrics/clock.h"

#include <memory>

namespace cacheledger
{

/// What every command is given: where to read and write, and what was configured.
struct CommandContext {
    Profile profile;
    CredentialSource credentials;
    Console& console;
    std::shared_ptr<const Clock> clock;
    TlsArguments tls;         ///< before what is configured
    QString profileDir{};     ///< of --profile; empty: not given
    FollowArguments follow{}; ///< of an address that is given
    Route route{};            ///< in the place of what is configured; direct: as that is

    /// The configured caches. BadConfiguration when the file cannot be understood.
    Result<std::unique_ptr<CacheStore>> caches() const
    {
        auto store = std::make_unique<CacheStore>(profile.cachesFile());
        if (const auto loaded = store->load(); !loaded)
            return loaded.error();
        return store;
    }
};

} // namespace cacheledger
