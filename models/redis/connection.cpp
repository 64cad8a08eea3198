// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"

#include "redis/bytechannel.h"
#include "redis/commandtally.h"
#include "redis/connectionerror.h"
#include "redis/servererror.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <array>
#include <deque>
#include <utility>

namespace cacheledger
{

namespace
{

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t readChunk = 16384;

struct ConnectionText {
    Q_DECLARE_TR_FUNCTIONS(ConnectionText)
};

} // namespace

class Connection::Impl
{
public:
    Impl(Connection* owner, Endpoint where, QString secret, ConnectionOptions settings)
        : q(owner),
          endpoint(std::move(where)),
          password(std::move(secret)),
          options(std::move(settings)),
          tally(CommandTally::ofProcess().of(endpoint.address())),
          reader(options.limits)
    {
        timer.setSingleShot(true);
        QObject::connect(&timer, &QTimer::timeout, q, [this] { checkDeadline(); });
    }

    void open();
    void shut();
    void enqueue(const Command& command, Callback callback);
    void flush();
    void fail(const Error& error);
    void setReading(bool reading);
    void onReadable();

    Connection* q;
    Endpoint endpoint;
    QString password;
    ConnectionOptions options;
    State state = State::Closed;
    qint64 sent = 0;
    qint64 received = 0;

private:
    struct Waiting {
        Callback callback;
        SteadyClock::time_point deadline;
        CommandKind kind;
    };

    void logIn();
    void onAuthReply(const Result<Reply>& reply);
    void onNameReply(const Result<Reply>& reply);
    bool readOnce(qint64& size);
    bool takeReplies();
    void onUnasked(const Reply& reply);
    void onChannelFailed(const Error& error);
    void checkDeadline();
    void armTimer(SteadyClock::time_point deadline);
    ConnectionStage stage() const;
    Error errorFrom(const Reply& reply) const;
    bool holdsPassword(const QByteArray& text) const;

    // Deleted later, because it may be the one that is calling us.
    struct Later {
        void operator()(ByteChannel* channel) const { channel->disconnect(), channel->deleteLater(); }
    };
    std::unique_ptr<ByteChannel, Later> channel;
    std::shared_ptr<NodeTally> tally;
    ReplyReader reader;
    std::deque<Waiting> waiting;
    QByteArray outgoing;
    QTimer timer; // one for all: armed for the oldest deadline at the latest, and not touched by each command
    SteadyClock::time_point timerDue;
    SteadyClock::time_point openDeadline;
    qint64 receivedBefore = 0; // by earlier transports of this object
};

void Connection::Impl::open()
{
    if (state != State::Closed)
        return;
    state = State::Connecting;
    reader.reset();
    receivedBefore = received;
    openDeadline = SteadyClock::now() + options.connectTimeout;
    armTimer(openDeadline);
    channel.reset(new ByteChannel(endpoint));
    QObject::connect(channel.get(), &ByteChannel::opened, q, [this] { logIn(); });
    QObject::connect(channel.get(), &ByteChannel::readable, q, [this] { onReadable(); });
    QObject::connect(channel.get(), &ByteChannel::failed, q, [this](const Error& error) { onChannelFailed(error); });
    channel->open();
}

void Connection::Impl::logIn()
{
    state = State::Authenticating;
    // In one write: a server that is full closes at once, and a second write would lose the reason that it gave.
    if (!endpoint.user.isEmpty() || !password.isEmpty())
        enqueue(Command::auth(endpoint.user, password), [this](const Result<Reply>& reply) { onAuthReply(reply); });
    enqueue(Command::clientSetName(options.clientName), [this](const Result<Reply>& reply) { onNameReply(reply); });
    flush();
}

void Connection::Impl::onAuthReply(const Result<Reply>& reply)
{
    if (!reply.ok() || reply->type == Reply::Type::Status)
        return; // the failure is being reported; success is followed by the reply to CLIENT SETNAME
    if (reply->type != Reply::Type::Error)
        return fail(notRedisError(endpoint));
    fail(errorFrom(*reply));
}

void Connection::Impl::onNameReply(const Result<Reply>& reply)
{
    if (!reply.ok())
        return;
    if (reply->type == Reply::Type::Error) {
        const Error error = errorFrom(*reply);
        // The name itself is a courtesy; but these say that nothing else will work either.
        if (error.code == ErrorCode::AuthRequired || error.code == ErrorCode::MaxClients ||
            reply->text.startsWith("DENIED"))
            return fail(error);
    }
    state = State::Ready;
    Q_EMIT q->ready();
}

void Connection::Impl::enqueue(const Command& command, Callback callback)
{
    const SteadyClock::time_point deadline = SteadyClock::now() + options.commandTimeout;
    waiting.push_back({std::move(callback), state == State::Ready ? deadline : openDeadline, command.kind()});
    if (!timer.isActive() || waiting.front().deadline < timerDue)
        armTimer(waiting.front().deadline);
    outgoing += command.wire();
    tally->addSent(command.kind(), command.wire().size());
}

void Connection::Impl::flush()
{
    const QByteArray bytes = std::exchange(outgoing, {});
    sent += bytes.size();
    channel->write(bytes);
}

void Connection::Impl::onReadable()
{
    // Less than was asked for was all; asking again would cost a system call.
    for (qint64 size = readChunk; size == readChunk && readOnce(size);) {
    }
}

/// False: there was nothing, or that closed or destroyed us.
bool Connection::Impl::readOnce(qint64& size)
{
    std::array<char, readChunk> chunk; // NOLINT: filled by read()
    const QPointer<Connection> alive(q);
    size = channel ? channel->read(chunk.data(), chunk.size()) : 0;
    if (size <= 0)
        return false;
    received += size;
    reader.feed(chunk.data(), size);
    return takeReplies() && alive && channel;
}

void Connection::Impl::setReading(bool reading)
{
    if (channel)
        channel->setReading(reading);
}

// False: closed or destroyed by what was read or by a callback.
bool Connection::Impl::takeReplies()
{
    const QPointer<Connection> alive(q);
    const ByteChannel* const ours = channel.get();
    while (true) {
        const Result<std::optional<Reply>> next = reader.next();
        if (!next.ok()) {
            const Error& error = next.error();
            fail(holdsPassword(error.message.toUtf8())
                     ? notRedisError(endpoint)
                     : Error{error.code, QStringLiteral("%1: %2").arg(endpoint.address(), error.message), error.hint});
            return false;
        }
        if (!next->has_value())
            return true;
        if (waiting.empty()) {
            onUnasked(**next);
            return false;
        }
        tally->addReceived(waiting.front().kind, reader.replyBytes());
        const Callback callback = std::move(waiting.front().callback);
        waiting.pop_front();
        callback(**next);
        if (!alive || channel.get() != ours)
            return false;
    }
}

// Servers say why they hang up before anything was asked ("max number of clients reached").
void Connection::Impl::onUnasked(const Reply& reply)
{
    if (reply.type == Reply::Type::Error)
        return fail(errorFrom(reply));
    fail({ErrorCode::ProtocolError,
          ConnectionText::tr("%1 sent a reply that nobody asked for.").arg(endpoint.address()),
          ConnectionText::tr("Check host and port: something else may listen there.")});
}

void Connection::Impl::onChannelFailed(const Error& error)
{
    const QPointer<Connection> alive(q);
    const ByteChannel* const ours = channel.get();
    onReadable(); // the reason may have come with the last bytes
    if (!alive || !channel || channel.get() != ours)
        return;
    // Before the server is reached it is the tunnel that ended, and says so.
    const bool isOfTunnel =
        state == State::Connecting && endpoint.route.kind == RouteKind::Ssh && !channel->isHandshaking();
    fail(error.code == ErrorCode::Disconnected && !isOfTunnel ? disconnectError(endpoint, stage()) : error);
}

ConnectionStage Connection::Impl::stage() const
{
    if (state == State::Connecting)
        return channel && channel->isHandshaking() ? ConnectionStage::TlsHandshake : ConnectionStage::Connecting;
    if (received == receivedBefore)
        return ConnectionStage::Unanswered;
    return waiting.empty() ? ConnectionStage::Idle : ConnectionStage::Asked;
}

void Connection::Impl::armTimer(SteadyClock::time_point deadline)
{
    timerDue = deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    timer.start(std::max(left, std::chrono::milliseconds(0)));
}

void Connection::Impl::checkDeadline()
{
    if (state == State::Closed || (state == State::Ready && waiting.empty()))
        return; // the next command arms it again
    const SteadyClock::time_point deadline = state == State::Ready ? waiting.front().deadline : openDeadline;
    if (SteadyClock::now() < deadline)
        return armTimer(deadline);
    fail(timeoutError(endpoint, stage(), state == State::Ready ? options.commandTimeout : options.connectTimeout));
}

// A server may repeat what it did not understand, the password included.
Error Connection::Impl::errorFrom(const Reply& reply) const
{
    const QByteArray text = holdsPassword(reply.text) ? QByteArray("ERR") : reply.text;
    return errorFromReply(text, endpoint, CommandKind::Auth);
}

bool Connection::Impl::holdsPassword(const QByteArray& text) const
{
    return !password.isEmpty() && text.contains(password.toUtf8());
}

void Connection::Impl::shut()
{
    state = State::Closed;
    outgoing.clear();
    timer.stop();
    channel.reset();
}

void Connection::Impl::fail(const Error& error)
{
    if (state == State::Closed)
        return;
    const Error kept = error; // it may be the channel's or the reader's
    shut();
    const QPointer<Connection> alive(q);
    const std::deque<Waiting> unanswered = std::exchange(waiting, {});
    for (const Waiting& command : unanswered) {
        command.callback(kept);
        if (!alive)
            return;
    }
    if (kept.code != ErrorCode::Cancelled)
        Q_EMIT q->closed(kept);
}

Connection::Connection(Endpoint endpoint, QString password, ConnectionOptions options, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(endpoint), std::move(password), std::move(options)))
{
}

Connection::~Connection()
{
    m_impl->shut();
}

Connection::State Connection::state() const
{
    return m_impl->state;
}

const Endpoint& Connection::endpoint() const
{
    return m_impl->endpoint;
}

void Connection::open()
{
    m_impl->open();
}

void Connection::close()
{
    m_impl->fail({ErrorCode::Cancelled,
                  ConnectionText::tr("The connection to %1 was closed here.").arg(m_impl->endpoint.address()),
                  {}});
}

void Connection::send(const Command& command, Callback callback)
{
    if (m_impl->state == State::Ready) {
        m_impl->enqueue(command, std::move(callback));
        return m_impl->flush();
    }
    QMetaObject::invokeMethod(
        this,
        [this, callback = std::move(callback)] {
            callback(Error{ErrorCode::Disconnected,
                           ConnectionText::tr("There is no connection to %1.").arg(m_impl->endpoint.address()),
                           {}});
        },
        Qt::QueuedConnection);
}

void Connection::sendAll(const std::vector<Command>& commands, const Callback& each)
{
    Q_ASSERT(m_impl->state == State::Ready);
    for (const Command& command : commands)
        m_impl->enqueue(command, each);
    m_impl->flush();
}

void Connection::holdReading()
{
    m_impl->setReading(false);
}

void Connection::readNow()
{
    m_impl->setReading(true); // of the end, if that has come, the notifier tells next
    m_impl->onReadable();
}

qint64 Connection::bytesSent() const
{
    return m_impl->sent;
}

qint64 Connection::bytesReceived() const
{
    return m_impl->received;
}

} // namespace cacheledger
