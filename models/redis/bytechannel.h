// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>

class QAbstractSocket;
class QIODevice;
class QLocalSocket;
class QSslSocket;

namespace cacheledger
{

class PlainSocket;

/// The transport under a Connection: bytes over TCP, TLS or a Unix socket, with named errors and one set of signals for
/// all three. No timeouts of its own: neither a stopped server nor a plain port that is spoken to in TLS gives a
/// signal.
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

Q_SIGNALS:
    void opened();
    void readable();
    /// At most once. What arrived before can still be read.
    void failed(const cacheledger::Error& error);

private:
    void makeTcp();
    void makeTls();
    void makeLocal();
    void setOptionsWhenConnected();
    void takeOver();
    void fail(const Error& error);
    void failUnsignalled();

    Endpoint m_endpoint;
    std::unique_ptr<QIODevice> m_device; // the same object as one of these
    QAbstractSocket* m_tcp = nullptr;
    QSslSocket* m_tls = nullptr;
    QLocalSocket* m_local = nullptr;
    std::unique_ptr<PlainSocket> m_plain; // TCP once it stands, in the place of m_tcp
    bool m_quiet = false;                 // inside open() or write(): failures are told from the event loop
    bool m_failed = false;
    std::optional<Error> m_certificateError;
};

} // namespace cacheledger
