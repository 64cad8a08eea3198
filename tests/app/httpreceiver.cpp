// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpreceiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cacheledger
{

static constexpr int lookEveryMs = 20;

HttpReceiver::HttpReceiver() : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), length) == 0 && ::listen(m_listener, 64) == 0 &&
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

HttpReceiver::~HttpReceiver()
{
    m_ended = true;
    m_thread.join();
    ::close(m_listener);
}

void HttpReceiver::answer(const QByteArray& response)
{
    const std::lock_guard lock(m_mutex);
    m_answers.push_back(response);
}

void HttpReceiver::answer(int status, const QByteArray& headers, const QByteArray& body)
{
    answer("HTTP/1.1 " + QByteArray::number(status) + " X\r\n" + headers +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
}

std::vector<HttpReceiver::Request> HttpReceiver::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

static bool readable(int socket)
{
    pollfd waiting{socket, POLLIN, 0};
    return ::poll(&waiting, 1, lookEveryMs) > 0;
}

void HttpReceiver::serve()
{
    while (!m_ended) {
        if (!readable(m_listener))
            continue;
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) {
            talk(socket);
            ::close(socket);
        }
    }
}

void HttpReceiver::talk(int socket)
{
    QByteArray text;
    qsizetype wanted = -1; // bytes in all
    char buffer[65536];
    while (wanted < 0 || text.size() < wanted) {
        if (m_ended)
            return;
        if (!readable(socket))
            continue;
        const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0)
            return; // cut off: not a request
        text.append(buffer, got);
        const qsizetype headEnd = text.indexOf("\r\n\r\n");
        if (wanted < 0 && headEnd >= 0) {
            const qsizetype at = text.toLower().indexOf("content-length:");
            wanted = headEnd + 4 + text.mid(at + 15, text.indexOf('\r', at) - at - 15).trimmed().toLongLong();
        }
    }
    const qsizetype headEnd = text.indexOf("\r\n\r\n");
    QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back({text.left(headEnd), text.mid(headEnd + 4)});
        if (!m_answers.empty()) {
            answer = m_answers.front();
            m_answers.pop_front();
        }
    }
    if (answer.isEmpty()) {
        while (!m_ended && (!readable(socket) || ::recv(socket, buffer, sizeof buffer, 0) > 0))
            continue;
        return;
    }
    [[maybe_unused]] const ssize_t sent = ::send(socket, answer.constData(), size_t(answer.size()), MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_WR);
    while (!m_ended && (!readable(socket) || ::recv(socket, buffer, sizeof buffer, 0) > 0))
        continue;
}

} // namespace cacheledger
