// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"
#include "redis/bytechannel.h"
#include "sources/httpanswer.h"

#include <QtCore/QObject>
#include <QtNetwork/QNetworkRequest>
#include <QtNetwork/QSslError>

#include <functional>

namespace cacheledger
{

/// One GET over a connection of its own, for what QNetworkAccessManager cannot do: by an SSH tunnel, through a proxy
/// whose errors name the hop, and over TLS an answer without a length that ends with close_notify while TCP stays. Not
/// packed. Time is limited by who calls. Event-driven, lives in one thread; destroying it cancels, without a callback.
class SingleGet : public QObject
{
    Q_OBJECT

public:
    /// A whole answer of any status; else what the way, TLS or the server says, or ReplyTooLarge without words.
    using Done = std::function<void(const Result<HttpAnswer>& answer)>;
    /// `request` has address and headers, `endpoint` where that is, the way there and how TLS is verified.
    SingleGet(const Endpoint& endpoint, const QNetworkRequest& request, qint64 mostBytes, Done done,
              QObject* parent = nullptr);

    bool isConnected() const { return m_isConnected; } ///< to the server itself, with TLS
    QList<QSslError> certificateErrors() const { return m_channel.certificateErrors(); }

private:
    void onReadable();
    void onFailed(const Error& error);
    bool take(); ///< what has arrived; true: that was the end, and this may be gone
    Error brokenError(bool ended) const;
    void finish(const Result<HttpAnswer>& answer);

    Endpoint m_endpoint;
    QByteArray m_head;
    Done m_done;
    HttpAnswer m_answer;
    bool m_isConnected = false;
    ByteChannel m_channel;
};

} // namespace cacheledger
