// SPDX-License-Identifier: GPL-3.0-or-later
// A playbook as a JSON object.
#include "alerts/rulewords.h"
#include "incidents/playbookreader.h"

namespace cacheledger
{

namespace
{

using BookJson = nlohmann::ordered_json;

BookJson textList(const QStringList& texts)
{
    BookJson list = BookJson::array();
    for (const QString& text : texts)
        list.push_back(text.toStdString());
    return list;
}

BookJson checkObject(const PlaybookCheck& check)
{
    const PlaybookCheck plain;
    BookJson object;
    if (check.metric.empty()) {
        object["field"] = check.field;
    } else {
        object["metric"] = check.metric;
        if (check.function != plain.function)
            object["function"] = rulewords::function(check.function).toStdString();
        if (check.windowMs != plain.windowMs)
            object["window"] = rulewords::duration(check.windowMs).toStdString();
    }
    object["comparison"] = rulewords::comparison(check.comparison).toStdString();
    if (check.metric.empty())
        object["texts"] = textList(check.texts);
    else
        object["threshold"] = check.threshold;
    object["met"] = check.met.toStdString();
    object["notMet"] = check.notMet.toStdString();
    return object;
}

BookJson stepList(const std::vector<PlaybookStep>& steps)
{
    BookJson list = BookJson::array();
    for (const PlaybookStep& step : steps) {
        BookJson object{{"text", step.text.toStdString()}};
        if (!step.command.isEmpty())
            object["command"] = step.command.toStdString();
        if (step.check)
            object["check"] = checkObject(*step.check);
        if (!step.risk.isEmpty())
            object["risk"] = step.risk.toStdString();
        if (!step.wayBack.isEmpty())
            object["wayBack"] = step.wayBack.toStdString();
        list.push_back(std::move(object));
    }
    return list;
}

BookJson symptomList(const std::vector<PlaybookSymptom>& symptoms)
{
    BookJson list = BookJson::array();
    for (const PlaybookSymptom& symptom : symptoms) {
        BookJson object{{"text", symptom.text.toStdString()}};
        if (!symptom.metric.empty())
            object["metric"] = symptom.metric;
        list.push_back(std::move(object));
    }
    return list;
}

BookJson escalationList(const std::vector<PlaybookEscalation>& escalations)
{
    BookJson list = BookJson::array();
    for (const PlaybookEscalation& escalation : escalations) {
        BookJson object;
        if (escalation.afterMs)
            object["after"] = rulewords::duration(*escalation.afterMs).toStdString();
        if (escalation.condition)
            object["check"] = checkObject(*escalation.condition);
        if (escalation.forMs > 0)
            object["for"] = rulewords::duration(escalation.forMs).toStdString();
        object["text"] = escalation.text.toStdString();
        object["to"] = escalation.to.toStdString();
        list.push_back(std::move(object));
    }
    return list;
}

} // namespace

nlohmann::ordered_json playbookObject(const Playbook& playbook)
{
    BookJson object{{"id", playbook.id.toStdString()}};
    if (playbook.revision != 1)
        object["revision"] = playbook.revision;
    object["title"] = playbook.title.toStdString();
    object["tier"] = rulewords::tier(playbook.tier).toStdString();
    if (!playbook.alerts.isEmpty())
        object["alerts"] = textList(playbook.alerts);
    if (playbook.everyNode)
        object["everyNode"] = true;
    object["meaning"] = playbook.meaning.toStdString();
    object["impact"] = playbook.impact.toStdString();
    object["expectedMinutes"] = {{"from", playbook.expectedFromMinutes}, {"to", playbook.expectedToMinutes}};
    object["symptoms"] = symptomList(playbook.symptoms);
    object["actions"] = stepList(playbook.actions);
    object["diagnosis"] = stepList(playbook.diagnosis);
    object["mitigation"] = stepList(playbook.mitigation);
    object["verification"] = stepList(playbook.verification);
    object["prevention"] = textList(playbook.prevention);
    object["escalation"] = escalationList(playbook.escalation);
    for (const Audience audience : allAudiences)
        for (const MessageKind kind : allMessageKinds)
            object["messages"][audienceWord(audience).toStdString()][messageKindWord(kind).toStdString()] =
                playbook.message(audience, kind).toStdString();
    return object;
}

} // namespace cacheledger
