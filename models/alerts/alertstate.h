// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <optional>

namespace cacheledger
{

/// How far an alert has come. Resolved lasts until the condition is met again.
enum class AlertState {
    Inactive,
    Pending, ///< the condition is met, but not yet for long enough
    Firing,
    Resolved, ///< was firing; the condition is no longer met
};
const char* alertStateName(AlertState state); ///< "inactive", "pending", "firing", "resolved"

/// What an evaluation found.
enum class Verdict {
    Met,    ///< the condition holds
    NotMet, ///< it does not, or there is no value at all
};

/// `for` and `keep_firing_for` of a rule, in milliseconds, not negative.
struct HoldTimes {
    qint64 forMs = 0;
    qint64 keepFiringForMs = 0;
};

/// The life of one alert: one rule at one node. A value that can be stored and gone on with after a restart. Time is
/// that of the evaluations, never the clock's, so that the same samples give the same states live and in replay.
///
/// Semantics and order of the steps are those of Prometheus (rules/alerting.go, AlertingRule.Eval): `for` counts from
/// the first evaluation that met the condition; an evaluation that does not meet it ends Pending at once, and Firing
/// when `keep_firing_for` has passed since the first such evaluation.
struct AlertProgress {
    AlertState state = AlertState::Inactive;
    std::optional<TimeMs> activeSinceMs;     ///< first evaluation of the present run that met the condition
    std::optional<TimeMs> firedMs;           ///< when it became Firing
    std::optional<TimeMs> resolvedMs;        ///< when it became Resolved
    std::optional<TimeMs> keepFiringSinceMs; ///< first evaluation since then that did not meet it

    /// Goes on by one evaluation. True when the state changed. An evaluation that is not later than the one before is
    /// the caller's to leave out.
    bool evaluate(Verdict verdict, TimeMs atMs, const HoldTimes& times);

    /// The clock changed: all moments move by so many milliseconds.
    void shift(qint64 byMs);
    /// Nobody looked for `unseenMs` before `nowMs`: hold times that run go on as if that time had not been, and none
    /// began later than now.
    void leaveOut(qint64 unseenMs, TimeMs nowMs);

    friend bool operator==(const AlertProgress&, const AlertProgress&) = default;
};

} // namespace cacheledger
