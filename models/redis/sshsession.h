// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the SSH tunnel.

#include "redis/sshlogin.h"
#include "redis/sshrequest.h"

#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace cacheledger
{

class SshPipe;

/// A session with one SSH server, in a thread of its own: libssh waits in some places whatever one asks of it. The
/// thread begins with the first stream and ends when there is none left, or when the session breaks; the next stream
/// begins another.
class SshSession
{
public:
    /// Any thread; never waits for the network.
    static void open(const std::shared_ptr<SshStream::Request>& request);

    SshSession(Route route, QString secret);
    ~SshSession(); ///< ends it; waits for a name resolution that is under way
    SshSession(const SshSession&) = delete;
    SshSession& operator=(const SshSession&) = delete;

private:
    bool take(const std::shared_ptr<SshStream::Request>& request);
    void run();
    void serve(const SshLibrary& ssh, ssh_session session);
    void addAsked(const SshLibrary& ssh, ssh_session session, std::list<SshPipe>& pipes);
    bool endIfIdle();
    void failAll(const Error& error);
    bool wait(int descriptor, bool forWriting);
    bool isStopping();

    Route m_route;
    QString m_secret;
    std::chrono::steady_clock::time_point m_loginDeadline;
    Descriptor m_wake; // an eventfd: something was asked, or the end
    std::mutex m_mutex;
    std::vector<std::shared_ptr<SshStream::Request>> m_asked; // guarded, as all below
    bool m_stopping = false;
    bool m_ended = false;
    std::thread m_thread;
};

} // namespace cacheledger
