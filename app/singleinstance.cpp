// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"

#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QLocalServer>
#include <QtNetwork/QLocalSocket>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int answerTimeoutMs = 500;
static constexpr qint64 longestTokenBytes = 1024;

SingleInstance::SingleInstance(const QString& key, QObject* parent) : QObject(parent)
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty())
        folder = QDir::tempPath();
    m_socket = folder + u"/cacheledger-"_s + key;
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::claim()
{
    QLocalSocket other;
    other.connectToServer(m_socket);
    if (other.waitForConnected(answerTimeoutMs)) {
        other.write("raise " + qgetenv("XDG_ACTIVATION_TOKEN") + '\n');
        other.waitForBytesWritten(answerTimeoutMs);
        return false;
    }
    // Nobody answers: a socket file that is still there was left by a crash.
    QLocalServer::removeServer(m_socket);
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &SingleInstance::onConnection);
    m_server->listen(m_socket);
    return true;
}

void SingleInstance::onConnection()
{
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto readLine = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > longestTokenBytes)
                    socket->abort();
                return;
            }
            const QByteArray line = socket->readLine(longestTokenBytes).trimmed();
            if (line.startsWith("raise"))
                Q_EMIT raiseRequested(line.mid(6));
            socket->disconnectFromServer();
        };
        connect(socket, &QLocalSocket::readyRead, this, readLine);
        readLine();
    }
}

} // namespace cacheledger
