// SPDX-License-Identifier: GPL-3.0-or-later
// ReplyReader on any bytes: it never crashes, and how the bytes were cut does not change what it reads.
#include "redis/reply.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>

using namespace cacheledger;

namespace
{

void appendReply(QByteArray& text, const Reply& reply)
{
    text += char('a' + static_cast<int>(reply.type));
    text += reply.text + '|' + QByteArray::number(reply.integer) + '[';
    for (const Reply& element : reply.elements)
        appendReply(text, element);
    text += ']';
}

QByteArray read(const char* data, qint64 size, qint64 step)
{
    ReplyLimits limits;
    limits.maxBytes = 4096;
    limits.maxElements = 64;
    ReplyReader reader(limits);
    QByteArray found;
    for (qint64 at = 0; at < size; at += step) {
        reader.feed(data + at, std::min(step, size - at));
        while (true) {
            const Result<std::optional<Reply>> next = reader.next();
            if (!next.ok())
                return found + errorCodeName(next.error().code);
            if (!next->has_value())
                break;
            appendReply(found, **next);
        }
    }
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const auto* data = reinterpret_cast<const char*>(bytes);
    const auto length = static_cast<qint64>(size);
    const QByteArray whole = read(data, length, std::max<qint64>(1, length));
    if (read(data, length, 1) != whole || read(data, length, 5) != whole)
        std::abort();
    return 0;
}
