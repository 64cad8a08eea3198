// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/slowlogreply.h"

#include <QtCore/QSet>
#include <QtCore/QStringList>

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

QString shownWord(const QByteArray& word)
{
    static constexpr qsizetype longestWord = 32;
    QString text = QString::fromLatin1(word.left(longestWord)).toUpper();
    const auto isPlain = [](QChar c) { return c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_'; };
    return std::all_of(text.begin(), text.end(), isPlain) ? text : QStringLiteral("?");
}

/// Commands whose first argument is a key.
bool takesKeyFirst(const QString& command)
{
    static const QSet<QString> names = [] {
        const char* const all =
            "APPEND BITCOUNT BITFIELD BITPOS DECR DECRBY DEL DUMP EXISTS EXPIRE EXPIREAT GEOADD GEOSEARCH GET GETDEL "
            "GETEX "
            "GETRANGE GETSET HDEL HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET HSCAN HSET HSETNX "
            "HVALS "
            "INCR INCRBY INCRBYFLOAT LINDEX LINSERT LLEN LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM MGET MSET "
            "PERSIST "
            "PEXPIRE PFADD PFCOUNT PSETEX PTTL RENAME RESTORE RPOP RPUSH SADD SCARD SDIFF SET SETEX SETNX SETRANGE "
            "SINTER "
            "SISMEMBER SMEMBERS SMISMEMBER SORT SPOP SRANDMEMBER SREM SSCAN STRLEN SUNION TOUCH TTL TYPE UNLINK XADD "
            "XLEN "
            "XRANGE XREVRANGE XTRIM ZADD ZCARD ZCOUNT ZINCRBY ZPOPMAX ZPOPMIN ZRANGE ZRANGEBYSCORE ZRANK ZREM "
            "ZREMRANGEBYSCORE ZREVRANGE ZREVRANK ZSCAN ZSCORE";
        const QStringList words = QString::fromLatin1(all).split(u' ');
        return QSet<QString>(words.begin(), words.end());
    }();
    return names.contains(command);
}

/// "session:*" of "session:8f3a": what stands before the first delimiter, where that is a plain word; else "*".
QString keyPatternOf(const QByteArray& key)
{
    static constexpr qsizetype longestPrefix = 32;
    qsizetype end = 0;
    while (end < key.size() && ((key[end] >= 'a' && key[end] <= 'z') || (key[end] >= 'A' && key[end] <= 'Z') ||
                                key[end] == '_' || key[end] == '-'))
        ++end;
    const bool isPrefix = end > 0 && end <= longestPrefix && end < key.size() &&
                          (key[end] == ':' || key[end] == '/' || key[end] == '.' || key[end] == '|');
    return QString::fromLatin1(key.left(isPrefix ? end + 1 : 0)) + u'*';
}

} // namespace

std::optional<std::vector<SlowCommand>> slowCommandsIn(const Reply& reply, CommandLog log)
{
    std::vector<SlowCommand> commands;
    for (const Reply& entry : reply.elements) {
        if (entry.elements.size() < 4 || entry.elements[3].elements.empty())
            return std::nullopt;
        const std::vector<Reply>& words = entry.elements[3].elements;
        SlowCommand command{entry.elements[1].integer * 1000,
                            entry.elements[2].integer,
                            shownWord(words.front().text),
                            static_cast<int>(words.size()) - 1,
                            entry.elements.size() > 4 ? QString::fromUtf8(entry.elements[4].text) : QString(),
                            entry.elements[0].integer};
        command.log = log;
        if (log != CommandLog::Slow)
            command.bytes = std::exchange(command.microseconds, 0);
        if (words.size() > 1 && takesKeyFirst(command.command))
            command.keyPattern = keyPatternOf(words[1].text);
        commands.push_back(std::move(command));
    }
    return commands;
}

std::optional<std::vector<LatencyEvent>> latencyEventsIn(const Reply& reply)
{
    std::vector<LatencyEvent> events;
    for (const Reply& entry : reply.elements) {
        if (entry.elements.size() < 4)
            return std::nullopt;
        events.push_back({QString::fromUtf8(entry.elements[0].text), entry.elements[1].integer * 1000,
                          entry.elements[2].integer, entry.elements[3].integer});
    }
    return events;
}

} // namespace cacheledger
