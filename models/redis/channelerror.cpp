// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/channelerror.h"

#include "config/transportsecrets.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslKey>

namespace cacheledger
{

namespace
{

struct ChannelText {
    Q_DECLARE_TR_FUNCTIONS(ChannelText)
};

Error tlsError(const QString& message, const QString& hint)
{
    return {ErrorCode::TlsFailed, message, hint};
}

QString commonName(const QSslCertificate& certificate)
{
    const QStringList names = certificate.subjectInfo(QSslCertificate::CommonName);
    return names.isEmpty() ? ChannelText::tr("without a name") : names.first();
}

QString namesOf(const QSslCertificate& certificate)
{
    const QStringList names = certificate.subjectAlternativeNames().values();
    return names.isEmpty() ? commonName(certificate) : names.join(QStringLiteral(", "));
}

QList<QSslCertificate> certificatesIn(const QString& path)
{
    if (!QFileInfo(path).isDir())
        return QSslCertificate::fromPath(path);
    QList<QSslCertificate> found;
    for (const QFileInfo& file : QDir(path).entryInfoList(QDir::Files))
        found += QSslCertificate::fromPath(file.filePath());
    return found;
}

Result<QSslKey> readKey(const QString& path, const QString& passphrase)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tlsError(ChannelText::tr("The key file %1 cannot be read: %2.").arg(path, file.errorString()),
                        ChannelText::tr("Check the path and the file's permissions."));
    const QByteArray pem = file.readAll();
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase.toUtf8());
        if (!key.isNull())
            return key;
    }
    if (pem.contains("ENCRYPTED"))
        return tlsError(ChannelText::tr("The private key %1 is encrypted.").arg(path),
                        passphrase.isEmpty() ? ChannelText::tr("Give its passphrase.")
                                             : ChannelText::tr("The passphrase that was given is not its own."));
    return tlsError(ChannelText::tr("The file %1 holds no private key that can be used.").arg(path),
                    ChannelText::tr("It has to be a PEM file."));
}

/// Nothing: it is not the proxy's.
std::optional<Error> errorFromProxy(QAbstractSocket::SocketError error, const QString& reason, const Endpoint& endpoint)
{
    const QString proxy = endpoint.route.address();
    switch (error) {
    case QAbstractSocket::ProxyNotFoundError:
        return Error{
            ErrorCode::HostNotFound,
            ChannelText::tr("There is no host named \"%1\", which is to be the proxy.").arg(endpoint.route.host),
            ChannelText::tr("Check the proxy's address.")};
    case QAbstractSocket::ProxyConnectionRefusedError:
        return Error{ErrorCode::ConnectionRefused, ChannelText::tr("No proxy accepts connections at %1.").arg(proxy),
                     ChannelText::tr("Check that it runs, and its port.")};
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return Error{ErrorCode::WrongPassword, ChannelText::tr("The proxy %1 did not let us in.").arg(proxy),
                     ChannelText::tr("Check its user name and password.")};
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return Error{ErrorCode::ConnectTimeout, ChannelText::tr("The proxy %1 did not answer in time.").arg(proxy), {}};
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyProtocolError:
        return Error{
            ErrorCode::SocketFailed,
            ChannelText::tr("The proxy %1 made no connection to %2: %3").arg(proxy, endpoint.address(), reason),
            ChannelText::tr("Check that it is a proxy of that kind, its user and password, and that it may connect "
                            "there.")};
    default:
        return std::nullopt;
    }
}

} // namespace

Error errorFromSocket(QAbstractSocket::SocketError error, const QString& reason, const Endpoint& endpoint)
{
    const QString address = endpoint.address();
    if (auto ofProxy = errorFromProxy(error, reason, endpoint))
        return *ofProxy;
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return {ErrorCode::HostNotFound, ChannelText::tr("There is no host named \"%1\".").arg(endpoint.host),
                ChannelText::tr("Check the spelling and the name resolution of this machine.")};
    case QAbstractSocket::ConnectionRefusedError:
        return {ErrorCode::ConnectionRefused, ChannelText::tr("Nothing accepts connections at %1.").arg(address),
                ChannelText::tr("Check that the server runs, and its port.")};
    case QAbstractSocket::RemoteHostClosedError:
        return {ErrorCode::Disconnected, ChannelText::tr("%1 closed the connection.").arg(address), {}};
    case QAbstractSocket::SocketTimeoutError:
        return {ErrorCode::ConnectTimeout, ChannelText::tr("%1 did not accept a connection in time.").arg(address),
                ChannelText::tr("Check host, port and the firewalls in between.")};
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return tlsError(
            ChannelText::tr("The TLS handshake with %1 failed: %2").arg(address, reason),
            ChannelText::tr("If that port speaks plain Redis, use a redis:// address; if the server asks for a "
                            "client certificate, give one."));
    default:
        return {ErrorCode::SocketFailed, ChannelText::tr("The connection to %1 failed: %2").arg(address, reason),
                ChannelText::tr("Check the network between here and the server.")};
    }
}

Error errorFromSystem(int systemError, const Endpoint& endpoint)
{
    const auto error = systemError == 0 ? QAbstractSocket::RemoteHostClosedError : QAbstractSocket::NetworkError;
    return errorFromSocket(error, qt_error_string(systemError), endpoint);
}

Error errorFromLocalSocket(QLocalSocket::LocalSocketError error, const QString& reason, const Endpoint& endpoint)
{
    const QString path = endpoint.address();
    switch (error) {
    case QLocalSocket::ServerNotFoundError:
        return {ErrorCode::SocketFailed, ChannelText::tr("There is no socket at %1.").arg(path),
                ChannelText::tr("Check the path, and that the server runs with that unixsocket.")};
    case QLocalSocket::ConnectionRefusedError:
        return {ErrorCode::ConnectionRefused, ChannelText::tr("Nothing accepts connections at %1.").arg(path),
                ChannelText::tr("Check that the server runs; the file may be left over.")};
    case QLocalSocket::SocketAccessError:
        return {ErrorCode::SocketFailed, ChannelText::tr("This user may not use the socket %1.").arg(path),
                ChannelText::tr("Check the permissions of the socket and its folder (unixsocketperm on the server).")};
    case QLocalSocket::PeerClosedError:
        return {ErrorCode::Disconnected, ChannelText::tr("%1 closed the connection.").arg(path), {}};
    default:
        return {ErrorCode::SocketFailed, ChannelText::tr("The connection to %1 failed: %2").arg(path, reason), {}};
    }
}

Error errorFromCertificate(const QList<QSslError>& errors, const Endpoint& endpoint)
{
    const QSslError& first = errors.first();
    const QSslCertificate certificate = first.certificate();
    QString hint = ChannelText::tr("Give the file of the authority that signed it, or switch verification off for this "
                                   "connection.");
    if (first.error() == QSslError::HostNameMismatch)
        hint = ChannelText::tr("It is for %1: connect by that name, or give it as the TLS server name.")
                   .arg(namesOf(certificate));
    else if (first.error() == QSslError::CertificateExpired)
        hint = ChannelText::tr("It ended on %1: renew it on the server.")
                   .arg(certificate.expiryDate().toUTC().date().toString(Qt::ISODate));
    else if (first.error() == QSslError::CertificateNotYetValid)
        hint = ChannelText::tr("It begins on %1: check the clocks of both machines.")
                   .arg(certificate.effectiveDate().toUTC().date().toString(Qt::ISODate));
    const QString subject = certificate.isNull() ? ChannelText::tr("without a name") : commonName(certificate);
    return tlsError(ChannelText::tr("The certificate \"%1\" of %2 is not accepted: %3.")
                        .arg(subject, endpoint.address(), first.errorString()),
                    hint);
}

Result<void> configureTls(QSslConfiguration& configuration, const Endpoint& endpoint)
{
    const TlsOptions& tls = endpoint.tls;
    if (!tls.caFile.isEmpty()) {
        const QList<QSslCertificate> trusted = certificatesIn(tls.caFile);
        if (trusted.isEmpty())
            return tlsError(ChannelText::tr("There is no certificate in %1.").arg(tls.caFile),
                            ChannelText::tr("Give a PEM file, or a folder of such files, of the authority to trust."));
        configuration.setCaCertificates(trusted);
    }
    if (!tls.certificateFile.isEmpty()) {
        const QList<QSslCertificate> chain = QSslCertificate::fromPath(tls.certificateFile);
        if (chain.isEmpty())
            return tlsError(ChannelText::tr("There is no client certificate in %1.").arg(tls.certificateFile),
                            ChannelText::tr("Give a PEM file."));
        const QString keyFile = transportsecrets::tlsKeyKey(endpoint);
        const Result<QSslKey> key = readKey(keyFile, transportsecrets::of(keyFile));
        if (!key.ok())
            return key.error();
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(*key);
    }
    configuration.setProtocol(tls.minVersion == TlsVersion::V1_3 ? QSsl::TlsV1_3OrLater : QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(tls.verify ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
    return {};
}

} // namespace cacheledger
