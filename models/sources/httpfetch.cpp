// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httpfetch.h"

#include "redis/channelerror.h"
#include "sources/closingget.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkCookieJar>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QSslConfiguration>

#include <utility>

namespace cacheledger
{

namespace
{
constexpr int mostRedirects = 5;
constexpr qint64 readAheadBytes = 1 << 20;

QString httpText(const char* text)
{
    return QCoreApplication::translate("Source", text);
}

/// The server as the errors of a socket name it.
Endpoint endpointOf(const QUrl& url, const QString& caFile)
{
    Endpoint endpoint;
    endpoint.host = url.host();
    endpoint.port = static_cast<quint16>(url.port(url.scheme() == QLatin1String("https") ? 443 : 80));
    endpoint.tls.caFile = caFile;
    return endpoint;
}

bool sameOrigin(const QUrl& a, const QUrl& b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && endpointOf(a, {}).port == endpointOf(b, {}).port;
}
} // namespace

class HttpFetch::Impl : public QObject
{
public:
    Impl(SourceConfig config, QString password, HttpLimits bounds);
    ~Impl() override { drop(); }

    void get(Callback callback);

private:
    Result<QNetworkRequest> requestFor(const QUrl& url) const;
    void send(const QUrl& url);
    void sendClosing(const QNetworkRequest& request);
    void onHeaders();
    bool onData(); ///< false: it was too much, and this may be gone
    void onFinished();
    void redirect(const QUrl& target);
    void fail(Error error) { finish(std::move(error)); }
    void finish(const Result<QByteArray>& result);
    void drop();    ///< whatever runs
    void release(); ///< the reply
    Error errorOf(QNetworkReply& failed) const;
    Error errorOfStatus(int status) const;
    Error tooLarge() const;

    SourceConfig source;
    QString secret;
    HttpLimits limits;
    QNetworkAccessManager manager;
    QTimer deadline;
    QNetworkReply* reply = nullptr;
    std::unique_ptr<ClosingGet> closing; ///< in place of `reply`
    bool endsByClosing = false;          ///< the answers have no length
    QByteArray body;
    QList<QSslError> certificateErrors;
    int redirects = 0;
    Callback done;
};

HttpFetch::Impl::Impl(SourceConfig config, QString password, HttpLimits bounds)
    : source(std::move(config)),
      secret(std::move(password)),
      limits(bounds)
{
    deadline.setSingleShot(true);
    connect(&deadline, &QTimer::timeout, this, [this] {
        fail({ErrorCode::CommandTimeout,
              httpText("%1 did not finish its answer within %2 s.")
                  .arg(source.url.host())
                  .arg(static_cast<double>(limits.timeout.count()) / 1000),
              httpText("Check that the address is a page that ends, not a stream.")});
    });
}

Result<QNetworkRequest> HttpFetch::Impl::requestFor(const QUrl& url) const
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setDecompressedSafetyCheckThreshold(-1); // what is unpacked is counted here
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("CacheLedger"));
    request.setRawHeader("Accept", source.kind == SourceKind::HttpJson
                                       ? "application/json"
                                       : "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
    switch (source.auth) {
    case HttpAuth::None:
        break;
    case HttpAuth::Bearer:
        request.setRawHeader("Authorization", "Bearer " + secret.toUtf8());
        break;
    case HttpAuth::Basic:
        request.setRawHeader("Authorization", "Basic " + (source.authName + u':' + secret).toUtf8().toBase64());
        break;
    case HttpAuth::Header:
        request.setRawHeader(source.authName.toUtf8(), secret.toUtf8());
        break;
    }
    QSslConfiguration ssl = request.sslConfiguration();
    if (const auto configured = configureTls(ssl, endpointOf(url, source.caFile)); !configured)
        return configured.error();
    request.setSslConfiguration(ssl);
    return request;
}

void HttpFetch::Impl::get(Callback callback)
{
    drop();
    done = std::move(callback);
    redirects = 0;
    deadline.start(limits.timeout);
    send(source.url);
}

void HttpFetch::Impl::send(const QUrl& url)
{
    if (secret.contains(u'\n') || secret.contains(u'\r'))
        return fail({ErrorCode::InvalidArgument, httpText("The secret of \"%1\" has a line break.").arg(source.name),
                     httpText("Enter it again.")});
    const auto request = requestFor(url);
    if (!request)
        return fail(request.error());
    body.clear();
    certificateErrors.clear();
    if (endsByClosing)
        return sendClosing(*request);
    reply = manager.get(*request);
    reply->setReadBufferSize(readAheadBytes);
    connect(reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError>& errors) { certificateErrors = errors; });
    connect(reply, &QNetworkReply::metaDataChanged, this, &Impl::onHeaders);
    connect(reply, &QNetworkReply::readyRead, this, [this] { onData(); });
    connect(reply, &QNetworkReply::finished, this, [this] { onFinished(); });
}

/// Over TLS an answer without a length may end with close_notify alone, which QNetworkAccessManager does not see.
void HttpFetch::Impl::onHeaders()
{
    const auto has = [this](const char* header) { return reply->hasRawHeader(header); };
    if (source.url.scheme() != QLatin1String("https") || reply->url() != source.url ||
        reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200 ||
        reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool() || has("Content-Length") ||
        has("Transfer-Encoding") || has("Content-Encoding"))
        return;
    const QNetworkRequest request = reply->request();
    endsByClosing = true;
    release();
    sendClosing(request);
}

void HttpFetch::Impl::sendClosing(const QNetworkRequest& request)
{
    closing = std::make_unique<ClosingGet>(request, limits.mostBytes, [this](const Result<QByteArray>& received) {
        endsByClosing = received.ok();
        if (received && received->size() > limits.mostBytes)
            return fail(tooLarge());
        finish(received);
    });
}

bool HttpFetch::Impl::onData()
{
    body += reply->read(limits.mostBytes + 1 - body.size());
    if (body.size() <= limits.mostBytes)
        return true;
    fail(tooLarge());
    return false;
}

Error HttpFetch::Impl::tooLarge() const
{
    return {ErrorCode::ReplyTooLarge,
            httpText("The answer of %1 is over %2 MiB.").arg(source.url.host()).arg(limits.mostBytes >> 20),
            httpText("Give the address of a page with the statistics alone.")};
}

void HttpFetch::Impl::onFinished()
{
    if (!reply)
        return;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 300 && status < 400) {
        const QUrl target = reply->url().resolved(QUrl::fromEncoded(reply->rawHeader("Location")));
        return redirect(target);
    }
    if (status == 0 || (status < 400 && reply->error() != QNetworkReply::NoError))
        return fail(errorOf(*reply));
    if (status != 200)
        return fail(errorOfStatus(status));
    if (onData())
        finish(std::exchange(body, {}));
}

void HttpFetch::Impl::redirect(const QUrl& target)
{
    if (!sameOrigin(target, source.url))
        return fail({ErrorCode::ServerError,
                     httpText("%1 redirects to another server, %2; that is not followed.")
                         .arg(source.url.host(), target.host().left(200)),
                     httpText("Give the address that it redirects to, if you trust it.")});
    if (++redirects > mostRedirects)
        return fail({ErrorCode::ServerError, httpText("%1 redirects in a circle.").arg(source.url.host()), {}});
    reply->disconnect(this);
    reply->deleteLater();
    send(target);
}

Error HttpFetch::Impl::errorOf(QNetworkReply& failed) const
{
    const Endpoint endpoint = endpointOf(source.url, source.caFile);
    if (!certificateErrors.isEmpty()) {
        Error error = errorFromCertificate(certificateErrors, endpoint);
        if (certificateErrors.first().error() != QSslError::CertificateExpired &&
            certificateErrors.first().error() != QSslError::HostNameMismatch)
            error.hint = httpText("Give the file of the authority that signed it.");
        return error;
    }
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
        return {ErrorCode::TlsFailed,
                httpText("The TLS handshake with %1 failed: %2").arg(endpoint.address(), failed.errorString()),
                httpText("If that port speaks plain HTTP, use an http:// address.")};
    default:
        return {ErrorCode::SocketFailed,
                httpText("The answer of %1 broke off: %2").arg(endpoint.address(), failed.errorString()),
                {}};
    }
}

Error HttpFetch::Impl::errorOfStatus(int status) const
{
    if (status == 401 || status == 403)
        return {ErrorCode::AuthRequired,
                httpText("%1 refuses the request (HTTP %2).").arg(source.url.host()).arg(status),
                source.auth == HttpAuth::None ? httpText("Give a bearer token, a user with password, or a header.")
                                              : httpText("Check the secret of this source.")};
    return {ErrorCode::ServerError,
            httpText("%1 answers with HTTP %2.").arg(source.url.toDisplayString(QUrl::RemoveUserInfo)).arg(status),
            status == 404 ? httpText("Check the path of the address.") : QString()};
}

void HttpFetch::Impl::finish(const Result<QByteArray>& result)
{
    const Callback callback = std::exchange(done, nullptr);
    drop();
    if (callback)
        callback(result); // may destroy this object
}

void HttpFetch::Impl::drop()
{
    deadline.stop();
    done = nullptr;
    if (closing)
        closing.release()->deleteLater(); // it may be what calls
    release();
}

void HttpFetch::Impl::release()
{
    if (!reply)
        return;
    QNetworkReply* old = std::exchange(reply, nullptr);
    old->disconnect(this);
    old->abort();
    old->deleteLater();
}

HttpFetch::HttpFetch(SourceConfig source, QString secret, HttpLimits limits, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(std::move(source), std::move(secret), limits))
{
}

HttpFetch::~HttpFetch() = default;

void HttpFetch::get(Callback callback)
{
    m_impl->get(std::move(callback));
}

} // namespace cacheledger
