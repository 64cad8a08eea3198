// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sshlibrary.h"

#include <QtCore/QLibrary>

#include <optional>

namespace cacheledger
{

static constexpr int sshBinaryVersion = 4; // of libssh.so since 2009

static std::optional<SshLibrary> loadSsh()
{
    QLibrary library(QStringLiteral("ssh"), sshBinaryVersion);
    library.setLoadHints(QLibrary::PreventUnloadHint); // a session may still run when the program ends
    if (!library.load())
        return std::nullopt;
    SshLibrary ssh;
    bool complete = true;
    const auto resolveInto = [&library, &complete]<typename Function>(const char* name, Function& function) {
        function = reinterpret_cast<Function>(library.resolve(name));
        complete = complete && function != nullptr;
    };
#define CACHELEDGER_SSH_RESOLVE(name) resolveInto(#name, ssh.name);
    CACHELEDGER_SSH_FUNCTIONS(CACHELEDGER_SSH_RESOLVE)
#undef CACHELEDGER_SSH_RESOLVE
    return complete ? std::optional(ssh) : std::nullopt;
}

const SshLibrary* SshLibrary::shared()
{
    static const std::optional<SshLibrary> ssh = loadSsh();
    return ssh ? &*ssh : nullptr;
}

} // namespace cacheledger
