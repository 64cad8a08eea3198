// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <optional>
#include <vector>

namespace cacheledger
{

/// What a logged command was logged for. Servers before Valkey 8.1 log only what took long.
enum class CommandLog { Slow, LargeRequest, LargeReply };
inline constexpr CommandLog commandLogs[] = {CommandLog::Slow, CommandLog::LargeRequest, CommandLog::LargeReply};
const char* commandLogName(CommandLog log); ///< "slow", "large-request", "large-reply": as the server calls it

/// An entry of the server's slow log, or of its logs of large requests and replies. Its arguments are not taken over:
/// they may hold anything.
struct SlowCommand {
    TimeMs timeMs = 0;       ///< by the server's clock, whole seconds
    qint64 microseconds = 0; ///< that it took; of the slow log
    QString command;         ///< "HGETALL"; cut to 32 printable characters
    int arguments = 0;       ///< besides the command; the server counts at most 32 words
    QString client;          ///< address; empty before Redis 4
    qint64 id = 0;           ///< the server's, of each log; it begins anew when the server does
    /// Of its key only what stands before the first delimiter: "session:*", else "*". Empty: its first argument is no
    /// key.
    QString keyPattern{};
    CommandLog log = CommandLog::Slow;
    qint64 bytes = 0; ///< of the request or the reply; not of the slow log
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

/// A part of a server's memory as MEMORY STATS names it: "dataset.bytes", "db.0.overhead.hashtable.main". Bytes,
/// counts, ratios or percent, as its name says.
struct MemoryPart {
    QString name;
    double value = 0;
};

/// What a node is asked for beside INFO.
struct EvidenceParts {
    bool slowLog = true;
    bool clients = true; ///< costs the server time for each connection
    bool latency = true;
    bool diagnosis = false;     ///< MEMORY STATS and the two doctors
    bool latencyDoctor = false; ///< LATENCY DOCTOR alone, which advice takes
};

/// What one node told; each part is there, or why not.
struct EvidenceAnswer {
    Result<QByteArray> info;
    Result<std::vector<SlowCommand>> slowLog; ///< and of the other logs, where the server has them
    std::optional<Error> otherLogs;           ///< why those others are not told, where the server has them
    Result<std::vector<ClientConnection>> clients;
    Result<std::vector<LatencyEvent>> latency;
    Result<std::vector<MemoryPart>> memory; ///< in the server's order
    Result<QString> memoryDoctor;           ///< as the server words it
    Result<QString> latencyDoctor;

    /// Nothing was told, for this reason.
    explicit EvidenceAnswer(const Error& error)
        : info(error),
          slowLog(error),
          clients(error),
          latency(error),
          memory(error),
          memoryDoctor(error),
          latencyDoctor(error)
    {
    }
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::EvidenceAnswer)
