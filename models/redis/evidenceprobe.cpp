// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/evidenceprobe.h"

#include "redis/infoquery.h"
#include "redis/servererror.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>
#include <QtCore/QStringList>

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

Error unexpectedReply(const Endpoint& endpoint, CommandKind command)
{
    return {ErrorCode::ProtocolError,
            QCoreApplication::translate("EvidenceProbe", "%1 answered %2 with something else than expected.")
                .arg(endpoint.address(), QString::fromLatin1(commandInfo(command).words)),
            {}};
}

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

std::optional<std::vector<SlowCommand>> slowCommandsIn(const Reply& reply)
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

ClientConnection clientIn(const QByteArray& line)
{
    ClientConnection client;
    QStringList library;
    for (const QByteArray& field : line.split(' ')) {
        const qsizetype equals = field.indexOf('=');
        const QByteArray key = field.left(std::max<qsizetype>(equals, 0));
        const QByteArray value = field.mid(equals + 1);
        if (key == "addr")
            client.address = QString::fromUtf8(value);
        else if (key == "name")
            client.name = QString::fromUtf8(value);
        else if (key == "age")
            client.ageS = value.toLongLong();
        else if (key == "idle")
            client.idleS = value.toLongLong();
        else if (key == "omem")
            client.outputBytes = value.toLongLong();
        else if (key == "tot-mem")
            client.memoryBytes = value.toLongLong();
        else if (key == "cmd")
            client.command = QString::fromUtf8(value);
        else if (key == "lib-name" || key == "lib-ver")
            library << QString::fromUtf8(value);
    }
    library.removeAll(QString());
    client.library = library.join(u' ');
    return client;
}

std::optional<std::vector<ClientConnection>> clientsIn(const Reply& reply)
{
    std::vector<ClientConnection> clients;
    for (const QByteArray& line : reply.text.split('\n')) {
        if (line.contains("addr="))
            clients.push_back(clientIn(line.trimmed()));
    }
    return clients;
}

/// How many clients INFO says there are; nothing: it does not.
std::optional<qint64> clientCountIn(const Result<QByteArray>& info)
{
    static const QByteArray field = "\r\nconnected_clients:";
    const qsizetype at = info ? info->indexOf(field) : -1;
    if (at < 0)
        return std::nullopt;
    bool isNumber = false;
    const qint64 count = info->mid(at + field.size(), 20).split('\r').front().toLongLong(&isNumber);
    return isNumber ? std::optional(count) : std::nullopt;
}

Error tooManyClients(const Endpoint& endpoint, std::optional<qint64> count, int limit)
{
    const auto text = [](const char* source) { return QCoreApplication::translate("EvidenceProbe", source); };
    return {ErrorCode::Unsupported,
            count ? text(QT_TRANSLATE_NOOP("EvidenceProbe", "%1 has %2 clients: they are not listed beyond %3."))
                        .arg(endpoint.address())
                        .arg(*count)
                        .arg(limit)
                  : text(QT_TRANSLATE_NOOP("EvidenceProbe",
                                           "%1 does not say how many clients it has: they are not listed."))
                        .arg(endpoint.address()),
            count ? text(QT_TRANSLATE_NOOP("EvidenceProbe", "Raise the limit in Settings, if the server can bear it."))
                  : QString()};
}

} // namespace

class EvidenceProbe::Impl
{
public:
    Impl(EvidenceProbe* owner, Endpoint endpoint, QString password, ConnectionOptions options,
         const EvidenceParts& wanted)
        : q(owner),
          parts(wanted),
          answer(Error{ErrorCode::Cancelled, {}, {}}),
          connection(std::move(endpoint), std::move(password), std::move(options))
    {
        QObject::connect(&connection, &Connection::ready, q, [this] { ask(); });
        QObject::connect(&connection, &Connection::closed, q, [this](const Error& error) {
            if (!asked)
                answer = EvidenceAnswer(error);
            waiting = 0; // what was asked has been answered with the error already
            finish();
        });
    }

    void start() { connection.open(); }

    int clientLimit = usualClientLimit;

private:
    void ask();
    void askForClients();
    void finish();
    void answered()
    {
        if (--waiting == 0)
            finish();
    }
    template <typename T>
    void send(const Command& command, Reply::Type type, std::optional<T> (*read)(const Reply&), Result<T>& part);

    EvidenceProbe* q;
    EvidenceParts parts;
    EvidenceAnswer answer;
    InfoQuery info;
    int waiting = 0;
    bool asked = false;
    bool finished = false;
    Connection connection; // last: its callbacks use the others
};

template <typename T>
void EvidenceProbe::Impl::send(const Command& command, Reply::Type type, std::optional<T> (*read)(const Reply&),
                               Result<T>& part)
{
    ++waiting;
    connection.send(command, [this, kind = command.kind(), type, read, &part](const Result<Reply>& reply) {
        if (!reply.ok()) {
            part = reply.error();
        } else if (reply->type == Reply::Type::Error) {
            part = errorFromReply(reply->text, connection.endpoint(), kind);
        } else {
            auto value = reply->type == type ? read(*reply) : std::nullopt;
            part = value ? Result<T>(std::move(*value)) : unexpectedReply(connection.endpoint(), kind);
        }
        answered();
    });
}

void EvidenceProbe::Impl::ask()
{
    asked = true;
    ++waiting;
    if (parts.slowLog)
        send(Command::slowlogGet(), Reply::Type::Array, &slowCommandsIn, answer.slowLog);
    if (parts.latency)
        send(Command::latencyLatest(), Reply::Type::Array, &latencyEventsIn, answer.latency);
    info.ask(connection, [this](const Result<QByteArray>& text) {
        answer.info = text;
        askForClients();
        answered();
    });
}

void EvidenceProbe::Impl::askForClients()
{
    if (!parts.clients)
        return;
    const auto count = clientCountIn(answer.info);
    if (connection.state() != Connection::State::Ready)
        answer.clients = answer.info.ok() ? answer.clients : answer.info.error();
    else if (count && *count <= clientLimit)
        send(Command::clientList(), Reply::Type::Bulk, &clientsIn, answer.clients);
    else
        answer.clients = tooManyClients(connection.endpoint(), count, clientLimit);
}

void EvidenceProbe::Impl::finish()
{
    if (std::exchange(finished, true))
        return;
    connection.close();
    Q_EMIT q->finished(EvidenceAnswer(answer)); // a copy: a slot may destroy us
}

EvidenceProbe::EvidenceProbe(Endpoint endpoint, QString password, ConnectionOptions options, QObject* parent,
                             const EvidenceParts& parts)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(endpoint), std::move(password), std::move(options), parts))
{
}

EvidenceProbe::~EvidenceProbe() = default;

void EvidenceProbe::setClientLimit(int clients)
{
    m_impl->clientLimit = clients;
}

void EvidenceProbe::start()
{
    m_impl->start();
}

} // namespace cacheledger
