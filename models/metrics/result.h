// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>
#include <utility>
#include <variant>

namespace cacheledger
{

/// What kind of thing went wrong. One list for the whole product, so that the command line can map each to an exit
/// code and a page can offer the button that helps. Never renumber: the numbers are not stored, the names are shown.
enum class ErrorCode {
    InvalidArgument, ///< the caller's input is wrong (bad URL, bad number, from after to)
    // Reaching a server
    HostNotFound, ///< the name does not resolve
    ConnectionRefused,
    ConnectTimeout, ///< no connection within the connect timeout
    CommandTimeout, ///< connected, but a command was not answered in time (a silent port, a stopped server)
    Disconnected,   ///< the server closed the connection, perhaps in the middle of a reply
    TlsFailed,      ///< handshake or certificate; the message says which and why
    SocketFailed,   ///< any other transport fault, and Unix sockets that are missing or not permitted
    // What a server answers
    AuthRequired,      ///< NOAUTH
    WrongPassword,     ///< WRONGPASS, or AUTH sent to a server without a password
    NoPermission,      ///< NOPERM; the hint has the ACL line that grants it
    Loading,           ///< LOADING: the dataset is being read
    Moved,             ///< MOVED or ASK: a cluster node that does not own the key
    MaxClients,        ///< "max number of clients reached"
    ServerError,       ///< any other -ERR reply; the message holds it
    NotRedis,          ///< what answered does not speak RESP (HTTP, garbage)
    ReplyTooLarge,     ///< a reply over the bound was refused
    ProtocolError,     ///< RESP, but broken
    CommandNotAllowed, ///< not in the closed list of commands
    // Files and history
    Io, ///< a file operation failed
    DiskFull,
    ReadOnly,     ///< file or folder cannot be written
    Locked,       ///< another process holds it
    NotAHistory,  ///< the file is not a CacheLedger history
    NewerVersion, ///< written by a newer CacheLedger
    Corrupt,      ///< damaged data
    // Names
    UnknownMetric,
    UnknownCache,
    BadConfiguration, ///< a configuration file that cannot be understood
    Cancelled,
    Unsupported, ///< the server or platform lacks it
};

/// The enumerator's name ("ConnectionRefused"); stable, for JSON output and logs.
const char* errorCodeName(ErrorCode code);

/// What happened, to what, and what to do next. Both sentences are translated and safe to show: never a secret.
struct Error {
    ErrorCode code = ErrorCode::InvalidArgument;
    QString message; ///< one sentence: what happened, to what
    QString hint;    ///< one sentence: what to do next; may be empty

    QString text() const { return hint.isEmpty() ? message : message + QLatin1Char(' ') + hint; }
};

/// A value or an Error. No exception crosses a library border; a Result does.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_data(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_data(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_data.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// The value; only when ok().
    const T& value() const& { return std::get<0>(m_data); }
    T& value() & { return std::get<0>(m_data); }
    T value() && { return std::get<0>(std::move(m_data)); }
    const T* operator->() const { return &std::get<0>(m_data); }
    T* operator->() { return &std::get<0>(m_data); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    /// The error; only when not ok().
    const Error& error() const { return std::get<1>(m_data); }

private:
    std::variant<T, Error> m_data;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    bool ok() const { return !m_error.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace cacheledger
