// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/closingget.h"

#include "redis/channelerror.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QSslConfiguration>

#include <algorithm>
#include <utility>

namespace cacheledger
{

static constexpr qint64 mostHeadBytes = 64 * 1024;

ClosingGet::ClosingGet(const QNetworkRequest& request, qint64 mostBytes, Done done, QObject* parent)
    : QObject(parent),
      m_request(request),
      m_mostBytes(mostBytes),
      m_done(std::move(done))
{
    m_socket.setSslConfiguration(request.sslConfiguration());
    connect(&m_socket, &QSslSocket::encrypted, this, &ClosingGet::sendRequest);
    connect(&m_socket, &QSslSocket::readyRead, this, &ClosingGet::onData);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &ClosingGet::onError);
    connect(&m_socket, &QSslSocket::disconnected, this, &ClosingGet::onEnd);
    m_socket.connectToHostEncrypted(request.url().host(), static_cast<quint16>(request.url().port(443)));
}

void ClosingGet::sendRequest()
{
    const QUrl url = m_request.url();
    QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    if (path.isEmpty())
        path = "/";
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    const QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    QByteArray head = "GET " + path + " HTTP/1.0\r\nHost: " + (host.contains(':') ? '[' + host + ']' : host);
    if (url.port() > 0)
        head += ':' + QByteArray::number(url.port());
    for (const QByteArray& name : m_request.rawHeaderList())
        head += "\r\n" + name + ": " + m_request.rawHeader(name);
    m_socket.write(head + "\r\n\r\n");
}

void ClosingGet::onData()
{
    m_received += m_socket.readAll();
    if (m_received.size() > m_mostBytes + mostHeadBytes)
        onEnd();
}

void ClosingGet::onError(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError)
        return onEnd();
    Endpoint endpoint;
    endpoint.host = m_request.url().host();
    endpoint.port = static_cast<quint16>(m_request.url().port(443));
    const QList<QSslError> certificate = m_socket.sslHandshakeErrors();
    finish(certificate.isEmpty() ? errorFromSocket(error, m_socket.errorString(), endpoint)
                                 : errorFromCertificate(certificate, endpoint));
}

void ClosingGet::onEnd()
{
    m_received += m_socket.readAll();
    const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
    const QByteArray head = m_received.left(std::max<qsizetype>(headEnd, 0)).toLower();
    const QByteArray body = m_received.mid(headEnd + 4);
    const auto text = [](const char* words) { return QCoreApplication::translate("Source", words); };
    if (headEnd < 0)
        return finish(Error{ErrorCode::Disconnected,
                            text("%1 closed the connection before it answered.").arg(m_request.url().host()),
                            {}});
    if (!head.startsWith("http/1.") || head.mid(8, 5).trimmed() != "200" || head.contains("\r\ntransfer-encoding:"))
        return finish(
            Error{ErrorCode::ServerError,
                  text("%1 answered the same request differently the second time.").arg(m_request.url().host()),
                  {}});
    finish(body);
}

void ClosingGet::finish(const Result<QByteArray>& body)
{
    m_socket.disconnect(this);
    m_socket.abort();
    if (const Done done = std::exchange(m_done, nullptr))
        done(body); // may destroy this object
}

} // namespace cacheledger
