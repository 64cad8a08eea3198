// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/result.h"

namespace cacheledger
{

const char* errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "InvalidArgument";
    case ErrorCode::HostNotFound:
        return "HostNotFound";
    case ErrorCode::ConnectionRefused:
        return "ConnectionRefused";
    case ErrorCode::ConnectTimeout:
        return "ConnectTimeout";
    case ErrorCode::CommandTimeout:
        return "CommandTimeout";
    case ErrorCode::Disconnected:
        return "Disconnected";
    case ErrorCode::TlsFailed:
        return "TlsFailed";
    case ErrorCode::SocketFailed:
        return "SocketFailed";
    case ErrorCode::AuthRequired:
        return "AuthRequired";
    case ErrorCode::WrongPassword:
        return "WrongPassword";
    case ErrorCode::NoPermission:
        return "NoPermission";
    case ErrorCode::Loading:
        return "Loading";
    case ErrorCode::Moved:
        return "Moved";
    case ErrorCode::MaxClients:
        return "MaxClients";
    case ErrorCode::ServerError:
        return "ServerError";
    case ErrorCode::NotRedis:
        return "NotRedis";
    case ErrorCode::ReplyTooLarge:
        return "ReplyTooLarge";
    case ErrorCode::ProtocolError:
        return "ProtocolError";
    case ErrorCode::CommandNotAllowed:
        return "CommandNotAllowed";
    case ErrorCode::Io:
        return "Io";
    case ErrorCode::DiskFull:
        return "DiskFull";
    case ErrorCode::ReadOnly:
        return "ReadOnly";
    case ErrorCode::Locked:
        return "Locked";
    case ErrorCode::NotAHistory:
        return "NotAHistory";
    case ErrorCode::NewerVersion:
        return "NewerVersion";
    case ErrorCode::Corrupt:
        return "Corrupt";
    case ErrorCode::UnknownMetric:
        return "UnknownMetric";
    case ErrorCode::UnknownCache:
        return "UnknownCache";
    case ErrorCode::BadConfiguration:
        return "BadConfiguration";
    case ErrorCode::Cancelled:
        return "Cancelled";
    case ErrorCode::Unsupported:
        return "Unsupported";
    }
    return "";
}

} // namespace cacheledger
