// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

#include <map>

namespace cacheledger
{

/// A scripted server in the test's own thread, for what a real one cannot show: broken bytes, cut-offs, answers held
/// back. Understands commands as RESP arrays and answers each with the bytes set for it; for the first word alone if
/// the whole command has none ("INFO everything", then "INFO"). PING and CLIENT are answered from the start, others
/// with -ERR.
class FakeServer : public QObject
{
    Q_OBJECT

public:
    explicit FakeServer(QObject* parent = nullptr);

    quint16 port() const { return m_server.serverPort(); }
    Endpoint endpoint() const;

    void answer(const QByteArray& command, const QByteArray& reply) { m_replies[command] = reply; }
    /// These bytes to whoever connects, before any command.
    void greetWith(const QByteArray& bytes) { m_greeting = bytes; }
    /// After the greeting, or at once.
    void hangUpOnConnect(bool on = true) { m_hangUp = on; }
    /// Accepts and never says a word.
    void beSilent(bool on = true) { m_silent = on; }
    /// Commands are still taken down but answered only by release().
    void hold() { m_holding = true; }
    void release();
    /// Bytes to every connection, at any time.
    void say(const QByteArray& bytes);
    void hangUp(); ///< on every connection
    void stopListening() { m_server.close(); }
    /// On the same port again.
    bool listenAgain();

    int connectionCount() const { return m_connectionCount; }
    int openConnections() const;
    const QList<QByteArray>& commands() const { return m_commands; } ///< words joined by spaces
    int countOf(const QByteArray& command) const { return static_cast<int>(m_commands.count(command)); }
    const QByteArray& received() const { return m_received; } ///< all bytes

    static QByteArray bulk(const QByteArray& text);

Q_SIGNALS:
    void connected();
    void commanded(const QByteArray& command);

private:
    void onConnection();
    void onData(QTcpSocket* socket);
    void reply(QTcpSocket* socket, const QByteArray& command);

    QTcpServer m_server;
    quint16 m_port = 0;
    std::map<QByteArray, QByteArray> m_replies;
    QByteArray m_greeting;
    bool m_hangUp = false;
    bool m_silent = false;
    bool m_holding = false;
    int m_connectionCount = 0;
    QList<QByteArray> m_commands;
    QByteArray m_received;
    QList<QPointer<QTcpSocket>> m_sockets;
    std::map<QTcpSocket*, QByteArray> m_unread;
    QList<std::pair<QPointer<QTcpSocket>, QByteArray>> m_held;
};

} // namespace cacheledger
