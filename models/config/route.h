// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QString>

namespace cacheledger
{

enum class RouteKind {
    Direct,
    Ssh,        ///< a tunnel through an SSH server, as `ssh -L` makes one
    Socks5,     ///< RFC 1928; names are resolved by the proxy
    HttpConnect ///< CONNECT of RFC 9110
};

/// The way to a server that cannot be reached directly; never the password or passphrase of it.
struct Route {
    RouteKind kind = RouteKind::Direct;
    QString host; ///< of the SSH server or proxy; IPv6 without brackets
    quint16 port = 0;
    QString user;           ///< empty: with SSH the user of this system, with a proxy nobody
    QString keyFile;        ///< SSH: private key; empty: the agent, then the keys in ~/.ssh
    QString knownHostsFile; ///< SSH; empty: ~/.ssh/known_hosts

    bool isDirect() const { return kind == RouteKind::Direct; }
    friend bool operator==(const Route&, const Route&) = default;
    /// "ssh://user@host:22", "socks5://host:1080", "http://host:3128"; empty when direct. What secrets are kept by.
    QString url() const;
    /// "host:22": what a person calls it.
    QString address() const;
};

/// Reads what url() writes; user and port may be absent (22, 1080, 3128). InvalidArgument says what is wrong, and also
/// where there is a password: those are given apart. The message never repeats one.
Result<Route> parseRoute(const QString& text);

} // namespace cacheledger
