// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/webhooksender.h"

#include "app/notify/transfer.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUrl>

namespace cacheledger
{

namespace
{

struct WebhookTr {
    Q_DECLARE_TR_FUNCTIONS(WebhookSender)
};

SendOutcome judgeStatus(const Transfer& transfer, const QString& host)
{
    using Kind = SendOutcome::Kind;
    const long status = transfer.responseCode();
    if (status >= 200 && status < 300)
        return {};
    if (status >= 300 && status < 400)
        return {Kind::Refused,
                WebhookTr::tr("%1 sent a redirect (%2) to %3, which is not followed. Set the address where it ends.")
                    .arg(host)
                    .arg(status)
                    .arg(QUrl(QString::fromUtf8(transfer.redirectUrl())).host())};
    const QString answer = shownAnswer(transfer.answer());
    const QString said = answer.isEmpty() ? WebhookTr::tr("%1 answered %2.").arg(host).arg(status)
                                          : WebhookTr::tr("%1 answered %2: %3").arg(host).arg(status).arg(answer);
    const bool passing = status >= 500 || status == 408 || status == 425 || status == 429;
    return {passing ? Kind::Failed : Kind::Refused, said, transfer.retryAfterMs()};
}

} // namespace

SendOutcome sendWebhook(const QString& address, const QString& caFile, const WebhookRequest& request,
                        const SendLimits& limits)
{
    using Kind = SendOutcome::Kind;
    if (!isWebhookUrl(address))
        return {Kind::Refused, WebhookTr::tr("The address is no https:// or http:// address. Enter it again.")};
    const QUrl url(address);
    const QString host = url.port() < 0 ? url.host() : url.host() + QLatin1Char(':') + QString::number(url.port());
    Transfer transfer(limits, caFile);
    CurlList headers;
    for (const auto& [name, value] : request.headers)
        headers.add(name + ": " + value);
    headers.add("Expect:"); // no pause for a "100 Continue"
    transfer.set(CURLOPT_PROTOCOLS_STR, "http,https");
    transfer.set(CURLOPT_URL, url.toEncoded().constData());
    transfer.set(CURLOPT_USERAGENT, "CacheLedger");
    transfer.set(CURLOPT_HTTPHEADER, headers.get());
    transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    transfer.set(CURLOPT_POSTFIELDS, request.body.constData());
    const CURLcode code = transfer.perform();
    // An endless answer was cut off by us; its status is known.
    if (code == CURLE_OK || code == CURLE_WRITE_ERROR)
        return judgeStatus(transfer, host);
    const bool ofSettings = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
    const bool handedOver = transfer.uploaded() == request.body.size();
    return {ofSettings   ? Kind::Refused
            : handedOver ? Kind::Unclear
                         : Kind::Failed,
            transferProblem(code, host, limits)};
}

} // namespace cacheledger
