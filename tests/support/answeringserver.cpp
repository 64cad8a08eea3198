// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/answeringserver.h"

#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

namespace cacheledger
{

AnsweringServer::AnsweringServer(const QString& certificateFile, const QString& keyFile)
{
    if (!certificateFile.isEmpty()) {
        QFile key(keyFile);
        if (key.open(QIODevice::ReadOnly)) {
            m_isTls = true;
            m_tls.setLocalCertificateChain(QSslCertificate::fromPath(certificateFile));
            m_tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
        }
    }
    listen(QHostAddress::LocalHost);
}

QUrl AnsweringServer::url(const QString& path) const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3")
                    .arg(m_isTls ? QStringLiteral("https") : QStringLiteral("http"))
                    .arg(serverPort())
                    .arg(path));
}

void AnsweringServer::serve(const QByteArray& path, const QByteArray& body, const QByteArray& headers)
{
    answer(path, "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) +
                     "\r\nConnection: close\r\n\r\n" + body);
}

void AnsweringServer::incomingConnection(qintptr handle)
{
    auto* socket = new QSslSocket(this);
    socket->setSocketDescriptor(handle);
    connect(socket, &QSslSocket::readyRead, this, [this, socket] { onData(socket); });
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    if (m_isTls) {
        socket->setSslConfiguration(m_tls);
        socket->startServerEncryption();
    }
}

void AnsweringServer::onData(QTcpSocket* socket)
{
    const QByteArray head = socket->peek(65536);
    if (!head.contains("\r\n\r\n"))
        return;
    socket->readAll();
    m_heads << head;
    const QByteArray path = head.split(' ').value(1);
    const auto found = m_answers.find(path);
    const QByteArray response = found != m_answers.end()
                                    ? found->second
                                    : QByteArray("HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    if (response.isEmpty())
        return;
    socket->write(response);
    if (m_stream.isEmpty())
        return socket->disconnectFromHost();
    connect(socket, &QTcpSocket::bytesWritten, this, [this, socket] {
        if (socket->bytesToWrite() < 4 * m_stream.size())
            socket->write(m_stream);
    });
    socket->write(m_stream);
}

} // namespace cacheledger
