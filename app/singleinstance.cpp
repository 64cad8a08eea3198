// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>
#include <QtNetwork/QLocalServer>
#include <QtNetwork/QLocalSocket>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int answerTimeoutMs = 500;
static constexpr qint64 longestTokenBytes = 1024;

static QString socketFolder()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return folder.isEmpty() ? QDir::tempPath() : folder;
}

/// Only a clear refusal counts: a socket of somebody else, or of a process that is busy, is left alone.
static bool nobodyListens(const QByteArray& path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= static_cast<qsizetype>(sizeof address.sun_path))
        return false;
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return false;
    const bool refused = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
                         errno == ECONNREFUSED;
    ::close(descriptor);
    return refused;
}

SingleInstance::SingleInstance(const QString& key, QObject* parent) : QObject(parent)
{
    m_socket = socketFolder() + u"/cacheledger-"_s + key;
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

void SingleInstance::removeStale()
{
    static const QRegularExpression ours(u"^cacheledger-[0-9a-f]{16}$"_s); // Profile::key()
    const QDir folder(socketFolder());
    for (const QString& name : folder.entryList({u"cacheledger-*"_s}, QDir::System)) {
        if (ours.match(name).hasMatch() && nobodyListens(QFile::encodeName(folder.filePath(name))))
            QFile::remove(folder.filePath(name));
    }
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
