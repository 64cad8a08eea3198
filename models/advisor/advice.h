// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/health.h"
#include "metrics/result.h"

#include <QtCore/QString>

#include <string>
#include <vector>

namespace cacheledger
{

/// Found: something to do. Fine: looked at, nothing to do. NotCheckable: what it needs is not there, which is another
/// answer than "fine".
enum class AdviceState { Found, Fine, NotCheckable };
const char* adviceStateName(AdviceState state); ///< "found", "fine", "not_checkable"

/// How sure a finding is. High: read from the server's own state. Medium: from a short window, a sample, or counters
/// since the server's start. Low: old, or a sign that has other causes, too.
enum class AdviceConfidence { High, Medium, Low };
const char* adviceConfidenceName(AdviceConfidence confidence); ///< "high", "medium", "low"

/// One question about a cache and its answer. Texts are translated.
struct AdviceFinding {
    std::string id; ///< "no-maxmemory": stable, for scripts and for dismissing
    QString title;  ///< "No memory limit"
    AdviceState state = AdviceState::NotCheckable;
    Severity severity = Severity::Normal; ///< of a found one
    QString evidence;                     ///< what was seen; of a not checkable one: what is missing
    QString threshold;                    ///< what it is held against; empty: nothing
    QString action;                       ///< of a found one: what to do
    QString wayBack;                      ///< how to undo that
    AdviceConfidence confidence = AdviceConfidence::High;
};

/// What is known of one server.
struct AdviceInput {
    const LiveWindow& window;                       ///< its newest samples; at least one
    bool passwordless = false;                      ///< we came in as the default user without a password
    bool asNamedUser = false;                       ///< we came in as another one: nothing is known of the default user
    const Result<QString>* latencyDoctor = nullptr; ///< its text, or why there is none; null: not asked
};

/// Every question, in a fixed order. Pure: no clock, no server. The commands in the texts are shown, never run.
/// Sources: "Episode 025: Caching Strategies & CDN Architectures" (hit ratio, p99, memory), "Caching Strategies for
/// Cost Reduction" (limits and policies); the others are the practice that Redis' own documentation describes.
std::vector<AdviceFinding> advise(const AdviceInput& input);

} // namespace cacheledger
