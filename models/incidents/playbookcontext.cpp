// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/playbookcontext.h"

#include "alerts/alertmessage.h"
#include "alerts/rulewords.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <array>

namespace cacheledger
{

namespace
{

/// What rates and ratios are computed over: long enough to be calm, short enough to follow a mitigation.
constexpr qint64 shownWindowMs = 300'000;

QString contextText(const char* text)
{
    return QCoreApplication::translate("Placeholder", text);
}

PlaceholderValue known(const QString& text, const char* whyNot)
{
    return text.isEmpty() ? PlaceholderValue{{}, contextText(whyNot)} : PlaceholderValue{text, {}};
}

PlaceholderValue metricOf(const LiveValues* values, const QString& metric, const char* whyNot)
{
    if (!values)
        return {{}, contextText(whyNot)};
    const LiveNumber found = values->number(metric.toStdString(), RuleFunction::Value, shownWindowMs);
    if (!found.value)
        return {{}, found.reason};
    return {ruleValueText(metric.toStdString(), RuleFunction::Value, *found.value), {}};
}

PlaceholderValue fieldOf(const LiveValues* values, const QString& field)
{
    if (!values)
        return {{}, contextText("there are no values of the node")};
    const LiveText found = values->text(field.toStdString());
    return found.text ? PlaceholderValue{*found.text, {}} : PlaceholderValue{{}, found.reason};
}

/// "13:04 UTC", with the date when it is not that of `nowMs`.
QString timeText(TimeMs timeMs, TimeMs nowMs, const QTimeZone& zone)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, zone);
    const bool isToday = time.date() == QDateTime::fromMSecsSinceEpoch(nowMs, zone).date();
    return time.toString(isToday ? QStringLiteral("HH:mm") : QStringLiteral("yyyy-MM-dd HH:mm")) + QLatin1Char(' ') +
           zone.abbreviation(time);
}

/// Seconds matter in the first minute only.
QString roundedDuration(qint64 ms)
{
    constexpr qint64 minuteMs = 60'000;
    constexpr qint64 secondMs = 1000;
    const qint64 grainMs = ms < minuteMs ? secondMs : minuteMs;
    return format::duration(ms / grainMs * grainMs);
}

using Getter = PlaceholderValue (*)(const PlaybookContext& context, const QString& argument);
struct Named {
    const char* name;
    Getter value;
};

PlaceholderValue numberOf(const PlaybookContext& context, std::optional<double> number, const char* whyNot)
{
    if (!number)
        return {{}, contextText(whyNot)};
    return {ruleValueText(context.metric, context.function, *number), {}};
}

PlaceholderValue timeOf(const PlaybookContext& context, std::optional<TimeMs> timeMs, const char* whyNot)
{
    return timeMs ? PlaceholderValue{timeText(*timeMs, context.nowMs, context.zone), {}}
                  : PlaceholderValue{{}, contextText(whyNot)};
}

/// "Critical": messages begin with it.
QString tierText(const std::optional<AlertTier>& tier)
{
    const QString word = tier ? rulewords::tier(*tier) : QString();
    return word.left(1).toUpper() + word.mid(1);
}

PlaceholderValue durationOf(const PlaybookContext& context)
{
    if (!context.sinceMs)
        return {{}, contextText("it is not known when it began")};
    return {roundedDuration(std::max<qint64>(0, context.endedMs.value_or(context.nowMs) - *context.sinceMs)), {}};
}

PlaceholderValue expectedOf(const PlaybookContext& context)
{
    if (context.expectedToMinutes <= 0)
        return {{}, contextText("the playbook does not say")};
    return {contextText("%1 to %2 minutes").arg(context.expectedFromMinutes).arg(context.expectedToMinutes), {}};
}

PlaceholderValue costOf(const PlaybookContext& context)
{
    if (context.cost.isEmpty() && !context.costReason.isEmpty())
        return {{}, context.costReason};
    return known(context.cost, "no price of a hit is known");
}

#define GETTER(expression) [](const PlaybookContext& c, const QString&) { return expression; }
constexpr std::array getters{
    Named{"metric", [](const PlaybookContext& c,
                       const QString& metric) { return metricOf(c.live, metric, "there are no values of the node"); }},
    Named{"before",
          [](const PlaybookContext& c, const QString& metric) {
              return metricOf(c.before, metric, "there are no values from before the incident");
          }},
    Named{"field", [](const PlaybookContext& c, const QString& field) { return fieldOf(c.live, field); }},
    Named{"cache", GETTER(known(c.cache, "the cache is not known"))},
    Named{"node", GETTER(known(c.node, "the node is not known"))},
    Named{"cli", GETTER(known(placeholder::redisCli(c.node, c.tls), "the node's address is not known"))},
    Named{"incident", GETTER(known(c.incident, "there is no incident yet"))},
    Named{"title", GETTER(known(c.title, "the incident has no title"))},
    Named{"tier", GETTER(known(tierText(c.tier), "the severity is not known"))},
    Named{"alert", GETTER(known(c.alert, "no alert raised it"))},
    Named{"value", GETTER(numberOf(c, c.value, "the alert has no value"))},
    Named{"threshold", GETTER(numberOf(c, c.threshold, "no alert raised it"))},
    Named{"since", GETTER(timeOf(c, c.sinceMs, "it is not known when it began"))},
    Named{"now", GETTER(timeOf(c, c.nowMs, ""))},
    Named{"duration", GETTER(durationOf(c))},
    Named{"next_update", GETTER(timeOf(c, c.nextUpdateMs, "no next update is set"))},
    Named{"expected", GETTER(expectedOf(c))},
    Named{"commander", GETTER(known(c.commander, "nobody leads the incident yet"))},
    Named{"status", GETTER(known(c.status, "no status is written yet"))},
    Named{"actions", GETTER(known(c.actions, "no step is done yet"))},
    Named{"cause", GETTER(known(c.cause, "the cause is not known yet"))},
    Named{"cost", GETTER(costOf(c))},
    Named{"review", GETTER(known(c.review, "no review is set"))},
};
#undef GETTER

} // namespace

PlaceholderValue PlaybookContext::valueOf(const QString& name, const QString& argument) const
{
    for (const Named& getter : getters)
        if (name == QLatin1String(getter.name))
            return getter.value(*this, argument);
    return {{}, contextText("there is no such placeholder")};
}

FilledText PlaybookContext::fill(const QString& text) const
{
    return placeholder::fill(text,
                             [this](const QString& name, const QString& argument) { return valueOf(name, argument); });
}

} // namespace cacheledger
