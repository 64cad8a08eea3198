// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulereader.h"

#include "alerts/rulewords.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

namespace
{

QString readerText(const char* text)
{
    return QCoreApplication::translate("RuleFile", text);
}

constexpr const char* ruleKeys[] = {"id",       "name",          "enabled",        "tier",      "metric",
                                    "function", "window",        "comparison",     "threshold", "recovery",
                                    "for",      "keepFiringFor", "minimumLookups", "noData",    "requires",
                                    "scope",    "inhibits",      "message",        "playbook",  "channels"};
constexpr const char* scopeKeys[] = {"caches", "nodes", "tags", "stages"};

} // namespace

RuleReader::RuleReader(const Json& object) : m_in(object, QString(), m_faults)
{
    checkKeys();
    readIdentity();
    readCondition();
    readTimes();
    readScope();
    if (m_faults.empty())
        m_faults = faultsOf(m_rule);
}

void RuleReader::checkKeys()
{
    m_in.allowOnly(ruleKeys, readerText("is no key of a rule; these are: %1."));
    m_in.need("id");
    m_in.need("metric");
}

void RuleReader::readIdentity()
{
    m_rule.id = m_in.text("id");
    m_rule.name = m_in.text("name", m_rule.id);
    m_rule.enabled = m_in.flag("enabled", m_rule.enabled);
    m_rule.tier = m_in.word("tier", m_rule.tier, rulewords::tierOf, rulewords::allTiers);
    m_rule.message = m_in.text("message");
    m_rule.playbook = m_in.text("playbook");
    m_rule.channels = m_in.texts("channels");
    if (m_in.find("inhibits"))
        m_rule.inhibits = m_in.texts("inhibits");
}

void RuleReader::readCondition()
{
    m_rule.metric = m_in.text("metric").toStdString();
    m_rule.function = m_in.word("function", m_rule.function, rulewords::functionOf, rulewords::allFunctions);
    if (m_rule.function == RuleFunction::Absence) {
        for (const char* key : {"comparison", "threshold"})
            if (m_in.find(key))
                m_in.fail(QLatin1String(key), readerText("has no meaning with absence, which is not compared."));
    } else {
        m_in.need("comparison");
        m_rule.comparison =
            m_in.word("comparison", m_rule.comparison, rulewords::comparisonOf, rulewords::allComparisons);
        m_rule.threshold = m_in.number("threshold");
    }
    if (m_in.find("recovery"))
        m_rule.recovery = m_in.number("recovery");
    if (m_in.find("minimumLookups"))
        m_rule.minimumTraffic = MinimumTraffic{m_in.number("minimumLookups")};
    m_rule.noData = m_in.word("noData", m_rule.noData, rulewords::noDataOf, rulewords::allNoData);
    for (const QString& name : m_in.texts("requires")) {
        if (const auto requirement = rulewords::requirementOf(name))
            m_rule.requirements.push_back(*requirement);
        else
            m_in.fail(QStringLiteral("requires"), readerText("must be some of %1.").arg(rulewords::allRequirements()));
    }
}

void RuleReader::readTimes()
{
    m_rule.windowMs = rulewords::durationIn(m_in, "window", m_rule.windowMs);
    m_rule.forMs = rulewords::durationIn(m_in, "for", m_rule.forMs);
    m_rule.keepFiringForMs = rulewords::durationIn(m_in, "keepFiringFor", m_rule.keepFiringForMs);
}

void RuleReader::readScope()
{
    const Json* object = m_in.find("scope");
    if (!object)
        return;
    if (!object->is_object()) {
        m_in.fail(QStringLiteral("scope"), readerText("must be an object."));
        return;
    }
    JsonObject scope(*object, QStringLiteral("scope/"), m_faults);
    scope.allowOnly(scopeKeys, readerText("is no key of a scope; these are: %1."));
    m_rule.scope.caches = scope.texts("caches");
    m_rule.scope.nodes = scope.texts("nodes");
    m_rule.scope.tags = scope.texts("tags");
    m_rule.scope.stages = scope.texts("stages");
}

static RuleReader::Json listOf(const QStringList& texts)
{
    RuleReader::Json list = RuleReader::Json::array();
    for (const QString& text : texts)
        list.push_back(text.toStdString());
    return list;
}

nlohmann::ordered_json ruleObject(const Rule& rule)
{
    const Rule plain;
    RuleReader::Json object;
    const auto put = [&](const char* key, const QString& text, bool wanted) {
        if (wanted)
            object[key] = text.toStdString();
    };
    put("id", rule.id, true);
    put("name", rule.name, true);
    if (!rule.enabled)
        object["enabled"] = false;
    put("tier", rulewords::tier(rule.tier), true);
    object["metric"] = rule.metric;
    put("function", rulewords::function(rule.function), rule.function != plain.function);
    put("window", rulewords::duration(rule.windowMs), rule.windowMs != plain.windowMs);
    if (rule.function != RuleFunction::Absence) {
        put("comparison", rulewords::comparison(rule.comparison), true);
        object["threshold"] = rule.threshold;
    }
    if (rule.recovery)
        object["recovery"] = *rule.recovery;
    put("for", rulewords::duration(rule.forMs), rule.forMs != 0);
    put("keepFiringFor", rulewords::duration(rule.keepFiringForMs), rule.keepFiringForMs != 0);
    if (rule.minimumTraffic)
        object["minimumLookups"] = rule.minimumTraffic->lookups;
    put("noData", rulewords::noData(rule.noData), rule.noData != plain.noData);
    for (const RuleRequirement requirement : rule.requirements)
        object["requires"].push_back(rulewords::requirement(requirement).toStdString());
    if (!(rule.scope == plain.scope))
        object["scope"] = {{"caches", listOf(rule.scope.caches)},
                           {"nodes", listOf(rule.scope.nodes)},
                           {"tags", listOf(rule.scope.tags)}};
    if (!rule.scope.stages.isEmpty())
        object["scope"]["stages"] = listOf(rule.scope.stages);
    if (rule.inhibits)
        object["inhibits"] = listOf(*rule.inhibits);
    put("message", rule.message, !rule.message.isEmpty());
    put("playbook", rule.playbook, !rule.playbook.isEmpty());
    if (!rule.channels.isEmpty())
        object["channels"] = listOf(rule.channels);
    return object;
}

} // namespace cacheledger
