// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillrun.h"

#include "app/collector.h"
#include "app/drills/drillscene.h"
#include "app/incidentkeeper.h"
#include "app/livealerts.h"
#include "app/sourceaccess.h"
#include "config/profile.h"
#include "history/historypool.h"
#include "history/historyrecorder.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>

namespace cacheledger
{

static constexpr qint64 startLimitMs = 30'000;
static constexpr qint64 conditionLimitMs = 30'000; // from the failure until it can be seen in the values
static constexpr qint64 playbookLimitMs = 10'000;

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
    : m_clock(std::move(clock)),
      m_factor(factor),
      m_referee(drill, factor, m_clock)
{
    connect(&m_referee, &DrillReferee::told, this, &DrillRun::told);
}

DrillRun::~DrillRun() = default;

Result<void> DrillRun::begin()
{
    m_parts = std::make_unique<Parts>(m_referee.drill(), m_clock);
    if (const auto created = m_parts->profile.create(); !created)
        return created;
    if (auto written = m_referee.writeRules(m_parts->profile.rulesFile()); !written)
        return written;
    if (auto started = m_parts->scene.start(); !started)
        return started;
    m_parts->cache = m_parts->scene.cache();
    m_parts->cache.intervalMs = DrillReferee::pollMs;
    m_referee.setScene(m_parts->cache, m_parts->scene.sources());
    return {};
}

void DrillRun::connectParts()
{
    Parts& parts = *m_parts;
    connect(&parts.recorder, &HistoryRecorder::opened, this, [this, &parts] {
        parts.collector = std::make_unique<Collector>(&parts.recorder, m_clock);
        std::set<NodeId> nodes;
        for (const NodeConfig& node : parts.cache.nodes)
            nodes.insert(node.id);
        const std::vector<SourceConfig> sources = parts.scene.sources();
        for (const SourceConfig& source : sources)
            nodes.insert(source.id);
        parts.alerts.attach(parts.collector.get(), &parts.recorder, nodes);
        parts.incidents.setCollector(parts.collector.get());
        parts.incidents.setAutomatic(true);
        connect(parts.collector.get(), &Collector::statusChanged, &m_referee, &DrillReferee::onStatus,
                Qt::QueuedConnection);
        connect(parts.collector.get(), &Collector::sourceStatusChanged, &m_referee, &DrillReferee::onStatus,
                Qt::QueuedConnection);
        parts.collector->setHotItemLimits(drillHotItems(m_factor));
        parts.collector->setCache(parts.cache, QString());
        for (const SourceConfig& source : sources)
            parts.collector->setSource(accessTo(source, parts.cache, {}, {}), parts.cache.name);
    });
    connect(&m_referee, &DrillReferee::strikeWanted, this, [&parts] { parts.scene.strike(); });
    connect(&m_referee, &DrillReferee::opened, &parts.loop, &QEventLoop::quit);
    m_referee.follow(&parts.alerts, &parts.incidents);
    parts.incidents.follow(&parts.alerts);
}

Result<DrillOutcome> DrillRun::run()
{
    if (const auto begun = begin(); !begun)
        return begun.error();
    Parts& parts = *m_parts;
    connectParts();
    std::optional<Error> failure;
    connect(&parts.recorder, &HistoryRecorder::failed, &parts.loop, [&failure, &parts](const Error& error) {
        failure = error;
        parts.loop.quit();
    });
    parts.alerts.start();
    parts.recorder.start();
    QTimer limit;
    limit.setSingleShot(true);
    connect(&limit, &QTimer::timeout, &parts.loop, &QEventLoop::quit);
    // Twice a window: what is usual has to be known before anything can be unusual.
    const qint64 calmMs = parts.scene.sources().empty() ? 0 : 3 * drillHotItems(m_factor).windowMs;
    limit.start(std::chrono::milliseconds(startLimitMs + calmMs + conditionLimitMs + playbookLimitMs +
                                          qint64(m_referee.outcome().allowedHoldSeconds * 1000)));
    parts.loop.exec();
    if (failure)
        return *failure;
    if (const auto healed = parts.scene.heal(); !healed)
        Q_EMIT told(healed.error().text());
    return m_referee.outcome();
}

} // namespace cacheledger
