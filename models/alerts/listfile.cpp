// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/listfile.h"

#include "alerts/rulefile.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace cacheledger::listfile
{

using Json = nlohmann::ordered_json;

static QString listText(const char* text)
{
    return QCoreApplication::translate("RuleFile", text);
}

static Error badListFile(const QString& file, const QString& problem)
{
    return {ErrorCode::BadConfiguration, listText("%1 cannot be used: %2").arg(file, problem),
            listText("Repair the file; docs/formats.md describes it.")};
}

Result<Json> parse(const QByteArray& document, const QString& file, const char* list, int newestVersion)
{
    if (document.size() > rulefile::largestFile)
        return badListFile(file, listText("it is larger than %1 MiB.").arg(rulefile::largestFile / 1024 / 1024));
    Json json;
    try {
        json = Json::parse(document.cbegin(), document.cend());
    } catch (const Json::parse_error& error) {
        const auto before = document.cbegin() + std::min<qsizetype>(document.size(), qsizetype(error.byte));
        return badListFile(file,
                           listText("line %1 is not valid JSON.").arg(1 + std::count(document.cbegin(), before, '\n')));
    } catch (const Json::exception&) { // a number that no double holds
        return badListFile(file, listText("it has a number that is too large."));
    }
    if (!json.is_object())
        return badListFile(file, listText("it does not hold a JSON object."));
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer() || version->get<std::int64_t>() < 1)
        return badListFile(file, listText("\"version\" must be a whole number from 1."));
    if (version->get<std::int64_t>() > newestVersion)
        return Error{ErrorCode::BadConfiguration,
                     listText("%1 was written by a newer CacheLedger (format %2, this one knows %3).")
                         .arg(file)
                         .arg(version->get<std::int64_t>())
                         .arg(newestVersion),
                     listText("Update CacheLedger.")};
    const auto objects = json.find(list);
    if (objects == json.end() || !objects->is_array())
        return badListFile(file, listText("\"%1\" must be a list of objects.").arg(QLatin1String(list)));
    return json;
}

std::vector<int> linesOfObjects(const QByteArray& document, const char* list)
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
            if (++depth == 3 && c == '{' && key == list)
                lines.push_back(line);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return lines;
}

QByteArray toText(const Json& json)
{
    return QByteArray::fromStdString(json.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

} // namespace cacheledger::listfile
