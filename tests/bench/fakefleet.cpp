// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakefleet.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench
{

static std::int64_t steadyNs()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

FakeFleet::FakeFleet(std::vector<QByteArray> infoReplies) : m_replies(std::move(infoReplies)) {}

FakeFleet::~FakeFleet()
{
    stop();
    for (const auto& [descriptor, client] : m_clients)
        ::close(descriptor);
    ::close(m_listener);
    ::close(m_poll);
}

QString FakeFleet::addressOf(int node)
{
    return QStringLiteral("127.1.%1.%2").arg(node / 250).arg(node % 250 + 1);
}

bool FakeFleet::start()
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    socklen_t size = sizeof(address);
    auto* plain = reinterpret_cast<sockaddr*>(&address); // NOLINT: the sockets' own interface
    if (::bind(m_listener, plain, size) != 0 || ::listen(m_listener, 4096) != 0 ||
        ::getsockname(m_listener, plain, &size) != 0)
        return false;
    m_port = ntohs(address.sin_port);
    m_poll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_listener;
    if (::epoll_ctl(m_poll, EPOLL_CTL_ADD, m_listener, &event) != 0)
        return false;
    m_thread = std::thread([this] { run(); });
    return true;
}

void FakeFleet::stop()
{
    m_ending = true;
    if (m_thread.joinable())
        m_thread.join();
}

void FakeFleet::run()
{
    std::array<epoll_event, 256> events{};
    while (!m_ending) {
        const int count = ::epoll_wait(m_poll, events.data(), int(events.size()), 100);
        for (int i = 0; i < count; ++i) {
            const int descriptor = events[std::size_t(i)].data.fd;
            if (descriptor == m_listener) {
                acceptAll();
                continue;
            }
            Client& client = m_clients.at(descriptor);
            if (readFrom(descriptor, client) && flush(descriptor, client))
                continue;
            ::epoll_ctl(m_poll, EPOLL_CTL_DEL, descriptor, nullptr);
            m_clients.erase(descriptor);
            ::close(descriptor);
            --m_connected;
        }
    }
}

void FakeFleet::acceptAll()
{
    for (;;) {
        const int descriptor = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLET;
        event.data.fd = descriptor;
        ::epoll_ctl(m_poll, EPOLL_CTL_ADD, descriptor, &event);
        m_clients[descriptor].pingsNs.reserve(256);
        ++m_connected;
    }
}

/// Commands are RESP arrays of a few words; the first word and how many lines follow it are enough to answer them.
bool FakeFleet::readFrom(int descriptor, Client& client)
{
    std::array<char, 4096> chunk; // NOLINT: filled by recv()
    for (;;) {
        const auto got = ::recv(descriptor, chunk.data(), chunk.size(), 0);
        if (got < 0)
            break;
        if (got == 0)
            return false;
        client.unread.append(chunk.data(), got);
    }
    if (errno != EAGAIN)
        return false;
    const std::int64_t nowNs = steadyNs();
    while (!client.unread.isEmpty()) {
        QList<QByteArray> lines = client.unread.split('\n');
        const qsizetype needed = 1 + 2 * lines.front().mid(1).trimmed().toInt();
        if (lines.size() <= needed)
            break;
        answer(client, lines.at(2).trimmed(), nowNs);
        client.unread = lines.mid(needed).join('\n');
    }
    return true;
}

void FakeFleet::answer(Client& client, const QByteArray& command, std::int64_t nowNs)
{
    if (command == "PING") {
        if (m_measuring)
            client.pingsNs.push_back(nowNs);
        client.unsent += "+PONG\r\n";
    } else if (command == "INFO") {
        client.unsent += m_replies[client.nextReply++ % m_replies.size()];
    } else if (command == "CLIENT") {
        client.unsent += "+OK\r\n";
    } else {
        client.unsent += "-ERR unknown command\r\n";
    }
}

bool FakeFleet::flush(int descriptor, Client& client)
{
    while (!client.unsent.isEmpty()) {
        const auto sent =
            ::send(descriptor, client.unsent.constData(), std::size_t(client.unsent.size()), MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN;
        client.unsent.remove(0, sent);
    }
    return true;
}

FakeFleet::Punctuality FakeFleet::punctuality(int intervalMs) const
{
    Punctuality of;
    const double interval = intervalMs;
    std::vector<double> late;
    for (const auto& [descriptor, client] : m_clients) {
        if (client.pingsNs.empty())
            continue;
        std::vector<double> offsets;
        const auto sinceFirst = [&client](std::int64_t ns) { return double(ns - client.pingsNs.front()) / 1e6; };
        for (const std::int64_t ns : client.pingsNs)
            offsets.push_back(sinceFirst(ns) - std::round(sinceFirst(ns) / interval) * interval);
        const double punctual = *std::min_element(offsets.begin(), offsets.end());
        for (const double offset : offsets)
            late.push_back(offset - punctual);
        const auto ticks = qint64(std::round(sinceFirst(client.pingsNs.back()) / interval)) + 1;
        of.missed += std::max<qint64>(0, ticks - qint64(client.pingsNs.size()));
        of.polls += qint64(client.pingsNs.size());
    }
    if (late.empty())
        return of;
    std::sort(late.begin(), late.end());
    const auto quantile = [&late](double q) { return late[std::size_t(q * double(late.size() - 1))]; };
    of.lateP50Ms = quantile(0.5);
    of.lateP999Ms = quantile(0.999);
    of.lateMaxMs = late.back();
    return of;
}

} // namespace bench
