// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

#include <atomic>
#include <cstdint>
#include <map>
#include <thread>
#include <vector>

namespace bench
{

/// Many servers that answer PING and INFO as real ones did: one port on as many loopback addresses as are asked for
/// (127.1.0.1, 127.1.0.2 ...), one thread, event-driven. Each connection gets the replies in turn, from the first on.
/// Takes down when each PING arrived, from which follows how punctual its client is.
class FakeFleet
{
public:
    explicit FakeFleet(std::vector<QByteArray> infoReplies);
    ~FakeFleet();
    FakeFleet(const FakeFleet&) = delete;
    FakeFleet& operator=(const FakeFleet&) = delete;

    bool start(); ///< false: no port
    quint16 port() const { return m_port; }
    static QString addressOf(int node);
    int connections() const { return m_connected; }

    /// From now on polls are taken down.
    void beginMeasuring() { m_measuring = true; }
    /// Ends the thread; then the following can be asked.
    void stop();

    struct Punctuality {
        qint64 polls = 0;
        qint64 missed = 0; ///< ticks of the interval without a poll, between the first and the last of a connection
        double lateP50Ms = 0;
        double lateP999Ms = 0; ///< against a grid through the connection's most punctual poll
        double lateMaxMs = 0;
    };
    Punctuality punctuality(int intervalMs) const;

private:
    struct Client {
        std::size_t nextReply = 0;
        QByteArray unread;
        QByteArray unsent;
        std::vector<std::int64_t> pingsNs;
    };

    void run();
    void acceptAll();
    bool readFrom(int descriptor, Client& client);
    void answer(Client& client, const QByteArray& command, std::int64_t nowNs);
    bool flush(int descriptor, Client& client);

    std::vector<QByteArray> m_replies;
    quint16 m_port = 0;
    int m_listener = -1;
    int m_poll = -1;
    std::map<int, Client> m_clients; // by descriptor; of the thread while it runs
    std::atomic<int> m_connected = 0;
    std::atomic<bool> m_measuring = false;
    std::atomic<bool> m_ending = false;
    std::thread m_thread;
};

} // namespace bench
