// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the SSH tunnel: what is handed from the thread that wants a stream to the one that opens it.

#include "redis/sshstream.h"

#include <mutex>

namespace cacheledger
{

class SshStream::Request
{
public:
    Request(SshStream* receiver, Endpoint endpoint) : target(std::move(endpoint)), m_receiver(receiver) {}

    const Endpoint target;

    /// From the session's thread; in the receiver's, if there is still one.
    void answer(const Result<std::shared_ptr<Descriptor>>& outcome);
    void abandon();
    bool isAbandoned();

private:
    std::mutex m_mutex;
    SshStream* m_receiver;
};

} // namespace cacheledger
