// SPDX-License-Identifier: GPL-3.0-or-later
// The part of alertwords that says what a rule waits for.
#include "ui/alerts/alertwords.h"

#include "alerts/condition.h"
#include "metrics/derived.h"

#include <QtCore/QCoreApplication>

namespace cacheledger::alertwords
{

using namespace Qt::StringLiterals;

static QString ruleText(const char* text)
{
    return QCoreApplication::translate("RuleSentence", text);
}

/// "the average of used memory over 5 min"
static QString subject(const Rule& rule)
{
    const QString name = metric(rule.metric).isEmpty() ? ruleText(QT_TRANSLATE_NOOP("RuleSentence", "(no metric)"))
                                                       : u"“%1”"_s.arg(metric(rule.metric));
    const QString window = span(rule.windowMs);
    switch (rule.function) {
    case RuleFunction::Value:
        return derived::isDerived(rule.metric)
                   ? ruleText(QT_TRANSLATE_NOOP("RuleSentence", "%1 over %2")).arg(name, window)
                   : name;
    case RuleFunction::Rate:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the rate of %1 over %2")).arg(name, window);
    case RuleFunction::Increase:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the increase of %1 in %2")).arg(name, window);
    case RuleFunction::Average:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the average of %1 over %2")).arg(name, window);
    case RuleFunction::Minimum:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the smallest %1 in %2")).arg(name, window);
    case RuleFunction::Maximum:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the largest %1 in %2")).arg(name, window);
    case RuleFunction::P95:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the 95th percentile of %1 over %2")).arg(name, window);
    case RuleFunction::GrowthPerDay:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "the growth of %1 in a day")).arg(name);
    case RuleFunction::Absence:
        return ruleText(QT_TRANSLATE_NOOP("RuleSentence", "%1 has no sample in %2")).arg(name, window);
    }
    return {};
}

QString condition(const Rule& rule)
{
    QString text;
    if (rule.metric == Condition::up && rule.function == RuleFunction::Value)
        text = ruleText(QT_TRANSLATE_NOOP("RuleSentence", "a node does not answer"));
    else if (rule.function == RuleFunction::Absence)
        text = subject(rule);
    else
        text = (rule.forMs > 0 ? ruleText(QT_TRANSLATE_NOOP("RuleSentence", "%1 stays %2 %3"))
                               : ruleText(QT_TRANSLATE_NOOP("RuleSentence", "%1 is %2 %3")))
                   .arg(subject(rule), comparison(rule.comparison), value(rule.threshold, rule.metric, rule.function));
    if (rule.forMs > 0)
        text = ruleText(QT_TRANSLATE_NOOP("RuleSentence", "%1 for %2")).arg(text, span(rule.forMs));
    return text;
}

QString sentence(const Rule& rule)
{
    QStringList sentences{ruleText(QT_TRANSLATE_NOOP("RuleSentence", "Fires when %1.")).arg(condition(rule))};
    if (rule.minimumTraffic)
        sentences << ruleText(QT_TRANSLATE_NOOP("RuleSentence", "Silent below %1 lookups in %2."))
                         .arg(QLocale().toString(rule.minimumTraffic->lookups, 'f', 0), span(rule.windowMs));
    if (rule.recovery)
        sentences << ruleText(QT_TRANSLATE_NOOP("RuleSentence", "Ends when it is no longer %1 %2."))
                         .arg(comparison(rule.comparison), value(*rule.recovery, rule.metric, rule.function));
    if (rule.keepFiringForMs > 0)
        sentences << ruleText(QT_TRANSLATE_NOOP("RuleSentence", "Keeps firing for %1 after that."))
                         .arg(span(rule.keepFiringForMs));
    if (rule.noData == NoDataPolicy::Alert)
        sentences << ruleText(QT_TRANSLATE_NOOP("RuleSentence", "Fires, too, when there is no data."));
    else if (rule.noData == NoDataPolicy::Keep)
        sentences << ruleText(QT_TRANSLATE_NOOP("RuleSentence", "Stays as it is while there is no data."));
    return sentences.join(u' ');
}

} // namespace cacheledger::alertwords
