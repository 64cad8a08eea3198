// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyclient.h"
#include "ui/timerange.h"

#include <QtCore/QTimer>

#include <functional>

namespace cacheledger
{

/// What a page wants to know, again and again.
struct FeedQuestion {
    std::vector<NodeId> nodes;
    std::vector<std::string> metrics;
    int columns = 1;
    std::optional<Tier> tier;
    bool withEvents = false;
    /// The stretch to ask for, given the page's range; empty: the range itself.
    std::function<TimeSpan(const TimeSpan& range)> window;
    qint64 minPeriodMs =
        1000; ///< a live answer is asked for again after this, or a column's width, whichever is longer
};

/// Keeps one question answered while its page is visible: asks at once when the question or the range changes, again
/// and again while the range is live, never while it is paused, and never again before the last answer has come.
/// Replies to an older question are dropped. GUI thread.
class PageFeed : public QObject
{
    Q_OBJECT

public:
    PageFeed(HistoryClient* history, TimeRange* range, QObject* parent = nullptr);
    ~PageFeed() override;

    void setQuestion(FeedQuestion question);
    /// A new plot width; asks again only after the resizing has ended.
    void setColumns(int columns);
    /// Asks nothing while not active; asks at once when it becomes so.
    void setActive(bool active);
    /// Asks now, also while paused.
    void refresh();
    bool isBusy() const { return m_running != 0; }

Q_SIGNALS:
    void answered(const cacheledger::FramePtr& frame);
    void failed(const cacheledger::Error& error);

private:
    void ask();
    void onRangeChanged();
    void onTick();
    void onFrame(quint64 id, const FramePtr& frame);
    void onFailed(quint64 id, const Error& error);
    void drop();
    void scheduleNext(qint64 columnMs);

    HistoryClient* m_history;
    TimeRange* m_range;
    FeedQuestion m_question;
    QTimer m_soon;   // coalesces changes of one event, debounces resizing
    QTimer m_period; // live
    quint64 m_running = 0;
    bool m_paused;
    bool m_active = false;
    bool m_stale = true; // the question has changed since it was last answered
};

} // namespace cacheledger
