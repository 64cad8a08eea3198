// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentfile.h"

#include "alerts/rulewords.h"
#include "config/jsondocument.h"
#include "incidents/incidentreader.h"
#include "incidents/playbookfile.h"

#include <QtCore/QDateTime>
#include <QtCore/QRegularExpression>

namespace cacheledger
{

namespace
{

using Json = nlohmann::ordered_json;

JsonKind incidentKind()
{
    return {incidentfile::newestVersion, incidentfile::largestFile, QStringLiteral("docs/formats.md")};
}

std::string utf8(const QString& text)
{
    return text.toStdString();
}

std::string isoText(TimeMs timeMs)
{
    return utf8(QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(Qt::ISODateWithMs));
}

void putTime(Json& object, const char* key, const std::optional<TimeMs>& timeMs)
{
    if (timeMs)
        object[key] = isoText(*timeMs);
}

void putText(Json& object, const char* key, const QString& text)
{
    if (!text.isEmpty())
        object[key] = utf8(text);
}

Json alertObject(const IncidentAlert& alert)
{
    Json object{{"id", alert.id},
                {"rule", utf8(alert.rule)},
                {"ruleName", utf8(alert.ruleName)},
                {"node", utf8(alert.node.value)},
                {"address", utf8(alert.address)},
                {"tier", utf8(rulewords::tier(alert.tier))},
                {"metric", alert.metric},
                {"function", utf8(rulewords::function(alert.function))},
                {"comparison", utf8(rulewords::comparison(alert.comparison))},
                {"threshold", alert.threshold}};
    if (alert.value)
        object["value"] = *alert.value;
    object["fired"] = isoText(alert.firedMs);
    putTime(object, "acknowledged", alert.acknowledgedMs);
    putTime(object, "ended", alert.endedMs);
    object["message"] = utf8(alert.message);
    return object;
}

void putLists(Json& object, const Incident& incident)
{
    Json& alerts = object["alerts"] = Json::array();
    for (const IncidentAlert& alert : incident.alerts)
        alerts.push_back(alertObject(alert));
    Json& checklist = object["checklist"] = Json::array();
    for (const auto& [key, tick] : incident.checklist) {
        Json ticked{{"section", utf8(key.section)}, {"index", key.index}, {"at", isoText(tick.atMs)}};
        putText(ticked, "by", tick.by);
        checklist.push_back(std::move(ticked));
    }
    Json& timeline = object["timeline"] = Json::array();
    for (const TimelineEntry& entry : incident.timeline) {
        Json line{{"time", isoText(entry.timeMs)},
                  {"kind", utf8(incidentfile::timelineWord(entry.kind))},
                  {"text", utf8(entry.text)}};
        putText(line, "by", entry.by);
        timeline.push_back(std::move(line));
    }
    Json& evidence = object["evidence"] = Json::array();
    for (const EvidenceItem& item : incident.evidence) {
        Json captured{{"kind", utf8(incidentfile::evidenceWord(item.kind))}, {"time", isoText(item.timeMs)}};
        putText(captured, "node", item.node.value);
        putText(captured, "address", item.address);
        putText(captured, "file", item.file);
        putText(captured, "reason", item.reason);
        evidence.push_back(std::move(captured));
    }
    Json& followUps = object["followUps"] = Json::array();
    for (const FollowUp& followUp : incident.followUps) {
        Json todo{{"text", utf8(followUp.text)}, {"done", followUp.done}};
        putText(todo, "owner", followUp.owner);
        followUps.push_back(std::move(todo));
    }
}

} // namespace

Result<Incident> incidentfile::parse(const QByteArray& document, const QString& file)
{
    const auto json = parseJsonFile(document, file, incidentKind());
    if (!json)
        return json.error();
    QString fault;
    Incident incident = incidentIn(*json, fault);
    if (const auto playbook = json->find("playbook"); fault.isEmpty() && playbook != json->end()) {
        const PlaybookFile copied = playbookfile::parse(QByteArray::fromStdString(playbook->dump()), file);
        if (copied.playbook)
            incident.playbook = std::make_shared<const Playbook>(*copied.playbook);
        else
            fault = copied.problems.front().text();
    }
    if (!fault.isEmpty())
        return badJsonFile(file, fault, incidentKind());
    return incident;
}

QByteArray incidentfile::toText(const Incident& incident)
{
    Json object{{"version", newestVersion},
                {"id", utf8(incident.id)},
                {"title", utf8(incident.title)},
                {"tier", utf8(rulewords::tier(incident.tier))},
                {"cache", utf8(incident.cache.value)},
                {"cacheName", utf8(incident.cacheName)}};
    Json& nodes = object["nodes"] = Json::array();
    for (const NodeId& node : incident.nodes)
        nodes.push_back(utf8(node.value));
    object["state"] = utf8(stateWord(incident.state));
    object["opened"] = isoText(incident.openedMs);
    putTime(object, "mitigated", incident.mitigatedMs);
    putTime(object, "closed", incident.closedMs);
    object["roles"] = Json::object();
    putText(object["roles"], "commander", incident.roles.commander);
    putText(object["roles"], "communications", incident.roles.communications);
    putText(object["roles"], "scribe", incident.roles.scribe);
    putTime(object, "nextUpdate", incident.nextUpdateMs);
    putTime(object, "escalate", incident.escalateMs);
    putText(object, "cause", incident.cause);
    object["reviewed"] = incident.reviewed;
    putLists(object, incident);
    if (incident.playbook)
        object["playbook"] = Json::parse(playbookfile::toText(*incident.playbook).toStdString());
    return QByteArray::fromStdString(object.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

bool incidentfile::isId(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^\\d{4}-\\d{2}-\\d{2}-[1-9]\\d{0,5}\\z"));
    return pattern.match(text).hasMatch();
}

bool incidentfile::isEvidenceName(const QString& name)
{
    static const QRegularExpression pattern(QStringLiteral("^[a-z0-9][a-z0-9-]{0,80}\\.(txt|csv)\\z"));
    return pattern.match(name).hasMatch();
}

} // namespace cacheledger
