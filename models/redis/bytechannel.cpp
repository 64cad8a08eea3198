// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/bytechannel.h"

#include "config/transportsecrets.h"
#include "redis/channelerror.h"
#include "redis/plainsocket.h"
#include "redis/sshstream.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslSocket>
#include <QtNetwork/QTcpSocket>

#include <cerrno>

namespace cacheledger
{

ByteChannel::ByteChannel(const Endpoint& endpoint, QObject* parent) : QObject(parent), m_endpoint(endpoint)
{
    if (isThroughSsh())
        makeSshStream();
    if (endpoint.transport == Transport::Tls)
        makeTls();
    else if (isThroughSsh())
        return; // what the stream gives is read and written as it is
    else if (endpoint.transport == Transport::Unix)
        makeLocal();
    else
        makeTcp();
    connect(m_device.get(), &QIODevice::readyRead, this, &ByteChannel::readable);
}

ByteChannel::~ByteChannel()
{
    if (m_device)
        m_device->disconnect(this);
    if (m_tcp)
        m_tcp->abort();
    if (m_local)
        m_local->abort();
    // We may be inside one of its signals.
    if (m_device)
        m_device.release()->deleteLater();
    if (m_stream)
        m_stream.release()->deleteLater();
}

void ByteChannel::makeSshStream()
{
    m_stream = std::make_unique<SshStream>(m_endpoint);
    connect(m_stream.get(), &SshStream::failed, this, &ByteChannel::fail);
    connect(m_stream.get(), &SshStream::opened, this,
            [this](const std::shared_ptr<Descriptor>& descriptor) { onStreamOpened(descriptor->release()); });
}

void ByteChannel::onStreamOpened(int descriptor)
{
    if (m_tls) {
        m_tls->setSocketDescriptor(descriptor);
        m_tls->setPeerVerifyName(m_endpoint.tls.serverName.isEmpty() ? m_endpoint.host : m_endpoint.tls.serverName);
        m_tls->startClientEncryption();
    } else {
        auto plain = PlainSocket::adopt(descriptor);
        if (!plain)
            return fail(errorFromSocket(QAbstractSocket::SocketResourceError, qt_error_string(errno), m_endpoint));
        usePlain(std::move(plain));
        Q_EMIT opened();
    }
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
    // Behind a proxy the system's socket is the business of Qt's handshake with it.
    if (auto plain = m_endpoint.route.isDirect() ? PlainSocket::duplicate(m_tcp->socketDescriptor()) : nullptr) {
        m_device->disconnect(this);
        m_tcp->abort();
        usePlain(std::move(plain));
    }
    Q_EMIT opened();
}

void ByteChannel::usePlain(std::unique_ptr<PlainSocket> socket)
{
    m_plain = std::move(socket);
    connect(m_plain.get(), &PlainSocket::readable, this, &ByteChannel::readable);
    connect(m_plain.get(), &PlainSocket::broken, this, &ByteChannel::failUnsignalled);
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
        else
            m_certificateErrors = errors;
    });
    connect(m_tls, &QAbstractSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        fail(m_certificateErrors.isEmpty() ? errorFromSocket(error, m_tls->errorString(), m_endpoint)
                                           : errorFromCertificate(m_certificateErrors, m_endpoint));
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
        openSocket();
    }
    m_quiet = false;
}

/// Those of the desktop are for web pages.
static QNetworkProxy proxyOf(const Endpoint& endpoint)
{
    const Route& route = endpoint.route;
    if (route.kind != RouteKind::Socks5 && route.kind != RouteKind::HttpConnect)
        return QNetworkProxy::NoProxy;
    const auto type = route.kind == RouteKind::Socks5 ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy;
    return {type, route.host, route.port, route.user, transportsecrets::of(transportsecrets::gatewayKey(endpoint))};
}

void ByteChannel::openSocket()
{
    if (m_tls) {
        QSslConfiguration configuration = m_tls->sslConfiguration();
        const Result<void> configured = configureTls(configuration, m_endpoint);
        m_tls->setSslConfiguration(configuration);
        if (!configured.ok())
            return fail(configured.error());
    }
    if (isThroughSsh())
        return m_stream->open();
    m_tcp->setProxy(proxyOf(m_endpoint));
    if (m_tls)
        m_tls->connectToHostEncrypted(m_endpoint.host, m_endpoint.port, m_endpoint.tls.serverName);
    else if (m_endpoint.route.isDirect())
        // Unbuffered: straight from and to the system's socket, until it is taken over.
        m_tcp->connectToHost(m_endpoint.host, m_endpoint.port, QIODevice::ReadWrite | QIODevice::Unbuffered);
    else
        m_tcp->connectToHost(m_endpoint.host, m_endpoint.port);
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
    } else if (!m_device->isOpen() || m_device->write(bytes) < 0)
        failUnsignalled();
    else if (m_tcp)
        m_tcp->flush(); // at once, rather than after another turn of the event loop
    m_quiet = false;
}

void ByteChannel::setReading(bool reading)
{
    if (m_plain && !m_failed)
        m_plain->setReading(reading);
}

qint64 ByteChannel::read(char* data, qint64 size)
{
    const qint64 got = m_plain                          ? m_plain->read(data, size)
                       : m_device && m_device->isOpen() ? m_device->read(data, size)
                                                        : 0;
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
