// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/problems.h"

#include <algorithm>

namespace cacheledger
{

void Problems::set(Kind kind, const QString& headline, const Error& error)
{
    Problem& problem = m_problems[kind];
    if (problem.headline != headline || problem.text != error.text())
        problem = {headline, error.text()};
    update();
}

void Problems::clear(Kind kind)
{
    m_problems.erase(kind);
    update();
}

void Problems::dismiss()
{
    const auto shown = std::ranges::find_if(m_problems, [this](const auto& each) { return each.second == m_shown; });
    if (shown == m_problems.end())
        return;
    shown->second.seen = true;
    update();
}

void Problems::update()
{
    const auto first = std::ranges::find_if(m_problems, [](const auto& problem) { return !problem.second.seen; });
    const Problem gravest = first == m_problems.end() ? Problem{} : first->second;
    if (gravest == m_shown)
        return;
    m_shown = gravest;
    Q_EMIT shownChanged(m_shown.headline, m_shown.text);
}

} // namespace cacheledger
