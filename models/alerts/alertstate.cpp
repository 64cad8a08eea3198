// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertstate.h"

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

} // namespace cacheledger
