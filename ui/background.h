// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <utility>

namespace cacheledger
{

/// Work that a widget does on files, outside the GUI thread: one thing after the other, in the order asked. Answers
/// come in the thread that owns this, from the event loop; none after the destructor, which waits for what runs and
/// drops what waits.
class Background : public QObject
{
public:
    explicit Background(QObject* parent = nullptr) : QObject(parent) { m_pool.setMaxThreadCount(1); }
    ~Background() override
    {
        m_pool.clear();
        m_pool.waitForDone();
    }

    /// `work` touches nothing but its own copies; `done` gets what it returns. Both are copyable.
    template <typename Work, typename Done>
    void run(Work work, Done done)
    {
        m_pool.start([this, work = std::move(work), done = std::move(done)] {
            QMetaObject::invokeMethod(
                this, [done, result = work()] { done(result); }, Qt::QueuedConnection);
        });
    }

private:
    QThreadPool m_pool;
};

} // namespace cacheledger
