// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/bytechannel.h"

#include "redis/channelerror.h"
#include "redis/plainsocket.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslSocket>
#include <QtNetwork/QTcpSocket>

namespace cacheledger
{

ByteChannel::ByteChannel(const Endpoint& endpoint, QObject* parent) : QObject(parent), m_endpoint(endpoint)
{
    switch (endpoint.transport) {
    case Transport::Tcp:
        makeTcp();
        break;
    case Transport::Tls:
        makeTls();
        break;
    case Transport::Unix:
        makeLocal();
        break;
    }
    connect(m_device.get(), &QIODevice::readyRead, this, &ByteChannel::readable);
}

ByteChannel::~ByteChannel()
{
    m_device->disconnect(this);
    if (m_tcp)
        m_tcp->abort();
    if (m_local)
        m_local->abort();
    // We may be inside one of its signals.
    m_device.release()->deleteLater();
}

void ByteChannel::makeTcp()
{
    auto socket = std::make_unique<QTcpSocket>();
    m_tcp = socket.get();
    setOptionsWhenConnected();
    // Queued: not from inside a signal of what is taken over.
    connect(m_tcp, &QAbstractSocket::connected, this, &ByteChannel::takeOver, Qt::QueuedConnection);
    connect(m_tcp, &QAbstractSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        fail(errorFromSocket(error, m_tcp->errorString(), m_endpoint));
    });
    m_device = std::move(socket);
}

// Qt has connected; what it would do from now on costs more than the system calls themselves.
void ByteChannel::takeOver()
{
    if (m_failed)
        return;
    m_plain = PlainSocket::duplicate(m_tcp->socketDescriptor());
    if (m_plain) {
        m_device->disconnect(this);
        m_tcp->abort();
        connect(m_plain.get(), &PlainSocket::readable, this, &ByteChannel::readable);
        connect(m_plain.get(), &PlainSocket::broken, this, &ByteChannel::failUnsignalled);
    }
    Q_EMIT opened();
}

// The system does not know the socket before.
void ByteChannel::setOptionsWhenConnected()
{
    connect(m_tcp, &QAbstractSocket::connected, this, [this] {
        m_tcp->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_tcp->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    });
}

void ByteChannel::makeTls()
{
    auto socket = std::make_unique<QSslSocket>();
    m_tcp = m_tls = socket.get();
    setOptionsWhenConnected();
    connect(m_tls, &QSslSocket::encrypted, this, &ByteChannel::opened);
    connect(m_tls, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        if (!m_endpoint.tls.verify)
            m_tls->ignoreSslErrors();
        else if (!errors.isEmpty())
            m_certificateError = errorFromCertificate(errors, m_endpoint);
    });
    connect(m_tls, &QAbstractSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        fail(m_certificateError ? *m_certificateError : errorFromSocket(error, m_tls->errorString(), m_endpoint));
    });
    m_device = std::move(socket);
}

void ByteChannel::makeLocal()
{
    auto socket = std::make_unique<QLocalSocket>();
    m_local = socket.get();
    connect(m_local, &QLocalSocket::connected, this, &ByteChannel::opened);
    connect(m_local, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
        fail(errorFromLocalSocket(error, m_local->errorString(), m_endpoint));
    });
    m_device = std::move(socket);
}

void ByteChannel::open()
{
    m_quiet = true; // a Unix socket's errors and success come from inside connectToServer()
    if (m_local) {
        const QSignalBlocker quiet(this);
        m_local->connectToServer(m_endpoint.path, QIODevice::ReadWrite | QIODevice::Unbuffered);
        if (m_local->state() == QLocalSocket::ConnectedState)
            QMetaObject::invokeMethod(this, &ByteChannel::opened, Qt::QueuedConnection);
    } else {
        m_tcp->setProxy(QNetworkProxy::NoProxy); // those of the desktop are for web pages
        if (m_tls) {
            QSslConfiguration configuration = m_tls->sslConfiguration();
            const Result<void> configured = configureTls(configuration, m_endpoint);
            m_tls->setSslConfiguration(configuration);
            if (!configured.ok())
                fail(configured.error());
            else
                m_tls->connectToHostEncrypted(m_endpoint.host, m_endpoint.port, m_endpoint.tls.serverName);
        } else {
            // Unbuffered: straight from and to the system's socket, which halves the system calls of a poll.
            m_tcp->connectToHost(m_endpoint.host, m_endpoint.port, QIODevice::ReadWrite | QIODevice::Unbuffered);
        }
    }
    m_quiet = false;
}

bool ByteChannel::isHandshaking() const
{
    return m_tls && m_tls->state() == QAbstractSocket::ConnectedState && !m_tls->isEncrypted();
}

void ByteChannel::write(const QByteArray& bytes)
{
    m_quiet = true; // what goes wrong here is told later
    if (m_plain) {
        if (!m_plain->write(bytes))
            failUnsignalled();
    } else if (m_device->write(bytes) < 0)
        failUnsignalled();
    else if (m_tls)
        m_tls->flush(); // at once, rather than after another turn of the event loop
    m_quiet = false;
}

qint64 ByteChannel::read(char* data, qint64 size)
{
    const qint64 got = m_plain ? m_plain->read(data, size) : m_device->isOpen() ? m_device->read(data, size) : 0;
    if (got < 0)
        failUnsignalled();
    return qMax<qint64>(0, got);
}

// An unbuffered socket gives no signal when it reads the end.
void ByteChannel::failUnsignalled()
{
    if (m_plain)
        fail(errorFromSystem(m_plain->systemError(), m_endpoint));
    else if (m_tcp)
        fail(errorFromSocket(m_tcp->error(), m_tcp->errorString(), m_endpoint));
    else
        fail(errorFromLocalSocket(QLocalSocket::PeerClosedError, m_local->errorString(), m_endpoint));
}

void ByteChannel::fail(const Error& error)
{
    if (m_failed)
        return;
    m_failed = true;
    if (m_quiet)
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT failed(error); }, Qt::QueuedConnection);
    else
        Q_EMIT failed(error);
}

} // namespace cacheledger
