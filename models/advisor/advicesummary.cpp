// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/advicesummary.h"

#include <algorithm>
#include <tuple>

namespace cacheledger
{

/// The smaller, the worse: found and critical, found and warning, not checkable, fine.
static std::tuple<int, int> badness(const AdviceFinding& finding)
{
    const int state = finding.state == AdviceState::Found ? 0 : finding.state == AdviceState::NotCheckable ? 1 : 2;
    const bool isCritical = finding.state == AdviceState::Found && finding.severity == Severity::Critical;
    return {state, isCritical ? 0 : 1};
}

std::vector<CacheAdvice> summarise(const std::map<QString, std::vector<AdviceFinding>>& findings)
{
    std::vector<CacheAdvice> summary;
    for (const auto& [node, answers] : findings) {
        for (const AdviceFinding& answer : answers) {
            const auto known = std::find_if(summary.begin(), summary.end(),
                                            [&](const CacheAdvice& other) { return other.finding.id == answer.id; });
            if (known == summary.end())
                summary.push_back({answer, {node}});
            else if (badness(answer) < badness(known->finding))
                *known = {answer, {node}};
            else if (badness(answer) == badness(known->finding))
                known->nodes << node;
        }
    }
    std::stable_sort(summary.begin(), summary.end(), [](const CacheAdvice& a, const CacheAdvice& b) {
        return badness(a.finding) < badness(b.finding);
    });
    return summary;
}

} // namespace cacheledger
