// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillreferee.h"

#include "alerts/alertmessage.h"
#include "alerts/rulefile.h"
#include "app/incidentkeeper.h"
#include "app/livealerts.h"
#include "incidents/livevalues.h"
#include "incidents/playbook.h"
#include "metrics/catalogue.h"

#include <QtCore/QSaveFile>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
constexpr std::size_t calmSamples = 12; ///< of each node before the failure begins: more than any window needs
constexpr std::size_t keptSamples = 400;
} // namespace

bool DrillOutcome::passed(const Drill& drill) const
{
    return raised && holdSeconds <= allowedHoldSeconds && playbook == drill.playbook && !symptoms.isEmpty() &&
           unknownSymptoms == 0 && unexpected.isEmpty();
}

DrillReferee::DrillReferee(const Drill& drill, double factor, std::shared_ptr<const Clock> clock, QObject* parent)
    : QObject(parent),
      m_drill(drill),
      m_factor(factor),
      m_clock(std::move(clock))
{
}

Result<void> DrillReferee::writeRules(const QString& file)
{
    const std::vector<Rule> rules = drillRules(m_drill, m_factor, pollMs);
    const auto rule = std::ranges::find(rules, m_drill.rule, &Rule::id);
    m_metric = rule->metric;
    const qint64 everyMs = catalogue::isOfApplication(m_metric) ? drillSourcePollMs : pollMs;
    m_outcome.allowedHoldSeconds = double(rule->forMs + everyMs) / 1000;
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly) || saved.write(rulefile::toText(rules)) < 0 || !saved.commit())
        return Error{ErrorCode::Io, tr("The drill's rules cannot be written to %1.").arg(file),
                     tr("See whether there is room in the folder of temporary files.")};
    return {};
}

void DrillReferee::follow(LiveAlerts* alerts, IncidentKeeper* incidents)
{
    m_alerts = alerts;
    m_incidents = incidents;
    connect(alerts, &LiveAlerts::happened, this, [this](const std::vector<AlertNews>& news) {
        for (const AlertNews& each : news) {
            Q_EMIT told(alertNewsText(each));
            if (each.alert.state == AlertState::Firing)
                onAlert(each.alert);
        }
    });
    connect(alerts, &AlertClient::activeChanged, this, &DrillReferee::openWanted);
    connect(incidents, &IncidentClient::opened, this, &DrillReferee::onOpened);
}

void DrillReferee::onStatus(const NodeStatus& status)
{
    m_answers[status.node] = status.state != NodeState::Down;
    if (!status.latest)
        return;
    std::deque<SnapshotPtr>& samples = m_samples[status.node];
    if (!samples.empty() && samples.back()->timeMs >= status.latest->timeMs)
        return;
    samples.push_back(status.latest);
    if (samples.size() > keptSamples)
        samples.pop_front();
    if (m_struckMs != 0 || !isCalm())
        return;
    m_struckMs = m_clock->nowMs();
    Q_EMIT told(m_drill.story);
    Q_EMIT strikeWanted();
}

void DrillReferee::setScene(const CacheConfig& cache, const std::vector<SourceConfig>& sources)
{
    m_cache = cache;
    m_sources = sources;
}

/// An application is calm as soon as it tells what the rule is about: for a hot key that takes a baseline.
bool DrillReferee::isCalm() const
{
    const bool applicationTells = std::ranges::all_of(m_sources, [this](const SourceConfig& source) {
        const auto samples = m_samples.find(source.id);
        return samples != m_samples.end() && samples->second.back()->value(m_metric);
    });
    return !m_cache.nodes.empty() && m_alerts->active().empty() && applicationTells &&
           std::ranges::all_of(m_cache.nodes, [this](const NodeConfig& node) {
               const auto samples = m_samples.find(node.id);
               return samples != m_samples.end() && samples->second.size() >= calmSamples;
           });
}

void DrillReferee::onAlert(const Alert& alert)
{
    if (alert.key.rule != m_drill.rule) {
        // What follows while people practise is the failure's, which lasts as long as they let it.
        if (alert.tier == AlertTier::Critical && !m_done && !m_outcome.unexpected.contains(alert.key.rule))
            m_outcome.unexpected << alert.key.rule;
        return;
    }
    if (m_outcome.raised)
        return;
    m_outcome.raised = true;
    m_outcome.message = alert.message;
    m_outcome.conditionSeconds = double(std::max<qint64>(alert.sinceMs - m_struckMs, 0)) / 1000;
    m_outcome.holdSeconds = double(alert.firedMs.value_or(alert.sinceMs) - alert.sinceMs) / 1000;
    m_node = alert.key.node;
    Q_EMIT raised();
    if (alert.tier != AlertTier::Critical) // those open theirs by themselves
        m_toOpen = alert.id;
    openWanted();
}

/// One that fires at once is told of before it is listed: its incident can be opened only then, after all others have
/// been told of the list.
void DrillReferee::openWanted()
{
    const auto isWanted = [this](const Alert& alert) { return alert.id == m_toOpen; };
    if (m_toOpen == 0 || std::ranges::none_of(m_alerts->active(), isWanted))
        return;
    QMetaObject::invokeMethod(
        this, [this, id = std::exchange(m_toOpen, 0)] { m_incidents->openForAlert(id); }, Qt::QueuedConnection);
}

std::unique_ptr<LiveValues> DrillReferee::valuesOf(const NodeId& node) const
{
    const auto samples = m_samples.find(node);
    const auto answers = m_answers.find(node);
    return std::make_unique<SampleValues>(
        samples == m_samples.end() ? std::vector<SnapshotPtr>()
                                   : std::vector<SnapshotPtr>(samples->second.begin(), samples->second.end()),
        answers == m_answers.end() ? std::optional<bool>() : answers->second, m_clock->nowMs());
}

void DrillReferee::onOpened(const QString& id)
{
    const IncidentPtr incident = m_incidents->active(id);
    if (!incident || !m_outcome.raised || m_done)
        return;
    m_done = true;
    if (incident->playbook) {
        m_outcome.playbook = incident->playbook->id;
        const bool isSource = std::ranges::find(m_sources, m_node, &SourceConfig::id) != m_sources.end();
        const qint64 windowMs = std::max<qint64>(4 * pollMs, qint64(5 * 60'000 / m_factor));
        CacheValues live(valuesOf(isSource ? m_cache.nodes.front().id : m_node));
        for (const SourceConfig& source : m_sources)
            live.addSource(valuesOf(source.id));
        for (const PlaybookSymptom& symptom : incident->playbook->symptoms) {
            if (symptom.metric.empty())
                continue;
            QString name = symptom.text;
            if (name.endsWith(u'.'))
                name.chop(1);
            const LiveNumber number = live.number(symptom.metric, RuleFunction::Value, windowMs);
            m_outcome.unknownSymptoms += !number.value && m_answers[m_node]; // a dead node says nothing of itself
            m_outcome.symptoms << name + u": "_s +
                                      (number.value ? ruleValueText(symptom.metric, RuleFunction::Value, *number.value)
                                                    : tr("unknown: %1").arg(number.reason));
        }
    }
    Q_EMIT told(tr("The playbook %1 was opened as incident %2.").arg(m_outcome.playbook, id));
    Q_EMIT opened(id);
}

} // namespace cacheledger
