// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace cacheledger
{

/// Rules that use every function, every kind of limit and every hold time, over the metrics of made-up series.
std::vector<Rule> differentialRules();

/// How our engine and promtool differ.
struct PromtoolDifference {
    int series = 0;           ///< nodes with a life of their own
    int moments = 0;          ///< evaluations of all rules at a node that were compared
    int transitions = 0;      ///< how often an alert's state changed in ours
    int disagreements = 0;    ///< moments at which pending or firing alerts differ
    bool isComparable = true; ///< not with 3.0 and later, whose windows leave out a sample at their very start
    QString error;            ///< why it could not be compared; empty: it was
    QStringList rulesSeenFiring;
    QByteArray output; ///< of promtool
};

/// Makes `nodes` lives (steps, spikes, sawtooth, gaps, resets, flapping, outages), plays them through our engine, and
/// has promtool compare every moment of them with the exported rules. Files go to `folder`.
PromtoolDifference differenceFromPromtool(const QString& promtool, const QString& folder, int nodes, unsigned seed);

/// The shipped rules but families and those that look back a day, all switched on, none held longer than two minutes.
std::vector<Rule> comparableShippedRules();
PromtoolDifference differenceOfShippedRules(const QString& promtool, const QString& folder, int nodes, unsigned seed);

/// Over days, five minutes a step: growth per day, growth beyond the traffic's and long hold times.
std::vector<Rule> rulesOverDays();
PromtoolDifference differenceOverDays(const QString& promtool, const QString& folder, int nodes, unsigned seed);

} // namespace cacheledger
