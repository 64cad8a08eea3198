// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulecheck.h"

#include "alerts/condition.h"
#include "alerts/rulemetrics.h"
#include "alerts/rulewords.h"
#include "metrics/catalogue.h"
#include "metrics/derived.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <cmath>

namespace cacheledger
{

namespace
{

using Faults = std::vector<RuleFault>;

QString checkText(const char* text)
{
    return QCoreApplication::translate("RuleCheck", text);
}

void add(Faults& faults, const char* key, const QString& reason)
{
    faults.push_back({QLatin1String(key), reason});
}

void checkTexts(const Rule& rule, Faults& faults)
{
    static const QRegularExpression idForm(QStringLiteral("^[a-z0-9][a-z0-9._-]{0,63}\\z"));
    if (!idForm.match(rule.id).hasMatch())
        add(faults, "id", checkText("must be 1 to 64 small letters, digits, dots, dashes or underscores."));
    if (rule.name.trimmed().isEmpty() || rule.name.size() > 200)
        add(faults, "name", checkText("must be a text of 1 to 200 characters."));
    if (rule.message.size() > longestRuleText)
        add(faults, "message", checkText("must be at most %1 characters.").arg(longestRuleText));
    static const QRegularExpression placeholder(QStringLiteral("%([A-Za-z]+)"));
    static const QStringList known{QStringLiteral("value"), QStringLiteral("threshold"), QStringLiteral("cache"),
                                   QStringLiteral("node"),  QStringLiteral("stage"),     QStringLiteral("for")};
    for (auto found = placeholder.globalMatch(rule.message); found.hasNext();) {
        const QString name = found.next().captured(1);
        if (!known.contains(name))
            add(faults, "message",
                checkText("has the unknown placeholder %%1; known are %%2.")
                    .arg(name, known.join(QStringLiteral(", %"))));
        else if (name == QLatin1String("stage") && catalogue::variablePart(rule.metric).empty())
            add(faults, "message", checkText("has %stage, but the metric is not of a stage or the like."));
    }
}

/// The star has to stand for the whole name, of what applications tell: "stage.*.hits".
bool isKnownFamily(const std::string& metric)
{
    const MetricInfo* known = isFamily(metric) ? catalogue::find(metric) : nullptr;
    return known && known->id == metric && catalogue::isOfApplication(metric);
}

/// Nothing when the function can be computed of the metric and says something.
QString functionFault(const Rule& rule)
{
    const QString word = rulewords::function(rule.function);
    if (isFamily(rule.metric) && rule.function == RuleFunction::Absence)
        return checkText("absence is of one metric: name the stage.");
    if (rule.metric == Condition::up)
        return rule.function == RuleFunction::Value ? QString() : checkText("must be value: up is 0 or 1.");
    if (derived::isDerived(rule.metric) || rule.metric == Condition::growthBeyondTraffic)
        return rule.function == RuleFunction::Value || rule.function == RuleFunction::Absence
                   ? QString()
                   : checkText(
                         "%1 cannot be taken of a derived metric; it is computed over the window already: use value.")
                         .arg(word);
    const bool isCounter = catalogue::lookup(rule.metric).kind == MetricKind::Counter;
    switch (rule.function) {
    case RuleFunction::Rate:
    case RuleFunction::Increase:
        return isCounter ? QString()
                         : checkText("%1 is for counters, and this metric is none: use value, avg, min, max "
                                     "or p95.")
                               .arg(word);
    case RuleFunction::Average:
    case RuleFunction::Minimum:
    case RuleFunction::Maximum:
    case RuleFunction::P95:
    case RuleFunction::GrowthPerDay:
        return isCounter
                   ? checkText("%1 says nothing about a counter, which only grows: use rate or increase.").arg(word)
                   : QString();
    case RuleFunction::Value:
    case RuleFunction::Absence:
        break;
    }
    return {};
}

void checkRange(const Rule& rule, const char* key, double limit, Faults& faults)
{
    if (!std::isfinite(limit)) {
        add(faults, key, checkText("must be a number."));
        return;
    }
    const bool isShare = rule.metric == Condition::up || (catalogue::lookup(rule.metric).unit == Unit::Ratio &&
                                                          rule.function != RuleFunction::GrowthPerDay);
    if (isShare && (limit < 0 || limit > 1))
        add(faults, key,
            checkText("is %1, but %2 is from 0 to 1: 80 % is 0.8.")
                .arg(format::raw(limit), QString::fromStdString(rule.metric)));
}

void checkLimits(const Rule& rule, Faults& faults)
{
    if (rule.function == RuleFunction::Absence) {
        if (rule.recovery)
            add(faults, "recovery", checkText("has no meaning with absence, which is not compared."));
        return;
    }
    checkRange(rule, "threshold", rule.threshold, faults);
    if (!rule.recovery)
        return;
    checkRange(rule, "recovery", *rule.recovery, faults);
    const bool above = rule.comparison == Comparison::Above || rule.comparison == Comparison::AtLeast;
    const bool below = rule.comparison == Comparison::Below || rule.comparison == Comparison::AtMost;
    if (!above && !below)
        add(faults, "recovery", checkText("has no meaning with == and !=."));
    else if (above && *rule.recovery > rule.threshold)
        add(faults, "recovery",
            checkText("contradicts the threshold: it must not be above it, or the alert would end "
                      "while it is met."));
    else if (below && *rule.recovery < rule.threshold)
        add(faults, "recovery",
            checkText("contradicts the threshold: it must not be below it, or the alert would end "
                      "while it is met."));
}

void checkDurations(const Rule& rule, Faults& faults)
{
    if (rule.windowMs < 1000 || rule.windowMs > longestWindowMs)
        add(faults, "window", checkText("must be from 1s to %1.").arg(rulewords::duration(longestWindowMs)));
    for (const auto& [key, ms] : {std::pair("for", rule.forMs), std::pair("keepFiringFor", rule.keepFiringForMs)})
        if (ms < 0 || ms > longestHoldMs)
            add(faults, key, checkText("must be from 0s to %1.").arg(rulewords::duration(longestHoldMs)));
}

/// A list of stages chooses among them, so there must be a choice.
void checkStages(const Rule& rule, Faults& faults)
{
    if (!rule.scope.stages.isEmpty() && !(isFamily(rule.metric) && rule.metric.starts_with("stage.")))
        add(faults, "scope/stages", checkText("is for a metric of every stage, such as stage.*.hit_ratio."));
}

} // namespace

QString metricFault(const std::string& metric)
{
    // Families know any text in their variable part; what INFO can have there is less, and fit for other languages too.
    static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9_.|:-]{1,100}\\z"));
    const QString name = QString::fromStdString(metric);
    if (form.match(name).hasMatch() &&
        (metric == Condition::up || catalogue::find(metric) || derived::isDerived(metric)))
        return {};
    const QString nearest = catalogue::nearest(metric);
    const QString said = checkText("is \"%1\", which is no known metric.").arg(name.left(80));
    return nearest.isEmpty() ? said : said + QLatin1Char(' ') + checkText("Did you mean %1?").arg(nearest);
}

Faults faultsOf(const Rule& rule)
{
    Faults faults;
    checkTexts(rule, faults);
    const QString unknown = isKnownFamily(rule.metric) ? QString() : metricFault(rule.metric);
    if (!unknown.isEmpty()) {
        add(faults, "metric", unknown);
    } else {
        if (const QString fault = functionFault(rule); !fault.isEmpty())
            add(faults, "function", fault);
        checkLimits(rule, faults);
    }
    checkDurations(rule, faults);
    checkStages(rule, faults);
    if (rule.minimumTraffic && !(rule.minimumTraffic->lookups >= 0 && std::isfinite(rule.minimumTraffic->lookups)))
        add(faults, "minimumLookups", checkText("must be a number from 0."));
    return faults;
}

} // namespace cacheledger
