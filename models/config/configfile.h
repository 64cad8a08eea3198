// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For models/config, models/incidents and the stores of the application: reading and writing the user's JSON files
// without ever losing one.

#include "metrics/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace cacheledger::configfile
{

/// The file's bytes; nothing when there is no such file.
Result<std::optional<QByteArray>> read(const QString& path);

/// A JSON object with a `version` of at most `newestVersion`. BadConfiguration names the line, NewerVersion the
/// version.
Result<nlohmann::ordered_json> parse(const QByteArray& document, const QString& path, int newestVersion);

/// Replaces the file as a whole or leaves it as it was. Missing folders are made. ReadOnly, DiskFull or Io.
Result<void> write(const QString& path, const QByteArray& document);

QByteArray toText(const nlohmann::ordered_json& json);

/// ReadOnly, DiskFull or Io with the right hint, from an errno.
Error fileError(int systemError, const QString& path);

/// BadConfiguration about one key.
Error keyError(const QString& path, const QString& key, const QString& problem);

} // namespace cacheledger::configfile
