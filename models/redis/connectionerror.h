// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <chrono>

namespace cacheledger
{

/// How far a connection had come when it failed.
enum class ConnectionStage {
    Connecting,
    TlsHandshake,
    Unanswered, ///< it stands, but nothing was ever received
    Idle,       ///< it has worked, and nothing is waited for
    Asked,      ///< it has worked, and a command waits for its reply
};

Error timeoutError(const Endpoint& endpoint, ConnectionStage stage, std::chrono::milliseconds limit);
Error disconnectError(const Endpoint& endpoint, ConnectionStage stage);
Error notRedisError(const Endpoint& endpoint);

} // namespace cacheledger
