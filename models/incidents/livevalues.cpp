// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/livevalues.h"

#include "alerts/condition.h"
#include "metrics/catalogue.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger
{

static QString liveText(const char* text)
{
    return QCoreApplication::translate("LiveValues", text);
}

/// INFO lists an error from its first time on, beside the total of all (Redis 6.2 and later).
static bool isErrorThatNeverCame(const std::string& metric, const Snapshot& latest)
{
    return metric.starts_with("errorstat.") && !latest.layout->indexOf(metric) && latest.value("total_error_replies");
}

SampleValues::SampleValues(std::vector<SnapshotPtr> samples, std::optional<bool> answers, TimeMs atMs)
    : m_samples(std::move(samples)),
      m_answers(answers),
      m_atMs(atMs)
{
    std::erase_if(m_samples, [](const SnapshotPtr& sample) { return !sample || !sample->layout; });
}

QString SampleValues::silence() const
{
    if (m_answers == false)
        return liveText("the node does not answer");
    if (m_samples.empty())
        return liveText("there is no sample of the node yet");
    const qint64 ageMs = m_atMs - m_samples.back()->timeMs;
    if (ageMs > NodeSeries::lookbackMs)
        return liveText("the newest sample is %1 old").arg(format::duration(ageMs));
    return {};
}

LiveNumber SampleValues::number(const std::string& metric, RuleFunction function, qint64 windowMs) const
{
    Rule rule;
    rule.metric = metric;
    rule.function = function;
    rule.windowMs = windowMs;
    if (metric == Condition::up) {
        if (m_answers)
            return {*m_answers ? 1.0 : 0.0, {}};
        return {{}, liveText("it is not known whether the node answers")};
    }
    if (const QString reason = silence(); !reason.isEmpty())
        return {{}, reason};
    const Snapshot& latest = *m_samples.back();
    if (isErrorThatNeverCame(metric, latest))
        return {0.0, {}};
    WantedColumns wanted;
    const RuleValue compared = RuleValue::ofMetric(metric, rule, latest.layout->names(), wanted);
    NodeSeries series;
    series.arrange(wanted);
    for (const SnapshotPtr& sample : m_samples)
        series.add(*sample);
    if (const auto value = compared.at({series, latest, m_atMs, m_answers}))
        return {value, {}};
    const bool isKnown = latest.layout->indexOf(metric) || derived::find(metric, latest.layout->names());
    if (!isKnown)
        return {{}, liveText("this server does not say it")};
    if (function == RuleFunction::GrowthPerDay)
        return {{}, liveText("there is no sample of a day before")};
    return {{}, liveText("there is nothing to compute it from in the last %1").arg(format::duration(windowMs))};
}

LiveText SampleValues::text(const std::string& field) const
{
    if (const QString reason = silence(); !reason.isEmpty())
        return {{}, reason};
    const auto text = m_samples.back()->text(field);
    return text ? LiveText{text, {}} : LiveText{{}, liveText("this server does not say it")};
}

LiveNumber CacheValues::number(const std::string& metric, RuleFunction function, qint64 windowMs) const
{
    if (!catalogue::isOfApplication(metric))
        return m_server->number(metric, function, windowMs);
    LiveNumber found{{}, liveText("no source of the cache says it")};
    for (const std::unique_ptr<LiveValues>& source : m_sources) {
        found = source->number(metric, function, windowMs);
        if (found.value)
            break;
    }
    return found;
}

} // namespace cacheledger
