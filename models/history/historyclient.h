// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "history/historyusage.h"
#include "metrics/result.h"

#include <QtCore/QObject>

namespace cacheledger
{

/// How the user interface asks history, wherever it is kept. Asynchronous: request() returns an id at once; exactly one
/// of frameReady() and failed() follows from the event loop, unless it was cancelled; requestUsage() likewise with
/// usageReady(). GUI thread.
class HistoryClient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual quint64 request(const FrameRequest& request) = 0;
    /// What the history takes on the disk.
    virtual quint64 requestUsage() = 0;
    /// No signal follows for this id. Unknown ids are ignored.
    virtual void cancel(quint64 id) = 0;

Q_SIGNALS:
    void frameReady(quint64 id, const cacheledger::FramePtr& frame);
    void usageReady(quint64 id, const cacheledger::HistoryUsagePtr& usage);
    void failed(quint64 id, const cacheledger::Error& error);
};

} // namespace cacheledger
