// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pagefeed.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

static constexpr int resizeDelayMs = 120;

PageFeed::PageFeed(HistoryClient* history, TimeRange* range, QObject* parent)
    : QObject(parent),
      m_history(history),
      m_range(range),
      m_paused(range->isPaused())
{
    m_soon.setSingleShot(true);
    m_period.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &PageFeed::ask);
    connect(&m_period, &QTimer::timeout, this, &PageFeed::onTick);
    connect(m_range, &TimeRange::changed, this, &PageFeed::onRangeChanged);
    connect(m_history, &HistoryClient::frameReady, this, &PageFeed::onFrame);
    connect(m_history, &HistoryClient::failed, this, &PageFeed::onFailed);
}

PageFeed::~PageFeed()
{
    drop();
}

void PageFeed::setQuestion(FeedQuestion question)
{
    m_question = std::move(question);
    m_stale = true;
    if (m_active)
        m_soon.start(0);
}

void PageFeed::setColumns(int columns)
{
    if (columns == m_question.columns)
        return;
    m_question.columns = columns;
    m_stale = true;
    if (m_active)
        m_soon.start(resizeDelayMs);
}

void PageFeed::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active && (m_stale || !m_range->isPaused())) {
        m_soon.start(0);
    } else if (!active) {
        m_soon.stop();
        m_period.stop();
        drop();
    }
}

void PageFeed::refresh()
{
    m_stale = true;
    if (m_active)
        m_soon.start(0);
}

void PageFeed::onRangeChanged()
{
    const bool wasPaused = std::exchange(m_paused, m_range->isPaused());
    if (m_paused && !wasPaused) { // what is shown stays as it is; another range is asked for even then
        m_period.stop();
        return;
    }
    m_stale = true;
    if (m_active)
        m_soon.start(0);
}

void PageFeed::onTick()
{
    if (m_running == 0 && m_active && m_range->isLive() && !m_range->isPaused())
        ask();
}

void PageFeed::ask()
{
    m_period.stop();
    if (!m_active || m_question.nodes.empty() || m_question.metrics.empty())
        return;
    drop();
    const TimeSpan range = m_range->span();
    const TimeSpan span = m_question.window ? m_question.window(range) : range;
    FrameRequest request;
    request.nodes = m_question.nodes;
    request.metrics = m_question.metrics;
    request.fromMs = span.fromMs;
    request.toMs = span.toMs;
    request.columns = std::max(1, m_question.columns);
    request.tier = m_question.tier;
    request.withEvents = m_question.withEvents;
    m_stale = false;
    m_running = m_history->request(request);
}

void PageFeed::drop()
{
    if (m_running != 0)
        m_history->cancel(m_running);
    m_running = 0;
}

void PageFeed::scheduleNext(qint64 columnMs)
{
    if (!m_active || !m_range->isLive() || m_range->isPaused())
        return;
    const qint64 columnPeriodMs = m_question.columns > 1 ? columnMs : 0;
    m_period.start(static_cast<int>(std::clamp<qint64>(columnPeriodMs, m_question.minPeriodMs, 3600'000)));
}

void PageFeed::onFrame(quint64 id, const FramePtr& frame)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    scheduleNext(frame ? frame->columnMs : 0);
    Q_EMIT answered(frame);
}

void PageFeed::onFailed(quint64 id, const Error& error)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    scheduleNext(0);
    Q_EMIT failed(error);
}

} // namespace cacheledger
