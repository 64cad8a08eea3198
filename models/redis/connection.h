// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "redis/command.h"
#include "redis/reply.h"

#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace cacheledger
{

struct ConnectionOptions {
    std::chrono::milliseconds connectTimeout{5000}; ///< until the transport (and TLS) stands and AUTH is answered
    std::chrono::milliseconds commandTimeout{5000}; ///< from sending a command to its whole reply
    ReplyLimits limits;
    QByteArray clientName = "cacheledger";
};

/// One connection to one server over TCP, TLS or a Unix socket: connects, authenticates, names itself, then sends
/// commands of the closed list and hands back their replies in order (pipelining is allowed).
///
/// Event-driven, never blocks; lives in the thread that made it. It does not reconnect: its owner decides that. A
/// failure at any time closes it, answers every waiting command with the same Error and emits closed() once.
class Connection : public QObject
{
    Q_OBJECT

public:
    /// `password` is kept in memory for AUTH and nowhere else.
    Connection(Endpoint endpoint, QString password, ConnectionOptions options = {}, QObject* parent = nullptr);
    ~Connection() override; ///< closes silently: no callbacks, no signals

    enum class State { Closed, Connecting, Authenticating, Ready };
    State state() const;
    const Endpoint& endpoint() const;

    void open();
    void close(); ///< waiting commands are answered with Cancelled; closed() is not emitted

    using Callback = std::function<void(const Result<Reply>& reply)>;
    /// Only in state Ready (otherwise the callback gets Disconnected from the event loop). An error reply (-ERR ...)
    /// arrives as a Reply of type Error. The callback runs in this object's thread, never from inside send().
    void send(const Command& command, Callback callback);
    /// Several in one write; `each` is called once a reply, in their order. Only in state Ready.
    void sendAll(const std::vector<Command>& commands, const Callback& each);

    /// What arrives waits with the system until readNow(), where the transport can: to be woken for it costs more than
    /// to read it along with something else. Time limits go on.
    void holdReading();
    /// Reads all that has arrived; what comes later is read as it comes. May call back, and emit closed().
    void readNow();

    /// Since this object was made.
    qint64 bytesSent() const;
    qint64 bytesReceived() const;

Q_SIGNALS:
    void ready();
    void closed(const cacheledger::Error& error);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
