// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace cacheledger
{

/// What tells one run of a server from another: a cursor means something to that one alone.
struct ServerMark {
    QByteArray runId; ///< empty: not told
    QByteArray role;  ///< "master", "slave"
    QByteArray replicationId;

    /// From an answer to INFO.
    static ServerMark of(const QByteArray& info);
    /// Why a scan cannot go on there, a sentence; empty: it can. A primary may get a new replication id when its first
    /// replica comes, a replica has another's data then.
    QString whyNot(const ServerMark& now) const;
};

} // namespace cacheledger
