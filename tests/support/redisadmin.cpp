// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/redisadmin.h"

#include "redis/localredis.h"

#include <QtNetwork/QLocalSocket>

#include <algorithm>

namespace cacheledger
{

QByteArray adminLogin()
{
    const QByteArray admin = qgetenv("CACHELEDGER_TEST_ADMIN");
    return admin.isEmpty() ? QByteArray() : "AUTH " + admin + " -\r\n";
}

QByteArray adminCommand(const LocalRedis& server, const QByteArray& line)
{
    QLocalSocket socket;
    socket.connectToServer(server.unixSocket());
    if (!socket.waitForConnected(5000))
        return {};
    const QByteArray login = adminLogin();
    socket.write(login);
    // A server that was not started with this user answers with an error, and obeys anybody.
    if (!login.isEmpty() && (!socket.waitForReadyRead(5000) || !socket.readLine().endsWith("\r\n")))
        return {};
    socket.write(line + "\r\n");
    QByteArray reply;
    // One line is a whole reply, except for a bulk, whose header says how much follows.
    while (true) {
        const qsizetype end = reply.indexOf("\r\n");
        const bool isBulk = reply.startsWith('$');
        const qlonglong size = isBulk ? reply.mid(1, std::max<qsizetype>(0, end - 1)).toLongLong() : 0;
        if (end >= 0 && (!isBulk || size < 0 || reply.size() >= end + 4 + size)) // -1: there is none
            return reply;
        if (!socket.waitForReadyRead(1000))
            return reply;
        reply += socket.readAll();
    }
}

} // namespace cacheledger
