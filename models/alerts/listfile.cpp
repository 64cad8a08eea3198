// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/listfile.h"

#include "alerts/rulefile.h"
#include "config/jsondocument.h"

#include <QtCore/QCoreApplication>

namespace cacheledger::listfile
{

using Json = nlohmann::ordered_json;

Result<Json> parse(const QByteArray& document, const QString& file, const char* list, int newestVersion)
{
    const JsonKind kind{newestVersion, rulefile::largestFile, QStringLiteral("docs/formats.md")};
    auto json = parseJsonFile(document, file, kind);
    if (!json)
        return json;
    const auto objects = json->find(list);
    if (objects == json->end() || !objects->is_array())
        return badJsonFile(
            file, QCoreApplication::translate("RuleFile", "\"%1\" must be a list of objects.").arg(QLatin1String(list)),
            kind);
    return json;
}

QByteArray toText(const Json& json)
{
    return QByteArray::fromStdString(json.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

} // namespace cacheledger::listfile
