// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

/// A parsed RESP reply. Value type.
struct Reply {
    enum class Type { Status, Error, Integer, Bulk, Nil, Array };
    Type type = Type::Nil;
    QByteArray text; ///< Status, Error, Bulk
    qint64 integer = 0;
    std::vector<Reply> elements;
};

/// Limits on what a server can make us allocate.
struct ReplyLimits {
    qint64 maxBytes = 64LL * 1024 * 1024; ///< of one whole reply on the wire
    qint64 maxElements = 1'000'000;       ///< of one reply, all levels together
};

/// RESP2 from bytes as they arrive, on hiredis' reader with capped allocation. Half-received replies wait; pipelined
/// ones come out one by one. After an error the reader is unusable until reset(). One thread.
class ReplyReader
{
public:
    explicit ReplyReader(ReplyLimits limits = {});
    ~ReplyReader();
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;

    void feed(const char* data, qint64 size);
    /// The next whole reply; an empty optional when more bytes are needed. NotRedis when the very first bytes are not
    /// RESP (an HTTP server, garbage), ProtocolError later, ReplyTooLarge over the limits.
    Result<std::optional<Reply>> next();
    void reset();
    /// Of the last whole reply on the wire.
    qint64 replyBytes() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
