// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

namespace cacheledger
{

/// Runs the event loop until `condition` holds; false after 30 s, which a loaded machine may need. Unlike
/// QTest::qWaitFor() and QTRY_*, which sleep 10 ms between two looks at the events, it hands on each event when it
/// comes, so that durations are true.
template <typename Condition>
bool waitUntil(Condition condition, int timeoutMs = 30000)
{
    const QDeadlineTimer deadline(timeoutMs);
    QTimer look; // for conditions that change without an event of ours
    look.start(5);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

} // namespace cacheledger
