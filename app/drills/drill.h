// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"
#include "config/sourceconfig.h"
#include "metrics/hotitems.h"
#include "metrics/result.h"

#include <vector>

namespace cacheledger
{

/// A failure that can be practised: what is done to a real Redis of our own, and what has to come of it.
struct Drill {
    QString id;
    QString title;    ///< translated
    QString story;    ///< what happens, one sentence, translated
    QString rule;     ///< id of the alert that has to be raised
    QString playbook; ///< id of the one that has to be opened
};

/// All, in the order in which they are listed.
const std::vector<Drill>& drills();
const Drill* findDrill(const QString& id);
/// As a command names it; InvalidArgument names those there are.
Result<const Drill*> wantedDrill(const QString& id);

/// How often the drill's application is asked, where one is.
inline constexpr qint64 drillSourcePollMs = SourceConfig::minIntervalMs;

/// From when on a key is hot, in the drill's time.
HotItemLimits drillHotItems(double factor);

/// The shipped rules as a drill judges by: those that are on, and the drill's own if that one is off as shipped. Every
/// time in them is divided by `factor` (at least 1), and so are counts over a time; no window is shorter than four
/// polls. Rules that compare whole days are left out.
std::vector<Rule> drillRules(const Drill& drill, double factor, qint64 pollIntervalMs);

} // namespace cacheledger
