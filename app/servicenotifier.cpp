// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/servicenotifier.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace cacheledger
{

static std::optional<int> watchdogOf(const QByteArray& microseconds, const QByteArray& process)
{
    const qint64 time = microseconds.toLongLong();
    if (time <= 0 || (!process.isEmpty() && process.toLongLong() != ::getpid()))
        return std::nullopt;
    return static_cast<int>(std::clamp<qint64>(time / 1000, 1, 24 * 3600 * 1000));
}

ServiceNotifier::ServiceNotifier()
{
    m_address = qgetenv("NOTIFY_SOCKET");
    const bool isPath = m_address.startsWith('/');
    if ((!isPath && !m_address.startsWith('@')) || std::size_t(m_address.size()) >= sizeof(sockaddr_un::sun_path))
        return;
    if (!isPath)
        m_address[0] = '\0';
    m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (m_socket >= 0)
        m_watchdogMs = watchdogOf(qgetenv("WATCHDOG_USEC"), qgetenv("WATCHDOG_PID"));
}

ServiceNotifier::~ServiceNotifier()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

void ServiceNotifier::send(const QByteArray& message) const
{
    if (m_socket < 0)
        return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, m_address.constData(), static_cast<std::size_t>(m_address.size()));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::size_t(m_address.size()));
    // Never waits: a manager that reads nothing must not stop a poll.
    ::sendto(m_socket, message.constData(), static_cast<std::size_t>(message.size()), MSG_NOSIGNAL | MSG_DONTWAIT,
             reinterpret_cast<const sockaddr*>(&address), size);
}

void ServiceNotifier::ready(const QByteArray& status) const
{
    send("READY=1\nSTATUS=" + status);
}

void ServiceNotifier::reloading() const
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const qint64 microseconds = qint64(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
    send("RELOADING=1\nMONOTONIC_USEC=" + QByteArray::number(microseconds));
}

void ServiceNotifier::stopping() const
{
    send("STOPPING=1");
}

void ServiceNotifier::watchdog() const
{
    send("WATCHDOG=1");
}

} // namespace cacheledger
