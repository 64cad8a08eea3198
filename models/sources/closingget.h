// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtNetwork/QNetworkRequest>
#include <QtNetwork/QSslSocket>

#include <functional>

namespace cacheledger
{

/// One GET over TLS of an answer that has no length and ends when the server says so: with TLS' close_notify or with
/// the connection, whichever is first. QNetworkAccessManager knows the second alone, and waits for ever on a server
/// that keeps TCP open behind its close_notify. HTTP/1.0, so that the answer comes neither in chunks nor packed.
/// Event-driven, lives in one thread; destroying it cancels, without a callback.
class ClosingGet : public QObject
{
    Q_OBJECT

public:
    /// The body of a 200, cut somewhere beyond `mostBytes` where it is longer; else Disconnected, TlsFailed,
    /// SocketFailed and the like, or ServerError for what is no such answer.
    using Done = std::function<void(const Result<QByteArray>& body)>;
    /// `request` has the https address, the headers and how TLS is verified. Time is limited by who calls.
    ClosingGet(const QNetworkRequest& request, qint64 mostBytes, Done done, QObject* parent = nullptr);

private:
    void sendRequest();
    void onError(QAbstractSocket::SocketError error);
    void onData();
    void onEnd();
    void finish(const Result<QByteArray>& body);

    QNetworkRequest m_request;
    qint64 m_mostBytes;
    Done m_done;
    QSslSocket m_socket;
    QByteArray m_received;
};

} // namespace cacheledger
