// SPDX-License-Identifier: GPL-3.0-or-later
// Fires alerts and sends them until it is killed:  outboxprocess LOG URL [drain]
// With "drain" it only sends what is left, and ends.
#include "outboxfixture.h"

#include <QtCore/QCoreApplication>

#include <cstdio>

using namespace cacheledger;

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    auto log = AlertLog::open(QString::fromLocal8Bit(argv[1]), Database::Mode::Write);
    if (!log)
        return 1;
    Outbox::Timing timing;
    timing.groupMs = 5;
    timing.firstRetryMs = 10;
    timing.longestRetryMs = 50;
    const auto deliver = [](const ChannelSetup& setup, const Notification& notification, const SendLimits& limits) {
        return sendThrough(setup, notification, nullptr, limits);
    };
    Outbox outbox((*log)->database(), std::make_shared<SystemClock>(), deliver, timing);
    const auto resumed = (*log)->resume(0);
    if (!outbox.prepare() || !resumed)
        return 1;
    outbox.setChannels({webhookSetup(QString::fromLocal8Bit(argv[2]))});
    QTimer tick;
    qint64 next = resumed->nextAlert;
    QObject::connect(&tick, &QTimer::timeout, &outbox, [&] {
        if (argc <= 3) {
            if (!fireAlert(**log, next++))
                QCoreApplication::exit(1);
            outbox.wake();
            return;
        }
        const auto states = DeliveryStore::states((*log)->database());
        if (outbox.isIdle() && states && (states->empty() || states->begin()->second.waiting == 0))
            QCoreApplication::exit(0);
    });
    tick.start(3);
    std::puts("ready");
    std::fflush(stdout);
    return QCoreApplication::exec();
}
