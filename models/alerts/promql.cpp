// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/promql.h"

#include "alerts/condition.h"
#include "alerts/exportername.h"
#include "alerts/nodeseries.h"
#include "alerts/rulemetrics.h"
#include "alerts/rulewords.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "metrics/format.h"

#include <QtCore/QRegularExpression>

namespace cacheledger::promql
{

using namespace Qt::StringLiterals;

namespace
{

const QString onNode = u"on (job, instance)"_s;
const QString byNode = u"by (job, instance)"_s;

QString scaled(const QString& expression, double factor)
{
    return factor == 1 ? expression : u"%1 * %2"_s.arg(expression, format::raw(factor));
}

/// A series as it is.
QString plain(std::string_view metric)
{
    const ExporterSeries series = exporter::seriesOf(metric);
    return scaled(series.selector, series.factor);
}

/// A function over the samples in a window.
QString over(const char* function, std::string_view metric, qint64 windowMs)
{
    const ExporterSeries series = exporter::seriesOf(metric);
    return scaled(u"%1(%2[%3])"_s.arg(QLatin1String(function), series.selector, rulewords::duration(windowMs)),
                  series.factor);
}

QString inParentheses(const QString& expression)
{
    return u'(' + expression + u')';
}

QString quotient(const QString& above, const QString& below)
{
    return u"%1 / (%2 > 0)"_s.arg(above.contains(u' ') ? inParentheses(above) : above,
                                  below.contains(u' ') ? inParentheses(below) : below);
}

QString lookups(qint64 windowMs)
{
    return over("increase", "keyspace_hits", windowMs) + u" + "_s + over("increase", "keyspace_misses", windowMs);
}

/// The same as derived.cpp's formulas, over the names of the exporter.
QString derivedValue(const std::string& id, qint64 windowMs)
{
    if (id == "keys")
        return u"sum %1 (redis_db_keys)"_s.arg(byNode);
    if (id == "keys_with_expiry")
        return u"sum %1 (redis_db_keys_expiring)"_s.arg(byNode);
    if (id == "keys_without_expiry_ratio")
        return u"1 - sum %1 (redis_db_keys_expiring) / (sum %1 (redis_db_keys) > 0)"_s.arg(byNode);
    if (id == "bytes_per_key")
        return u"redis_memory_used_bytes / %1 (sum %2 (redis_db_keys) > 0)"_s.arg(onNode, byNode);
    if (id == "fragmentation_ratio")
        return plain("mem_fragmentation_ratio");
    if (id == "replication_lag_seconds")
        return u"max %1 ({__name__=~\"redis_connected_slave_lag_seconds|redis_master_last_io_seconds_ago|%2\"} >= 0)"_s
            .arg(byNode, exporter::seriesOf("master_link_down_since_seconds").selector);
    if (id == "replication_lag_bytes")
        return u"clamp_min(redis_master_repl_offset - %1 min %2 (redis_connected_slave_offset_bytes), 0)"_s.arg(onNode,
                                                                                                                byNode);
    const std::vector<std::string> inputs = derived::find(id, {})->inputs;
    if (id == "memory_used_ratio" || id == "clients_used_ratio")
        return quotient(plain(inputs[0]), plain(inputs[1]));
    if (id == "hit_ratio")
        return quotient(over("increase", inputs[0], windowMs), lookups(windowMs));
    const QString increase = over("increase", inputs[0], windowMs);
    if (id.starts_with("increase."))
        return increase;
    if (id.starts_with("stage.") && id.ends_with(".hit_ratio"))
        return quotient(increase, inParentheses(increase + u" + "_s + over("increase", inputs[1], windowMs)));
    if (id.starts_with("op."))
        return quotient(increase, inParentheses(increase + u" + "_s + over("increase", inputs[1], windowMs)));
    if (id == "error_ratio" || id.ends_with(".error_rate"))
        return u"clamp_max(%1, 1)"_s.arg(quotient(increase, over("increase", inputs[1], windowMs)));
    if (inputs.size() == 2 && id != "lookups_per_second") // command.X.usec_per_call
        return quotient(increase, over("increase", inputs[1], windowMs));
    // rate() multiplies by 1/seconds, which rounds otherwise.
    return u"%1 / %2"_s.arg(id == "lookups_per_second" ? inParentheses(lookups(windowMs)) : increase,
                            format::raw(static_cast<double>(windowMs) / 1000));
}

/// The growth within a day of an expression in which %1 stands for the offset; none where it was or became 0.
QString dayGrowth(const QString& expression)
{
    const QString now = expression.arg(QString());
    const QString before = expression.arg(u" offset "_s + rulewords::duration(NodeSeries::dayMs));
    return u"((%1 > 0) - %2) / (%2 > 0)"_s.arg(inParentheses(now), inParentheses(before));
}

QString beyondTraffic(const Rule& rule)
{
    const QString window = rulewords::duration(rule.windowMs);
    QStringList lookups;
    for (const char* counter : {"keyspace_hits", "keyspace_misses"})
        lookups << u"increase(%1[%2]"_s.arg(exporter::seriesOf(counter).selector, window) + u"%1)"_s;
    return u"(%1) - clamp_min(%2, 0)"_s.arg(dayGrowth(exporter::seriesOf("used_memory").selector + u"%1"_s),
                                            dayGrowth(lookups.join(u" + "_s)));
}

QString traffic(const Rule& rule)
{
    if (!catalogue::isOfApplication(rule.metric))
        return lookups(rule.windowMs);
    QStringList counted;
    for (const std::string& counter : trafficOf(rule.metric, {}))
        counted << over("increase", counter, rule.windowMs);
    return counted.join(u" + "_s);
}

QString absence(const Rule& rule)
{
    const QString known =
        u"present_over_time(redis_up[%1]) unless %2 "_s.arg(rulewords::duration(NodeSeries::dayMs), onNode);
    return known + (derived::isDerived(rule.metric) ? inParentheses(derivedValue(rule.metric, rule.windowMs))
                                                    : over("present_over_time", rule.metric, rule.windowMs));
}

QString requirement(RuleRequirement requirement)
{
    switch (requirement) {
    case RuleRequirement::Limit:
        return u"and %1 (%2 > 0)"_s.arg(onNode, plain("maxmemory"));
    case RuleRequirement::Persistence:
        return u"and %1 (%2 > 0 or %3 > 0)"_s.arg(onNode, plain("aof_enabled"), plain("rdb_saves"));
    case RuleRequirement::Replication:
        return u"and %1 (%2 > 0 or %3)"_s.arg(onNode, plain("connected_slaves"), plain("slave_repl_offset"));
    case RuleRequirement::NoCluster:
        return u"unless %1 (%2 > 0)"_s.arg(onNode, plain("cluster_enabled"));
    }
    return {};
}

QString compared(const Rule& rule, double limit)
{
    const QString found = value(rule);
    const bool isSimple = !found.contains(u' ');
    return u"%1 %2 %3"_s.arg(isSimple ? found : inParentheses(found), rulewords::comparison(rule.comparison),
                             format::raw(limit));
}

QString limits(const Rule& rule)
{
    if (rule.function == RuleFunction::Absence)
        return value(rule);
    const QString threshold = compared(rule, rule.threshold);
    if (!rule.recovery)
        return threshold;
    return u"%1\nor\n%2\nand %3 ALERTS{alertname=\"%4\", alertstate=\"firing\"}"_s.arg(
        threshold, compared(rule, *rule.recovery), onNode, rule.id);
}

} // namespace

QString value(const Rule& rule)
{
    if (rule.function == RuleFunction::Absence)
        return absence(rule);
    if (rule.metric == Condition::growthBeyondTraffic)
        return beyondTraffic(rule);
    if (derived::isDerived(rule.metric))
        return derivedValue(rule.metric, rule.windowMs);
    switch (rule.function) {
    case RuleFunction::Rate:
        return over("rate", rule.metric, rule.windowMs);
    case RuleFunction::Increase:
        return over("increase", rule.metric, rule.windowMs);
    case RuleFunction::Average:
        return over("avg_over_time", rule.metric, rule.windowMs);
    case RuleFunction::Minimum:
        return over("min_over_time", rule.metric, rule.windowMs);
    case RuleFunction::Maximum:
        return over("max_over_time", rule.metric, rule.windowMs);
    case RuleFunction::P95:
        return over("quantile_over_time", rule.metric, rule.windowMs)
            .replace(u"quantile_over_time("_s, u"quantile_over_time(0.95, "_s);
    case RuleFunction::GrowthPerDay: {
        const QString now = exporter::seriesOf(rule.metric).selector;
        const QString before = now + u" offset "_s + rulewords::duration(NodeSeries::dayMs);
        return u"(%1 - %2) / (%2 > 0)"_s.arg(now, before);
    }
    case RuleFunction::Value:
    case RuleFunction::Absence:
        break;
    }
    return plain(rule.metric);
}

QString condition(const Rule& rule)
{
    QStringList further;
    for (const RuleRequirement required : rule.requirements)
        further << requirement(required);
    if (rule.minimumTraffic)
        further << u"and %1 (%2 >= %3)"_s.arg(onNode, traffic(rule), format::raw(rule.minimumTraffic->lookups));
    if (!rule.scope.nodes.isEmpty()) {
        QStringList escaped;
        for (const QString& node : rule.scope.nodes)
            escaped << QRegularExpression::escape(node).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
        further << u"and %1 redis_up{instance=~\"%2\"}"_s.arg(onNode, escaped.join(u'|'));
    }
    const QString main = limits(rule);
    return further.isEmpty() ? main : u"(\n%1\n)\n%2"_s.arg(main, further.join(u'\n'));
}

} // namespace cacheledger::promql
