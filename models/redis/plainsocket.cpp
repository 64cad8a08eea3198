// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/plainsocket.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cacheledger
{

std::unique_ptr<PlainSocket> PlainSocket::duplicate(qintptr descriptor)
{
    const int own = ::fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
    return own < 0 ? nullptr : std::unique_ptr<PlainSocket>(new PlainSocket(own));
}

std::unique_ptr<PlainSocket> PlainSocket::adopt(int descriptor)
{
    return std::unique_ptr<PlainSocket>(new PlainSocket(descriptor));
}

PlainSocket::PlainSocket(int descriptor)
    : m_descriptor(descriptor),
      m_readable(descriptor, QSocketNotifier::Read),
      m_writable(descriptor, QSocketNotifier::Write)
{
    m_writable.setEnabled(false);
    connect(&m_readable, &QSocketNotifier::activated, this, &PlainSocket::readable);
    connect(&m_writable, &QSocketNotifier::activated, this, [this] {
        if (!send())
            Q_EMIT broken();
    });
}

PlainSocket::~PlainSocket()
{
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    ::close(m_descriptor);
}

bool PlainSocket::write(const QByteArray& bytes)
{
    if (m_unsent.isEmpty())
        m_unsent = bytes; // shared, not copied: nearly always all of it goes at once
    else
        m_unsent += bytes;
    return m_writable.isEnabled() || send();
}

bool PlainSocket::send()
{
    while (!m_unsent.isEmpty()) {
        const auto sent = ::send(m_descriptor, m_unsent.constData(), static_cast<std::size_t>(m_unsent.size()),
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            return breakWith(errno);
        if (sent < 0)
            break;
        m_unsent.remove(0, static_cast<qsizetype>(sent));
    }
    if (m_writable.isEnabled() == m_unsent.isEmpty())
        m_writable.setEnabled(!m_unsent.isEmpty());
    return true;
}

qint64 PlainSocket::read(char* data, qint64 size)
{
    for (;;) {
        const auto got = ::recv(m_descriptor, data, static_cast<std::size_t>(size), MSG_DONTWAIT);
        if (got > 0)
            return got;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return 0;
        breakWith(got == 0 ? 0 : errno);
        return -1;
    }
}

/// The notifiers would go on telling of it.
bool PlainSocket::breakWith(int systemError)
{
    m_systemError = systemError == ECONNRESET || systemError == EPIPE ? 0 : systemError;
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    return false;
}

} // namespace cacheledger
