// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/problems.h"

namespace cacheledger
{

void Problems::set(Kind kind, const QString& headline, const Error& error)
{
    m_problems[kind] = Problem{headline, error.text()};
    update();
}

void Problems::clear(Kind kind)
{
    m_problems.erase(kind);
    update();
}

void Problems::update()
{
    const Problem gravest = m_problems.empty() ? Problem{} : m_problems.begin()->second;
    if (gravest == m_shown)
        return;
    m_shown = gravest;
    Q_EMIT shownChanged(m_shown.headline, m_shown.text);
}

} // namespace cacheledger
