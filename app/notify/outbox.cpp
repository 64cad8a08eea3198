// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/outbox.h"

#include "redis/backoff.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace cacheledger
{

static constexpr int lookAtLeastEveryMs = 60'000; // a digest may be due, or the clock was set
static constexpr int retryStorageMs = 5000;
static constexpr qint64 longestAskedPauseMs = 3'600'000;
static constexpr int mostAtOnce = 8;

Outbox::Outbox(Database& database, std::shared_ptr<const Clock> clock, Deliver deliver, const Timing& timing,
               QObject* parent)
    : QObject(parent),
      m_store(database),
      m_clock(std::move(clock)),
      m_deliver(std::move(deliver)),
      m_timing(timing)
{
    m_pool.setMaxThreadCount(mostAtOnce);
    m_group.setSingleShot(true);
    connect(&m_group, &QTimer::timeout, this, &Outbox::take);
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &Outbox::look);
}

Outbox::~Outbox()
{
    m_cancelled = true;
    m_pool.waitForDone();
    blockSignals(true);
    m_hasChannels = false; // nothing new is begun
    finishAll();
}

Result<void> Outbox::prepare()
{
    return m_store.prepare(m_clock->nowMs());
}

void Outbox::setChannels(const std::vector<ChannelSetup>& channels)
{
    const std::vector<ChannelSetup> before = std::exchange(m_channels, channels);
    const TimeMs nowMs = m_clock->nowMs();
    m_plain.clear();
    for (const ChannelSetup& setup : m_channels) {
        m_plain.push_back(setup.channel);
        const auto known =
            std::ranges::find_if(before, [&](const ChannelSetup& old) { return old.channel.id == setup.channel.id; });
        const bool changed =
            known != before.end() && (!(known->channel == setup.channel) || known->secret != setup.secret);
        if (changed && !isPresentOnly(setup.channel.id))
            check(m_store.retry(setup.channel.id, nowMs - m_timing.giveUpMs, nowMs));
    }
    check(m_store.dropOthers(m_plain, nowMs));
    m_hasChannels = true;
    take();
}

void Outbox::wake()
{
    if (!m_group.isActive())
        m_group.start(m_timing.groupMs);
}

Result<void> Outbox::addMessage(const OperatorMessage& message)
{
    auto kept = m_store.addMessage(message.channel, message.title, message.text, message.thread, m_clock->nowMs());
    if (kept)
        look();
    return kept;
}

bool Outbox::check(const Result<void>& result)
{
    if (!result) {
        Q_EMIT failed(result.error());
        m_next.start(retryStorageMs);
    }
    return result.ok();
}

void Outbox::take()
{
    if (!m_hasChannels)
        return; // they come, and then this again
    const auto taken = m_store.takeTransitions(m_plain, m_clock->nowMs());
    if (!taken) {
        Q_EMIT failed(taken.error());
        m_group.start(retryStorageMs);
        return;
    }
    look();
}

TimeMs Outbox::digestBorder(TimeMs nowMs, int hour)
{
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    const QDateTime today(now.date(), QTime(hour, 0));
    return (today <= now ? today : QDateTime(now.date().addDays(-1), QTime(hour, 0))).toMSecsSinceEpoch();
}

void Outbox::look()
{
    if (!m_hasChannels)
        return;
    const TimeMs nowMs = m_clock->nowMs();
    for (const ChannelSetup& setup : m_channels) {
        if (!setup.channel.enabled)
            continue;
        TimeMs& doneMs = m_digestedMs[setup.channel.id];
        const TimeMs borderMs = digestBorder(nowMs, setup.channel.digestHour);
        if (borderMs != doneMs) {
            const auto made = m_store.makeDigest(setup.channel.id, borderMs, nowMs);
            if (!check(made ? Result<void>() : made.error()))
                return;
            doneMs = borderMs;
        }
        if (!m_sending.contains(setup.channel.id) && !startNext(setup))
            return;
    }
    if (nowMs - m_prunedMs > 86'400'000 && check(m_store.prune(nowMs - m_timing.keptMs)))
        m_prunedMs = nowMs;
    plan();
}

/// False when the store fails.
bool Outbox::startNext(const ChannelSetup& setup)
{
    auto begun = m_store.begin(setup.channel.id, m_clock->nowMs());
    if (!check(begun ? Result<void>() : begun.error()))
        return false;
    if (!*begun)
        return true;
    m_sending.insert(setup.channel.id);
    m_pool.start([this, setup, delivery = std::move(**begun)] {
        const SendLimits limits{m_timing.connectMs, m_timing.totalMs, &m_cancelled};
        Finished finished{delivery, m_deliver(setup, delivery.notification, limits)};
        const std::lock_guard lock(m_mutex);
        m_finished.push_back(std::move(finished));
        QMetaObject::invokeMethod(this, &Outbox::finishAll, Qt::QueuedConnection);
    });
    return true;
}

void Outbox::finishAll()
{
    std::vector<Finished> all;
    {
        const std::lock_guard lock(m_mutex);
        all.swap(m_finished);
    }
    for (const Finished& finished : all)
        finish(finished);
    look();
}

bool Outbox::isPresentOnly(const QString& channel) const
{
    return std::ranges::any_of(m_plain, [&](const AlertChannel& known) {
        return known.id == channel && (known.kind == ChannelKind::Desktop || known.kind == ChannelKind::Sound);
    });
}

qint64 Outbox::pauseMs(int attempts, const SendOutcome& outcome) const
{
    Backoff backoff(Backoff::Duration(m_timing.firstRetryMs), Backoff::Duration(m_timing.longestRetryMs));
    Backoff::Duration pause{};
    for (int i = 0; i < std::min(attempts, 64); ++i)
        pause = backoff.next();
    return std::max<qint64>(pause.count(), std::min(outcome.retryAfterMs.value_or(0), longestAskedPauseMs));
}

void Outbox::finish(const Finished& finished)
{
    using Kind = SendOutcome::Kind;
    const Delivery& delivery = finished.delivery;
    const SendOutcome& outcome = finished.outcome;
    const TimeMs nowMs = m_clock->nowMs();
    const qint64 patienceMs = isPresentOnly(delivery.channel) ? m_timing.giveUpPresentMs : m_timing.giveUpMs;
    const bool over = outcome.kind == Kind::Refused || nowMs - delivery.createdMs > patienceMs;
    const Result<void> kept = outcome.sent() ? m_store.sent(delivery.id, nowMs)
                              : over         ? m_store.givenUp(delivery.id, outcome.problem, nowMs)
                                             : m_store.again(delivery.id, nowMs + pauseMs(delivery.attempts, outcome),
                                                             outcome.problem, outcome.kind == Kind::Unclear);
    if (!kept) {
        // Neither repeated nor forgotten: what came of it is written down as soon as that works.
        Q_EMIT failed(kept.error());
        const std::lock_guard lock(m_mutex);
        m_finished.push_back(finished);
        QTimer::singleShot(retryStorageMs, this, &Outbox::finishAll);
        return;
    }
    m_sending.erase(delivery.channel);
    QString& known = m_problems[delivery.channel];
    if (known != outcome.problem) {
        known = outcome.problem;
        Q_EMIT problemChanged(delivery.channel, known);
    }
    if (outcome.sent())
        Q_EMIT delivered(delivery.channel);
}

/// The timer to the next thing that is due.
void Outbox::plan()
{
    const TimeMs nowMs = m_clock->nowMs();
    qint64 waitMs = lookAtLeastEveryMs;
    for (const AlertChannel& channel : m_plain) {
        if (!channel.enabled || m_sending.contains(channel.id))
            continue;
        const auto due = m_store.nextDueMs(channel.id);
        if (due && *due)
            waitMs = std::min(waitMs, **due - nowMs);
    }
    m_next.start(static_cast<int>(std::clamp<qint64>(waitMs, 0, lookAtLeastEveryMs)));
}

} // namespace cacheledger
