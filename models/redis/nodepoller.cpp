// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/nodepoller.h"

#include "metrics/catalogue.h"
#include "metrics/infoparser.h"
#include "redis/backoff.h"
#include "redis/infoquery.h"
#include "redis/probewindow.h"
#include "redis/sampletime.h"
#include "redis/servererror.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <algorithm>
#include <utility>

namespace cacheledger
{

namespace
{

constexpr qint64 nsPerMs = 1'000'000;
constexpr qint64 settledNs = 1'000'000'000; // a connection that lived this long may be replaced without a wait
constexpr int slowAtLeastMs = 1000;
constexpr int slowAtMostMs = 2000;

const std::vector<std::string>& probeColumns()
{
    static const std::vector<std::string> columns{std::string(probe::rtt), std::string(probe::p50),
                                                  std::string(probe::p95), std::string(probe::p99)};
    return columns;
}

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
    void setPassword(const QString& secret);
    void retryNow();

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
    void refused(const Error& error);
    void lost(const Error& error);
    SnapshotPtr makeSnapshot(const QByteArray& info);
    void onTimer();
    void wakeAt(qint64 ns);
    qint64 nextTick(qint64 nowNs) const;
    qint64 slowAfterNs() const;
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
    InfoParser parser;
    ProbeWindow window;
    SampleTime sampleTime;
    const Command ping = Command::ping();
    QTimer timer;
    qint64 wakeNs = 0;
    qint64 gridNs = 0; // a tick of the grid; the others are whole intervals from it
    qint64 connectedNs = 0;
    qint64 pollStartNs = 0;
    double rttUs = 0;
    std::unique_ptr<Connection, Later> connection; // last: its callbacks use the others
};

NodePoller::Impl::Impl(NodePoller* owner, Endpoint where, QString secret, PollerOptions settings,
                       std::shared_ptr<const Clock> time)
    : q(owner),
      endpoint(std::move(where)),
      password(std::move(secret)),
      options(std::move(settings)),
      clock(std::move(time)),
      backoff(options.backoffFirst, options.backoffMax)
{
    timer.setSingleShot(true);
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
    connectedNs = gridNs = clock->monotonicNs();
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
    wakeAt(std::min(nextTick(pollStartNs + nsPerMs), pollStartNs + slowAfterNs()));
}

void NodePoller::Impl::onPing(const Result<Reply>& reply)
{
    if (!reply.ok())
        return; // it is being closed
    rttUs = static_cast<double>(clock->monotonicNs() - pollStartNs) / 1000.0;
    // A replica without its primary refuses PING, but INFO tells what is the matter.
    const bool answered = reply->type == Reply::Type::Error
                              ? reply->text.startsWith("MASTERDOWN")
                              : reply->type == Reply::Type::Status && reply->text == "PONG";
    if (answered)
        return info.ask(*connection, [this](const Result<QByteArray>& text) { onInfo(text); });
    if (reply->type == Reply::Type::Error)
        return refused(errorFromReply(reply->text, endpoint.address(),
                                      QString::fromLatin1(commandInfo(CommandKind::Ping).aclRule)));
    lost({ErrorCode::NotRedis,
          QCoreApplication::translate("NodePoller", "%1 does not answer PING as Redis does.").arg(endpoint.address()),
          QCoreApplication::translate("NodePoller", "Check host and port: something else listens there.")});
}

// The server answers, but not what was asked for: keep the connection and ask again at the next tick.
void NodePoller::Impl::refused(const Error& error)
{
    if (error.code == ErrorCode::AuthRequired)
        return lost(error);
    phase = Phase::Idle;
    const qint64 nowNs = clock->monotonicNs();
    const qint64 retryNs = std::min(nextTick(nowNs), nowNs + options.backoffMax.count() * nsPerMs);
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
    backoff.reset();
    wakeAt(nextTick(clock->monotonicNs()));
    const SnapshotPtr snapshot = makeSnapshot(*text);
    status.latest = snapshot;
    status.lastSampleMs = snapshot->timeMs;
    const QPointer<NodePoller> alive(q);
    setStatus(NodeState::Up);
    if (alive)
        Q_EMIT q->sampled(snapshot);
}

SnapshotPtr NodePoller::Impl::makeSnapshot(const QByteArray& text)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->node = status.node;
    snapshot->timeMs = sampleTime.stamp(*clock);
    snapshot->intervalMs = options.intervalMs;
    InfoValues values = parser.parse({text.constData(), static_cast<std::size_t>(text.size())}, probeColumns());
    window.add(clock->monotonicNs(), rttUs);
    double* probes = values.values.data() + values.values.size() - probeColumns().size();
    probes[0] = rttUs;
    probes[1] = window.percentile(50);
    probes[2] = window.percentile(95);
    probes[3] = window.percentile(99);
    snapshot->layout = std::move(values.layout);
    snapshot->values = std::move(values.values);
    snapshot->texts = std::move(values.texts);
    snapshot->malformedLines = values.malformedLines;
    return snapshot;
}

void NodePoller::Impl::onTimer()
{
    switch (phase) {
    case Phase::WaitingToConnect:
        attempt();
        break;
    case Phase::Idle:
        beginPoll();
        break;
    case Phase::Polling: {
        const qint64 slowNs = pollStartNs + slowAfterNs();
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

// One timer for everything, touched only when it has to ring at another time.
void NodePoller::Impl::wakeAt(qint64 ns)
{
    if (timer.isActive() && wakeNs == ns)
        return;
    wakeNs = ns;
    const qint64 left = std::max<qint64>(0, ns - clock->monotonicNs());
    timer.start(std::chrono::milliseconds((left + nsPerMs - 1) / nsPerMs));
}

qint64 NodePoller::Impl::nextTick(qint64 nowNs) const
{
    const qint64 interval = options.intervalMs * nsPerMs;
    return gridNs + ((nowNs - gridNs) / interval + 1) * interval;
}

qint64 NodePoller::Impl::slowAfterNs() const
{
    return std::clamp(2 * options.intervalMs, slowAtLeastMs, slowAtMostMs) * nsPerMs;
}

TimeMs NodePoller::Impl::wallTimeAt(qint64 ns) const
{
    return clock->nowMs() + (ns - clock->monotonicNs()) / nsPerMs;
}

void NodePoller::Impl::setInterval(int intervalMs)
{
    options.intervalMs = std::max(1, intervalMs);
    if (phase != Phase::Idle && phase != Phase::Polling)
        return;
    // The grid goes on from the last poll; when a poll is due by the new interval, from now.
    const qint64 nowNs = clock->monotonicNs();
    const bool due = nowNs - pollStartNs >= options.intervalMs * nsPerMs;
    gridNs = due ? nowNs : pollStartNs;
    if (phase == Phase::Idle)
        wakeAt(due ? nowNs : nextTick(nowNs));
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

void NodePoller::setPassword(const QString& password)
{
    m_impl->setPassword(password);
}

void NodePoller::retryNow()
{
    m_impl->retryNow();
}

const NodeStatus& NodePoller::status() const
{
    return m_impl->status;
}

} // namespace cacheledger
