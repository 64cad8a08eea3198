// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/nodepoller.h"

#include "metrics/catalogue.h"
#include "redis/backoff.h"
#include "redis/connectionerror.h"
#include "redis/infoquery.h"
#include "redis/pollgrid.h"
#include "redis/sampler.h"
#include "redis/servererror.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace cacheledger
{

namespace
{

constexpr qint64 nsPerMs = PollGrid::nsPerMs;
constexpr int longestThrottledMs = 60'000;
constexpr qint64 settledNs = 1000 * nsPerMs; // a connection that lived this long may be replaced without a wait

bool sameTrouble(const std::optional<Error>& a, const std::optional<Error>& b)
{
    return a.has_value() == b.has_value() && (!a || (a->code == b->code && a->message == b->message));
}

} // namespace

class NodePoller::Impl
{
public:
    Impl(NodePoller* owner, Endpoint where, QString secret, PollerOptions settings, std::shared_ptr<const Clock> time);

    void start();
    void stop();
    void setInterval(int intervalMs);
    void setServerBudget(int serverUsPerMin) { throttle.setBudget(serverUsPerMin); }
    int intervalMs() const { return options.intervalMs; }
    void setPassword(const QString& secret);
    void retryNow();
    bool readNow();

    NodeStatus status;

private:
    enum class Phase { Stopped, WaitingToConnect, Opening, Idle, Polling };

    void attempt();
    void dropConnection();
    void onReady();
    void onClosed(const Error& error);
    void beginPoll();
    void onPing(const Result<Reply>& reply);
    void onInfo(const Result<QByteArray>& info);
    bool mayHold() const;
    bool readHeld();
    bool mayWait() const;
    void applyInterval();
    void startGrid(qint64 polledNs);
    void refused(const Error& error);
    void lost(const Error& error);
    void onTimer();
    void wakeAt(qint64 ns);
    TimeMs wallTimeAt(qint64 ns) const;
    void setStatus(NodeState state, std::optional<Error> error = {}, std::optional<TimeMs> nextAttemptMs = {});
    bool isDown() const { return status.state == NodeState::Down; }

    // Deleted later, because it may be the one that is calling us.
    struct Later {
        void operator()(Connection* c) const { c->disconnect(), c->close(), c->deleteLater(); }
    };

    NodePoller* q;
    Endpoint endpoint;
    QString password;
    PollerOptions options;
    std::shared_ptr<const Clock> clock;
    Phase phase = Phase::Stopped;
    Backoff backoff;
    InfoQuery info;
    Sampler sampler;
    std::vector<Sampler::Answer> unread;
    PollGrid grid;
    int configuredMs; // options.intervalMs is the one in force
    PollThrottle throttle;
    SideQuestions side;
    const Command ping = Command::ping();
    QTimer timer;
    qint64 wakeNs = 0;
    qint64 connectedNs = 0;
    qint64 pollStartNs = 0;
    qint64 roundTripNs = 0;
    qint64 askedInfoNs = 0;
    bool isReadingHeld = false;
    bool isHeld = false;                           // INFO was asked for; its answer is read at the next tick
    std::unique_ptr<Connection, Later> connection; // last: its callbacks use the others
};

NodePoller::Impl::Impl(NodePoller* owner, Endpoint where, QString secret, PollerOptions settings,
                       std::shared_ptr<const Clock> time)
    : q(owner),
      endpoint(std::move(where)),
      password(std::move(secret)),
      options(std::move(settings)),
      clock(std::move(time)),
      backoff(options.backoffFirst, options.backoffMax),
      sampler(CommandTally::ofProcess().of(endpoint.address())),
      grid(options.intervalMs),
      configuredMs(options.intervalMs),
      throttle(options.serverUsPerMin),
      side(options.side, [this](const ServerTold& told) { Q_EMIT q->told(told); })
{
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, q, [this] { onTimer(); });
}

void NodePoller::Impl::start()
{
    if (phase != Phase::Stopped)
        return;
    backoff.reset();
    phase = Phase::Opening;
    const QPointer<NodePoller> alive(q);
    if (status.sinceMs == 0)
        status.sinceMs = clock->nowMs();
    setStatus(NodeState::Connecting);
    if (alive && phase == Phase::Opening)
        attempt();
}

void NodePoller::Impl::stop()
{
    if (phase == Phase::Stopped)
        return;
    if (!readNow())
        return;
    phase = Phase::Stopped;
    timer.stop();
    dropConnection();
    setStatus(NodeState::Paused);
}

void NodePoller::Impl::dropConnection()
{
    // Disconnected and out of reach before its waiting callbacks hear of the end.
    const std::unique_ptr<Connection, Later> dropped = std::move(connection);
}

void NodePoller::Impl::attempt()
{
    phase = Phase::Opening;
    isHeld = false;
    timer.stop();
    dropConnection();
    info.reset();
    connection.reset(new Connection(endpoint, password, options.connection));
    QObject::connect(connection.get(), &Connection::ready, q, [this] { onReady(); });
    QObject::connect(connection.get(), &Connection::closed, q, [this](const Error& error) { onClosed(error); });
    connection->open();
    if (isDown())
        setStatus(NodeState::Down, status.error); // trying now: no next attempt
}

void NodePoller::Impl::onReady()
{
    connectedNs = clock->monotonicNs();
    side.connected();
    startGrid(connectedNs);
    beginPoll();
}

void NodePoller::Impl::onClosed(const Error& error)
{
    // Servers close idle connections (their "timeout" setting) and restart: an old connection that ends between two
    // polls is replaced at once, and only if that fails the node is down.
    const bool settled = phase == Phase::Idle && clock->monotonicNs() - connectedNs >= settledNs;
    if (settled && status.state == NodeState::Up)
        attempt();
    else
        lost(error);
}

void NodePoller::Impl::lost(const Error& error)
{
    if (!readNow())
        return;
    phase = Phase::WaitingToConnect;
    dropConnection();
    const auto wait = backoff.next();
    wakeAt(clock->monotonicNs() + wait.count() * nsPerMs);
    setStatus(NodeState::Down, error, clock->nowMs() + wait.count());
}

void NodePoller::Impl::beginPoll()
{
    phase = Phase::Polling;
    pollStartNs = clock->monotonicNs();
    connection->send(ping, [this](const Result<Reply>& reply) { onPing(reply); });
    // A tick that is less than a timer's precision ahead is the one we are in.
    wakeAt(std::min(grid.after(pollStartNs + nsPerMs), pollStartNs + grid.slowAfterNs()));
}

void NodePoller::Impl::onPing(const Result<Reply>& reply)
{
    if (!reply.ok())
        return; // it is being closed
    roundTripNs = clock->monotonicNs() - pollStartNs;
    // A replica without its primary refuses PING, but INFO tells what is the matter.
    const bool answered = reply->type == Reply::Type::Error
                              ? reply->text.startsWith("MASTERDOWN")
                              : reply->type == Reply::Type::Status && reply->text == "PONG";
    if (answered) {
        askedInfoNs = pollStartNs + roundTripNs;
        info.ask(*connection, [this](const Result<QByteArray>& text) { onInfo(text); });
        isHeld = mayHold();
        if (isHeld)
            connection->holdReading();
        return;
    }
    if (reply->type == Reply::Type::Error)
        return refused(errorFromReply(reply->text, endpoint, CommandKind::Ping));
    lost(notRedisError(endpoint));
}

// The server answers, but not what was asked for: keep the connection and ask again at the next tick.
void NodePoller::Impl::refused(const Error& error)
{
    if (error.code == ErrorCode::AuthRequired)
        return lost(error);
    if (!readNow())
        return;
    phase = Phase::Idle;
    const qint64 nowNs = clock->monotonicNs();
    const qint64 retryNs = std::min(grid.after(nowNs), nowNs + options.backoffMax.count() * nsPerMs);
    wakeAt(retryNs);
    setStatus(NodeState::Down, error, wallTimeAt(retryNs));
}

void NodePoller::Impl::onInfo(const Result<QByteArray>& text)
{
    if (!text.ok()) {
        if (connection && connection->state() == Connection::State::Ready) // otherwise it is being closed
            refused(text.error());
        return;
    }
    phase = Phase::Idle;
    isHeld = false;
    backoff.reset();
    const qint64 nowNs = clock->monotonicNs();
    wakeAt(grid.after(nowNs));
    const qint64 heldNs = isReadingHeld ? std::max<qint64>(0, nowNs - askedInfoNs - roundTripNs) : 0;
    side.hear(*text);
    unread.push_back(sampler.take(*text, roundTripNs, *clock, heldNs));
    if (!isReadingHeld) // else the next poll begins now
        side.askWhatIsDue(*connection, nowNs);
    if (!mayWait())
        readNow();
}

/// Answers of polls that come fast are read along with the next poll: to be woken once more for each costs a fifth of
/// what a poll does.
bool NodePoller::Impl::mayHold() const
{
    return status.state == NodeState::Up && options.intervalMs <= options.readWithinMs && !side.isDue(askedInfoNs);
}

/// False when that was our end.
bool NodePoller::Impl::readHeld()
{
    if (!std::exchange(isHeld, false) || !connection)
        return true;
    const QPointer<NodePoller> alive(q);
    isReadingHeld = true;
    connection->readNow();
    if (alive)
        isReadingHeld = false;
    return alive;
}

/// Whether the next answer will come before the oldest one has waited too long. A node that just came up is told of at
/// once.
bool NodePoller::Impl::mayWait() const
{
    const qint64 nextNs = unread.back().monotonicNs + options.intervalMs * nsPerMs;
    const qint64 jitterNs = options.intervalMs * nsPerMs / 16;
    return status.state == NodeState::Up &&
           nextNs - unread.front().monotonicNs <= options.readWithinMs * nsPerMs + jitterNs;
}

/// False when that was our end.
bool NodePoller::Impl::readNow()
{
    const QPointer<NodePoller> alive(q);
    if (!readHeld())
        return false;
    for (const Sampler::Answer& answer : std::exchange(unread, {})) {
        const SnapshotPtr snapshot = sampler.sample(status.node, options.intervalMs, answer);
        status.latest = snapshot;
        status.lastSampleMs = snapshot->timeMs;
        setStatus(NodeState::Up);
        if (alive)
            Q_EMIT q->sampled(snapshot);
        if (!alive)
            return false;
        const double costUs = snapshot->value(selfcost::serverUs).value_or(std::nan(""));
        if (!throttle.add(answer.monotonicNs, static_cast<double>(answer.roundTripNs) / 1000, costUs))
            continue;
        applyInterval();
        Q_EMIT q->paceChanged(PollThrottle(throttle)); // a copy: a slot may destroy us
        if (!alive)
            return false;
    }
    return true;
}

void NodePoller::Impl::onTimer()
{
    if (timer.isActive())
        wakeNs += timer.interval() * nsPerMs;
    switch (phase) {
    case Phase::WaitingToConnect:
        attempt();
        break;
    case Phase::Idle:
        beginPoll();
        break;
    case Phase::Polling: {
        if (!readHeld())
            return;
        if (phase == Phase::Idle)
            return beginPoll();
        if (phase != Phase::Polling)
            return;
        if (!readNow()) // nobody knows when the next answer comes
            return;
        const qint64 slowNs = pollStartNs + grid.slowAfterNs();
        if (clock->monotonicNs() < slowNs)
            wakeAt(slowNs);
        else if (!isDown())
            setStatus(NodeState::Slow);
        break; // the answer or its timeout goes on from here
    }
    case Phase::Stopped:
    case Phase::Opening:
        break;
    }
}

// One timer for everything, touched only when it has to ring at another time. From tick to tick it goes on by itself:
// to start it anew at each poll would cost more than reading the answer.
void NodePoller::Impl::wakeAt(qint64 ns)
{
    if (timer.isActive() && wakeNs == ns)
        return;
    wakeNs = ns;
    const qint64 leftNs = std::max<qint64>(0, ns - clock->monotonicNs());
    const qint64 leftMs = (leftNs + nsPerMs - 1) / nsPerMs;
    timer.setSingleShot(phase == Phase::WaitingToConnect || leftMs != options.intervalMs);
    timer.start(std::chrono::milliseconds(leftMs));
}

TimeMs NodePoller::Impl::wallTimeAt(qint64 ns) const
{
    return clock->nowMs() + (ns - clock->monotonicNs()) / nsPerMs;
}

void NodePoller::Impl::setInterval(int intervalMs)
{
    if (!readNow())
        return;
    configuredMs = std::max(1, intervalMs);
    applyInterval();
}

void NodePoller::Impl::startGrid(qint64 polledNs)
{
    if (options.place)
        grid.startSpread(polledNs, *options.place);
    else
        grid.startAt(polledNs);
}

void NodePoller::Impl::applyInterval()
{
    const int throttledMs =
        configuredMs > longestThrottledMs / throttle.factor() ? longestThrottledMs : configuredMs * throttle.factor();
    options.intervalMs = std::max(configuredMs, throttledMs);
    grid.setInterval(options.intervalMs);
    if (phase != Phase::Idle && phase != Phase::Polling)
        return;
    // The grid goes on from the last poll; when a poll is due by the new interval, from now.
    const qint64 nowNs = clock->monotonicNs();
    const bool due = nowNs - pollStartNs >= grid.intervalNs();
    startGrid(due ? nowNs : pollStartNs);
    if (phase == Phase::Idle)
        wakeAt(due ? nowNs : grid.after(nowNs));
}

void NodePoller::Impl::setPassword(const QString& secret)
{
    password = secret;
    const bool waits = phase == Phase::WaitingToConnect || phase == Phase::Opening;
    if (waits || (phase != Phase::Stopped && isDown()))
        attempt();
}

void NodePoller::Impl::retryNow()
{
    backoff.reset();
    if (phase == Phase::WaitingToConnect)
        attempt();
    else if (phase == Phase::Idle && isDown())
        beginPoll();
}

void NodePoller::Impl::setStatus(NodeState state, std::optional<Error> error, std::optional<TimeMs> nextAttemptMs)
{
    const bool otherState = status.state != state;
    if (!otherState && sameTrouble(status.error, error) && status.nextAttemptMs == nextAttemptMs)
        return;
    if (otherState)
        status.sinceMs = clock->nowMs();
    status.state = state;
    status.error = std::move(error);
    status.nextAttemptMs = nextAttemptMs;
    Q_EMIT q->statusChanged(NodeStatus(status)); // a copy: a slot may destroy us
}

NodePoller::NodePoller(CacheId cache, NodeId node, Endpoint endpoint, QString password, PollerOptions options,
                       std::shared_ptr<const Clock> clock, QObject* parent)
    : QObject(parent),
      m_impl(
          std::make_unique<Impl>(this, std::move(endpoint), std::move(password), std::move(options), std::move(clock)))
{
    m_impl->status.cache = std::move(cache);
    m_impl->status.node = std::move(node);
}

NodePoller::~NodePoller() = default;

void NodePoller::start()
{
    m_impl->start();
}

void NodePoller::stop()
{
    m_impl->stop();
}

void NodePoller::setInterval(int intervalMs)
{
    m_impl->setInterval(intervalMs);
}

void NodePoller::setServerBudget(int serverUsPerMin)
{
    m_impl->setServerBudget(serverUsPerMin);
}

int NodePoller::intervalMs() const
{
    return m_impl->intervalMs();
}

void NodePoller::setPassword(const QString& password)
{
    m_impl->setPassword(password);
}

void NodePoller::retryNow()
{
    m_impl->retryNow();
}

void NodePoller::readNow()
{
    m_impl->readNow();
}

const NodeStatus& NodePoller::status() const
{
    return m_impl->status;
}

} // namespace cacheledger
