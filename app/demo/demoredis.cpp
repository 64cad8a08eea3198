// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoredis.h"

#include <hiredis/hiredis.h>

namespace cacheledger
{

namespace
{
struct ReplyFree {
    void operator()(void* reply) const { freeReplyObject(reply); }
};
using ReplyPointer = std::unique_ptr<redisReply, ReplyFree>;
} // namespace

void DemoRedis::Free::operator()(redisContext* context) const
{
    redisFree(context);
}

DemoRedis::DemoRedis(const std::string& unixSocket) : m_context(redisConnectUnix(unixSocket.c_str()))
{
    if (connected()) // a stopped server must not hold the demo's end up for ever
        redisSetTimeout(m_context.get(), {2, 0});
}

DemoRedis::~DemoRedis() = default;
DemoRedis::DemoRedis(DemoRedis&&) noexcept = default;
DemoRedis& DemoRedis::operator=(DemoRedis&&) noexcept = default;

bool DemoRedis::connected() const
{
    return m_context && m_context->err == 0;
}

bool DemoRedis::get(const std::string& key)
{
    if (!connected())
        return false;
    const ReplyPointer reply(static_cast<redisReply*>(redisCommand(m_context.get(), "GET %b", key.data(), key.size())));
    return reply && reply->type == REDIS_REPLY_STRING;
}

std::optional<std::string> DemoRedis::value(const std::string& key)
{
    if (!connected())
        return {};
    const ReplyPointer reply(static_cast<redisReply*>(redisCommand(m_context.get(), "GET %b", key.data(), key.size())));
    return reply && reply->type == REDIS_REPLY_STRING ? std::optional(std::string(reply->str, reply->len))
                                                      : std::nullopt;
}

void DemoRedis::append(const std::vector<std::string_view>& words)
{
    if (!connected())
        return;
    std::vector<const char*> pointers;
    std::vector<std::size_t> lengths;
    for (std::string_view word : words) {
        pointers.push_back(word.data());
        lengths.push_back(word.size());
    }
    if (redisAppendCommandArgv(m_context.get(), int(words.size()), pointers.data(), lengths.data()) == REDIS_OK)
        ++m_queued;
}

void DemoRedis::flush()
{
    for (; m_queued > 0 && connected(); --m_queued) {
        void* reply = nullptr;
        if (redisGetReply(m_context.get(), &reply) == REDIS_OK)
            ReplyPointer(static_cast<redisReply*>(reply));
    }
    m_queued = 0;
}

} // namespace cacheledger
