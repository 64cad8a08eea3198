// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/redisadmin.h"

#include "redis/localredis.h"

#include <QtNetwork/QLocalSocket>

namespace cacheledger
{

QByteArray adminCommand(const LocalRedis& server, const QByteArray& line)
{
    QLocalSocket socket;
    socket.connectToServer(server.unixSocket());
    if (!socket.waitForConnected(5000))
        return {};
    socket.write(line + "\r\n");
    QByteArray reply;
    // One line is a whole reply, except for a bulk, whose header says how much follows.
    while (true) {
        const qsizetype end = reply.indexOf("\r\n");
        const bool isBulk = reply.startsWith('$');
        if (end >= 0 && (!isBulk || reply.size() >= end + 4 + reply.mid(1, end - 1).toLongLong()))
            return reply;
        if (!socket.waitForReadyRead(1000))
            return reply;
        reply += socket.readAll();
    }
}

} // namespace cacheledger
