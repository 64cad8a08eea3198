// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the files of rules and channels: a JSON object with a version and one list of objects.

#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <nlohmann/json.hpp>

namespace cacheledger::listfile
{

/// BadConfiguration, naming `file` and the line, when it is no JSON object with a version that is known and a list
/// under `list`, or larger than rulefile::largestFile.
Result<nlohmann::ordered_json> parse(const QByteArray& document, const QString& file, const char* list,
                                     int newestVersion);
QByteArray toText(const nlohmann::ordered_json& json);

} // namespace cacheledger::listfile
