// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/rulefile.h"

#include "alerts/rulereader.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <algorithm>
#include <map>
#include <optional>

static void initRuleResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace cacheledger
{

namespace
{

using Json = nlohmann::ordered_json;

QString fileText(const char* text)
{
    return QCoreApplication::translate("RuleFile", text);
}

Error badRuleFile(const QString& file, const QString& problem)
{
    return {ErrorCode::BadConfiguration, fileText("%1 cannot be used: %2").arg(file, problem),
            fileText("Repair the file; docs/formats.md describes it.")};
}

/// The line of each object in the list "rules", from 1. The document is valid JSON.
std::vector<int> linesOfRules(const QByteArray& document)
{
    std::vector<int> lines;
    int line = 1;
    int depth = 0;
    std::string key; // of the outermost object: the last text that began at its depth
    for (qsizetype i = 0; i < document.size(); ++i) {
        const char c = document[i];
        if (c == '\n') {
            ++line;
        } else if (c == '"') {
            const qsizetype begin = ++i;
            while (i < document.size() && document[i] != '"')
                i += document[i] == '\\' ? 2 : 1;
            if (depth == 1)
                key = document.mid(begin, std::min<qsizetype>(i - begin, 16)).toStdString();
        } else if (c == '{' || c == '[') {
            if (++depth == 3 && c == '{' && key == "rules")
                lines.push_back(line);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return lines;
}

Result<Json> parsed(const QByteArray& document, const QString& file)
{
    if (document.size() > rulefile::largestFile)
        return badRuleFile(file, fileText("it is larger than %1 MiB.").arg(rulefile::largestFile / 1024 / 1024));
    Json json;
    try {
        json = Json::parse(document.cbegin(), document.cend());
    } catch (const Json::parse_error& error) {
        const auto before = document.cbegin() + std::min<qsizetype>(document.size(), qsizetype(error.byte));
        return badRuleFile(file,
                           fileText("line %1 is not valid JSON.").arg(1 + std::count(document.cbegin(), before, '\n')));
    } catch (const Json::exception&) { // a number that no double holds
        return badRuleFile(file, fileText("it has a number that is too large."));
    }
    if (!json.is_object())
        return badRuleFile(file, fileText("it does not hold a JSON object."));
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer() || version->get<std::int64_t>() < 1)
        return badRuleFile(file, fileText("\"version\" must be a whole number from 1."));
    if (version->get<std::int64_t>() > rulefile::newestVersion)
        return Error{ErrorCode::BadConfiguration,
                     fileText("%1 was written by a newer CacheLedger (format %2, this one knows %3).")
                         .arg(file)
                         .arg(version->get<std::int64_t>())
                         .arg(rulefile::newestVersion),
                     fileText("Update CacheLedger.")};
    const auto rules = json.find("rules");
    if (rules == json.end() || !rules->is_array())
        return badRuleFile(file, fileText("\"rules\" must be a list of objects."));
    return json;
}

} // namespace

QString RuleProblem::text() const
{
    const QString where = line > 0 ? fileText("%1, line %2 (%3):").arg(file).arg(line).arg(pointer)
                                   : fileText("%1 (%2):").arg(file, pointer);
    return where + QLatin1Char(' ') + reason;
}

Result<RuleFile> rulefile::parse(const QByteArray& document, const QString& file)
{
    const auto json = parsed(document, file);
    if (!json)
        return json.error();
    RuleFile result;
    for (const auto& [key, value] : json->items())
        if (key != "version" && key != "rules")
            result.problems.push_back({file, 0, QLatin1Char('/') + QString::fromStdString(key).left(80),
                                       fileText("is no key of a rule file; these are: version, rules.")});
    const std::vector<int> lines = linesOfRules(document);
    std::size_t objects = 0;
    std::map<QString, int> lineOfId;
    int number = -1;
    for (const Json& object : (*json)["rules"]) {
        const QString pointer = QStringLiteral("/rules/%1").arg(++number);
        if (!object.is_object()) {
            result.problems.push_back({file, 0, pointer, fileText("must be an object.")});
            continue;
        }
        const int line = objects < lines.size() ? lines[objects] : 0;
        ++objects;
        const RuleReader reader(object);
        std::vector<RuleFault> faults = reader.faults();
        const auto [known, isNew] = lineOfId.try_emplace(reader.rule().id, line);
        if (!isNew && !reader.rule().id.isEmpty())
            faults.push_back(
                {QStringLiteral("id"),
                 fileText("is \"%1\" again, as in line %2.").arg(reader.rule().id.left(80)).arg(known->second)});
        for (const RuleFault& fault : faults)
            result.problems.push_back({file, line, pointer + QLatin1Char('/') + fault.key, fault.reason});
        if (faults.empty())
            result.rules.push_back(reader.rule());
    }
    return result;
}

QByteArray rulefile::toText(const std::vector<Rule>& rules)
{
    Json json{{"version", newestVersion}, {"rules", Json::array()}};
    for (const Rule& rule : rules)
        json["rules"].push_back(ruleObject(rule));
    return QByteArray::fromStdString(json.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

std::vector<Rule> rulefile::shipped()
{
    initRuleResources();
    QFile file(QStringLiteral(":/rules/default.json"));
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
