// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "redis/connection.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>

namespace cacheledger
{

/// What "Test connection" found.
struct CheckReport {
    std::optional<Error> error; ///< nothing: usable
    QString server;             ///< "Redis 7.0.15", "Valkey 8.1.1", "Dragonfly 1.23" ...
    QString role;               ///< "primary", "replica", ...
    double roundTripMs = 0;
    QString infoCommand;  ///< which form of INFO the server allows
    QStringList replicas; ///< addresses ("host:port") that INFO names, to be offered
    QString primary;      ///< of a replica: its primary's address
};

/// Connects once, PINGs, asks INFO and reports. Single use, event-driven, one thread. Emits finished() exactly once.
class ConnectionCheck : public QObject
{
    Q_OBJECT

public:
    ConnectionCheck(Endpoint endpoint, QString password, ConnectionOptions options = {}, QObject* parent = nullptr);
    ~ConnectionCheck() override; ///< cancels
    void start();

Q_SIGNALS:
    void finished(const cacheledger::CheckReport& report);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::CheckReport)
