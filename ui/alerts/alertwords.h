// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "metrics/catalogue.h"

#include <QtCore/QTimeZone>
#include <QtGui/QColor>

#include <map>

namespace cacheledger
{

class Theme;

/// What the user interface says about alerts and rules, translated. `zone`: what the user chose for times.
namespace alertwords
{
QString tier(AlertTier tier);                         ///< "Critical"
QString tierShape(AlertTier tier);                    ///< triangle, square, diamond: told apart without colour
QString shapedTier(AlertTier tier);                   ///< both, with a no-break space between
QColor tierColor(const Theme& theme, AlertTier tier); ///< at least 4.5:1 on a card
QString comparison(Comparison comparison);            ///< "above", "at most"
QString function(RuleFunction function);              ///< "Average"
QString metric(const std::string& metric);            ///< the catalogue's name; "Reachability" for "up"
/// "71.4 %"; of "up": "answers", "does not answer".
QString value(std::optional<double> value, const std::string& metric, RuleFunction function);
/// "71.4 %, below 80 %"; `value` is one of the alert's.
QString against(const Alert& alert, std::optional<double> value);
/// "Firing · acknowledged 12:46 · silenced", or how it ended. Whole minutes and times, no colours.
QString state(const Alert& alert, TimeMs nowMs, const QTimeZone& zone);
/// "18 min": since it began, or how long it lasted.
QString lasted(const Alert& alert, TimeMs nowMs);
/// "▲ Hit ratio drop: 71.4 %, limit below 80 % · 18 min": all in one line.
QString brief(const Alert& alert, TimeMs nowMs);
/// "5 min", "2 h 5 min": a duration without what is too small to matter.
QString span(qint64 ms);
/// "all caches", "rag-cache, sessions; tag prod".
QString scope(const RuleScope& scope);
/// "Hit ratio over 5 min stays below 80 % for 5 min"; what a rule waits for.
QString condition(const Rule& rule);
/// condition() as a sentence: "Fires when the ... It ends when ...".
QString sentence(const Rule& rule);
} // namespace alertwords

/// Whether it fires and nobody has said anything about it: not acknowledged, snoozed, silenced or inhibited.
bool needsAttention(const Alert& alert, TimeMs nowMs);

/// Of many alerts: how many need attention, and the worst tier of those.
struct Attention {
    int count = 0;
    AlertTier worst = AlertTier::Information;
};
Attention attention(const std::vector<Alert>& alerts, TimeMs nowMs);

/// Of each cache the firing alert that is most in need of somebody. Points into `alerts`.
std::map<CacheId, const Alert*> worstByCache(const std::vector<Alert>& alerts, TimeMs nowMs);

/// Until when something may rest: 15 min, 1 h, 4 h, tomorrow at 9 o'clock.
struct RestChoice {
    QString text;
    TimeMs untilMs = 0;
};
std::vector<RestChoice> restChoices(TimeMs nowMs, const QTimeZone& zone);

} // namespace cacheledger
