// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>

namespace cacheledger
{

/// What is known of a kind of versioned JSON files.
struct JsonKind {
    int newestVersion = 1;
    qsizetype largest = 0; ///< bytes
    QString document;      ///< where the format is described: "docs/formats.md"
};

/// The JSON object that a file holds. The error's message is only what is wrong, with the line where it is no JSON.
Result<nlohmann::ordered_json> jsonObjectOf(const QByteArray& document);
/// A JSON object whose "version" is known. BadConfiguration, naming `file` and, where it is no JSON, the line.
Result<nlohmann::ordered_json> parseJsonFile(const QByteArray& document, const QString& file, const JsonKind& kind);
/// The error for a file that is valid JSON, but not what it should be.
Error badJsonFile(const QString& file, const QString& problem, const JsonKind& kind);

/// In which line each value of a JSON document begins.
class JsonLines
{
public:
    /// `document` is valid JSON. Values deeper than `depth` keys are found as the one that they are in.
    JsonLines(const QByteArray& document, int depth);

    /// By JSON pointer ("/rules/3"), from 1; of what is not there, the line of the nearest value around it.
    int of(const QString& pointer) const;

private:
    std::unordered_map<std::string, int> m_lines;
};

/// A key as it stands in a JSON pointer.
QString pointerStep(const std::string& key);

} // namespace cacheledger
