// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connectionerror.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

namespace
{

struct ConnectionErrorText {
    Q_DECLARE_TR_FUNCTIONS(ConnectionErrorText)
};

QString tryTls()
{
    return ConnectionErrorText::tr("If the server expects TLS, use a rediss:// address.");
}

QString tryPlain()
{
    return ConnectionErrorText::tr("If that port speaks plain Redis, use a redis:// address.");
}

} // namespace

Error timeoutError(const Endpoint& endpoint, ConnectionStage stage, std::chrono::milliseconds limit)
{
    const QString address = endpoint.address();
    const QString seconds = QString::number(static_cast<double>(limit.count()) / 1000.0, 'g', 3);
    switch (stage) {
    case ConnectionStage::Connecting:
        return {ErrorCode::ConnectTimeout,
                ConnectionErrorText::tr("%1 did not accept a connection within %2 s.").arg(address, seconds),
                ConnectionErrorText::tr("Check host, port and the firewalls in between.")};
    case ConnectionStage::TlsHandshake:
        return {ErrorCode::ConnectTimeout,
                ConnectionErrorText::tr("%1 accepts connections but did not answer the TLS handshake within %2 s.")
                    .arg(address, seconds),
                tryPlain()};
    case ConnectionStage::Unanswered: {
        const QString hint = ConnectionErrorText::tr("The server may be stopped or busy, or it is not a Redis.");
        return {ErrorCode::CommandTimeout,
                ConnectionErrorText::tr("%1 accepts connections but did not answer within %2 s.").arg(address, seconds),
                endpoint.transport == Transport::Tcp ? hint + QLatin1Char(' ') + tryTls() : hint};
    }
    case ConnectionStage::Idle:
    case ConnectionStage::Asked:
        break;
    }
    return {ErrorCode::CommandTimeout,
            ConnectionErrorText::tr("%1 is connected but did not answer a command within %2 s.").arg(address, seconds),
            ConnectionErrorText::tr("The server may be stopped, or busy with a slow command.")};
}

Error disconnectError(const Endpoint& endpoint, ConnectionStage stage)
{
    const QString address = endpoint.address();
    switch (stage) {
    case ConnectionStage::Connecting:
    case ConnectionStage::TlsHandshake:
        return {ErrorCode::TlsFailed,
                ConnectionErrorText::tr("%1 closed the connection during the TLS handshake.").arg(address), tryPlain()};
    case ConnectionStage::Unanswered:
        return {ErrorCode::Disconnected,
                ConnectionErrorText::tr("%1 closed the connection without an answer.").arg(address),
                endpoint.transport == Transport::Tcp
                    ? tryTls()
                    : ConnectionErrorText::tr("Check that it is a Redis server that may be used from here.")};
    case ConnectionStage::Idle:
        return {ErrorCode::Disconnected, ConnectionErrorText::tr("%1 closed the connection.").arg(address),
                ConnectionErrorText::tr("The server may have been stopped or restarted.")};
    case ConnectionStage::Asked:
        break;
    }
    return {ErrorCode::Disconnected,
            ConnectionErrorText::tr("%1 closed the connection in the middle of a reply.").arg(address),
            ConnectionErrorText::tr("The server may have been stopped or restarted.")};
}

Error notRedisError(const Endpoint& endpoint)
{
    return {ErrorCode::NotRedis, ConnectionErrorText::tr("%1 does not answer as Redis does.").arg(endpoint.address()),
            ConnectionErrorText::tr("Check host and port: something else listens there.")};
}

} // namespace cacheledger
