// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/livevalues.h"
#include "incidents/playbookcontext.h"
#include "ui/services.h"

#include <deque>
#include <map>
#include <memory>

namespace cacheledger
{

/// The samples of the last minutes, of every node, from when this was made: what the checks of an open incident look
/// at. GUI thread.
class IncidentLive : public QObject
{
    Q_OBJECT

public:
    explicit IncidentLive(const Services& services, QObject* parent = nullptr);

    /// Of the incident's first node, else of the first of its cache; null: its cache is not configured any more.
    std::unique_ptr<LiveValues> valuesOf(const Incident& incident) const;
    /// What the playbook's texts may show; `live` must outlive its use.
    PlaybookContext contextOf(const Incident& incident, const LiveValues* live, const QTimeZone& zone) const;

private:
    const NodeConfig* nodeOf(const Incident& incident) const;
    void keep(const NodeStatus& status);

    Services m_services;
    std::map<NodeId, std::deque<SnapshotPtr>> m_samples;
};

} // namespace cacheledger
