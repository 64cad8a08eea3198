// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertwords.h"

#include "alerts/alertmessage.h"
#include "alerts/condition.h"
#include "alerts/rulemetrics.h"
#include "metrics/derived.h"
#include "metrics/format.h"
#include "ui/cachestate.h"
#include "ui/theme.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <tuple>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int morningHour = 9;

static QString alertText(const char* text)
{
    return QCoreApplication::translate("Alerts", text);
}

namespace alertwords
{

QString tier(AlertTier tier)
{
    switch (tier) {
    case AlertTier::Critical:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Critical"));
    case AlertTier::Warning:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Warning"));
    case AlertTier::Information:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Information"));
    }
    return {};
}

QString tierShape(AlertTier tier)
{
    switch (tier) {
    case AlertTier::Critical:
        return Theme::severityShape(Severity::Critical);
    case AlertTier::Warning:
        return Theme::severityShape(Severity::Warning);
    case AlertTier::Information:
        return u"◆"_s;
    }
    return {};
}

QString shapedTier(AlertTier each)
{
    return tierShape(each) + QChar::Nbsp + tier(each);
}

QColor tierColor(const Theme& theme, AlertTier tier)
{
    switch (tier) {
    case AlertTier::Critical:
        return theme.colors().critical;
    case AlertTier::Warning:
        return theme.colors().warning;
    case AlertTier::Information:
        break;
    }
    return theme.colors().text;
}

QString comparison(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Above:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "above"));
    case Comparison::AtLeast:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "at least"));
    case Comparison::Below:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "below"));
    case Comparison::AtMost:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "at most"));
    case Comparison::Equal:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "exactly"));
    case Comparison::NotEqual:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "other than"));
    }
    return {};
}

QString function(RuleFunction function)
{
    switch (function) {
    case RuleFunction::Value:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Value"));
    case RuleFunction::Rate:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Rate per second"));
    case RuleFunction::Increase:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Increase"));
    case RuleFunction::Average:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Average"));
    case RuleFunction::Minimum:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Smallest value"));
    case RuleFunction::Maximum:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Largest value"));
    case RuleFunction::P95:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "95th percentile"));
    case RuleFunction::GrowthPerDay:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Growth per day"));
    case RuleFunction::Absence:
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Absence of samples"));
    }
    return {};
}

QString metric(const std::string& metric)
{
    if (metric == Condition::up)
        return alertText(QT_TRANSLATE_NOOP("Alerts", "Reachability"));
    QString name = catalogue::metricName(metric);
    if (isFamily(metric))
        name.replace(u'*', metric.starts_with("stage.") ? alertText(QT_TRANSLATE_NOOP("Alerts", "any stage"))
                                                        : alertText(QT_TRANSLATE_NOOP("Alerts", "(any)")));
    return name;
}

QString value(std::optional<double> value, const std::string& metric, RuleFunction function)
{
    if (value && metric == Condition::up)
        return *value > 0 ? alertText(QT_TRANSLATE_NOOP("Alerts", "answers"))
                          : alertText(QT_TRANSLATE_NOOP("Alerts", "does not answer"));
    if (value && function == RuleFunction::Absence)
        return alertText(QT_TRANSLATE_NOOP("Alerts", "no samples"));
    return ruleValueText(metric, function, value);
}

QString against(const Alert& alert, std::optional<double> newest)
{
    if (alert.noData)
        return alertText(QT_TRANSLATE_NOOP("Alerts", "no data"));
    const QString text = value(newest, alert.metric, alert.function);
    if (alert.metric == Condition::up || alert.function == RuleFunction::Absence)
        return text;
    return alertText(QT_TRANSLATE_NOOP("Alerts", "%1, limit %2 %3"))
        .arg(text, comparison(alert.comparison), value(alert.threshold, alert.metric, alert.function));
}

QString span(qint64 ms)
{
    return format::duration(ms >= 600'000 && ms < 3'600'000 ? ms / 60'000 * 60'000 : ms); // then seconds do not matter
}

QString lasted(const Alert& alert, TimeMs nowMs)
{
    const TimeMs fromMs = alert.firedMs.value_or(alert.sinceMs);
    return span(std::max<qint64>(0, alert.endedMs.value_or(nowMs) - fromMs) / 1000 * 1000);
}

QString brief(const Alert& alert, TimeMs nowMs)
{
    QStringList words{alertText(QT_TRANSLATE_NOOP("Alerts", "%1: %2"))
                          .arg(tierShape(alert.tier) + QChar::Nbsp + alert.ruleName, against(alert, alert.newestValue)),
                      lasted(alert, nowMs)};
    if (!alert.silence.isEmpty() || !alert.inhibitedBy.isEmpty())
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "silenced"));
    else if (alert.acknowledgedMs)
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "acknowledged"));
    else if (alert.snoozedUntilMs.value_or(0) > nowMs)
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "snoozed"));
    return words.join(u" · "_s);
}

static QString lifeWord(const Alert& alert, TimeMs nowMs, const QTimeZone& zone)
{
    if (alert.endedMs)
        return (alert.firedMs ? alertText(QT_TRANSLATE_NOOP("Alerts", "Ended %1"))
                              : alertText(QT_TRANSLATE_NOOP("Alerts", "Did not fire, over %1")))
            .arg(wording::clockTime(*alert.endedMs, nowMs, zone));
    return alert.state == AlertState::Pending ? alertText(QT_TRANSLATE_NOOP("Alerts", "Pending"))
                                              : alertText(QT_TRANSLATE_NOOP("Alerts", "Firing"));
}

QString state(const Alert& alert, TimeMs nowMs, const QTimeZone& zone)
{
    QStringList words{lifeWord(alert, nowMs, zone)};
    const auto add = [&](const char* text, TimeMs timeMs) {
        words << alertText(text).arg(wording::clockTime(timeMs, nowMs, zone));
    };
    if (alert.noData)
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "no data"));
    if (alert.acknowledgedMs)
        add(QT_TRANSLATE_NOOP("Alerts", "acknowledged %1"), *alert.acknowledgedMs);
    if (!alert.endedMs && alert.snoozedUntilMs.value_or(0) > nowMs)
        add(QT_TRANSLATE_NOOP("Alerts", "snoozed until %1"), *alert.snoozedUntilMs);
    if (!alert.silence.isEmpty())
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "silenced"));
    if (!alert.inhibitedBy.isEmpty())
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "inhibited by %1")).arg(alert.inhibitedBy);
    if (alert.falsePositive)
        words << alertText(QT_TRANSLATE_NOOP("Alerts", "false positive"));
    return words.join(u" · "_s);
}

QString scope(const RuleScope& scope)
{
    QStringList parts;
    if (!scope.caches.isEmpty())
        parts << scope.caches.join(u", "_s);
    if (!scope.nodes.isEmpty())
        parts << alertText(QT_TRANSLATE_NOOP("Alerts", "node %1")).arg(scope.nodes.join(u", "_s));
    if (!scope.tags.isEmpty())
        parts << alertText(QT_TRANSLATE_NOOP("Alerts", "tag %1")).arg(scope.tags.join(u", "_s));
    if (!scope.stages.isEmpty())
        parts << alertText(QT_TRANSLATE_NOOP("Alerts", "stage %1")).arg(scope.stages.join(u", "_s));
    return parts.isEmpty() ? alertText(QT_TRANSLATE_NOOP("Alerts", "all caches")) : parts.join(u"; "_s);
}

} // namespace alertwords

bool needsAttention(const Alert& alert, TimeMs nowMs)
{
    return alert.state == AlertState::Firing && !alert.acknowledgedMs && alert.snoozedUntilMs.value_or(0) <= nowMs &&
           alert.silence.isEmpty() && alert.inhibitedBy.isEmpty();
}

Attention attention(const std::vector<Alert>& alerts, TimeMs nowMs)
{
    Attention found;
    for (const Alert& alert : alerts) {
        if (!needsAttention(alert, nowMs))
            continue;
        ++found.count;
        found.worst = std::min(found.worst, alert.tier);
    }
    return found;
}

std::map<CacheId, const Alert*> worstByCache(const std::vector<Alert>& alerts, TimeMs nowMs)
{
    const auto need = [nowMs](const Alert& alert) {
        return std::tuple(!needsAttention(alert, nowMs), alert.tier, alert.sinceMs, alert.id);
    };
    std::map<CacheId, const Alert*> worst;
    for (const Alert& alert : alerts) {
        if (alert.state != AlertState::Firing)
            continue;
        const Alert*& known = worst[alert.cache];
        if (!known || need(alert) < need(*known))
            known = &alert;
    }
    return worst;
}

std::vector<RestChoice> restChoices(TimeMs nowMs, const QTimeZone& zone)
{
    QDateTime morning = QDateTime::fromMSecsSinceEpoch(nowMs, zone).addDays(1);
    morning.setTime(QTime(morningHour, 0));
    return {{alertText(QT_TRANSLATE_NOOP("Alerts", "15 minutes")), nowMs + 15 * 60'000},
            {alertText(QT_TRANSLATE_NOOP("Alerts", "1 hour")), nowMs + 3'600'000},
            {alertText(QT_TRANSLATE_NOOP("Alerts", "4 hours")), nowMs + 4 * 3'600'000},
            {alertText(QT_TRANSLATE_NOOP("Alerts", "Until tomorrow, %1"))
                 .arg(QLocale().toString(morning.time(), QLocale::ShortFormat)),
             morning.toMSecsSinceEpoch()}};
}

} // namespace cacheledger
