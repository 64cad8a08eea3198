// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/ids.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <string>
#include <vector>

namespace cacheledger
{

/// How much an alert matters. Source: "Episode 025: Caching Strategies & CDN Architectures", alert tiers.
enum class AlertTier { Critical = 1, Warning = 2, Information = 3 };

/// What is made of a metric's samples before it is compared. All but Value, GrowthPerDay and Absence look at the
/// samples in [evaluation - window, evaluation], both ends included.
enum class RuleFunction {
    Value,        ///< the newest value, at most 5 min old; a derived metric over its window
    Rate,         ///< a counter's increase a second, as Prometheus' rate()
    Increase,     ///< a counter's increase, as Prometheus' increase()
    Average,      ///< mean of the samples
    Minimum,      ///< smallest sample
    Maximum,      ///< largest sample
    P95,          ///< 95th percentile of the samples, interpolated as Prometheus' quantile_over_time()
    GrowthPerDay, ///< (value - value a day before) / value a day before: 0.2 is 20 %
    Absence,      ///< 1 when there is no sample in the window; it is not compared
};

enum class Comparison { Above, AtLeast, Below, AtMost, Equal, NotEqual };

/// What a lack of data means. Prometheus knows only Resolve.
enum class NoDataPolicy {
    Resolve, ///< the condition is not met
    Keep,    ///< the evaluation is left out: pending and firing stay as they are
    Alert,   ///< the condition is met
};

/// Facts about a node without which a rule makes no sense there and stays silent.
enum class RuleRequirement {
    Limit,       ///< maxmemory is set: "no limit" is not 0 %
    Persistence, ///< RDB or AOF is on
    Replication, ///< a replica, or a primary with replicas
    NoCluster,   ///< not a node of a cluster
};

/// Silent while fewer lookups than this came in the rule's window.
struct MinimumTraffic {
    double lookups = 0;

    friend bool operator==(const MinimumTraffic&, const MinimumTraffic&) = default;
};

/// Where a rule applies; an empty list is no restriction.
struct RuleScope {
    QStringList caches; ///< names
    QStringList nodes;  ///< addresses
    QStringList tags;
    QStringList stages = {}; ///< of a metric of stages that names none: stage.*.hit_ratio

    friend bool operator==(const RuleScope&, const RuleScope&) = default;
};

/// When to raise an alert. Values are in the metric's unit of the catalogue. A value type; what holds of one that came
/// from a file is checked by rulefile.
struct Rule {
    QString id; ///< unique; a user's rule replaces a shipped one of the same id
    QString name;
    bool enabled = true;
    AlertTier tier = AlertTier::Warning;
    /// Raw or derived id; "up": 1 while the node answers, 0 while it does not; or a family of an application's metrics
    /// ("stage.*.hit_ratio"), of which the one is compared that comes nearest to breaching the threshold.
    std::string metric;
    RuleFunction function = RuleFunction::Value;
    qint64 windowMs = 300'000;
    Comparison comparison = Comparison::Above;
    double threshold = 0;
    std::optional<double> recovery; ///< a firing alert ends only when this limit is no longer breached
    qint64 forMs = 0;
    qint64 keepFiringForMs = 0;
    std::optional<MinimumTraffic> minimumTraffic;
    NoDataPolicy noData = NoDataPolicy::Resolve;
    std::vector<RuleRequirement> requirements;
    RuleScope scope;
    /// Ids of rules: of their alerts at the same node nobody is notified while this one fires. Nothing said: see
    /// inhibition.h, which knows the default.
    std::optional<QStringList> inhibits = {};
    QString message;      ///< %value, %threshold, %cache, %node, %stage, %for are put in
    QString playbook;     ///< id; empty: none
    QStringList channels; ///< ids; empty: those of the tier

    friend bool operator==(const Rule&, const Rule&) = default;
};

/// Whether `value` breaches `limit`.
bool breaches(Comparison comparison, double value, double limit);

} // namespace cacheledger
