// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incidentlife.h"
#include "incidents/playbookfile.h"

namespace cacheledger::testing
{

inline constexpr TimeMs incidentStartMs = 1'795'352'640'000; // 2026-11-22T13:04:00Z

inline Alert firingAlert(qint64 id, const QString& rule, TimeMs firedMs, AlertTier tier = AlertTier::Critical)
{
    Alert alert;
    alert.id = id;
    alert.key = {rule, NodeId{QStringLiteral("n1")}};
    alert.cache = CacheId{QStringLiteral("c1")};
    alert.cacheName = QStringLiteral("shop");
    alert.address = QStringLiteral("10.0.0.7:6379");
    alert.ruleName = rule;
    alert.tier = tier;
    alert.metric = "memory_used_ratio";
    alert.threshold = 0.9;
    alert.state = AlertState::Firing;
    alert.sinceMs = firedMs - 60'000;
    alert.firedMs = firedMs;
    alert.firedValue = 0.93;
    alert.newestValue = 0.95;
    alert.message = QStringLiteral("Memory is at 93 %.");
    return alert;
}

/// With a step of every kind.
inline std::shared_ptr<const Playbook> somePlaybook()
{
    static const QByteArray text = R"({
  "version": 1, "id": "memory-exhaustion", "title": "Memory exhaustion", "tier": "critical",
  "alerts": ["memory-high"], "meaning": "{{cache}} is full.", "impact": "Keys are evicted early.",
  "expectedMinutes": {"from": 15, "to": 90},
  "symptoms": [{"text": "Memory is nearly used up.", "metric": "memory_used_ratio"}],
  "actions": [{"text": "Tell the on-call of {{cache}}."}, {"text": "Look at the memory.", "command": "{{cli}} INFO memory",
    "check": {"metric": "memory_used_ratio", "comparison": ">", "threshold": 0.9, "met": "Memory is short.",
              "notMet": "Memory is enough."}}],
  "diagnosis": [{"text": "Are keys without TTL?"}],
  "mitigation": [{"text": "Raise maxmemory.", "command": "{{cli}} CONFIG SET maxmemory 8gb",
    "risk": "The host may run out of memory.", "wayBack": "Set it back."}],
  "verification": [{"text": "Evictions stop."}],
  "prevention": ["Set a TTL on every key."],
  "escalation": [{"after": "30m", "text": "Call the owner.", "to": "service owner"}],
  "messages": {"engineering": {"initial": "{{cache}} is at {{value}}.", "update": "Still.", "resolved": "Done: {{cause}}"},
    "stakeholders": {"initial": "We look into {{cache}}; it costs {{cost}}.", "update": "Still.", "resolved": "Done."},
    "users": {"initial": "Slow.", "update": "Still slow.", "resolved": "Fast again."}}
})";
    const PlaybookFile file = playbookfile::parse(text, QStringLiteral("memory-exhaustion.json"));
    return file.playbook ? std::make_shared<const Playbook>(*file.playbook) : nullptr;
}

/// With an alert, a tick, notes that try to be markup, evidence and follow-ups.
inline Incident fullIncident()
{
    using namespace incidentlife;
    Incident incident = openedFor(firingAlert(7, QStringLiteral("memory-high"), incidentStartMs), somePlaybook(),
                                  incidentStartMs + 1000);
    incident.id = QStringLiteral("2026-11-22-1");
    setRoles(incident, {QStringLiteral("Asha"), QStringLiteral("Ben"), {}}, incidentStartMs + 5000, {});
    setTicked(incident, {QStringLiteral("actions"), 0}, true, incidentStartMs + 20'000, QStringLiteral("asha"));
    addNote(incident, QStringLiteral("embeddings *without* TTL | since `4f2c`"), incidentStartMs + 30'000,
            QStringLiteral("asha"));
    addEvidence(incident,
                {{EvidenceKind::SlowLog,
                  NodeId{QStringLiteral("n1")},
                  QStringLiteral("10.0.0.7:6379"),
                  incidentStartMs + 2000,
                  QStringLiteral("2-slow-log.csv"),
                  {}},
                 {EvidenceKind::Clients,
                  NodeId{QStringLiteral("n1")},
                  QStringLiteral("10.0.0.7:6379"),
                  incidentStartMs + 2000,
                  {},
                  QStringLiteral("NOPERM, grant it with ACL SETUSER x +client|list")}},
                incidentStartMs + 2500);
    setMitigated(incident, true, incidentStartMs + 600'000, QStringLiteral("asha"));
    close(incident, QStringLiteral("A deploy wrote without TTL."),
          {{QStringLiteral("Set a TTL"), QStringLiteral("Ben"), false}}, incidentStartMs + 1'200'000,
          QStringLiteral("asha"));
    return incident;
}

} // namespace cacheledger::testing
