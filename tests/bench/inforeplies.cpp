// SPDX-License-Identifier: GPL-3.0-or-later
#include "inforeplies.h"

#include <QtNetwork/QTcpSocket>

namespace bench
{

QByteArray askBytes(quint16 port, const QByteArray& command, const QByteArray& expectedEnd)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    socket.waitForConnected(5000);
    socket.write(command + "\r\n");
    QByteArray bytes;
    while (!bytes.endsWith(expectedEnd) && socket.waitForReadyRead(2000))
        bytes += socket.readAll();
    return bytes;
}

/// Traffic of many kinds, so that INFO has its usual commandstats and latencystats.
static void warmUp(quint16 port)
{
    QByteArray script;
    for (const char* command : {"SET a 1",         "GET a",       "GET b",      "DEL a",
                                "HSET h f v",      "HGETALL h",   "LPUSH l 1",  "LRANGE l 0 9",
                                "SADD s 1",        "SMEMBERS s",  "ZADD z 1 m", "ZRANGE z 0 9",
                                "EXPIRE h 999",    "TTL h",       "INCR n",     "CONFIG GET maxmemory",
                                "CLIENT LIST",     "SLOWLOG LEN", "DBSIZE",     "SCAN 0",
                                "MSET x 1 y 2",    "MGET x y",    "TYPE h",     "EXISTS x",
                                "INFO everything", "PING",        "NOSUCH"})
        script += QByteArray(command) + "\r\n";
    askBytes(port, script + "ECHO end", "end\r\n");
}

std::vector<QByteArray> recordReplies(quint16 port, int count)
{
    std::vector<QByteArray> replies;
    for (int i = 0; i < count; ++i) {
        warmUp(port);
        replies.push_back(askBytes(port, "INFO everything", "\r\n\r\n"));
        const int lineEnd = replies.back().indexOf("\r\n");
        const qint64 size = replies.back().mid(1, lineEnd - 1).toLongLong() + lineEnd + 4;
        if (replies.back().size() < size) // the text itself may end in an empty line
            replies.pop_back();
    }
    return replies;
}

} // namespace bench
