// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/livevalues.h"
#include "incidents/playbookcontext.h"
#include "ui/impactwatch.h"

#include <deque>
#include <map>
#include <memory>

namespace cacheledger
{

/// The samples of the last minutes, of every node, those before this was made out of history: what the checks of an
/// open incident look at. GUI thread.
class IncidentLive : public QObject
{
    Q_OBJECT

public:
    /// `services` must have incidents.
    explicit IncidentLive(const Services& services, QObject* parent = nullptr);

    /// Asks for what history has of the minutes before, once for each node.
    void lookBack(const Incident& incident);
    /// From its first alert (else from its opening) until it was mitigated, closed or now, as far as it is known.
    LostSaving costOf(const Incident& incident) const;
    /// Of the incident's first node, else of the first of its cache, and of the cache's sources; null: its cache is not
    /// configured any more.
    std::unique_ptr<LiveValues> valuesOf(const Incident& incident) const;
    /// What the playbook's texts may show; `live` must outlive its use.
    PlaybookContext contextOf(const Incident& incident, const LiveValues* live, const QTimeZone& zone) const;

Q_SIGNALS:
    void costChanged();

private:
    std::vector<SourceConfig> sourcesOf(const Incident& incident) const;
    std::unique_ptr<LiveValues> valuesOf(const NodeId& node) const;
    void lookBack(const NodeId& node);
    const NodeConfig* nodeOf(const Incident& incident) const;
    void keep(const NodeStatus& status);
    void putBefore(const std::vector<SnapshotPtr>& stored);

    Services m_services;
    ImpactWatch* m_impact;
    std::map<NodeId, std::deque<SnapshotPtr>> m_samples;
    std::map<NodeId, quint64> m_lookingBack; // the question to history, also when it is answered
};

} // namespace cacheledger
