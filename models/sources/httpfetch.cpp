// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/httpfetch.h"

#include "redis/channelerror.h"
#include "sources/httperror.h"
#include "sources/singleget.h"

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

bool sameOrigin(const QUrl& a, const QUrl& b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() &&
           httperror::endpointOf(a, {}).port == httperror::endpointOf(b, {}).port;
}
} // namespace

class HttpFetch::Impl : public QObject
{
public:
    Impl(SourceConfig config, QString password, HttpLimits bounds, Route route);
    ~Impl() override { drop(); }

    void get(Callback callback);

private:
    Result<QNetworkRequest> requestFor(const QUrl& url) const;
    void send(const QUrl& url);
    void sendSingle(const QNetworkRequest& request);
    void onSingle(const Result<HttpAnswer>& answer);
    void onHeaders();
    bool onData(); ///< false: it was too much, and this may be gone
    void onFinished();
    void redirect(const QUrl& from, const QByteArray& location);
    void fail(Error error) { finish(std::move(error)); }
    void finish(const Result<QByteArray>& result);
    void drop();    ///< whatever runs
    void release(); ///< the reply

    SourceConfig source;
    QString secret;
    HttpLimits limits;
    Route way;
    QNetworkAccessManager manager;
    QTimer deadline;
    QNetworkReply* reply = nullptr;
    std::unique_ptr<SingleGet> single; ///< in place of `reply`
    QUrl singleUrl;                    ///< what that asks for
    bool endsByClosing = false;        ///< the answers have no length
    QByteArray body;
    QList<QSslError> certificateErrors;
    int redirects = 0;
    Callback done;
};

HttpFetch::Impl::Impl(SourceConfig config, QString password, HttpLimits bounds, Route route)
    : source(std::move(config)),
      secret(std::move(password)),
      limits(bounds),
      way(std::move(route))
{
    deadline.setSingleShot(true);
    connect(&deadline, &QTimer::timeout, this, [this] {
        const bool onTheWay = single && !single->isConnected() && !way.isDirect();
        fail(onTheWay ? httperror::ofWay(source, way, limits.timeout) : httperror::tooLate(source, limits.timeout));
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
    if (const auto configured = configureTls(ssl, httperror::endpointOf(url, source.caFile)); !configured)
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
        return fail({ErrorCode::InvalidArgument,
                     httperror::text("The secret of \"%1\" has a line break.").arg(source.name),
                     httperror::text("Enter it again.")});
    const auto request = requestFor(url);
    if (!request)
        return fail(request.error());
    body.clear();
    certificateErrors.clear();
    if (endsByClosing || !way.isDirect())
        return sendSingle(*request);
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
    sendSingle(request);
}

void HttpFetch::Impl::sendSingle(const QNetworkRequest& request)
{
    Endpoint endpoint = httperror::endpointOf(request.url(), source.caFile);
    endpoint.route = way;
    singleUrl = request.url();
    if (single)
        single.release()->deleteLater(); // the one that was redirected: it calls
    single = std::make_unique<SingleGet>(endpoint, request, limits.mostBytes,
                                         [this](const Result<HttpAnswer>& answer) { onSingle(answer); });
}

void HttpFetch::Impl::onSingle(const Result<HttpAnswer>& answer)
{
    endsByClosing = answer && answer->status() == 200;
    if (!answer) {
        const QList<QSslError> certificate = single->certificateErrors();
        const Error& error = answer.error();
        return fail(!certificate.isEmpty()                   ? httperror::ofCertificate(source, certificate)
                    : error.code == ErrorCode::ReplyTooLarge ? httperror::tooLarge(source, limits.mostBytes)
                    : error.code == ErrorCode::TlsFailed     ? httperror::ofTls(error.message)
                                                             : error);
    }
    if (answer->status() >= 300 && answer->status() < 400)
        return redirect(singleUrl, answer->location());
    if (answer->status() != 200)
        return fail(httperror::ofStatus(source, answer->status()));
    finish(answer->body());
}

bool HttpFetch::Impl::onData()
{
    body += reply->read(limits.mostBytes + 1 - body.size());
    if (body.size() <= limits.mostBytes)
        return true;
    fail(httperror::tooLarge(source, limits.mostBytes));
    return false;
}

void HttpFetch::Impl::onFinished()
{
    if (!reply)
        return;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 300 && status < 400)
        return redirect(reply->url(), reply->rawHeader("Location"));
    if (status == 0 || (status < 400 && reply->error() != QNetworkReply::NoError))
        return fail(httperror::ofReply(source, *reply, certificateErrors));
    if (status != 200)
        return fail(httperror::ofStatus(source, status));
    if (onData())
        finish(std::exchange(body, {}));
}

void HttpFetch::Impl::redirect(const QUrl& from, const QByteArray& location)
{
    const QUrl target = from.resolved(QUrl::fromEncoded(location));
    if (!sameOrigin(target, source.url))
        return fail({ErrorCode::ServerError,
                     httperror::text("%1 redirects to another server, %2; that is not followed.")
                         .arg(source.url.host(), target.host().left(200)),
                     httperror::text("Give the address that it redirects to, if you trust it.")});
    if (++redirects > mostRedirects)
        return fail({ErrorCode::ServerError, httperror::text("%1 redirects in a circle.").arg(source.url.host()), {}});
    release();
    send(target);
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
    if (single)
        single.release()->deleteLater(); // it may be what calls
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

HttpFetch::HttpFetch(SourceConfig source, QString secret, HttpLimits limits, Route way, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(std::move(source), std::move(secret), limits, std::move(way)))
{
}

HttpFetch::~HttpFetch() = default;

void HttpFetch::get(Callback callback)
{
    m_impl->get(std::move(callback));
}

} // namespace cacheledger
