// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeserver.h"

#include <QtNetwork/QHostAddress>

namespace cacheledger
{

namespace
{

// Takes one whole command off the front of `bytes`; empty when there is none yet.
QByteArray takeCommand(QByteArray& bytes)
{
    qsizetype at = 0;
    const auto number = [&](char mark) -> qsizetype {
        const qsizetype end = bytes.indexOf("\r\n", at);
        if (end < 0 || bytes.at(at) != mark)
            return -1;
        const qsizetype value = bytes.mid(at + 1, end - at - 1).toLongLong();
        at = end + 2;
        return value;
    };
    if (bytes.isEmpty())
        return {};
    const qsizetype words = number('*');
    QByteArrayList found;
    for (qsizetype i = 0; i < words; ++i) {
        if (at >= bytes.size())
            return {};
        const qsizetype size = number('$');
        if (size < 0 || at + size + 2 > bytes.size())
            return {};
        found += bytes.mid(at, size);
        at += size + 2;
    }
    if (words > 0)
        bytes.remove(0, at);
    return found.join(' ');
}

} // namespace

FakeServer::FakeServer(QObject* parent) : QObject(parent)
{
    m_replies["PING"] = "+PONG\r\n";
    m_replies["CLIENT"] = "+OK\r\n";
    connect(&m_server, &QTcpServer::newConnection, this, &FakeServer::onConnection);
    m_server.listen(QHostAddress::LocalHost);
    m_port = m_server.serverPort();
}

Endpoint FakeServer::endpoint() const
{
    Endpoint endpoint;
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.port = m_port;
    return endpoint;
}

bool FakeServer::listenAgain()
{
    return m_server.listen(QHostAddress::LocalHost, m_port);
}

QByteArray FakeServer::bulk(const QByteArray& text)
{
    return '$' + QByteArray::number(text.size()) + "\r\n" + text + "\r\n";
}

int FakeServer::openConnections() const
{
    int count = 0;
    for (const auto& socket : m_sockets)
        count += socket && socket->state() == QAbstractSocket::ConnectedState;
    return count;
}

void FakeServer::onConnection()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        ++m_connectionCount;
        m_sockets += socket;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onData(socket); });
        if (!m_greeting.isEmpty())
            socket->write(m_greeting);
        if (m_hangUp)
            socket->disconnectFromHost();
        Q_EMIT connected();
    }
}

void FakeServer::onData(QTcpSocket* socket)
{
    const QByteArray bytes = socket->readAll();
    m_received += bytes;
    QByteArray& unread = m_unread[socket];
    unread += bytes;
    while (true) {
        const QByteArray command = takeCommand(unread);
        if (command.isEmpty())
            return;
        m_commands += command;
        if (m_holding)
            m_held += {socket, command};
        else
            reply(socket, command);
        Q_EMIT commanded(command);
    }
}

void FakeServer::reply(QTcpSocket* socket, const QByteArray& command)
{
    if (m_silent)
        return;
    auto found = m_replies.find(command);
    if (found == m_replies.end())
        found = m_replies.find(command.left(command.indexOf(' ')));
    socket->write(found == m_replies.end() ? "-ERR unknown command\r\n" : found->second);
}

void FakeServer::release()
{
    m_holding = false;
    const auto held = std::exchange(m_held, {});
    for (const auto& [socket, command] : held) {
        if (socket)
            reply(socket, command);
    }
}

void FakeServer::say(const QByteArray& bytes)
{
    for (const auto& socket : m_sockets) {
        if (socket)
            socket->write(bytes);
    }
}

void FakeServer::hangUp()
{
    for (const auto& socket : m_sockets) {
        if (socket)
            socket->disconnectFromHost();
    }
}

} // namespace cacheledger
