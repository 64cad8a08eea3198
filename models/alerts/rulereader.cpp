// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulereader.h"

#include "alerts/rulewords.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

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
                                    "scope",    "message",       "playbook",       "channels"};
constexpr const char* scopeKeys[] = {"caches", "nodes", "tags"};

bool isAmong(std::span<const char* const> keys, const std::string& key)
{
    return std::ranges::any_of(keys, [&](const char* known) { return key == known; });
}

QString allKeys(std::span<const char* const> keys)
{
    QStringList all;
    for (const char* key : keys)
        all << QLatin1String(key);
    return all.join(QStringLiteral(", "));
}

QString shownKey(const std::string& key)
{
    return QString::fromStdString(key).left(80);
}

} // namespace

RuleReader::RuleReader(const Json& object) : m_object(object)
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
    for (const auto& [key, value] : m_object.items())
        if (!isAmong(ruleKeys, key))
            fail(shownKey(key), readerText("is no key of a rule; these are: %1.").arg(allKeys(ruleKeys)));
    for (const char* key : {"id", "metric"})
        if (!find(key))
            fail(QLatin1String(key), readerText("is missing."));
}

const RuleReader::Json* RuleReader::find(const char* key) const
{
    const auto found = m_object.find(key);
    return found == m_object.end() ? nullptr : &*found;
}

QString RuleReader::text(const char* key, const QString& fallback)
{
    const Json* value = find(key);
    if (!value)
        return fallback;
    if (value->is_string())
        return QString::fromStdString(value->get_ref<const std::string&>());
    fail(QLatin1String(key), readerText("must be a text in quotes."));
    return fallback;
}

double RuleReader::number(const char* key)
{
    const Json* value = find(key);
    if (value && value->is_number())
        return value->get<double>();
    fail(QLatin1String(key), value ? readerText("must be a number.") : readerText("is missing."));
    return 0;
}

qint64 RuleReader::duration(const char* key, qint64 fallback)
{
    const Json* value = find(key);
    if (!value)
        return fallback;
    const auto ms =
        value->is_string() ? rulewords::durationOf(QString::fromStdString(value->get<std::string>())) : std::nullopt;
    if (!ms)
        fail(QLatin1String(key), readerText("must be a duration in quotes, not negative, like \"30s\", \"5m\" or "
                                            "\"1h30m\"."));
    return ms.value_or(fallback);
}

QStringList RuleReader::texts(const Json& object, const char* key, const QString& shown)
{
    const auto value = object.find(key);
    if (value == object.end())
        return {};
    QStringList list;
    bool good = value->is_array();
    for (const Json& item : *value) {
        good = good && item.is_string();
        if (good)
            list << QString::fromStdString(item.get<std::string>());
    }
    if (!good)
        fail(shown, readerText("must be a list of texts."));
    return list;
}

template <typename T>
T RuleReader::word(const char* key, T fallback, std::optional<T> (*valueOf)(const QString&), QString (*all)())
{
    const Json* value = find(key);
    if (!value)
        return fallback;
    const auto found =
        value->is_string() ? valueOf(QString::fromStdString(value->get<std::string>())) : std::optional<T>();
    if (!found)
        fail(QLatin1String(key), readerText("must be one of %1.").arg(all()));
    return found.value_or(fallback);
}

void RuleReader::readIdentity()
{
    m_rule.id = text("id");
    m_rule.name = text("name", m_rule.id);
    if (const Json* enabled = find("enabled")) {
        if (enabled->is_boolean())
            m_rule.enabled = enabled->get<bool>();
        else
            fail(QStringLiteral("enabled"), readerText("must be true or false."));
    }
    m_rule.tier = word("tier", m_rule.tier, rulewords::tierOf, rulewords::allTiers);
    m_rule.message = text("message");
    m_rule.playbook = text("playbook");
    m_rule.channels = texts(m_object, "channels", QStringLiteral("channels"));
}

void RuleReader::readCondition()
{
    m_rule.metric = text("metric").toStdString();
    m_rule.function = word("function", m_rule.function, rulewords::functionOf, rulewords::allFunctions);
    if (m_rule.function == RuleFunction::Absence) {
        for (const char* key : {"comparison", "threshold"})
            if (find(key))
                fail(QLatin1String(key), readerText("has no meaning with absence, which is not compared."));
    } else {
        if (!find("comparison"))
            fail(QStringLiteral("comparison"), readerText("is missing."));
        m_rule.comparison = word("comparison", m_rule.comparison, rulewords::comparisonOf, rulewords::allComparisons);
        m_rule.threshold = number("threshold");
    }
    if (find("recovery"))
        m_rule.recovery = number("recovery");
    if (find("minimumLookups"))
        m_rule.minimumTraffic = MinimumTraffic{number("minimumLookups")};
    m_rule.noData = word("noData", m_rule.noData, rulewords::noDataOf, rulewords::allNoData);
    for (const QString& name : texts(m_object, "requires", QStringLiteral("requires"))) {
        if (const auto requirement = rulewords::requirementOf(name))
            m_rule.requirements.push_back(*requirement);
        else
            fail(QStringLiteral("requires"), readerText("must be some of %1.").arg(rulewords::allRequirements()));
    }
}

void RuleReader::readTimes()
{
    m_rule.windowMs = duration("window", m_rule.windowMs);
    m_rule.forMs = duration("for", m_rule.forMs);
    m_rule.keepFiringForMs = duration("keepFiringFor", m_rule.keepFiringForMs);
}

void RuleReader::readScope()
{
    const Json* scope = find("scope");
    if (!scope)
        return;
    if (!scope->is_object()) {
        fail(QStringLiteral("scope"), readerText("must be an object."));
        return;
    }
    for (const auto& [key, value] : scope->items())
        if (!isAmong(scopeKeys, key))
            fail(QStringLiteral("scope/") + shownKey(key),
                 readerText("is no key of a scope; these are: %1.").arg(allKeys(scopeKeys)));
    m_rule.scope.caches = texts(*scope, "caches", QStringLiteral("scope/caches"));
    m_rule.scope.nodes = texts(*scope, "nodes", QStringLiteral("scope/nodes"));
    m_rule.scope.tags = texts(*scope, "tags", QStringLiteral("scope/tags"));
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
    put("message", rule.message, !rule.message.isEmpty());
    put("playbook", rule.playbook, !rule.playbook.isEmpty());
    if (!rule.channels.isEmpty())
        object["channels"] = listOf(rule.channels);
    return object;
}

} // namespace cacheledger
