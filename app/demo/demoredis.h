// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;

namespace cacheledger
{

/// The demo's own blocking client, for the workload's thread. It writes, so it must only ever be given the Unix socket
/// of a LocalRedis. Not part of what talks to a user's server.
class DemoRedis
{
public:
    explicit DemoRedis(const std::string& unixSocket);
    ~DemoRedis();
    DemoRedis(DemoRedis&&) noexcept;
    DemoRedis& operator=(DemoRedis&&) noexcept;

    bool connected() const;
    /// GET: whether the key was there. False too when the server is gone (see connected()).
    bool get(const std::string& key);
    /// GET: what is there; nothing where there is nothing. Nothing may be queued.
    std::optional<std::string> value(const std::string& key);
    /// Queues a command; its reply is read and ignored by flush().
    void append(const std::vector<std::string_view>& words);
    void flush();

private:
    struct Free {
        void operator()(redisContext* context) const;
    };
    std::unique_ptr<redisContext, Free> m_context;
    int m_queued = 0;
};

} // namespace cacheledger
