// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incidentkeeper.h"

#include "alerts/alertlog.h"
#include "app/collector.h"
#include "incidents/incidentlife.h"

#include <QtCore/QThread>

#include <algorithm>

namespace cacheledger
{

/// A clock that is set, or a machine that sleeps, must not keep a timer from being told.
static constexpr qint64 longestTimerMs = 30'000;

IncidentKeeper::IncidentKeeper(Parts parts, QObject* parent)
    : IncidentClient(parent),
      m_parts(std::move(parts)),
      m_thread(std::make_unique<QThread>()),
      m_worker(new IncidentWorker(m_parts.folder, m_parts.playbooksFolder, m_parts.clock, m_parts.findAlert))
{
    m_thread->setObjectName(QStringLiteral("incidents"));
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connectWorker();
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, &IncidentKeeper::tellDue);
    m_thread->start();
    post([](IncidentWorker& worker) { worker.start(); });
}

IncidentKeeper::~IncidentKeeper()
{
    // Behind everything that was asked for.
    QMetaObject::invokeMethod(
        m_worker, [thread = m_thread.get()] { thread->quit(); }, Qt::QueuedConnection);
    m_thread->wait();
}

void IncidentKeeper::connectWorker()
{
    connect(m_worker, &IncidentWorker::listed, this, [this](const IncidentList& list) {
        m_list = list;
        m_isListed = true;
        Q_EMIT listChanged();
        judge();
    });
    connect(m_worker, &IncidentWorker::changed, this, &IncidentKeeper::onChanged);
    connect(m_worker, &IncidentWorker::opened, this, &IncidentKeeper::onOpened);
    connect(m_worker, &IncidentWorker::openEnded, this, [this](qint64 alert) {
        m_opening.erase(alert);
        judge();
    });
    connect(m_worker, &IncidentWorker::loaded, this, &IncidentClient::incidentReady);
    connect(m_worker, &IncidentWorker::found, this, &IncidentClient::found);
    connect(m_worker, &IncidentWorker::evidenceRead, this, &IncidentClient::evidenceReady);
    connect(m_worker, &IncidentWorker::playbooksRead, this, &IncidentClient::playbooksReady);
    connect(m_worker, &IncidentWorker::samplesRead, this, &IncidentClient::samplesReady);
    connect(m_worker, &IncidentWorker::failed, this, &IncidentClient::failed);
}

void IncidentKeeper::setCollector(Collector* collector)
{
    m_collector = collector;
    if (!collector)
        return;
    connect(collector, &Collector::evidenceCaptured, this, [this](quint64 request, const EvidenceAnswer& answer) {
        const auto waiting = m_capturing.find(request);
        if (waiting != m_capturing.end())
            waiting->second->answered(answer);
    });
}

void IncidentKeeper::setAutomatic(bool automatic)
{
    m_automatic = automatic;
    judge();
}

void IncidentKeeper::follow(AlertClient* alerts)
{
    connect(alerts, &AlertClient::activeChanged, this, [this, alerts] { setAlerts(alerts->active()); });
    setAlerts(alerts->active());
}

IncidentPtr IncidentKeeper::active(const QString& id) const
{
    const auto found = m_active.find(id);
    return found == m_active.end() ? nullptr : found->second;
}

IncidentPtr IncidentKeeper::ofAlert(qint64 alert) const
{
    for (const auto& [id, incident] : m_active) {
        if (incidentlife::holds(*incident, alert))
            return incident;
    }
    return nullptr;
}

void IncidentKeeper::setAlerts(const std::vector<Alert>& alerts)
{
    m_alerts = alerts;
    judge();
}

/// What the alerts mean for the incidents. Waits until it is known which alerts belong to one already.
void IncidentKeeper::judge()
{
    if (!m_isListed || !m_automatic)
        return;
    for (const Alert& alert : m_alerts)
        judgeAlert(alert);
    for (const auto& [id, incident] : m_active) {
        std::vector<qint64> gone;
        for (const IncidentAlert& alert : incident->alerts) {
            const bool lasts = std::ranges::any_of(m_alerts, [&](const Alert& each) { return each.id == alert.id; });
            if (!lasts && !alert.endedMs)
                gone.push_back(alert.id);
        }
        if (!gone.empty() && m_parts.findAlert)
            post([id, gone](IncidentWorker& worker) { worker.catchUp(id, gone); });
    }
}

void IncidentKeeper::judgeAlert(const Alert& alert)
{
    if (!alert.firedMs || alert.state != AlertState::Firing)
        return;
    if (const IncidentPtr incident = ofAlert(alert.id)) {
        if (incidentlife::isBehind(*incident, alert))
            change(incident->id, [alert](Incident& followed) { incidentlife::follow(followed, alert); });
        return;
    }
    const auto isKnown = [&](const IncidentSummary& each) {
        return std::ranges::find(each.alerts, alert.id) != each.alerts.end();
    };
    const auto isOpening = [&](const auto& each) { return each.second == alert.cache; };
    if (std::ranges::any_of(m_list.incidents, isKnown) || std::ranges::any_of(m_opening, isOpening))
        return; // of one that is closed; or to be looked at again when that one is open
    for (const auto& [id, incident] : m_active) {
        if (incidentlife::isRelated(*incident, alert)) {
            change(id, [alert](Incident& joined) { incidentlife::join(joined, alert); });
            return;
        }
    }
    if (alert.tier == AlertTier::Critical && alert.silence.isEmpty() && alert.inhibitedBy.isEmpty())
        startOpening(alert);
}

bool IncidentKeeper::isOnEveryNode(const Alert& alert) const
{
    const CacheConfig* cache = m_parts.cache(alert.cache);
    return cache && std::ranges::all_of(cache->nodes, [&](const NodeConfig& node) {
               return std::ranges::any_of(m_alerts, [&](const Alert& each) {
                   return each.key == AlertKey{alert.key.rule, node.id} && each.state == AlertState::Firing;
               });
           });
}

void IncidentKeeper::startOpening(const Alert& alert)
{
    if (!m_opening.try_emplace(alert.id, alert.cache).second)
        return;
    post([alert, everywhere = isOnEveryNode(alert)](IncidentWorker& worker) { worker.openFor(alert, everywhere); });
}

void IncidentKeeper::openForAlert(qint64 alert)
{
    if (const IncidentPtr incident = ofAlert(alert)) {
        Q_EMIT opened(incident->id);
        return;
    }
    const auto known = std::ranges::find(m_alerts, alert, &Alert::id);
    if (known != m_alerts.end())
        startOpening(*known);
    else
        Q_EMIT failed(0, Error{ErrorCode::InvalidArgument, tr("The alert has ended."),
                               tr("Open an incident with a playbook instead.")});
}

void IncidentKeeper::openWithPlaybook(const QString& playbook, const CacheId& cache)
{
    const CacheConfig* config = m_parts.cache(cache);
    const QString name = config ? config->name : QString();
    post([playbook, cache, name](IncidentWorker& worker) { worker.openWith(playbook, cache, name); });
}

void IncidentKeeper::onOpened(const IncidentPtr& incident)
{
    record(*incident, tr("Incident %1 opened: %2.").arg(incident->id, incident->title));
    Q_EMIT opened(incident->id);
    captureEvidence(incident->id);
}

void IncidentKeeper::onChanged(const IncidentPtr& incident)
{
    if (incident->state == IncidentState::Closed)
        m_active.erase(incident->id);
    else
        m_active[incident->id] = incident;
    armTimers();
    Q_EMIT incidentChanged(incident);
}

void IncidentKeeper::change(const QString& id, IncidentStore::Change change)
{
    post([id, change = std::move(change)](IncidentWorker& worker) { worker.change(id, change); });
}

void IncidentKeeper::armTimers()
{
    std::optional<TimeMs> next;
    for (const auto& [id, incident] : m_active) {
        for (const auto& dueMs : {incident->nextUpdateMs, incident->escalateMs}) {
            if (dueMs && !m_told.contains({id, *dueMs}) && (!next || *dueMs < *next))
                next = dueMs;
        }
    }
    if (next)
        m_due.start(static_cast<int>(std::clamp<qint64>(*next - m_parts.clock->nowMs(), 0, longestTimerMs)));
    else
        m_due.stop();
}

void IncidentKeeper::tellDue()
{
    const TimeMs nowMs = m_parts.clock->nowMs();
    std::vector<std::pair<QString, bool>> due;
    for (const auto& [id, incident] : m_active) {
        if (incident->nextUpdateMs && *incident->nextUpdateMs <= nowMs &&
            m_told.insert({id, *incident->nextUpdateMs}).second)
            due.emplace_back(id, false);
        if (incident->escalateMs && *incident->escalateMs <= nowMs && m_told.insert({id, *incident->escalateMs}).second)
            due.emplace_back(id, true);
    }
    armTimers();
    for (const auto& [id, isEscalation] : due)
        Q_EMIT timerDue(id, isEscalation);
}

void IncidentKeeper::record(const Incident& incident, const QString& text)
{
    Q_EMIT happened(Event{NodeId{}, incident.cache, m_parts.clock->nowMs(), EventKind::Incident, text});
}

IncidentWorker::FindAlert alertsIn(const QString& log)
{
    return [log](qint64 alert) {
        const auto opened = AlertLog::open(log, Database::Mode::Read);
        const auto found = opened ? (*opened)->find(alert) : Result<std::optional<Alert>>(opened.error());
        return found ? *found : std::nullopt;
    };
}

} // namespace cacheledger
