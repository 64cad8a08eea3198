// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/jsonproblem.h"
#include "cost/economics.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

#include <optional>
#include <vector>

namespace cacheledger
{

/// What a scenario file holds: a scenario, or what is wrong.
struct ScenarioFile {
    std::optional<Scenario> scenario;
    std::vector<JsonProblem> problems; ///< empty exactly when there is a scenario
};

/// One that is kept in a file of its own.
struct SavedScenario {
    QString file;
    Scenario scenario;
};

struct SavedScenarios {
    std::vector<SavedScenario> scenarios; ///< by name
    std::vector<JsonProblem> problems;    ///< of files that are left out
};

/// Scenario files: versioned JSON, one scenario each, docs/formats.md. Thread-safe.
namespace scenariofile
{
inline constexpr int newestVersion = 1;
inline constexpr qsizetype largestFile = 1024 * 1024;
inline constexpr std::size_t mostLines = 200; ///< of one list

ScenarioFile parse(const QByteArray& document, const QString& file);
/// A file with this scenario, which parse() reads back as the same one.
QByteArray toText(const Scenario& scenario);
/// Io when the file cannot be read; BadConfiguration with the first fault, the others in the hint.
Result<Scenario> read(const QString& path);

/// "startup", "growth", "enterprise".
QStringList presetNames();
/// Nothing when there is no such preset.
std::optional<Scenario> preset(const QString& name);

/// The user's *.json of a folder, which need not exist.
SavedScenarios savedIn(const QString& folder);
/// Writes `file`, or with an empty one a new file of the folder named after the scenario, and returns its path.
/// InvalidArgument when parse() would refuse it.
Result<QString> save(const Scenario& scenario, const QString& folder, const QString& file = {});
Result<void> remove(const QString& file);
} // namespace scenariofile

} // namespace cacheledger
