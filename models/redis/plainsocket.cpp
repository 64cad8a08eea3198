// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/plainsocket.h"

#include <QtCore/QPointer>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace cacheledger
{

std::unique_ptr<PlainSocket> PlainSocket::duplicate(qintptr descriptor)
{
    const int own = ::fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
    return own < 0 ? nullptr : adopt(own);
}

std::unique_ptr<PlainSocket> PlainSocket::adopt(int descriptor)
{
    if (auto watch = DescriptorWatch::ofThisThread())
        return std::unique_ptr<PlainSocket>(new PlainSocket(descriptor, std::move(watch)));
    ::close(descriptor);
    return nullptr;
}

PlainSocket::PlainSocket(int descriptor, std::shared_ptr<DescriptorWatch> watch)
    : m_watch(std::move(watch)),
      m_descriptor(descriptor)
{
    want(true, false);
}

PlainSocket::~PlainSocket()
{
    m_watch->forget(m_descriptor, this, m_isReading || m_isWriting);
    ::close(m_descriptor);
}

void PlainSocket::want(bool reading, bool writing)
{
    if (reading == m_isReading && writing == m_isWriting)
        return;
    m_watch->want(m_descriptor, this, reading, writing, m_isReading || m_isWriting);
    m_isReading = reading;
    m_isWriting = writing;
}

void PlainSocket::onDescriptor(bool isReadable, bool isWritable)
{
    const QPointer<PlainSocket> alive(this);
    if (isWritable && m_isWriting && !send())
        Q_EMIT broken();
    if (alive && isReadable && m_isReading)
        Q_EMIT readable();
}

bool PlainSocket::write(const QByteArray& bytes)
{
    if (m_unsent.isEmpty())
        m_unsent = bytes; // shared, not copied: nearly always all of it goes at once
    else
        m_unsent += bytes;
    return m_isWriting || send();
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
    want(m_isReading, !m_unsent.isEmpty());
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

/// The watch would go on telling of it.
bool PlainSocket::breakWith(int systemError)
{
    m_systemError = systemError == ECONNRESET || systemError == EPIPE ? 0 : systemError;
    want(false, false);
    return false;
}

} // namespace cacheledger
