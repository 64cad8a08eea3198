// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cachestate.h"

#include "metrics/format.h"
#include "ui/services.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static int stateRank(NodeState state)
{
    switch (state) {
    case NodeState::Down:
        return 5;
    case NodeState::Slow:
        return 4;
    case NodeState::Connecting:
        return 3;
    case NodeState::Unwatched:
        return 2;
    case NodeState::Paused:
        return 1;
    case NodeState::Up:
        return 0;
    }
    return 0;
}

std::vector<const NodeStatus*> nodeStatuses(const CacheConfig& cache, const NodeStatusBoard& statuses)
{
    std::vector<const NodeStatus*> found;
    for (const NodeConfig& node : cache.nodes) {
        if (const NodeStatus* status = statuses.find(node.id))
            found.push_back(status);
    }
    return found;
}

static Severity reachability(const CacheState& state)
{
    if (state.nodesDown == state.nodes)
        return Severity::Critical;
    if (state.nodesDown > 0 || state.state == NodeState::Slow)
        return Severity::Warning;
    return state.state == NodeState::Up ? Severity::Normal : Severity::Unknown;
}

CacheState cacheState(const CacheConfig& cache, const NodeStatusBoard& statuses, TimeMs nowMs)
{
    CacheState state;
    state.nodes = cache.nodes.size();
    const NodeStatus* worst = nullptr;
    int intervalMs = cache.intervalMs; // longer where polling backs off
    for (const NodeStatus* status : nodeStatuses(cache, statuses)) {
        if (status->latest)
            intervalMs = std::max(intervalMs, status->latest->intervalMs);
        state.nodesDown += status->state == NodeState::Down;
        state.malformedLines += status->latest ? status->latest->malformedLines : 0;
        if (status->lastSampleMs && (!state.lastSampleMs || *status->lastSampleMs > *state.lastSampleMs))
            state.lastSampleMs = status->lastSampleMs;
        if (!worst || stateRank(status->state) > stateRank(worst->state))
            worst = status;
    }
    if (cache.paused)
        state.state = NodeState::Paused;
    if (!worst)
        return state;
    if (!cache.paused)
        state.state = worst->state;
    state.sinceMs = worst->sinceMs;
    state.error = worst->error;
    state.nextAttemptMs = worst->nextAttemptMs;
    for (const NodeConfig& node : cache.nodes) {
        if (node.id == worst->node)
            state.address = node.endpoint.address();
    }
    if (intervalMs > cache.intervalMs && !cache.paused)
        state.slowedToMs = intervalMs;
    state.stale = state.lastSampleMs && isStale(*state.lastSampleMs, nowMs, intervalMs);
    state.severity = reachability(state);
    if (state.stale && state.severity == Severity::Normal)
        state.severity = Severity::Unknown;
    return state;
}

bool CacheState::needsPassword() const
{
    return nodesDown > 0 && error &&
           (error->code == ErrorCode::AuthRequired || error->code == ErrorCode::WrongPassword);
}

int severityRank(Severity severity)
{
    switch (severity) {
    case Severity::Critical:
        return 3;
    case Severity::Warning:
        return 2;
    case Severity::Unknown:
        return 1;
    case Severity::Normal:
        return 0;
    }
    return 0;
}

Severity worseOf(Severity a, Severity b)
{
    return severityRank(a) >= severityRank(b) ? a : b;
}

namespace wording
{

static QString words(const char* text, int count = -1)
{
    return QCoreApplication::translate("CacheState", text, nullptr, count);
}

QString state(const CacheState& state)
{
    if (state.nodesDown > 0 && state.nodesDown < state.nodes)
        return words(QT_TRANSLATE_NOOP("CacheState", "%1 of %2 nodes down")).arg(state.nodesDown).arg(state.nodes);
    switch (state.state) {
    case NodeState::Up:
        return state.stale ? words(QT_TRANSLATE_NOOP("CacheState", "Stale"))
                           : words(QT_TRANSLATE_NOOP("CacheState", "Up"));
    case NodeState::Slow:
        return words(QT_TRANSLATE_NOOP("CacheState", "Slow"));
    case NodeState::Down:
        return words(QT_TRANSLATE_NOOP("CacheState", "Down"));
    case NodeState::Connecting:
        return words(QT_TRANSLATE_NOOP("CacheState", "Connecting"));
    case NodeState::Paused:
        return words(QT_TRANSLATE_NOOP("CacheState", "Paused"));
    case NodeState::Unwatched:
        return words(QT_TRANSLATE_NOOP("CacheState", "Not watched"));
    }
    return {};
}

QString clockTime(TimeMs timeMs, TimeMs nowMs, const QTimeZone& zone)
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(timeMs, zone);
    const QLocale locale;
    const QString time = locale.toString(moment.time(), QLocale::ShortFormat);
    const QString text = moment.date() == QDateTime::fromMSecsSinceEpoch(nowMs, zone).date()
                             ? time
                             : words(QT_TRANSLATE_NOOP("CacheState", "%1, %2"))
                                   .arg(locale.toString(moment.date(), QLocale::ShortFormat), time);
    return zone == QTimeZone::utc() ? text + u" UTC"_s : text;
}

QString since(const CacheState& state, TimeMs nowMs, const QTimeZone& zone)
{
    const TimeMs sinceMs = state.stale && state.state == NodeState::Up ? *state.lastSampleMs : state.sinceMs;
    if (sinceMs <= 0)
        return {};
    return words(QT_TRANSLATE_NOOP("CacheState", "since %1")).arg(clockTime(sinceMs, nowMs, zone));
}

QString nextTry(const CacheState& state, TimeMs nowMs)
{
    if (!state.nextAttemptMs || state.nodesDown == 0)
        return {};
    const qint64 waitMs = *state.nextAttemptMs - nowMs;
    if (waitMs < 1000)
        return words(QT_TRANSLATE_NOOP("CacheState", "trying now"));
    return words(QT_TRANSLATE_NOOP("CacheState", "next try in %1")).arg(format::duration(waitMs / 1000 * 1000));
}

QString lastSeen(const std::optional<TimeMs>& lastSampleMs, TimeMs nowMs)
{
    if (!lastSampleMs)
        return words(QT_TRANSLATE_NOOP("CacheState", "never seen"));
    const qint64 ageMs = std::max<qint64>(0, nowMs - *lastSampleMs);
    if (ageMs < 2000)
        return words(QT_TRANSLATE_NOOP("CacheState", "seen just now"));
    return words(QT_TRANSLATE_NOOP("CacheState", "seen %1 ago")).arg(format::duration(ageMs / 1000 * 1000));
}

QString pace(int slowedToMs)
{
    return words(QT_TRANSLATE_NOOP("CacheState", "polled every %1 to spare the server"))
        .arg(format::duration(slowedToMs));
}

} // namespace wording

} // namespace cacheledger
