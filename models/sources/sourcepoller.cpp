// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcepoller.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "redis/pollgrid.h"
#include "redis/sampletime.h"
#include "sources/hotitemcolumn.h"
#include "sources/sourcemapper.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <utility>

namespace cacheledger
{

namespace
{
QString pollerText(const char* text)
{
    return QCoreApplication::translate("Source", text);
}

bool sameProblem(const std::optional<Error>& a, const std::optional<Error>& b)
{
    return a.has_value() == b.has_value() && (!a || (a->code == b->code && a->message == b->message));
}

/// The sentence about the first counter that fell; empty: none did.
QString fallenCounter(const Snapshot& before, const Snapshot& after)
{
    for (const std::string& metric : after.layout->names()) {
        const auto earlier = before.value(metric);
        const auto later = after.value(metric);
        if (earlier && later && *later < *earlier && catalogue::lookup(metric).kind == MetricKind::Counter)
            return pollerText("The application's counters began anew: %1 fell from %2 to %3.")
                .arg(QString::fromStdString(metric), format::raw(*earlier), format::raw(*later));
    }
    return {};
}
} // namespace

class SourcePoller::Impl
{
public:
    Impl(SourcePoller* owner, SourceAccess how, std::shared_ptr<const Clock> clockToUse)
        : q(owner),
          access(std::move(how)),
          clock(std::move(clockToUse)),
          grid(access.source.intervalMs),
          mapper(access.source),
          hotItems(access.hotItems)
    {
        status.cache = access.source.cache;
        status.node = access.source.id;
        status.sinceMs = clock->nowMs();
        // The answer must be there before the next poll.
        access.http.timeout = std::min(access.http.timeout, std::chrono::milliseconds(access.source.intervalMs));
        reader = makeSourceReader(access);
        timer.setSingleShot(true);
        QObject::connect(&timer, &QTimer::timeout, q, [this] { poll(); });
    }

    void start()
    {
        grid.startAt(clock->monotonicNs());
        poll();
    }

    void poll();
    void onReading(const Result<SourceReading>& reading);
    void take(const SourceReading& reading);
    /// For the next tick, whose time it returns.
    TimeMs wait();
    void setStatus(NodeState state, std::optional<Error> error);

    SourcePoller* q;
    SourceAccess access;
    std::shared_ptr<const Clock> clock;
    PollGrid grid;
    SourceMapper mapper;
    HotItemColumn hotItems;
    SampleTime time;
    NodeStatus status;
    QTimer timer;
    TimeMs nextPollMs = 0;
    bool polling = false;
    std::unique_ptr<SourceReader> reader; // last: its callback uses the others
};

void SourcePoller::Impl::poll()
{
    if (std::exchange(polling, true))
        return;
    reader->read([this](const Result<SourceReading>& reading) { onReading(reading); });
}

TimeMs SourcePoller::Impl::wait()
{
    const qint64 nowNs = clock->monotonicNs();
    const qint64 leftMs = (grid.after(nowNs) - nowNs) / PollGrid::nsPerMs;
    timer.start(std::chrono::milliseconds(std::max<qint64>(1, leftMs)));
    return clock->nowMs() + leftMs;
}

void SourcePoller::Impl::onReading(const Result<SourceReading>& reading)
{
    polling = false;
    nextPollMs = wait();
    if (reading)
        take(*reading);
    else
        setStatus(NodeState::Down, reading.error());
}

void SourcePoller::Impl::take(const SourceReading& reading)
{
    QStringList problems;
    auto snapshot = std::make_shared<Snapshot>(mapper.map(reading, problems));
    problems = reading.problems + problems;
    const bool empty = snapshot->layout->size() == 0;
    if (empty && problems.isEmpty())
        problems << pollerText("No field of \"%1\" is mapped to a metric.").arg(access.source.name);
    std::optional<Error> error;
    if (!problems.isEmpty())
        error = Error{ErrorCode::ServerError, problems.front(),
                      problems.size() > 1 ? pollerText("Further problems: %1.").arg(problems.size() - 1) : QString()};
    if (empty)
        return setStatus(NodeState::Down, error);
    snapshot->node = access.source.id;
    snapshot->intervalMs = access.source.intervalMs;
    snapshot->timeMs = time.stamp(*clock);
    hotItems.addTo(*snapshot);
    const SnapshotPtr before = std::exchange(status.latest, snapshot);
    status.lastSampleMs = snapshot->timeMs;
    const QPointer<SourcePoller> alive(q);
    setStatus(NodeState::Up, error);
    if (alive)
        Q_EMIT q->sampled(snapshot);
    if (const QString fallen = alive && before ? fallenCounter(*before, *snapshot) : QString(); !fallen.isEmpty())
        Q_EMIT q->countersFell(snapshot->timeMs, fallen);
}

void SourcePoller::Impl::setStatus(NodeState state, std::optional<Error> error)
{
    const bool otherState = status.state != state;
    status.nextAttemptMs = state == NodeState::Down ? std::optional(nextPollMs) : std::nullopt;
    if (!otherState && sameProblem(status.error, error))
        return;
    if (otherState)
        status.sinceMs = clock->nowMs();
    status.state = state;
    status.error = std::move(error);
    Q_EMIT q->statusChanged(NodeStatus(status)); // a copy: a slot may destroy us
}

SourcePoller::SourcePoller(SourceAccess access, std::shared_ptr<const Clock> clock, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(access), std::move(clock)))
{
}

SourcePoller::~SourcePoller() = default;

void SourcePoller::start()
{
    m_impl->start();
}

void SourcePoller::retryNow()
{
    if (m_impl->status.state == NodeState::Down)
        m_impl->poll();
}

const NodeStatus& SourcePoller::status() const
{
    return m_impl->status;
}

} // namespace cacheledger
