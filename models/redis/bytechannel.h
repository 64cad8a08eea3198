// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtNetwork/QSslError>

#include <memory>

class QAbstractSocket;
class QIODevice;
class QLocalSocket;
class QSslSocket;

namespace cacheledger
{

class PlainSocket;
class SshStream;

/// The transport under a Connection: bytes over TCP, TLS or a Unix socket, straight or by the endpoint's route, with
/// named errors and one set of signals for all. No timeouts of its own: neither a stopped server nor a plain port that
/// is spoken to in TLS gives a signal.
class ByteChannel : public QObject
{
    Q_OBJECT

public:
    explicit ByteChannel(const Endpoint& endpoint, QObject* parent = nullptr);
    ~ByteChannel() override; ///< silently

    /// Nothing is emitted from inside open() and write().
    void open();
    /// The transport stands, but the TLS handshake does not yet.
    bool isHandshaking() const;
    void write(const QByteArray& bytes);
    /// What has arrived, at most `size` bytes; 0 when there is no more.
    qint64 read(char* data, qint64 size);
    /// Whether readable() tells of what arrives; without effect where the transport reads by itself (TLS).
    void setReading(bool reading);
    /// Why the server's certificate was not accepted; empty: it was, or it is not its turn yet.
    const QList<QSslError>& certificateErrors() const { return m_certificateErrors; }

Q_SIGNALS:
    void opened();
    void readable();
    /// At most once. What arrived before can still be read.
    void failed(const cacheledger::Error& error);

private:
    bool isThroughSsh() const { return m_endpoint.route.kind == RouteKind::Ssh; }
    void makeSshStream();
    void onStreamOpened(int descriptor);
    void openSocket();
    void makeTcp();
    void makeTls();
    void makeLocal();
    void setOptionsWhenConnected();
    void takeOver();
    void usePlain(std::unique_ptr<PlainSocket> socket);
    void fail(const Error& error);
    void failUnsignalled();

    Endpoint m_endpoint;
    std::unique_ptr<SshStream> m_stream;
    std::unique_ptr<QIODevice> m_device; // the same object as one of these; none for plain bytes through SSH
    QAbstractSocket* m_tcp = nullptr;
    QSslSocket* m_tls = nullptr;
    QLocalSocket* m_local = nullptr;
    std::unique_ptr<PlainSocket> m_plain; // once it stands: TCP in the place of m_tcp, or our end of m_stream
    bool m_quiet = false;                 // inside open() or write(): failures are told from the event loop
    bool m_failed = false;
    QList<QSslError> m_certificateErrors;
};

} // namespace cacheledger
