// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rule.h"
#include "config/jsonproblem.h"
#include "metrics/result.h"

#include <QtCore/QByteArray>

namespace cacheledger
{

/// A rule that was left out (its line is that of the rule's first brace), or something else in its file that was not
/// understood.
using RuleProblem = JsonProblem;

/// What a rule file holds. Rules with problems are not among the rules; the others stay.
struct RuleFile {
    std::vector<Rule> rules;
    std::vector<RuleProblem> problems;
};

/// Rule files: versioned JSON, docs/formats.md. Thread-safe.
namespace rulefile
{
inline constexpr int newestVersion = 1;
inline constexpr qsizetype largestFile = 16LL * 1024 * 1024;

/// BadConfiguration, naming `file` and the line, when it is no JSON object with a version that is known and a list of
/// rules, or too large.
Result<RuleFile> parse(const QByteArray& document, const QString& file);
/// A file with these rules, which parse() reads back as the same ones. What has its default is left out.
QByteArray toText(const std::vector<Rule>& rules);

/// The rules that CacheLedger brings along.
std::vector<Rule> shipped();
/// Those of `own` in place of shipped ones with the same id, the rest after them.
std::vector<Rule> merged(std::vector<Rule> shipped, const std::vector<Rule>& own);
} // namespace rulefile

} // namespace cacheledger
