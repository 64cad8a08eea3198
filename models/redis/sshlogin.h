// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the SSH tunnel: from nothing to a session that is logged in.

#include "config/route.h"
#include "redis/sshlibrary.h"

#include <functional>
#include <memory>

namespace cacheledger
{

struct SshSessionDeleter {
    void operator()(ssh_session session) const;
};
using SshHandle = std::unique_ptr<ssh_session_struct, SshSessionDeleter>;

/// Waits until the system's socket can be read (and written, if asked), or a moment; false: give up.
using SshWait = std::function<bool(int descriptor, bool forWriting)>;

/// Connects, verifies the server's key against the known hosts (one that is unknown or changed is refused, with its
/// fingerprint) and logs in: with the key file that the route names, else with the agent and the keys in ~/.ssh, else
/// with `secret` as the password. `secret` is also the passphrase of a key. No configuration file is read, since those
/// can name commands to run. The session is non-blocking. Blocks in `wait` and in name resolution alone.
Result<SshHandle> logInOverSsh(const SshLibrary& ssh, const Route& route, const QString& secret, const SshWait& wait);

} // namespace cacheledger
