// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace cacheledger
{

/// A real HTTP server on loopback in a thread of its own, one connection at a time, that keeps what it was sent.
class HttpReceiver
{
public:
    struct Request {
        QByteArray head; ///< request line and headers
        QByteArray body;
    };

    HttpReceiver();
    ~HttpReceiver();

    QByteArray url() const { return "http://127.0.0.1:" + QByteArray::number(m_port); }
    /// The next answers, one a request; "200 OK" without a body when there are no more. Empty: no answer, the
    /// connection stays open until this ends or the client goes.
    void answer(const QByteArray& response);
    /// As answer(), with a status line and a body.
    void answer(int status, const QByteArray& headers = {}, const QByteArray& body = {});
    std::vector<Request> requests() const;

private:
    void serve();
    void talk(int socket);

    int m_listener = -1;
    int m_port = 0;
    std::atomic_bool m_ended = false;
    mutable std::mutex m_mutex;
    std::deque<QByteArray> m_answers;
    std::vector<Request> m_requests;
    std::thread m_thread;
};

} // namespace cacheledger
