// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the senders: one transfer with libcurl.

#include "app/notify/curllibrary.h"
#include "app/notify/sendoutcome.h"

#include <QtCore/QByteArray>

#include <memory>
#include <optional>

namespace cacheledger
{

/// Lists of curl, freed with their owner.
class CurlList
{
public:
    ~CurlList();
    CurlList() = default;
    CurlList(const CurlList&) = delete;
    CurlList& operator=(const CurlList&) = delete;
    void add(const QByteArray& text);
    curl_slist* get() const { return m_list; }

private:
    curl_slist* m_list = nullptr;
};

/// One blocking transfer: limits, certificates that are checked, no redirects, no signals, a bounded answer. Any
/// thread; one at a time. Without libcurl it fails with CURLE_FAILED_INIT.
class Transfer
{
public:
    Transfer(const SendLimits& limits, const QString& caFile);

    template <typename T>
    void set(CURLoption option, T value)
    {
        if (m_curl)
            m_library->easySetopt(m_curl.get(), option, value);
    }
    CURLcode perform();
    long responseCode() const;
    qint64 uploaded() const; ///< bytes of the body
    std::optional<qint64> retryAfterMs() const;
    QByteArray redirectUrl() const;
    QByteArray answer() const { return m_answer; } ///< the beginning of the body
    /// Of SMTP: the server's last line that refused something.
    QByteArray lastRefusal() const { return m_lastRefusal; }

private:
    static size_t onBody(char* data, size_t size, size_t count, void* self);
    static size_t onHeader(char* data, size_t size, size_t count, void* self);
    static int onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    struct Cleanup {
        void operator()(CURL* curl) const { CurlLibrary::shared()->easyCleanup(curl); }
    };

    SendLimits m_limits;
    const CurlLibrary* m_library; // null when it cannot be loaded; then there is no m_curl
    std::unique_ptr<CURL, Cleanup> m_curl;
    QByteArray m_answer;
    QByteArray m_lastRefusal;
};

/// The sentence for a transfer that did not come to an answer; `host` is whom it was with.
QString transferProblem(CURLcode code, const QString& host, const SendLimits& limits);

} // namespace cacheledger
