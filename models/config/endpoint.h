// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/route.h"
#include "metrics/result.h"

#include <QtCore/QMetaType>
#include <QtCore/QString>

namespace cacheledger
{

enum class Transport { Tcp, Tls, Unix };

enum class TlsVersion { V1_2, V1_3 };

/// Settings of a TLS connection. Verification is on unless the user switched it off for this connection.
struct TlsOptions {
    bool verify = true;
    QString caFile; ///< PEM file or folder; empty: the system's trust
    QString certificateFile;
    QString keyFile; ///< may be encrypted; its passphrase is in no file of ours
    TlsVersion minVersion = TlsVersion::V1_2;
    QString serverName; ///< SNI and name to verify; empty: the host
    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

/// Where a server listens and as whom we log in; never the password.
struct Endpoint {
    Transport transport = Transport::Tcp;
    QString host; ///< name or address, IPv6 without brackets; empty for Unix
    quint16 port = 6379;
    QString path;     ///< of the Unix socket
    QString user;     ///< ACL user; empty: the default user
    int database = 0; ///< as given in the URL; kept, INFO does not depend on it
    TlsOptions tls;
    Route route; ///< how to get there

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
    /// "redis://user@host:6379/0", "rediss://...", "unix:///path"; never a password. IPv6 in brackets.
    QString url() const;
    /// "host:6379", "[::1]:6379" or the socket's path: what a person calls it.
    QString address() const;
};

struct ParsedUrl {
    Endpoint endpoint;
    QString password; ///< from the URL; empty when there is none
    bool hasPassword = false;
};

/// Reads `redis://[user[:password]@]host[:port][/db]`, `rediss://`, `unix:///path` (also `redis+unix`, and a bare
/// `host`, `host:port` or `/path`). Percent-encoding is decoded. Fails with InvalidArgument and says what is wrong with
/// which part; the message never repeats a password.
Result<ParsedUrl> parseEndpointUrl(const QString& text);

} // namespace cacheledger
