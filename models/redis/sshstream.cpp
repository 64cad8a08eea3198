// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sshstream.h"

#include "redis/sshrequest.h"
#include "redis/sshsession.h"

#include <unistd.h>
#include <utility>

namespace cacheledger
{

Descriptor::~Descriptor()
{
    reset(-1);
}

void Descriptor::reset(int descriptor)
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = descriptor;
}

int Descriptor::release()
{
    return std::exchange(m_descriptor, -1);
}

void SshStream::Request::answer(const Result<std::shared_ptr<Descriptor>>& outcome)
{
    const std::lock_guard lock(m_mutex);
    if (!m_receiver)
        return;
    SshStream* const receiver = std::exchange(m_receiver, nullptr);
    QMetaObject::invokeMethod(
        receiver,
        [receiver, outcome] {
            if (outcome)
                Q_EMIT receiver->opened(*outcome);
            else
                Q_EMIT receiver->failed(outcome.error());
        },
        Qt::QueuedConnection);
}

void SshStream::Request::abandon()
{
    const std::lock_guard lock(m_mutex);
    m_receiver = nullptr;
}

bool SshStream::Request::isAbandoned()
{
    const std::lock_guard lock(m_mutex);
    return m_receiver == nullptr;
}

SshStream::SshStream(Endpoint endpoint, QObject* parent)
    : QObject(parent),
      m_request(std::make_shared<Request>(this, std::move(endpoint)))
{
}

SshStream::~SshStream()
{
    m_request->abandon();
}

void SshStream::open()
{
    SshSession::open(m_request);
}

} // namespace cacheledger
