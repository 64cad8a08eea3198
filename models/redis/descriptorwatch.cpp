// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/descriptorwatch.h"

#include <array>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>

namespace cacheledger
{

struct DescriptorWatch::Batch {
    std::array<epoll_event, 64> events; // NOLINT: filled by epoll_wait(); what does not fit is found again
    int count = 0;
    Batch* outer = nullptr;
};

std::shared_ptr<DescriptorWatch> DescriptorWatch::ofThisThread()
{
    static thread_local std::weak_ptr<DescriptorWatch> current;
    if (auto watch = current.lock())
        return watch;
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        return nullptr;
    std::shared_ptr<DescriptorWatch> watch(new DescriptorWatch(epoll));
    current = watch;
    return watch;
}

DescriptorWatch::DescriptorWatch(int epoll)
    : m_epoll(epoll),
      m_notifier(std::make_unique<QSocketNotifier>(epoll, QSocketNotifier::Read))
{
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &DescriptorWatch::dispatch);
}

DescriptorWatch::~DescriptorWatch()
{
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater(); // it may be the one that is calling us
    ::close(m_epoll);
}

void DescriptorWatch::want(int descriptor, Listener* listener, bool reading, bool writing, bool before)
{
    if (!reading && !writing)
        return forget(descriptor, listener, before); // the kernel tells of an end even when nothing is wanted
    epoll_event event = {};
    event.events = (reading ? EPOLLIN : 0U) | (writing ? EPOLLOUT : 0U);
    event.data.ptr = listener;
    ::epoll_ctl(m_epoll, before ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
}

void DescriptorWatch::forget(int descriptor, Listener* listener, bool before)
{
    if (before)
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    for (Batch* batch = m_batch; batch; batch = batch->outer)
        for (int i = 0; i < batch->count; ++i)
            if (batch->events[static_cast<std::size_t>(i)].data.ptr == listener)
                batch->events[static_cast<std::size_t>(i)].data.ptr = nullptr;
}

void DescriptorWatch::dispatch()
{
    const auto alive = ofThisThread(); // the last socket may go meanwhile
    Batch batch;
    batch.count = ::epoll_wait(m_epoll, batch.events.data(), static_cast<int>(batch.events.size()), 0);
    batch.outer = std::exchange(m_batch, &batch);
    for (int i = 0; i < batch.count; ++i) {
        const epoll_event& event = batch.events[static_cast<std::size_t>(i)];
        const bool ended = event.events & (EPOLLERR | EPOLLHUP);
        if (event.data.ptr)
            static_cast<Listener*>(event.data.ptr)
                ->onDescriptor(ended || event.events & EPOLLIN, ended || event.events & EPOLLOUT);
    }
    m_batch = batch.outer;
}

} // namespace cacheledger
