// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the SSH tunnel: one stream of a session.

#include "redis/sshlibrary.h"
#include "redis/sshrequest.h"

#include <QtCore/QByteArray>

#include <poll.h>

namespace cacheledger
{

/// Carries bytes between a channel of the session and a pair of sockets, the other end of which the asker has. Lives in
/// the session's thread. Each direction holds at most one piece that the other side has no room for.
class SshPipe
{
public:
    SshPipe(const SshLibrary& ssh, ssh_session session, std::shared_ptr<SshStream::Request> request);
    ~SshPipe();
    SshPipe(const SshPipe&) = delete;
    SshPipe& operator=(const SshPipe&) = delete;

    /// All that can be done without waiting; whether something was done.
    bool step();
    /// What to wait for besides the session; a negative descriptor: nothing.
    pollfd awaited() const;
    bool isClosed() const { return m_state == State::Closed; }
    /// The session is gone.
    void fail(const Error& error);
    static Error sessionBroke(const Route& gateway);

private:
    enum class State { Opening, Open, Closed };
    bool openChannel();
    bool readChannel();
    bool writeChannel();
    bool sendToAsker();
    void close();

    const SshLibrary& m_ssh;
    ssh_session m_session;
    ssh_channel m_channel;
    std::shared_ptr<SshStream::Request> m_request;
    State m_state = State::Opening;
    Descriptor m_ours{-1};
    QByteArray m_toAsker;  // read from the channel, not yet taken
    QByteArray m_toServer; // the reverse
};

} // namespace cacheledger
