// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/scenariofile.h"

#include "config/configfile.h"
#include "config/jsondocument.h"
#include "cost/costjson.h"
#include "cost/scenarioreader.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>

static void initScenarioResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace cacheledger
{

static QString scenarioFileText(const char* text)
{
    return QCoreApplication::translate("CostFile", text);
}

ScenarioFile scenariofile::parse(const QByteArray& document, const QString& file)
{
    const JsonKind kind{newestVersion, largestFile, QStringLiteral("docs/formats.md")};
    ScenarioFile result;
    const auto json = parseJsonFile(document, file, kind);
    if (!json) {
        result.problems.push_back({file, 0, {}, json.error().text()});
        return result;
    }
    std::vector<JsonFault> faults;
    const Scenario scenario = readScenario(*json, faults);
    if (faults.empty()) {
        result.scenario = scenario;
        return result;
    }
    const JsonLines lines(document, 4); // "/calls/prices/0/name"
    for (const JsonFault& fault : faults) {
        const QString pointer = QLatin1Char('/') + fault.key;
        result.problems.push_back({file, lines.of(pointer), pointer, fault.reason});
    }
    std::stable_sort(result.problems.begin(), result.problems.end(),
                     [](const JsonProblem& left, const JsonProblem& right) { return left.line < right.line; });
    return result;
}

QByteArray scenariofile::toText(const Scenario& scenario)
{
    return configfile::toText(scenarioObject(scenario));
}

Result<Scenario> scenariofile::read(const QString& path)
{
    const auto document = configfile::read(path);
    if (!document)
        return document.error();
    if (!*document)
        return Error{ErrorCode::Io, scenarioFileText("There is no file %1.").arg(path),
                     scenarioFileText("Check the path.")};
    const ScenarioFile file = parse(**document, path);
    if (file.scenario)
        return *file.scenario;
    return costjson::refusedFile(file.problems);
}

QStringList scenariofile::presetNames()
{
    return {QStringLiteral("startup"), QStringLiteral("growth"), QStringLiteral("enterprise")};
}

std::optional<Scenario> scenariofile::preset(const QString& name)
{
    if (!presetNames().contains(name))
        return {};
    initScenarioResources();
    QFile file(QStringLiteral(":/scenarios/%1.json").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return parse(file.readAll(), file.fileName()).scenario;
}

SavedScenarios scenariofile::savedIn(const QString& folder)
{
    SavedScenarios saved;
    const QDir dir(folder);
    const QStringList names = dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QString& name : names) {
        const QString path = dir.filePath(name);
        if (const auto scenario = read(path); scenario)
            saved.scenarios.push_back({path, *scenario});
        else
            saved.problems.push_back({path, 0, {}, scenario.error().text()});
    }
    std::stable_sort(saved.scenarios.begin(), saved.scenarios.end(), [](const auto& left, const auto& right) {
        return left.scenario.name.compare(right.scenario.name, Qt::CaseInsensitive) < 0;
    });
    return saved;
}

/// A free path in the folder that tells which scenario it is.
static QString newScenarioPath(const QString& name, const QString& folder)
{
    constexpr qsizetype longestStem = 60;
    QString stem;
    for (const QChar c : name.toLower().left(longestStem))
        stem += (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') ? c : QLatin1Char('-');
    const QDir dir(folder);
    QString file = stem + QLatin1String(".json");
    for (int number = 2; dir.exists(file); ++number)
        file = QStringLiteral("%1-%2.json").arg(stem).arg(number);
    return dir.filePath(file);
}

Result<QString> scenariofile::save(const Scenario& scenario, const QString& folder, const QString& file)
{
    const QByteArray text = toText(scenario);
    if (const ScenarioFile checked = parse(text, scenario.name); !checked.scenario)
        return Error{ErrorCode::InvalidArgument, checked.problems.front().text(), {}};
    const QString path = file.isEmpty() ? newScenarioPath(scenario.name, folder) : file;
    if (const auto written = configfile::write(path, text); !written)
        return written.error();
    return path;
}

Result<void> scenariofile::remove(const QString& file)
{
    if (QFile::remove(file) || !QFile::exists(file))
        return {};
    return Error{ErrorCode::Io, scenarioFileText("%1 cannot be removed.").arg(file),
                 scenarioFileText("Check that its folder can be written.")};
}

} // namespace cacheledger
