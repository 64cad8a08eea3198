// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/livevalues.h"
#include "incidents/placeholder.h"

#include <QtCore/QTimeZone>

namespace cacheledger
{

/// What an incident knows that its playbook's texts may show. What is empty or absent is "not available", with a
/// reason. `live` and `before` may be null and must outlive its use.
struct PlaybookContext {
    QString cache;
    QString node; ///< address
    bool tls = false;
    QString incident; ///< as people call it: "#3"
    QString title;
    QString alert; ///< name of the rule
    std::string metric;
    RuleFunction function = RuleFunction::Value;
    std::optional<double> value; ///< of the alert, newest
    std::optional<double> threshold;
    std::optional<AlertTier> tier;
    TimeMs nowMs = 0;
    std::optional<TimeMs> sinceMs;
    std::optional<TimeMs> endedMs; ///< for {{duration}}; nothing: it lasts
    std::optional<TimeMs> nextUpdateMs;
    int expectedFromMinutes = 0;
    int expectedToMinutes = 0;
    QString commander;
    QString status;     ///< one sentence
    QString cause;      ///< known at the end
    QString actions;    ///< what was done so far
    QString review;     ///< when the review takes place
    QString cost;       ///< "$ 31 an hour"
    QString costReason; ///< why there is no cost; empty: a general one
    const LiveValues* live = nullptr;
    const LiveValues* before = nullptr; ///< of a time before the incident
    QTimeZone zone = QTimeZone::utc();

    PlaceholderValue valueOf(const QString& name, const QString& argument) const;
    FilledText fill(const QString& text) const;
};

} // namespace cacheledger
