// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/metricsserver.h"

#include <QtNetwork/QTcpSocket>

namespace cacheledger
{

namespace
{

constexpr qint64 maxRequestBytes = 16384;

QByteArray httpResponse(const char* status, const char* type, const QByteArray& body)
{
    return QByteArray("HTTP/1.1 ") + status + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

MetricsServer::MetricsServer(const RagCounters& counters, QObject* parent) : QObject(parent), m_counters(counters)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { serve(socket); });
        }
    });
}

bool MetricsServer::listen()
{
    return m_server.listen(QHostAddress::LocalHost);
}

void MetricsServer::serve(QTcpSocket* socket)
{
    const QByteArray head = socket->peek(maxRequestBytes);
    if (!head.contains("\r\n\r\n")) {
        if (head.size() >= maxRequestBytes)
            socket->abort();
        return; // half a request: wait for the rest
    }
    socket->readAll();
    socket->write(answer(head.left(head.indexOf("\r\n"))));
    socket->disconnectFromHost();
}

QByteArray MetricsServer::answer(const QByteArray& requestLine) const
{
    const QList<QByteArray> words = requestLine.split(' ');
    if (words.size() != 3 || words[0] != "GET")
        return httpResponse("405 Method Not Allowed", "text/plain", "GET only\n");
    constexpr const char* json = "application/json";
    if (words[1] == "/cache/stats")
        return httpResponse("200 OK", json, m_counters.cacheStatsJson());
    if (words[1] == "/serving/stats")
        return httpResponse("200 OK", json, m_counters.servingStatsJson());
    if (words[1] == "/health")
        return httpResponse("200 OK", json, m_counters.healthJson());
    if (words[1] == "/metrics")
        return httpResponse("200 OK", "application/openmetrics-text; version=1.0.0; charset=utf-8",
                            m_counters.openMetrics());
    return httpResponse("404 Not Found", "text/plain", "no such page\n");
}

} // namespace cacheledger
