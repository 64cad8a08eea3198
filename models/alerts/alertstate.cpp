// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertstate.h"

#include <algorithm>

namespace cacheledger
{

const char* alertStateName(AlertState state)
{
    switch (state) {
    case AlertState::Inactive:
        return "inactive";
    case AlertState::Pending:
        return "pending";
    case AlertState::Firing:
        return "firing";
    case AlertState::Resolved:
        return "resolved";
    }
    return "";
}

bool AlertProgress::evaluate(Verdict verdict, TimeMs atMs, const HoldTimes& times)
{
    const AlertState before = state;
    if (verdict == Verdict::Met) {
        keepFiringSinceMs.reset();
        if (state == AlertState::Inactive || state == AlertState::Resolved) {
            state = AlertState::Pending;
            activeSinceMs = atMs;
            firedMs.reset();
            resolvedMs.reset();
        }
        if (state == AlertState::Pending && atMs - *activeSinceMs >= times.forMs) {
            state = AlertState::Firing;
            firedMs = atMs;
        }
        return state != before;
    }
    if (state == AlertState::Firing && times.keepFiringForMs > 0) {
        if (!keepFiringSinceMs)
            keepFiringSinceMs = atMs;
        if (atMs - *keepFiringSinceMs < times.keepFiringForMs)
            return false;
    }
    if (state == AlertState::Pending) {
        *this = AlertProgress();
    } else if (state == AlertState::Firing) {
        state = AlertState::Resolved;
        resolvedMs = atMs;
        keepFiringSinceMs.reset();
    }
    return state != before;
}

void AlertProgress::shift(qint64 byMs)
{
    for (std::optional<TimeMs>* time : {&activeSinceMs, &firedMs, &resolvedMs, &keepFiringSinceMs})
        if (*time)
            **time += byMs;
}

void AlertProgress::leaveOut(qint64 unseenMs, TimeMs nowMs)
{
    std::optional<TimeMs>& running = state == AlertState::Pending ? activeSinceMs : keepFiringSinceMs;
    if (running)
        *running += unseenMs;
    for (std::optional<TimeMs>* time : {&activeSinceMs, &firedMs, &resolvedMs, &keepFiringSinceMs})
        if (*time)
            *time = std::min(**time, nowMs);
}

} // namespace cacheledger
