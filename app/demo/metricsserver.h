// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/ragcounters.h"

#include <QtCore/QObject>
#include <QtNetwork/QTcpServer>

namespace cacheledger
{

/// The demo application's HTTP endpoints on loopback: GET /cache/stats, /serving/stats, /health, /metrics. Just enough
/// of HTTP/1.1 for a poller: one request a connection. Event-driven, lives in the thread that made it.
class MetricsServer : public QObject
{
    Q_OBJECT

public:
    explicit MetricsServer(const RagCounters& counters, QObject* parent = nullptr);
    /// Listens on a free port of 127.0.0.1; false when it cannot.
    bool listen();
    quint16 port() const { return m_server.serverPort(); }

private:
    void serve(QTcpSocket* socket);
    QByteArray answer(const QByteArray& requestLine) const;

    const RagCounters& m_counters;
    QTcpServer m_server;
};

} // namespace cacheledger
