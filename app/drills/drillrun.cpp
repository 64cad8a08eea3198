// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillrun.h"

#include "alerts/rulefile.h"
#include "app/collector.h"
#include "app/drills/drillscene.h"
#include "app/incidentkeeper.h"
#include "app/livealerts.h"
#include "config/profile.h"
#include "history/historypool.h"
#include "history/historyrecorder.h"
#include "incidents/livevalues.h"
#include "incidents/playbook.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QSaveFile>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
constexpr int drillPollMs = 250;
constexpr std::size_t calmSamples = 12; ///< of each node before the failure begins: more than any window needs
constexpr qint64 startLimitMs = 30'000;
constexpr qint64 conditionLimitMs = 30'000; ///< from the failure until it can be seen in the values
constexpr qint64 playbookLimitMs = 10'000;
constexpr std::size_t keptSamples = 400;
} // namespace

bool DrillOutcome::passed(const Drill& drill) const
{
    return raised && holdSeconds <= allowedHoldSeconds && playbook == drill.playbook && !symptoms.isEmpty() &&
           unknownSymptoms == 0 && unexpected.isEmpty();
}

/// In the order in which they are built; they end the other way round.
class DrillRun::Parts
{
public:
    Parts(const Drill& drill, const std::shared_ptr<const Clock>& clock)
        : profile(Profile::under(folder.path())),
          scene(drill),
          recorder(profile.historyFile()),
          history(profile.historyFile()),
          alerts({profile.alertsFile(), profile.rulesFile(), profile.historyFile()}, clock),
          incidents(incidentParts(clock))
    {
    }
    ~Parts()
    {
        collector.reset();
        alerts.detach();
        recorder.stop();
    }

    IncidentKeeper::Parts incidentParts(const std::shared_ptr<const Clock>& clock)
    {
        IncidentKeeper::Parts parts;
        parts.folder = profile.incidentsDir();
        parts.playbooksFolder = profile.playbooksDir();
        parts.history = &history;
        parts.clock = clock;
        parts.cache = [this](const CacheId& id) { return id == cache.id ? &cache : nullptr; };
        parts.findAlert = alertsIn(profile.alertsFile());
        return parts;
    }

    QTemporaryDir folder;
    Profile profile;
    DrillScene scene;
    CacheConfig cache;
    HistoryRecorder recorder;
    HistoryPool history;
    LiveAlerts alerts;
    IncidentKeeper incidents;
    std::unique_ptr<Collector> collector;
    QEventLoop loop;
};

DrillRun::DrillRun(const Drill& drill, double factor, std::shared_ptr<const Clock> clock)
    : m_drill(drill),
      m_factor(factor),
      m_clock(std::move(clock))
{
}

DrillRun::~DrillRun() = default;

Result<void> DrillRun::begin()
{
    m_parts = std::make_unique<Parts>(m_drill, m_clock);
    if (const auto created = m_parts->profile.create(); !created)
        return created;
    const std::vector<Rule> rules = drillRules(m_drill, m_factor, drillPollMs);
    const auto rule = std::ranges::find(rules, m_drill.rule, &Rule::id);
    m_outcome.allowedHoldSeconds = double(rule->forMs + drillPollMs) / 1000;
    QSaveFile file(m_parts->profile.rulesFile());
    if (!file.open(QIODevice::WriteOnly) || file.write(rulefile::toText(rules)) < 0 || !file.commit())
        return Error{ErrorCode::Io, tr("The drill's rules cannot be written to %1.").arg(file.fileName()),
                     tr("See whether there is room in the folder of temporary files.")};
    if (auto started = m_parts->scene.start(); !started)
        return started;
    m_parts->cache = m_parts->scene.cache();
    m_parts->cache.intervalMs = drillPollMs;
    return {};
}

Result<DrillOutcome> DrillRun::run()
{
    if (const auto begun = begin(); !begun)
        return begun.error();
    Parts& parts = *m_parts;
    std::optional<Error> failure;
    connect(&parts.recorder, &HistoryRecorder::failed, this, [&failure, &parts](const Error& error) {
        failure = error;
        parts.loop.quit();
    });
    connect(&parts.recorder, &HistoryRecorder::opened, this, [this, &parts] {
        parts.collector = std::make_unique<Collector>(&parts.recorder, m_clock);
        std::set<NodeId> nodes;
        for (const NodeConfig& node : parts.cache.nodes)
            nodes.insert(node.id);
        parts.alerts.attach(parts.collector.get(), &parts.recorder, nodes);
        parts.incidents.setCollector(parts.collector.get());
        parts.incidents.setAutomatic(true);
        connect(parts.collector.get(), &Collector::statusChanged, this, &DrillRun::onStatus, Qt::QueuedConnection);
        parts.collector->setCache(parts.cache, QString());
    });
    connect(&parts.alerts, &LiveAlerts::happened, this, [this](const std::vector<AlertNews>& news) {
        for (const AlertNews& each : news) {
            Q_EMIT told(alertNewsText(each));
            if (each.alert.state == AlertState::Firing)
                onAlert(each.alert);
        }
    });
    connect(&parts.incidents, &IncidentClient::opened, this, &DrillRun::onOpened);
    parts.incidents.follow(&parts.alerts);
    parts.alerts.start();
    parts.recorder.start();
    QTimer limit;
    limit.setSingleShot(true);
    connect(&limit, &QTimer::timeout, &parts.loop, &QEventLoop::quit);
    limit.start(std::chrono::milliseconds(startLimitMs + conditionLimitMs + playbookLimitMs +
                                          qint64(m_outcome.allowedHoldSeconds * 1000)));
    parts.loop.exec();
    if (failure)
        return *failure;
    if (const auto healed = parts.scene.heal(); !healed)
        Q_EMIT told(healed.error().text());
    return m_outcome;
}

void DrillRun::onStatus(const NodeStatus& status)
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
    if (m_struckMs == 0 && isCalm())
        strike();
}

bool DrillRun::isCalm() const
{
    return m_parts->alerts.active().empty() &&
           std::ranges::all_of(m_parts->cache.nodes, [this](const NodeConfig& node) {
               const auto samples = m_samples.find(node.id);
               return samples != m_samples.end() && samples->second.size() >= calmSamples;
           });
}

void DrillRun::strike()
{
    m_struckMs = m_clock->nowMs();
    Q_EMIT told(m_drill.story);
    m_parts->scene.strike();
}

void DrillRun::onAlert(const Alert& alert)
{
    if (alert.key.rule != m_drill.rule) {
        if (alert.tier == AlertTier::Critical)
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
    if (alert.tier != AlertTier::Critical) // those open theirs by themselves
        m_parts->incidents.openForAlert(alert.id);
}

void DrillRun::onOpened(const QString& id)
{
    const IncidentPtr incident = m_parts->incidents.active(id);
    if (!incident || !m_outcome.raised || m_done)
        return;
    m_done = true;
    if (incident->playbook) {
        m_outcome.playbook = incident->playbook->id;
        const qint64 windowMs = std::max<qint64>(4 * drillPollMs, qint64(5 * 60'000 / m_factor));
        const std::deque<SnapshotPtr>& known = m_samples[m_node];
        const SampleValues live({known.begin(), known.end()}, m_answers[m_node], m_clock->nowMs());
        for (const PlaybookSymptom& symptom : incident->playbook->symptoms) {
            if (symptom.metric.empty())
                continue;
            const LiveNumber number = live.number(symptom.metric, RuleFunction::Value, windowMs);
            m_outcome.unknownSymptoms += !number.value && m_answers[m_node]; // a dead node says nothing of itself
            m_outcome.symptoms << symptom.text + u": "_s +
                                      (number.value ? liveValueText(symptom.metric, RuleFunction::Value, *number.value)
                                                    : tr("unknown: %1").arg(number.reason));
        }
    }
    m_parts->loop.quit();
}

} // namespace cacheledger
