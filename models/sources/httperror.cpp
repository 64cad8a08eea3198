// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httperror.h"

#include "redis/channelerror.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QNetworkReply>

namespace cacheledger::httperror
{

QString text(const char* words)
{
    return QCoreApplication::translate("Source", words);
}

Endpoint endpointOf(const QUrl& url, const QString& caFile)
{
    const bool isTls = url.scheme() == QLatin1String("https");
    Endpoint endpoint;
    endpoint.transport = isTls ? Transport::Tls : Transport::Tcp;
    endpoint.host = url.host();
    endpoint.port = static_cast<quint16>(url.port(isTls ? 443 : 80));
    endpoint.tls.caFile = caFile;
    return endpoint;
}

static double secondsOf(std::chrono::milliseconds limit)
{
    return static_cast<double>(limit.count()) / 1000;
}

Error tooLate(const SourceConfig& source, std::chrono::milliseconds limit)
{
    return {ErrorCode::CommandTimeout,
            text("%1 did not finish its answer within %2 s.").arg(source.url.host()).arg(secondsOf(limit)),
            text("Check that the address is a page that ends, not a stream.")};
}

Error ofWay(const SourceConfig& source, const Route& way, std::chrono::milliseconds limit)
{
    return {ErrorCode::ConnectTimeout,
            text("No connection to %1 came about through %2 within %3 s.")
                .arg(endpointOf(source.url, {}).address(), way.address())
                .arg(secondsOf(limit)),
            text("Check that both run, and that the one may connect to the other.")};
}

Error tooLarge(const SourceConfig& source, qint64 mostBytes)
{
    return {ErrorCode::ReplyTooLarge,
            text("The answer of %1 is over %2 MiB.").arg(source.url.host()).arg(mostBytes >> 20),
            text("Give the address of a page with the statistics alone.")};
}

Error ofReply(const SourceConfig& source, const QNetworkReply& failed, const QList<QSslError>& certificateErrors)
{
    const Endpoint endpoint = endpointOf(source.url, source.caFile);
    if (!certificateErrors.isEmpty())
        return ofCertificate(source, certificateErrors);
    switch (failed.error()) {
    case QNetworkReply::HostNotFoundError:
        return errorFromSocket(QAbstractSocket::HostNotFoundError, {}, endpoint);
    case QNetworkReply::ConnectionRefusedError:
        return errorFromSocket(QAbstractSocket::ConnectionRefusedError, {}, endpoint);
    case QNetworkReply::RemoteHostClosedError:
        return errorFromSocket(QAbstractSocket::RemoteHostClosedError, {}, endpoint);
    case QNetworkReply::TimeoutError:
        return errorFromSocket(QAbstractSocket::SocketTimeoutError, {}, endpoint);
    case QNetworkReply::SslHandshakeFailedError:
        return ofTls(text("The TLS handshake with %1 failed: %2").arg(endpoint.address(), failed.errorString()));
    default:
        return {ErrorCode::SocketFailed,
                text("The answer of %1 broke off: %2").arg(endpoint.address(), failed.errorString()),
                {}};
    }
}

Error ofCertificate(const SourceConfig& source, const QList<QSslError>& errors)
{
    Error error = errorFromCertificate(errors, endpointOf(source.url, source.caFile));
    if (errors.first().error() != QSslError::CertificateExpired &&
        errors.first().error() != QSslError::HostNameMismatch)
        error.hint = text("Give the file of the authority that signed it.");
    return error;
}

Error ofTls(const QString& message)
{
    return {ErrorCode::TlsFailed, message, text("If that port speaks plain HTTP, use an http:// address.")};
}

Error ofStatus(const SourceConfig& source, int status)
{
    if (status == 401 || status == 403)
        return {ErrorCode::AuthRequired, text("%1 refuses the request (HTTP %2).").arg(source.url.host()).arg(status),
                source.auth == HttpAuth::None ? text("Give a bearer token, a user with password, or a header.")
                                              : text("Check the secret of this source.")};
    return {ErrorCode::ServerError,
            text("%1 answers with HTTP %2.").arg(source.url.toDisplayString(QUrl::RemoveUserInfo)).arg(status),
            status == 404 ? text("Check the path of the address.") : QString()};
}

} // namespace cacheledger::httperror
