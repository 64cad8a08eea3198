// SPDX-License-Identifier: GPL-3.0-or-later
// What the user asks of the keeper.
#include "app/incidentkeeper.h"

#include "app/collector.h"
#include "app/evidencetables.h"
#include "incidents/evidencefile.h"
#include "incidents/evidencevalues.h"
#include "incidents/incidentlife.h"
#include "keyspace/keyrecordstore.h"

#include <algorithm>

namespace cacheledger
{

/// More nodes than that are not asked at once: a cluster's evidence would be a load of its own.
static constexpr std::size_t mostNodes = 4;

void IncidentKeeper::setTicked(const QString& id, const ChecklistKey& step, bool ticked)
{
    change(id, [step, ticked, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::setTicked(incident, step, ticked, nowMs, by);
    });
}

void IncidentKeeper::addNote(const QString& id, const QString& text)
{
    change(id, [text, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::addNote(incident, text, nowMs, by);
    });
}

void IncidentKeeper::removeNote(const QString& id, const TimelineEntry& note)
{
    change(id, [note](Incident& incident) { incidentlife::removeNote(incident, note); });
}

void IncidentKeeper::setRoles(const QString& id, const IncidentRoles& roles)
{
    change(id, [roles, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::setRoles(incident, roles, nowMs, by);
    });
}

void IncidentKeeper::setNextUpdate(const QString& id, std::optional<TimeMs> atMs)
{
    change(id, [atMs](Incident& incident) { incident.nextUpdateMs = atMs; });
}

void IncidentKeeper::setEscalation(const QString& id, std::optional<TimeMs> atMs)
{
    change(id, [atMs](Incident& incident) { incident.escalateMs = atMs; });
}

void IncidentKeeper::recordMessage(const QString& id, const QString& audience, const QString& text)
{
    change(id, [audience, text, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::recordMessage(incident, audience, text, nowMs, by);
    });
}

void IncidentKeeper::setMitigated(const QString& id, bool mitigated)
{
    change(id, [mitigated, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::setMitigated(incident, mitigated, nowMs, by);
    });
}

void IncidentKeeper::close(const QString& id, const QString& cause, const std::vector<FollowUp>& followUps)
{
    if (const IncidentPtr incident = active(id)) {
        record(*incident, tr("Incident %1 closed: %2.").arg(id, incident->title));
        captureEvidence(id); // how it ended: charts up to now
    }
    change(id, [cause, followUps, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::close(incident, cause, followUps, nowMs, by);
    });
}

void IncidentKeeper::reopen(const QString& id)
{
    change(id, [nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::reopen(incident, nowMs, by);
    });
}

void IncidentKeeper::setReviewed(const QString& id, bool reviewed)
{
    change(id, [reviewed](Incident& incident) { incident.reviewed = reviewed; });
}

void IncidentKeeper::setFollowUps(const QString& id, const std::vector<FollowUp>& followUps)
{
    change(id, [followUps, nowMs = m_parts.clock->nowMs(), by = m_parts.by](Incident& incident) {
        incidentlife::setFollowUps(incident, followUps, nowMs, by);
    });
}

quint64 IncidentKeeper::request(const QString& id)
{
    const quint64 number = m_next++;
    post([number, id](IncidentWorker& worker) { worker.load(number, id); });
    return number;
}

quint64 IncidentKeeper::search(const QString& text)
{
    const quint64 number = m_next++;
    post([number, text](IncidentWorker& worker) { worker.search(number, text); });
    return number;
}

quint64 IncidentKeeper::requestEvidence(const QString& id, const QString& file)
{
    const quint64 number = m_next++;
    post([number, id, file](IncidentWorker& worker) { worker.evidence(number, id, file); });
    return number;
}

quint64 IncidentKeeper::requestPlaybooks()
{
    const quint64 number = m_next++;
    post([number](IncidentWorker& worker) { worker.playbooks(number); });
    return number;
}

quint64 IncidentKeeper::requestSamples(const NodeId& node, TimeMs fromMs, TimeMs toMs)
{
    const quint64 number = m_next++;
    post([number, file = m_parts.historyFile, node, fromMs, toMs](IncidentWorker& worker) {
        worker.samples(number, file, node, fromMs, toMs);
    });
    return number;
}

void IncidentKeeper::captureEvidence(const QString& id)
{
    const IncidentPtr incident = active(id);
    const CacheConfig* cache = incident ? m_parts.cache(incident->cache) : nullptr;
    if (!cache)
        return;
    std::size_t asked = 0;
    const auto isNamed = [&](const NodeConfig& node) {
        return std::ranges::find(incident->nodes, node.id) != incident->nodes.end();
    };
    const bool all = std::ranges::none_of(cache->nodes, isNamed); // opened by hand, or by what an application tells
    for (const NodeConfig& node : cache->nodes) {
        const bool isMeant = all || isNamed(node);
        if (isMeant && asked++ < mostNodes)
            startCapture(*incident, node.id, node.endpoint.address());
    }
    capturePrefixes(*incident);
}

/// The largest prefixes, if anybody had the keys analysed; nothing is asked of a server in need for that.
void IncidentKeeper::capturePrefixes(const Incident& incident)
{
    if (m_parts.keysFolder.isEmpty())
        return;
    post([id = incident.id, cache = incident.cache, folder = m_parts.keysFolder,
          nowMs = m_parts.clock->nowMs()](IncidentWorker& worker) {
        if (const auto record = KeyRecordStore(folder).newest(cache))
            worker.keepEvidence(id, {{{EvidenceKind::Prefixes, {}, record->node, nowMs, {}, {}},
                                      evidencefile::toCsv(evidencetables::prefixes(*record))}});
    });
}

void IncidentKeeper::startCapture(const Incident& incident, const NodeId& node, const QString& address)
{
    const quint64 number = m_next++;
    EvidenceCapture::Parts parts{node, address, incident.openedMs, m_parts.clock->nowMs(), m_parts.history};
    if (incident.playbook)
        parts.metrics = metricsShownBy(*incident.playbook);
    auto* capture = new EvidenceCapture(std::move(parts), this);
    m_capturing[number] = capture;
    connect(capture, &EvidenceCapture::finished, this,
            [this, number, id = incident.id, capture](const std::vector<EvidencePart>& captured) {
                m_capturing.erase(number);
                capture->deleteLater();
                post([id, captured](IncidentWorker& worker) { worker.keepEvidence(id, captured); });
            });
    capture->start();
    if (m_collector)
        m_collector->captureEvidence(number, node);
    else
        capture->answered(EvidenceAnswer(
            Error{ErrorCode::Unsupported, tr("Another process collects, this one does not ask the node."), {}}));
}

} // namespace cacheledger
