// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/clock.h"
#include "redis/connection.h"

#include <QtCore/QMetaType>
#include <QtCore/QObject>

#include <memory>
#include <vector>

namespace cacheledger
{

/// An entry of the server's slow log. Its arguments, keys among them, are not taken over: they may hold anything.
struct SlowCommand {
    TimeMs timeMs = 0; ///< by the server's clock, whole seconds
    qint64 microseconds = 0;
    QString command;   ///< "HGETALL"; cut to 32 printable characters
    int arguments = 0; ///< besides the command; the server counts at most 32 words
    QString client;    ///< address; empty before Redis 4
};

/// A connection of CLIENT LIST, without what it asks for.
struct ClientConnection {
    QString address; ///< "10.0.0.7:51234"
    QString name;    ///< as it named itself; empty: not
    qint64 ageS = 0;
    qint64 idleS = 0;
    qint64 outputBytes = 0; ///< waiting to be sent to it
    QString command;        ///< the last one: "get"
};

struct LatencyEvent {
    QString name; ///< "command", "fork"
    TimeMs timeMs = 0;
    qint64 latestMs = 0;
    qint64 maxMs = 0;
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

/// Asks one node once for INFO, its slow log, its clients and its latency events, over a short connection of its own.
/// CLIENT LIST, whose cost grows with the number of clients, only where INFO says that there are few enough. Single
/// use, event-driven, one thread. Emits finished() exactly once, within the options' time limits.
class EvidenceProbe : public QObject
{
    Q_OBJECT

public:
    EvidenceProbe(Endpoint endpoint, QString password, ConnectionOptions options = {}, QObject* parent = nullptr);
    ~EvidenceProbe() override; ///< cancels
    static constexpr int usualClientLimit = 1000;
    /// Clients are listed up to this number of them; 0: never.
    void setClientLimit(int clients);
    void start();

Q_SIGNALS:
    void finished(const cacheledger::EvidenceAnswer& answer);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
