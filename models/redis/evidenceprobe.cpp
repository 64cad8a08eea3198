// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/evidenceprobe.h"

#include "redis/diagnosisreply.h"
#include "redis/infoquery.h"
#include "redis/servererror.h"
#include "redis/serverkind.h"
#include "redis/slowlogreply.h"

#include <QtCore/QCoreApplication>
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
    void askForSlowLog();
    void askForLog(CommandLog log);
    void askForClients();
    void finish();
    void answered()
    {
        if (--waiting == 0)
            finish();
    }
    template <typename T, typename Read>
    Result<T> partOf(const Result<Reply>& reply, CommandKind kind, Reply::Type type, const Read& read) const;
    template <typename T>
    void send(const Command& command, Reply::Type type, std::optional<T> (*read)(const Reply&), Result<T>& part);

    EvidenceProbe* q;
    EvidenceParts parts;
    EvidenceAnswer answer;
    InfoQuery info;
    int waiting = 0;
    bool asked = false;
    bool finished = false;
    std::vector<SlowCommand> large; // requests and replies
    Connection connection;          // last: its callbacks use the others
};

template <typename T, typename Read>
Result<T> EvidenceProbe::Impl::partOf(const Result<Reply>& reply, CommandKind kind, Reply::Type type,
                                      const Read& read) const
{
    if (!reply.ok())
        return reply.error();
    if (reply->type == Reply::Type::Error)
        return !reply->text.startsWith("NOPERM") && isUnknownCommandReply(reply->text)
                   ? unknownCommandError(connection.endpoint(), kind)
                   : errorFromReply(reply->text, connection.endpoint(), kind);
    auto value = reply->type == type ? read(*reply) : std::nullopt;
    return value ? Result<T>(std::move(*value)) : unexpectedReply(connection.endpoint(), kind);
}

template <typename T>
void EvidenceProbe::Impl::send(const Command& command, Reply::Type type, std::optional<T> (*read)(const Reply&),
                               Result<T>& part)
{
    ++waiting;
    connection.send(command, [this, kind = command.kind(), type, read, &part](const Result<Reply>& reply) {
        part = partOf<T>(reply, kind, type, read);
        answered();
    });
}

void EvidenceProbe::Impl::ask()
{
    asked = true;
    ++waiting;
    if (parts.latency)
        send(Command::latencyLatest(), Reply::Type::Array, &latencyEventsIn, answer.latency);
    if (parts.diagnosis) {
        send(Command::memoryStats(), Reply::Type::Array, &memoryPartsIn, answer.memory);
        send(Command::memoryDoctor(), Reply::Type::Bulk, &doctorTextIn, answer.memoryDoctor);
    }
    if (parts.diagnosis || parts.latencyDoctor)
        send(Command::latencyDoctor(), Reply::Type::Bulk, &doctorTextIn, answer.latencyDoctor);
    info.ask(connection, [this](const Result<QByteArray>& text) {
        answer.info = text;
        askForSlowLog();
        askForClients();
        answered();
    });
}

static std::optional<std::vector<SlowCommand>> slowLogIn(const Reply& reply)
{
    return slowCommandsIn(reply);
}

void EvidenceProbe::Impl::askForSlowLog()
{
    if (!parts.slowLog)
        return;
    if (connection.state() != Connection::State::Ready) {
        answer.slowLog = answer.info.ok() ? answer.slowLog : answer.info.error();
    } else if (answer.info.ok() && offersCommandLog(*answer.info)) {
        for (const CommandLog log : commandLogs)
            askForLog(log);
    } else {
        send(Command::slowlogGet(), Reply::Type::Array, &slowLogIn, answer.slowLog);
    }
}

/// Who may not read the logs may still read the slow one by its old name.
void EvidenceProbe::Impl::askForLog(CommandLog log)
{
    ++waiting;
    connection.send(Command::commandLogGet(log), [this, log](const Result<Reply>& reply) {
        auto told = partOf<std::vector<SlowCommand>>(reply, CommandKind::CommandLogGet, Reply::Type::Array,
                                                     [log](const Reply& array) { return slowCommandsIn(array, log); });
        if (log != CommandLog::Slow && told.ok())
            large.insert(large.end(), told->begin(), told->end());
        else if (log != CommandLog::Slow)
            answer.otherLogs = told.error();
        else if (told.ok() || !reply.ok())
            answer.slowLog = std::move(told);
        else
            send(Command::slowlogGet(), Reply::Type::Array, &slowLogIn, answer.slowLog);
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
    if (answer.slowLog)
        answer.slowLog->insert(answer.slowLog->end(), large.begin(), large.end());
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
