// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/check.h"

#include "alerts/alertmessage.h"
#include "alerts/condition.h"
#include "alerts/rulecheck.h"
#include "alerts/rulewords.h"
#include "metrics/catalogue.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

static QString checkWords(const char* text)
{
    return QCoreApplication::translate("PlaybookCheck", text);
}

static CheckResult resultOf(const PlaybookCheck& check, bool met)
{
    return {met ? CheckOutcome::Met : CheckOutcome::NotMet, {}, {}, met ? check.met : check.notMet};
}

CheckResult judge(const PlaybookCheck& check, const LiveValues& values)
{
    if (check.metric.empty()) {
        const LiveText found = values.text(check.field);
        if (!found.text)
            return {CheckOutcome::NotCheckable, {}, {}, found.reason};
        const bool isOne = check.texts.contains(*found.text);
        CheckResult result = resultOf(check, isOne == (check.comparison == Comparison::Equal));
        result.found = *found.text;
        return result;
    }
    const LiveNumber found = values.number(check.metric, check.function, check.windowMs);
    if (!found.value)
        return {CheckOutcome::NotCheckable, {}, {}, found.reason};
    CheckResult result = resultOf(check, breaches(check.comparison, *found.value, check.threshold));
    result.value = found.value;
    result.found = ruleValueText(check.metric, check.function, *found.value);
    return result;
}

static QString subjectOf(const PlaybookCheck& check)
{
    const QString name =
        check.metric == Condition::up ? checkWords("Node answers") : catalogue::metricName(check.metric);
    const QString window = rulewords::duration(check.windowMs);
    switch (check.function) {
    case RuleFunction::Value:
    case RuleFunction::Absence:
        return name;
    case RuleFunction::Rate:
        return checkWords("%1, a second over %2").arg(name, window);
    case RuleFunction::Increase:
        return checkWords("%1, increase in %2").arg(name, window);
    case RuleFunction::Average:
        return checkWords("%1, mean of %2").arg(name, window);
    case RuleFunction::Minimum:
        return checkWords("%1, smallest in %2").arg(name, window);
    case RuleFunction::Maximum:
        return checkWords("%1, largest in %2").arg(name, window);
    case RuleFunction::P95:
        return checkWords("%1, p95 of %2").arg(name, window);
    case RuleFunction::GrowthPerDay:
        return checkWords("%1, growth in a day").arg(name);
    }
    return name;
}

QString checkText(const PlaybookCheck& check)
{
    const QString comparison = rulewords::comparison(check.comparison);
    if (check.metric.empty())
        return QStringLiteral("%1 %2 %3")
            .arg(QString::fromStdString(check.field), comparison, check.texts.join(checkWords(" or ")));
    return QStringLiteral("%1 %2 %3")
        .arg(subjectOf(check), comparison, ruleValueText(check.metric, check.function, check.threshold));
}

QStringList checkableFields()
{
    static const QStringList fields{
        QStringLiteral("role"),
        QStringLiteral("redis_mode"),
        QStringLiteral("maxmemory_policy"),
        QStringLiteral("master_link_status"),
        QStringLiteral("rdb_last_bgsave_status"),
        QStringLiteral("aof_last_write_status"),
        QStringLiteral("aof_last_bgrewrite_status"),
        QStringLiteral("mem_allocator"),
    };
    return fields;
}

static std::vector<JsonFault> fieldFaults(const PlaybookCheck& check)
{
    std::vector<JsonFault> faults;
    const auto fail = [&](const char* key, const QString& reason) { faults.push_back({QLatin1String(key), reason}); };
    if (!checkableFields().contains(QString::fromStdString(check.field)))
        fail("field", checkWords("must be one of %1.").arg(checkableFields().join(QStringLiteral(", "))));
    if (check.comparison != Comparison::Equal && check.comparison != Comparison::NotEqual)
        fail("comparison", checkWords("must be == or != for a text."));
    if (check.texts.isEmpty())
        fail("texts", checkWords("must have at least one text."));
    return faults;
}

std::vector<JsonFault> faultsOf(const PlaybookCheck& check)
{
    std::vector<JsonFault> faults;
    if (check.metric.empty()) {
        faults = fieldFaults(check);
    } else {
        Rule rule;
        rule.id = rule.name = QStringLiteral("check");
        rule.metric = check.metric;
        rule.function = check.function;
        rule.windowMs = check.windowMs;
        rule.comparison = check.comparison;
        rule.threshold = check.threshold;
        faults = faultsOf(rule);
        if (check.function == RuleFunction::Absence)
            faults.push_back({QStringLiteral("function"), checkWords("cannot be absence, which is not compared.")});
    }
    if (check.met.isEmpty())
        faults.push_back({QStringLiteral("met"), checkWords("must say what it means when it is met.")});
    if (check.notMet.isEmpty())
        faults.push_back({QStringLiteral("notMet"), checkWords("must say what it means when it is not met.")});
    return faults;
}

} // namespace cacheledger
