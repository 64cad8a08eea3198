// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that are understood make sense, have distinct ids, and are the same after they were written again.
#include "alerts/rulecheck.h"
#include "alerts/rulefile.h"

#include <cstdint>
#include <cstdlib>
#include <set>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString name = QStringLiteral("rules.json");
    const auto file =
        rulefile::parse(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)), name);
    if (!file)
        return 0;
    std::set<QString> ids;
    for (const Rule& rule : file->rules)
        if (!faultsOf(rule).empty() || !ids.insert(rule.id).second)
            std::abort();
    for (const RuleProblem& problem : file->problems)
        if (problem.text().isEmpty() || problem.pointer.isEmpty())
            std::abort();
    const auto again = rulefile::parse(rulefile::toText(file->rules), name);
    if (!again || !again->problems.empty() || !(again->rules == file->rules))
        std::abort();
    return 0;
}
