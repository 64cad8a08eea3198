// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/reply.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <hiredis/hiredis.h>
#include <utility>

namespace cacheledger
{

namespace
{

// Longest status, error, integer or length header. hiredis looks for the end of the line from its start with every
// feed, so that a line without an end would cost quadratic time long before maxBytes.
constexpr std::size_t maxLineBytes = 65536;
constexpr int maxDepth = 7; // what hiredis 0.14 can do; later versions allow more
constexpr qsizetype maxQuotedBytes = 40;

struct ReplyText {
    Q_DECLARE_TR_FUNCTIONS(ReplyText)
};

// The first line of foreign bytes, printable, for a message. Empty when there is nothing worth showing.
QString quotedStart(const char* data, qsizetype size)
{
    QString text;
    for (qsizetype i = 0; i < std::min(size, maxQuotedBytes) && data[i] != '\r' && data[i] != '\n'; ++i) {
        const char c = data[i];
        text += c >= 0x20 && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
    }
    return text;
}

bool looksLikeTls(const char* data, qsizetype size)
{
    return size > 0 && (data[0] == 0x15 || data[0] == 0x16) && (size < 2 || data[1] == 0x03);
}

Error notRedis(const char* data, qsizetype size)
{
    if (looksLikeTls(data, size))
        return {ErrorCode::NotRedis, ReplyText::tr("The answer is TLS, not plain Redis."),
                ReplyText::tr("Use a rediss:// address for a server that expects TLS.")};
    return {ErrorCode::NotRedis,
            ReplyText::tr("The answer is not Redis: it begins with \"%1\".").arg(quotedStart(data, size)),
            ReplyText::tr("Check host and port: something else listens there.")};
}

const redisReadTask& currentTask(const redisReader& reader)
{
#if HIREDIS_MAJOR >= 1
    return *reader.task[reader.ridx];
#else
    return reader.rstack[reader.ridx];
#endif
}

/// The reply, if these bytes are a status or a bulk, whole and nothing else: what nearly every answer is.
std::optional<Reply> wholeReply(std::string_view bytes)
{
    constexpr std::string_view lineEnd = "\r\n";
    const std::size_t firstLine = bytes.find(lineEnd);
    if (firstLine == std::string_view::npos || !bytes.ends_with(lineEnd))
        return std::nullopt;
    const std::string_view head = bytes.substr(1, firstLine - 1);
    std::string_view text = bytes.substr(firstLine + lineEnd.size());
    const auto reply = [](Reply::Type type, std::string_view content) {
        return Reply{type, QByteArray(content.data(), static_cast<qsizetype>(content.size())), 0, {}};
    };
    if (bytes.front() == '+' && text.empty() && head.find_first_of(lineEnd) == std::string_view::npos)
        return reply(Reply::Type::Status, head);
    if (bytes.front() != '$' || text.size() < lineEnd.size())
        return std::nullopt;
    text.remove_suffix(lineEnd.size());
    if (head.size() > 1 && head.front() == '0')
        return std::nullopt;
    std::size_t announced = 0;
    const auto [stop, problem] = std::from_chars(head.data(), head.data() + head.size(), announced);
    const bool fits = problem == std::errc() && stop == head.data() + head.size() && announced == text.size();
    return fits ? std::optional(reply(Reply::Type::Bulk, text)) : std::nullopt;
}

#if HIREDIS_MAJOR >= 1
using ElementCount = std::size_t;
#else
using ElementCount = int;
#endif

} // namespace

class ReplyReader::Impl
{
public:
    explicit Impl(ReplyLimits replyLimits) : limits(replyLimits) { restart(); }

    struct Free {
        void operator()(redisReader* reader) const { redisReaderFree(reader); }
    };

    void restart();
    Result<std::optional<Reply>> next();
    void feed(const char* data, qint64 size);
    qint64 replyBytes() const { return m_replyBytes; }

private:
    static Impl& of(const redisReadTask* task) { return *static_cast<Impl*>(task->privdata); }
    static Reply* slot(const redisReadTask* task);
    static void* createString(const redisReadTask* task, char* text, std::size_t size);
    static void* createArray(const redisReadTask* task, ElementCount count);
    static void* createInteger(const redisReadTask* task, long long value);
    static void* createNil(const redisReadTask* task);
    static void freeObject(void*) {} // replies are ours, in m_root
#if HIREDIS_MAJOR >= 1
    static void* createDouble(const redisReadTask* task, double, char*, std::size_t)
    {
        return refuseType(task);
    }
    static void* createBool(const redisReadTask* task, int)
    {
        return refuseType(task);
    }
#endif
    static void* refuseType(const redisReadTask* task);

    qint64 bytesOfThisReply() const
    {
        return m_fed - m_consumed;
    }
    bool headerTooLarge() const;
    Error tooLarge() const;
    Error broken(const QString& reason) const;
    Result<std::optional<Reply>> fail(Error error);

    ReplyLimits limits;
    std::unique_ptr<redisReader, Free> m_reader;
    Reply m_root;
    std::optional<Reply> m_whole; // came before what is in m_reader
    qint64 m_fed = 0;             // since restart()
    qint64 m_consumed = 0;        // of these, by whole replies
    qint64 m_replyBytes = 0;      // of the last of these
    qint64 m_elements = 0;        // of the reply that is being read
    bool m_anyReply = false;
    std::optional<Error> m_error;
    QByteArray m_firstBytes; // for the message
};

void ReplyReader::Impl::restart()
{
    static redisReplyObjectFunctions functions = [] {
        redisReplyObjectFunctions table{};
        table.createString = createString;
        table.createArray = createArray;
        table.createInteger = createInteger;
        table.createNil = createNil;
        table.freeObject = freeObject;
#if HIREDIS_MAJOR >= 1
        table.createDouble = createDouble;
        table.createBool = createBool;
#endif
        return table;
    }();
    m_reader.reset(redisReaderCreateWithFunctions(&functions));
    m_reader->privdata = this;
    m_root = {};
    m_whole.reset();
    m_fed = m_consumed = m_elements = 0;
    m_anyReply = false;
    m_error.reset();
    m_firstBytes.clear();
}

// The place of the value being read: the root, or a new last element of the array around it. Only the innermost array
// grows, so that the addresses hiredis holds for the outer ones stay good.
Reply* ReplyReader::Impl::slot(const redisReadTask* task)
{
    if (!task->parent)
        return &of(task).m_root;
    return &static_cast<Reply*>(task->parent->obj)->elements.emplace_back();
}

void* ReplyReader::Impl::createString(const redisReadTask* task, char* text, std::size_t size)
{
    Reply::Type type = Reply::Type::Bulk;
    if (task->type == REDIS_REPLY_STATUS)
        type = Reply::Type::Status;
    else if (task->type == REDIS_REPLY_ERROR)
        type = Reply::Type::Error;
    else if (task->type != REDIS_REPLY_STRING)
        return refuseType(task);
    Reply* reply = slot(task);
    reply->type = type;
    reply->text = QByteArray(text, static_cast<qsizetype>(size));
    return reply;
}

void* ReplyReader::Impl::createArray(const redisReadTask* task, ElementCount count)
{
    if (task->type != REDIS_REPLY_ARRAY)
        return refuseType(task);
    Impl& self = of(task);
    int depth = 1;
    for (const redisReadTask* parent = task->parent; parent; parent = parent->parent)
        ++depth;
    if (depth > maxDepth) {
        self.m_error = self.broken(ReplyText::tr("arrays nested too deep"));
        return nullptr;
    }
    self.m_elements += static_cast<qint64>(count);
    if (self.m_elements > self.limits.maxElements) {
        self.m_error = self.tooLarge();
        return nullptr;
    }
    // Nothing is reserved: memory grows with what really arrives, not with what the header claims.
    Reply* reply = slot(task);
    reply->type = Reply::Type::Array;
    return reply;
}

void* ReplyReader::Impl::createInteger(const redisReadTask* task, long long value)
{
    Reply* reply = slot(task);
    reply->type = Reply::Type::Integer;
    reply->integer = value;
    return reply;
}

void* ReplyReader::Impl::createNil(const redisReadTask* task)
{
#if HIREDIS_MAJOR >= 1
    if (task->type == REDIS_REPLY_NIL)
        return refuseType(task);
#endif
    Reply* reply = slot(task);
    reply->type = Reply::Type::Nil;
    return reply;
}

// Types of RESP3, which nobody asked for: refused alike whatever the version of hiredis.
void* ReplyReader::Impl::refuseType(const redisReadTask* task)
{
    Impl& self = of(task);
    self.m_error = self.broken(ReplyText::tr("a type that RESP2 does not have"));
    return nullptr;
}

Error ReplyReader::Impl::tooLarge() const
{
    return {ErrorCode::ReplyTooLarge,
            ReplyText::tr("A reply of more than %1 MiB or %2 elements was refused.")
                .arg(limits.maxBytes / 1048576)
                .arg(limits.maxElements),
            ReplyText::tr("Check that this is a Redis server and not something else.")};
}

Error ReplyReader::Impl::broken(const QString& reason) const
{
    if (!m_anyReply)
        return notRedis(m_firstBytes.constData(), m_firstBytes.size());
    return {ErrorCode::ProtocolError, ReplyText::tr("A reply breaks the Redis protocol: %1.").arg(reason),
            ReplyText::tr("A proxy or network device in between may damage the connection.")};
}

Result<std::optional<Reply>> ReplyReader::Impl::fail(Error error)
{
    m_error = std::move(error);
    return *m_error;
}

// The header of a bulk that has not arrived whole: refused by what it announces, before its bytes pile up.
bool ReplyReader::Impl::headerTooLarge() const
{
    if (m_reader->ridx < 0 || currentTask(*m_reader).type != REDIS_REPLY_STRING)
        return false;
    const char* begin = m_reader->buf + m_reader->pos;
    const char* end = m_reader->buf + m_reader->len;
    qint64 announced = 0;
    const auto [stop, problem] = std::from_chars(begin, end, announced);
    if (end - stop < 2 || stop[0] != '\r' || stop[1] != '\n')
        return false; // not whole yet, or hiredis will say what is wrong with it
    const qint64 before = m_fed - m_consumed - static_cast<qint64>(end - begin);
    return problem != std::errc() || announced > limits.maxBytes - before;
}

void ReplyReader::Impl::feed(const char* data, qint64 size)
{
    if (m_error || size <= 0)
        return;
    if (m_firstBytes.size() < maxQuotedBytes)
        m_firstBytes.append(data, std::min<qsizetype>(size, maxQuotedBytes));
    m_fed += size;
    const bool isIdle = !m_whole && m_reader->ridx < 0 && m_reader->pos == m_reader->len;
    if (isIdle && size <= limits.maxBytes)
        m_whole = wholeReply({data, static_cast<std::size_t>(size)});
    if (isIdle && m_whole) { // spared the way through hiredis, which would copy it once more
        m_replyBytes = m_fed - std::exchange(m_consumed, m_fed);
        m_anyReply = true;
        return;
    }
    redisReaderFeed(m_reader.get(), data, static_cast<std::size_t>(size));
}

Result<std::optional<Reply>> ReplyReader::Impl::next()
{
    if (m_error)
        return *m_error;
    if (m_whole)
        return std::exchange(m_whole, std::nullopt);
    if (m_consumed == m_fed)
        return std::optional<Reply>();
    redisReader& reader = *m_reader;
    const std::size_t unread = reader.len - reader.pos;
    if (reader.ridx < 0 && unread > 0 && !std::strchr("+-:$*", reader.buf[reader.pos]))
        return fail(broken(quotedStart(reader.buf + reader.pos, static_cast<qsizetype>(unread))));

    void* object = nullptr;
    if (redisReaderGetReply(&reader, &object) != REDIS_OK)
        return m_error ? *m_error : fail(broken(QString::fromLatin1(reader.errstr)));
    if (object) {
        const qint64 consumedNow = m_fed - static_cast<qint64>(reader.len - reader.pos);
        if (consumedNow - m_consumed > limits.maxBytes)
            return fail(tooLarge());
        m_replyBytes = consumedNow - std::exchange(m_consumed, consumedNow);
        m_elements = 0;
        m_anyReply = true;
        return std::optional<Reply>(std::exchange(m_root, Reply{}));
    }
    if (bytesOfThisReply() > limits.maxBytes || headerTooLarge())
        return fail(tooLarge());
    const bool inLine = reader.ridx >= 0 && currentTask(reader).type != REDIS_REPLY_STRING;
    if (inLine && reader.len - reader.pos > maxLineBytes)
        return fail(broken(ReplyText::tr("a line without an end")));
    return std::optional<Reply>();
}

ReplyReader::ReplyReader(ReplyLimits limits) : m_impl(std::make_unique<Impl>(limits)) {}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(const char* data, qint64 size)
{
    m_impl->feed(data, size);
}

Result<std::optional<Reply>> ReplyReader::next()
{
    return m_impl->next();
}

void ReplyReader::reset()
{
    m_impl->restart();
}

qint64 ReplyReader::replyBytes() const
{
    return m_impl->replyBytes();
}

} // namespace cacheledger
