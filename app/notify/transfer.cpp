// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/transfer.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

namespace cacheledger
{

struct TransferTr {
    Q_DECLARE_TR_FUNCTIONS(Transfer)
};

CurlList::~CurlList()
{
    if (m_list)
        CurlLibrary::shared()->slistFreeAll(m_list);
}

void CurlList::add(const QByteArray& text)
{
    if (const CurlLibrary* curl = CurlLibrary::shared())
        m_list = curl->slistAppend(m_list, text.constData());
}

QString shownAnswer(const QByteArray& answer)
{
    QString text = QString::fromUtf8(answer.left(longestAnswer));
    for (QChar& c : text)
        if (!c.isPrint())
            c = QLatin1Char(' ');
    return text.simplified();
}

Transfer::Transfer(const SendLimits& limits, const QString& caFile)
    : m_limits(limits),
      m_library(CurlLibrary::shared()),
      m_curl(m_library ? m_library->easyInit() : nullptr)
{
    if (!m_curl)
        return;
    set(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    set(CURLOPT_QUICK_EXIT, 1L); // does not wait for a slow name server when it is given up
#endif
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connectMs));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.totalMs));
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!caFile.isEmpty())
        set(CURLOPT_CAINFO, QFile::encodeName(caFile).constData());
    set(CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::onProgress);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
}

CURLcode Transfer::perform()
{
    return m_curl ? m_library->easyPerform(m_curl.get()) : CURLE_FAILED_INIT;
}

long Transfer::responseCode() const
{
    long code = 0;
    if (m_curl)
        m_library->easyGetinfo(m_curl.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
}

qint64 Transfer::uploaded() const
{
    curl_off_t bytes = 0;
    if (m_curl)
        m_library->easyGetinfo(m_curl.get(), CURLINFO_SIZE_UPLOAD_T, &bytes);
    return bytes;
}

std::optional<qint64> Transfer::retryAfterMs() const
{
    curl_off_t seconds = 0;
    if (m_curl)
        m_library->easyGetinfo(m_curl.get(), CURLINFO_RETRY_AFTER, &seconds);
    return seconds > 0 ? std::optional(qint64(seconds) * 1000) : std::nullopt;
}

QByteArray Transfer::redirectUrl() const
{
    char* url = nullptr;
    if (m_curl)
        m_library->easyGetinfo(m_curl.get(), CURLINFO_REDIRECT_URL, &url);
    return url;
}

/// An endless answer ends the transfer; what was needed of it is known by then.
size_t Transfer::onBody(char* data, size_t size, size_t count, void* self)
{
    auto* transfer = static_cast<Transfer*>(self);
    const auto bytes = static_cast<qsizetype>(size * count);
    transfer->m_answer.append(data, std::min(bytes, longestAnswer - transfer->m_answer.size()));
    return transfer->m_answer.size() < longestAnswer ? size * count : 0;
}

size_t Transfer::onHeader(char* data, size_t size, size_t count, void* self)
{
    const QByteArray line = QByteArray(data, std::min(static_cast<qsizetype>(size * count), longestAnswer)).trimmed();
    if (line.startsWith('4') || line.startsWith('5'))
        static_cast<Transfer*>(self)->m_lastRefusal = line;
    return size * count;
}

int Transfer::onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<Transfer*>(self)->m_limits.isCancelled() ? 1 : 0;
}

QString transferProblem(CURLcode code, const QString& host, const SendLimits& limits)
{
    switch (code) {
    case CURLE_FAILED_INIT:
        return TransferTr::tr(
                   "The library libcurl, which sends to %1, cannot be loaded. Install it (on Debian the package "
                   "libcurl4).")
            .arg(host);
    case CURLE_COULDNT_RESOLVE_HOST:
        return TransferTr::tr("The name %1 is not known. Check its spelling and the network.").arg(host);
    case CURLE_COULDNT_CONNECT:
        return TransferTr::tr("%1 does not take connections. Check host and port.").arg(host);
    case CURLE_OPERATION_TIMEDOUT:
        return TransferTr::tr("%1 did not answer within %2 s.").arg(host).arg(limits.totalMs / 1000.0);
    case CURLE_USE_SSL_FAILED:
        return TransferTr::tr("%1 does not offer STARTTLS. Choose TLS from the start, or none.").arg(host);
    case CURLE_SSL_CONNECT_ERROR:
        return TransferTr::tr("No TLS connection with %1 came about. Check the port, and whether it wants TLS from the "
                              "start.")
            .arg(host);
    case CURLE_PEER_FAILED_VERIFICATION:
        return TransferTr::tr("The certificate of %1 is not trusted. Name the authority's file (caFile) if it is your "
                              "own.")
            .arg(host);
    case CURLE_SSL_CACERT_BADFILE:
        return TransferTr::tr("The file of trusted certificates for %1 cannot be read.").arg(host);
    case CURLE_ABORTED_BY_CALLBACK:
        return TransferTr::tr("Sending to %1 was given up.").arg(host);
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return TransferTr::tr("%1 closed the connection before it had answered.").arg(host);
    default:
        break;
    }
    const CurlLibrary* curl = CurlLibrary::shared();
    return TransferTr::tr("Sending to %1 failed: %2.")
        .arg(host, curl ? QString::fromUtf8(curl->easyStrerror(code)) : QString::number(code));
}

} // namespace cacheledger
