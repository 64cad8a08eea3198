// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QUrl>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QTcpServer>

#include <functional>
#include <map>

class QTcpSocket;

namespace cacheledger
{

/// An HTTP server on loopback in the test's own thread, plain or TLS, one request a connection, that answers as told.
class AnsweringServer : public QTcpServer
{
    Q_OBJECT

public:
    /// Empty names: plain HTTP. Else PEM files of the server's certificate and key.
    explicit AnsweringServer(const QString& certificateFile = {}, const QString& keyFile = {});

    QUrl url(const QString& path = QStringLiteral("/")) const;
    /// The whole answer to requests for a path; an empty one is never given (the connection stays open).
    void answer(const QByteArray& path, const QByteArray& response) { m_answers[path] = response; }
    /// As a 200 with this body.
    void serve(const QByteArray& path, const QByteArray& body, const QByteArray& headers = {});
    /// After the answer this goes on and on, until the client has enough.
    void streamAfterwards(const QByteArray& chunk) { m_stream = chunk; }
    const QList<QByteArray>& heads() const { return m_heads; } ///< request lines and headers

protected:
    void incomingConnection(qintptr handle) override;

private:
    void onData(QTcpSocket* socket);

    QSslConfiguration m_tls;
    bool m_isTls = false;
    std::map<QByteArray, QByteArray> m_answers;
    QByteArray m_stream;
    QList<QByteArray> m_heads;
};

} // namespace cacheledger
