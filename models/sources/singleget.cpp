// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/singleget.h"

#include <QtCore/QCoreApplication>

#include <array>
#include <utility>

namespace cacheledger
{

static QString singleGetText(const char* words)
{
    return QCoreApplication::translate("Source", words);
}

static QByteArray headOf(const QNetworkRequest& request)
{
    const QUrl url = request.url();
    QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    if (path.isEmpty())
        path = "/";
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    const QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    QByteArray head = "GET " + path + " HTTP/1.1\r\nHost: " + (host.contains(':') ? '[' + host + ']' : host);
    if (url.port() > 0)
        head += ':' + QByteArray::number(url.port());
    head += "\r\nConnection: close";
    for (const QByteArray& name : request.rawHeaderList())
        head += "\r\n" + name + ": " + request.rawHeader(name);
    return head + "\r\n\r\n";
}

SingleGet::SingleGet(const Endpoint& endpoint, const QNetworkRequest& request, qint64 mostBytes, Done done,
                     QObject* parent)
    : QObject(parent),
      m_endpoint(endpoint),
      m_head(headOf(request)),
      m_done(std::move(done)),
      m_answer(mostBytes),
      m_channel(endpoint)
{
    connect(&m_channel, &ByteChannel::opened, this, [this] {
        m_isConnected = true;
        m_channel.write(m_head);
    });
    connect(&m_channel, &ByteChannel::readable, this, &SingleGet::onReadable);
    connect(&m_channel, &ByteChannel::failed, this, &SingleGet::onFailed);
    m_channel.open();
}

bool SingleGet::take()
{
    std::array<char, 65536> piece; // NOLINT: filled by reading
    while (m_answer.state() == HttpAnswer::State::Reading) {
        const qint64 got = m_channel.read(piece.data(), piece.size());
        if (got <= 0)
            return false;
        m_answer.add(QByteArray(piece.data(), static_cast<qsizetype>(got)));
    }
    if (m_answer.state() == HttpAnswer::State::Whole)
        finish(m_answer);
    else if (m_answer.state() == HttpAnswer::State::TooLarge)
        finish(Error{ErrorCode::ReplyTooLarge, {}, {}});
    else
        finish(brokenError(false));
    return true;
}

void SingleGet::onReadable()
{
    if (m_done)
        take();
}

void SingleGet::onFailed(const Error& error)
{
    if (!m_done || take())
        return;
    if (!m_isConnected || error.code != ErrorCode::Disconnected)
        return finish(error);
    if (m_answer.end() == HttpAnswer::State::Whole)
        finish(m_answer);
    else
        finish(brokenError(true));
}

Error SingleGet::brokenError(bool ended) const
{
    const QString server = m_endpoint.address();
    if (!ended)
        return {ErrorCode::ServerError, singleGetText("%1 does not answer as an HTTP server does.").arg(server),
                singleGetText("Check the address.")};
    return {ErrorCode::Disconnected,
            (m_answer.hasHead() ? singleGetText("The answer of %1 broke off.")
                                : singleGetText("%1 closed the connection before it answered."))
                .arg(server),
            {}};
}

void SingleGet::finish(const Result<HttpAnswer>& answer)
{
    const Result<HttpAnswer> kept = answer; // it may be ours, which goes with us
    if (const Done done = std::exchange(m_done, nullptr))
        done(kept); // may destroy this object
}

} // namespace cacheledger
