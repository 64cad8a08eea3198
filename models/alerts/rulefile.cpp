// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulefile.h"

#include "alerts/inhibition.h"
#include "alerts/listfile.h"
#include "alerts/rulereader.h"
#include "config/jsondocument.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <algorithm>
#include <map>

static void initRuleResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

using Json = nlohmann::ordered_json;

QString fileText(const char* text)
{
    return QCoreApplication::translate("RuleFile", text);
}

constexpr auto shippedFile = ":/rules/default.json"_L1;

/// Leaves out what inhibits in a way that makes no sense; what is shipped counts as being there.
void checkInhibition(RuleFile& result, const QString& file, const std::map<QString, std::pair<int, int>>& places)
{
    const bool inhibits = std::ranges::any_of(result.rules, [](const Rule& rule) { return rule.inhibits.has_value(); });
    if (!inhibits || file == shippedFile)
        return;
    const std::vector<Rule> shipped = rulefile::shipped();
    std::map<QString, QString> faults;
    do { // what is left out may have been inhibited, or have replaced a shipped rule
        faults = inhibition::faultsOf(rulefile::merged(shipped, result.rules));
        for (const Rule& rule : result.rules)
            if (const auto fault = faults.find(rule.id); fault != faults.end()) {
                const auto [line, number] = places.at(rule.id);
                result.problems.push_back(
                    {file, line, QStringLiteral("/rules/%1/inhibits").arg(number), fault->second});
            }
    } while (std::erase_if(result.rules, [&](const Rule& rule) { return faults.contains(rule.id); }) > 0);
}

} // namespace

Result<RuleFile> rulefile::parse(const QByteArray& document, const QString& file)
{
    const auto json = listfile::parse(document, file, "rules", newestVersion);
    if (!json)
        return json.error();
    RuleFile result;
    for (const auto& [key, value] : json->items())
        if (key != "version" && key != "rules")
            result.problems.push_back({file, 0, QLatin1Char('/') + QString::fromStdString(key).left(80),
                                       fileText("is no key of a rule file; these are: version, rules.")});
    const JsonLines lines(document, 2);
    std::map<QString, std::pair<int, int>> places; // line and number of each id
    int number = -1;
    for (const Json& object : (*json)["rules"]) {
        const QString pointer = QStringLiteral("/rules/%1").arg(++number);
        if (!object.is_object()) {
            result.problems.push_back({file, 0, pointer, fileText("must be an object.")});
            continue;
        }
        const int line = lines.of(pointer);
        const RuleReader reader(object);
        std::vector<RuleFault> faults = reader.faults();
        const auto [known, isNew] = places.try_emplace(reader.rule().id, line, number);
        if (!isNew && !reader.rule().id.isEmpty())
            faults.push_back(
                {QStringLiteral("id"),
                 fileText("is \"%1\" again, as in line %2.").arg(reader.rule().id.left(80)).arg(known->second.first)});
        for (const RuleFault& fault : faults)
            result.problems.push_back({file, line, pointer + QLatin1Char('/') + fault.key, fault.reason});
        if (faults.empty())
            result.rules.push_back(reader.rule());
    }
    checkInhibition(result, file, places);
    return result;
}

QByteArray rulefile::toText(const std::vector<Rule>& rules)
{
    Json json{{"version", newestVersion}, {"rules", Json::array()}};
    for (const Rule& rule : rules)
        json["rules"].push_back(ruleObject(rule));
    return listfile::toText(json);
}

std::vector<Rule> rulefile::shipped()
{
    initRuleResources();
    QFile file{QString(shippedFile)};
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto read = parse(file.readAll(), file.fileName());
    return read ? read->rules : std::vector<Rule>();
}

std::vector<Rule> rulefile::merged(std::vector<Rule> shipped, const std::vector<Rule>& own)
{
    for (const Rule& rule : own) {
        const auto replaced = std::ranges::find_if(shipped, [&](const Rule& other) { return other.id == rule.id; });
        if (replaced == shipped.end())
            shipped.push_back(rule);
        else
            *replaced = rule;
    }
    return shipped;
}

} // namespace cacheledger
