// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <vector>

namespace cacheledger
{

/// An entry of the server's slow log. Its arguments are not taken over: they may hold anything.
struct SlowCommand {
    TimeMs timeMs = 0; ///< by the server's clock, whole seconds
    qint64 microseconds = 0;
    QString command;   ///< "HGETALL"; cut to 32 printable characters
    int arguments = 0; ///< besides the command; the server counts at most 32 words
    QString client;    ///< address; empty before Redis 4
    qint64 id = 0;     ///< the server's; it begins anew when the server does
    /// Of its key only what stands before the first delimiter: "session:*", else "*". Empty: its first argument is no
    /// key.
    QString keyPattern{};
};

/// A connection of CLIENT LIST, without what it asks for.
struct ClientConnection {
    QString address; ///< "10.0.0.7:51234"
    QString name;    ///< as it named itself; empty: not
    qint64 ageS = 0;
    qint64 idleS = 0;
    qint64 outputBytes = 0; ///< waiting to be sent to it
    QString command;        ///< the last one: "get"
    QString library{};      ///< "redis-py 5.0.1"; empty: it did not say, or the server is older than Redis 7.2
    qint64 memoryBytes = 0; ///< that it takes of the server, with all buffers; Redis 7 and later
};

struct LatencyEvent {
    QString name; ///< "command", "fork"
    TimeMs timeMs = 0;
    qint64 latestMs = 0;
    qint64 maxMs = 0;
};

/// What a node is asked for beside INFO.
struct EvidenceParts {
    bool slowLog = true;
    bool clients = true; ///< costs the server time for each connection
    bool latency = true;
};

/// What one node told; each part is there, or why not.
struct EvidenceAnswer {
    Result<QByteArray> info;
    Result<std::vector<SlowCommand>> slowLog;
    Result<std::vector<ClientConnection>> clients;
    Result<std::vector<LatencyEvent>> latency;

    /// Nothing was told, for this reason.
    explicit EvidenceAnswer(const Error& error) : info(error), slowLog(error), clients(error), latency(error) {}
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::EvidenceAnswer)
