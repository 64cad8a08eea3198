// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QSocketNotifier>

#include <memory>

struct epoll_event;

namespace cacheledger
{

/// Tells the sockets of one thread what they may do, by the kernel's epoll. A QSocketNotifier for each would have Qt
/// list all sockets, and the system look at all of them, whenever one of them has an answer: with 1,000 nodes that is
/// more than half of what a poll costs. Used in its own thread only.
class DescriptorWatch : public QObject
{
    Q_OBJECT

public:
    /// Who is told. Owns its descriptor, and forgets it here before it closes it.
    class Listener
    {
    public:
        virtual void onDescriptor(bool readable, bool writable) = 0;

    protected:
        ~Listener() = default;
    };

    /// The thread's own, shared by its sockets; it goes with the last of them. Null when the system has no descriptor
    /// left for it.
    static std::shared_ptr<DescriptorWatch> ofThisThread();
    ~DescriptorWatch() override;

    /// From now on `listener` is told of this, for as long as it is so (level-triggered); of nothing when both are
    /// false. An end or an error is told as whatever is wanted. `before` is whether anything was wanted until now.
    void want(int descriptor, Listener* listener, bool reading, bool writing, bool before);
    /// Never told again, not even of what was found already.
    void forget(int descriptor, Listener* listener, bool before);

private:
    struct Batch;

    explicit DescriptorWatch(int epoll);
    void dispatch();

    int m_epoll;
    std::unique_ptr<QSocketNotifier> m_notifier;
    Batch* m_batch = nullptr; // being told; a nested event loop may have another
};

} // namespace cacheledger
