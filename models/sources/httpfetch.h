// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourceconfig.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace cacheledger
{

struct HttpLimits {
    qint64 mostBytes = 16LL * 1024 * 1024;    ///< of the answer, unpacked
    std::chrono::milliseconds timeout{10000}; ///< for the whole answer, so that a stream without end is cut
};

/// GETs one address again and again, with the source's authentication; straight, or by a way like a cache's.
/// Certificates are always verified, by the name in the address. A redirect is followed within the same scheme, host
/// and port only: the secret goes nowhere else. Cookies and cached answers are not used. Event-driven, lives in one
/// thread.
class HttpFetch : public QObject
{
    Q_OBJECT

public:
    HttpFetch(SourceConfig source, QString secret, HttpLimits limits = {}, Route way = {}, QObject* parent = nullptr);
    ~HttpFetch() override; ///< cancels: no callback

    /// The body of a 200; one at a time. HostNotFound, ConnectionRefused, CommandTimeout, Disconnected, TlsFailed,
    /// AuthRequired (401, 403), ReplyTooLarge, ServerError (another status, a redirect elsewhere), ConnectTimeout and
    /// WrongPassword (of the way). The words say which hop it was.
    using Callback = std::function<void(const Result<QByteArray>& body)>;
    void get(Callback callback);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
