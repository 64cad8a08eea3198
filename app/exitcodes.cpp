// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exitcodes.h"

namespace cacheledger
{

ExitCode exitCodeFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::UnknownMetric:
    case ErrorCode::UnknownCache:
    case ErrorCode::CommandNotAllowed:
        return ExitCode::Usage;
    case ErrorCode::HostNotFound:
    case ErrorCode::ConnectionRefused:
    case ErrorCode::ConnectTimeout:
    case ErrorCode::CommandTimeout:
    case ErrorCode::Disconnected:
    case ErrorCode::TlsFailed:
    case ErrorCode::SocketFailed:
    case ErrorCode::Loading:
    case ErrorCode::Moved:
    case ErrorCode::MaxClients:
    case ErrorCode::ServerError:
    case ErrorCode::NotRedis:
    case ErrorCode::ReplyTooLarge:
    case ErrorCode::ProtocolError:
    case ErrorCode::Locked:
    case ErrorCode::Cancelled:
    case ErrorCode::Unsupported:
        return ExitCode::Unavailable;
    case ErrorCode::AuthRequired:
    case ErrorCode::WrongPassword:
    case ErrorCode::NoPermission:
        return ExitCode::Permission;
    case ErrorCode::Io:
    case ErrorCode::DiskFull:
    case ErrorCode::ReadOnly:
    case ErrorCode::NotAHistory:
    case ErrorCode::NewerVersion:
    case ErrorCode::Corrupt:
        return ExitCode::Io;
    case ErrorCode::BadConfiguration:
        return ExitCode::Configuration;
    }
    return ExitCode::Unavailable;
}

ExitCode firstFailure(ExitCode before, ErrorCode now)
{
    return before == ExitCode::Ok ? exitCodeFor(now) : before;
}

} // namespace cacheledger
